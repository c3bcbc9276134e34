import { InvokeCommand } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { RESERVED_VARIABLES } from "../../src/core/checks/reserved.ts";
import { AWKWARD_VALUES, type Served, serve } from "../examples/support.ts";
import { runCli } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";
import { hasTools, skipNote } from "../support/tools.ts";

const values = Object.fromEntries(AWKWARD_VALUES.map(([, value], index) => [`VALUE_${index}`, value]));

async function invoke({ lambda }: Served, FunctionName: string): Promise<Record<string, unknown>> {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from('{"reveal":true}') }));
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

describe.skipIf(!hasTools("curl"))(`the environment example, set by lambda-env${skipNote("curl")}`, () => {
  it.each(AWKWARD_VALUES)("answers with %s byte for byte, and keeps what was not named", async (_, value) => {
    const served = await serve("environment/template.yaml");
    const name = served.names.get("EnvironmentFunction") ?? "";
    expect(await invoke(served, name)).toEqual({ GREETING: "hello", API_KEY: "" });
    const result = await runCli(["set", "-f", name, "-t", "examples/environment/template.yaml", "-e", "-"], {
      endpoint: served.endpoint,
      cwd: process.cwd(),
      input: JSON.stringify({ ...values, API_KEY: value }),
    });
    expect(result.code).toBe(0);
    expect(await invoke(served, name)).toEqual({ GREETING: "hello", API_KEY: value });
    expect(served.endpoint.variables(name)).toMatchObject(values);
  });
});

describe.skipIf(!hasTools("curl", "jq"))(`the secrets example, set by lambda-env${skipNote("curl", "jq")}`, () => {
  it("answers with the secret's value, read at deploy time and read at run time", async () => {
    const served = await serve("secrets/template.yaml");
    const { endpoint, names } = served;
    const [, value] = AWKWARD_VALUES[0] ?? ["", ""];
    endpoint.setSecret("lambda-env-example", { API_KEY: value });
    const deployTime = names.get("DeployTimeFunction") ?? "";
    const runTime = names.get("RunTimeFunction") ?? "";
    const args = ["set", "-t", "examples/secrets/template.yaml"];
    const options = { endpoint, cwd: process.cwd() };
    const set = [...args, "-f", deployTime, "--logical-id", "DeployTimeFunction", "-s", "lambda-env-example"];
    expect((await runCli(set, options)).code).toBe(0);
    const url = [...args, "-f", runTime, "--logical-id", "RunTimeFunction", `AWS_ENDPOINT_URL_SECRETS_MANAGER=${endpoint.url}`];
    expect((await runCli(url, options)).code).toBe(0);
    expect(await invoke(served, deployTime)).toEqual({ readAt: "deploy time", API_KEY: value });
    expect(await invoke(served, runTime)).toEqual({ readAt: "run time", API_KEY: value });
  });
});

describe("list --runtime", () => {
  it("explains every name that Lambda keeps for itself, and sends no requests to AWS", async () => {
    const endpoint = await startEndpoint();
    const { code, stdout, stderr } = await runCli(["list", "--runtime"], { endpoint });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const [name, { about }] of RESERVED_VARIABLES)
      expect(stdout).toMatch(new RegExp(`^${name} +${about.replace(/[.()]/g, "\\$&")}$`, "m"));
    const { stdout: json } = await runCli(["list", "--runtime", "--json"], { endpoint });
    expect(JSON.parse(json).reserved).toHaveLength(RESERVED_VARIABLES.size);
    expect(endpoint.requests).toEqual([]);
  });
});
