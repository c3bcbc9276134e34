/** Whose sets the history holds, and how many. */
import { LambdaClient, PublishVersionCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { runCli, targetIn } from "../../support/cli.ts";
import { startEndpoint, updateCount } from "../../support/endpoint.ts";
import { startClient } from "../../support/local.ts";

const PATH = "/lambda-env/history";
const PARAMETER = `${PATH}/my-fn`;
const LIVE = { STAGE: "dev" };

async function storedText(endpoint: LocalEndpoint): Promise<string> {
  const command = new GetParameterCommand({ Name: PARAMETER, WithDecryption: true });
  return (await startClient(SSMClient, endpoint).send(command)).Parameter?.Value ?? "";
}

async function startFunction(place: { readonly account?: string; readonly region?: string } = {}) {
  const endpoint = await startEndpoint(place);
  endpoint.createFunction({ functionName: "my-fn", variables: LIVE });
  const env = { AWS_REGION: endpoint.region };
  const run = (command: string, ...args: string[]) =>
    runCli([command, "-f", "my-fn", "--history", PATH, ...args], { endpoint, env });
  return { endpoint, run };
}

test.each([
  ["account", { account: "210987654321" }],
  ["region", { region: "eu-west-1" }],
])("the sets of another %s's function of the same name are not this one's", async (_, place) => {
  const other = await startFunction(place);
  expect((await other.run("set", "STAGE=theirs")).code).toBe(0);
  const { endpoint, run } = await startFunction();
  endpoint.setParameter(PARAMETER, await storedText(other.endpoint), "SecureString");
  endpoint.setVariables("my-fn", { STAGE: "theirs" });
  expect(targetIn((await run("history", "--json")).stdout).stored).toEqual([]);
  for (const id of [[], ["h1"]]) {
    expect(await run("undo", ...id, "--yes")).toMatchObject({ code: 64, stderr: expect.stringContaining("nothing was written") });
  }
  expect(updateCount(endpoint)).toBe(0);
  expect((await run("set", "STAGE=mine")).code).toBe(0);
  expect(targetIn((await run("history", "--json")).stdout).stored).toMatchObject([{ id: "h2" }]);
  expect((await run("undo", "--yes")).code).toBe(0);
  expect(endpoint.variables("my-fn")).toEqual({ STAGE: "theirs" });
});

test("a set that an earlier version of lambda-env stored is the function's", async () => {
  const { endpoint, run } = await startFunction();
  expect((await run("set", "STAGE=prod")).code).toBe(0);
  const { f: _, ...former } = JSON.parse(await storedText(endpoint));
  endpoint.setParameter(PARAMETER, JSON.stringify(former), "SecureString");
  expect((await run("undo", "--yes")).code).toBe(0);
  expect(endpoint.variables("my-fn")).toEqual(LIVE);
});

test("many versions and stored sets are read page by page, and each can be gone back to", async () => {
  const { endpoint, run } = await startFunction();
  const lambda = startClient(LambdaClient, endpoint);
  const FunctionName = "my-fn";
  const COUNT = 120;
  for (let version = 1; version <= COUNT; version++) {
    const Environment = { Variables: { STAGE: String(version) } };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }));
    await lambda.send(new PublishVersionCommand({ FunctionName }));
    endpoint.setParameter(PARAMETER, JSON.stringify({ v: { STAGE: String(version) }, w: {} }), "SecureString");
  }
  const { versions, stored } = targetIn((await run("history", "--json")).stdout);
  expect([versions.length, versions[0].id, versions.at(-1).id]).toEqual([COUNT, "120", "1"]);
  // Parameter Store keeps 100.
  expect([stored.length, stored[0].id, stored.at(-1).id]).toEqual([100, "h120", "h21"]);
  expect((await run("undo", "3", "--yes")).code).toBe(0);
  expect(endpoint.variables("my-fn")).toEqual({ STAGE: "3" });
  expect((await run("undo", "h20", "--yes")).stderr).toContain("the history does not contain h20");
});
