/** `--from`: another function, a version or an alias as a source. */
import { UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { runCli, targetIn, tempFolder } from "../../support/cli.ts";
import { operations, updateCount } from "../../support/endpoint.ts";
import { type LocalClients, publish, startClients } from "../../support/local.ts";

const ACCOUNT = "123456789012";

async function startScene(): Promise<LocalEndpoint> {
  return (await startScenery()).endpoint;
}

async function startScenery(): Promise<LocalClients> {
  const clients = await startClients();
  const { endpoint } = clients;
  endpoint.createFunction({ functionName: "orders-dev", variables: { API_KEY: "dev-key", STAGE: "dev", NEW_FLAG: "on" } });
  endpoint.createFunction({ functionName: "orders-prod", variables: { API_KEY: "prod-key", STAGE: "dev", OLD_FLAG: "off" } });
  return clients;
}

const originsOf = (stdout: string): unknown =>
  Object.fromEntries(targetIn(stdout).changes.map(({ name, origin }: { name: string; origin: unknown }) => [name, origin]));

describe("set --from", () => {
  it("writes the values of the other function, and keeps the variables that only the target has", async () => {
    const endpoint = await startScene();
    const { stdout, stderr, code } = await runCli(["set", "-f", "orders-prod", "--from", "orders-dev"], { endpoint });
    expect({ code, live: endpoint.variables("orders-prod") }).toEqual({
      code: 0,
      live: { API_KEY: "dev-key", STAGE: "dev", NEW_FLAG: "on", OLD_FLAG: "off" },
    });
    expect(stdout).toMatch(/^~ API_KEY .* orders-dev$/m);
    expect(stderr).toContain(`orders-prod · ${ACCOUNT} · us-east-1 · from orders-dev\n`);
    expect(endpoint.variables("orders-dev")).toEqual({ API_KEY: "dev-key", STAGE: "dev", NEW_FLAG: "on" });
  });

  it("is below every other source, and later ones win", async () => {
    const endpoint = await startScene();
    endpoint.createFunction({ functionName: "shared", variables: { NEW_FLAG: "shared", API_KEY: "shared" } });
    const cwd = tempFolder({ ".env": "API_KEY=file-key\n" });
    const args = ["diff", "-f", "orders-prod", "--from", "orders-dev", "--from", "shared", "-e", ".env", "--json"];
    const { stdout } = await runCli(args, { endpoint, cwd });
    expect(originsOf(stdout)).toMatchObject({
      API_KEY: { layer: "env-file", source: ".env" },
      NEW_FLAG: { layer: "function", source: "shared" },
    });
  });

  it("reads a version and an alias, and names them as the origin", async () => {
    const { endpoint, lambda } = await startScenery();
    await publish(lambda, "orders-dev", "live");
    endpoint.setVariables("orders-dev", { API_KEY: "changed since" });
    for (const [from, source] of [
      ["orders-dev:1", "orders-dev:1"],
      ["orders-dev:live", "orders-dev:live"],
      ["function:orders-dev:live", "orders-dev:live"],
      [`${ACCOUNT}:function:orders-dev:1`, "orders-dev:1"],
      [`arn:aws:lambda:us-east-1:${ACCOUNT}:function:orders-dev:live`, "orders-dev:live"],
    ] as const) {
      const { stdout, stderr } = await runCli(["diff", "-f", "orders-prod", "--from", from, "--json"], { endpoint });
      const origin = { layer: "function", source };
      expect(originsOf(stdout), from).toMatchObject({ API_KEY: origin, NEW_FLAG: origin });
      expect(stderr).toContain(` · from ${source}\n`);
    }
  });

  it("reads the source once for several functions", async () => {
    const endpoint = await startScene();
    endpoint.createFunction({ functionName: "orders-eu", variables: {} });
    const args = ["set", "-f", "orders-prod", "-f", "orders-eu", "--from", "orders-dev", "--yes"];
    expect(await runCli(args, { endpoint })).toMatchObject({ code: 0 });
    const reads = endpoint.requests.filter(
      ({ operation, subject }) => /^GetFunction/.test(operation) && subject === "orders-dev",
    );
    expect(reads).toHaveLength(1);
    for (const name of ["orders-prod", "orders-eu"]) expect(endpoint.variables(name)).toMatchObject({ API_KEY: "dev-key" });
  });

  it("says that the source is the function itself, of one function and of the one among several that it is", async () => {
    const { endpoint, lambda } = await startScenery();
    const alone = await runCli(["set", "-f", "orders-dev", "--from", "orders-dev"], { endpoint });
    expect(alone.stderr).toContain("orders-dev: this is the function itself, so its values change nothing");
    const several = await runCli(["diff", "-f", "orders-dev", "-f", "orders-prod", "--from", "orders-dev", "--json"], {
      endpoint,
    });
    const { targets } = JSON.parse(several.stdout);
    expect(targets.map(({ findings }: { findings: { code: string }[] }) => findings.map(({ code }) => code))).toEqual([
      ["COPIED_FROM_ITSELF"],
      [],
    ]);
    expect(updateCount(endpoint)).toBe(0);
    await publish(lambda, "orders-dev");
    endpoint.setVariables("orders-dev", { API_KEY: "broken" });
    const back = await runCli(["set", "-f", "orders-dev", "--from", "orders-dev:1", "--prune"], { endpoint });
    expect({ code: back.code, stderr: back.stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining("itself") });
    expect(endpoint.variables("orders-dev")).toEqual({ API_KEY: "dev-key", STAGE: "dev", NEW_FLAG: "on" });
  });

  it("stops where the variables of the source may not be decrypted, and writes nothing", async () => {
    const endpoint = await startScene();
    endpoint.denyDecrypt("orders-dev");
    for (const command of ["set", "diff", "list"]) {
      const { stderr, code } = await runCli([command, "-f", "orders-prod", "--from", "orders-dev"], { endpoint });
      expect({ code, stderr }).toEqual({
        code: 77,
        stderr: expect.stringContaining("the variables of orders-dev cannot be read"),
      });
      expect(stderr).toContain("kms:Decrypt");
    }
    expect(operations(endpoint)).not.toContain("UpdateFunctionConfiguration");
  });

  it("refuses to prune by a function without variables", async () => {
    const endpoint = await startScene();
    endpoint.createFunction({ functionName: "empty" });
    const { stderr, code } = await runCli(["set", "-f", "orders-prod", "--from", "empty", "--prune", "--yes"], { endpoint });
    expect({ code, stderr }).toEqual({
      code: 65,
      stderr: expect.stringContaining("empty: it defines no variables, and --prune"),
    });
    expect(updateCount(endpoint)).toBe(0);
  });

  it("waits for an update of the source that is in progress", async () => {
    const { endpoint, lambda } = await startClients({ updateMs: 300 });
    endpoint.createFunction({ functionName: "orders-dev", variables: { API_KEY: "old" } });
    endpoint.createFunction({ functionName: "orders-prod", variables: {} });
    endpoint.failUpdate("orders-dev", { reasonCode: "InternalError" });
    const Environment = { Variables: { API_KEY: "of an update that fails" } };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "orders-dev", Environment }));
    expect(await runCli(["set", "-f", "orders-prod", "--from", "orders-dev"], { endpoint })).toMatchObject({ code: 0 });
    expect(endpoint.variables("orders-prod")).toMatchObject({ API_KEY: "old" });
  });
});

describe("a source that does not exist", () => {
  it.each([
    ["orders-dve", "function orders-dve does not exist", "did you mean orders-dev"],
    ["orders-dev:lvie", "function orders-dev does not have a version or alias lvie", "did you mean orders-dev:live?"],
    ["orders-dev:99", "function orders-dev does not have a version or alias 99", "its versions and aliases: live, 2, 1"],
    [
      "orders-prod:1",
      "function orders-prod does not have a version or alias 1",
      "there are none; use orders-prod for the live variables",
    ],
    ["orders-dve:live", "function orders-dve:live does not exist", "did you mean orders-dev"],
  ])("%s is answered with similar names", async (from, message, hint) => {
    const { endpoint, lambda } = await startScenery();
    await publish(lambda, "orders-dev");
    endpoint.setVariables("orders-dev", { API_KEY: "two" });
    await publish(lambda, "orders-dev", "live");
    const { stderr, code } = await runCli(["set", "-f", "orders-prod", "--from", from], { endpoint });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`lambda-env: error: ${message}`) });
    expect(stderr).toContain(`hint: ${hint}`);
  });

  it("keeps AWS's answer if the caller may not list functions", async () => {
    const endpoint = await startScene();
    for (const operation of ["ListAliases", "ListVersionsByFunction", "ListFunctions"]) endpoint.deny(operation);
    const { stderr, code } = await runCli(["diff", "-f", "orders-prod", "--from", "orders-dev:live"], { endpoint });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("function orders-dev:live does not exist") });
  });

  it("is refused without being repeated if it is not the name of a function", async () => {
    for (const from of ["my value!", "a:b:c", "orders-*"]) {
      const { stderr, code } = await runCli(["set", "-f", "orders-prod", "--from", from]);
      expect({ code, stderr }).toEqual({
        code: 64,
        stderr: expect.stringContaining("--from needs the name or ARN of a function"),
      });
      expect(stderr).not.toContain(from);
    }
    const arn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:a`;
    const args = ["set", "-f", "orders-prod", "--from", arn, "--from-region", "eu-west-1"];
    const { stderr, code } = await runCli(args);
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining("--from-region is eu-west-1") });
  });
});

it("policy names the rights for the source, and leaves them out where another profile reads it", async () => {
  const key = "arn:aws:kms:eu-west-1:123456789012:key/k";
  const args = ["policy", "-f", "orders-prod", "--region", "us-east-1", "--from", "orders-dev:live", "--kms-key", key];
  const { stdout } = await runCli([...args, "--from-region", "eu-west-1", "--read-only"]);
  expect(JSON.parse(stdout).Statement).toEqual(
    expect.arrayContaining([
      {
        Sid: "ReadSourceFunctions",
        Effect: "Allow",
        Action: ["lambda:GetFunctionConfiguration"],
        Resource: ["arn:aws:lambda:eu-west-1:*:function:orders-dev:live"],
      },
      expect.objectContaining({
        Sid: "Decrypt",
        Condition: { StringEquals: { "kms:ViaService": ["lambda.us-east-1.amazonaws.com", "lambda.eu-west-1.amazonaws.com"] } },
      }),
    ]),
  );
  const other = await runCli([...args, "--from-profile", "dev"]);
  expect(other.stdout).not.toContain("ReadSourceFunctions");
  expect(other.stderr).toContain("the role of profile dev reads --from, so those rights are not in the policy");
});
