/** `push --stage`: the stage says where to write to and who may, and nothing of what is written. */
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect, it } from "vitest";
import { operations } from "../../support/endpoint.ts";
import { startClient } from "../../support/local.ts";
import { schemaProblems } from "../../support/schema.ts";
import { ACCOUNT, OTHER_ACCOUNT, STAGE, stageScene, WORKER } from "./stage-scene.ts";

const STAGED = ["push", "--stage", "prod"];

async function pushScene(toml = STAGE, files: Readonly<Record<string, string>> = {}) {
  const scene = await stageScene(toml, files);
  const secrets = startClient(SecretsManagerClient, scene.endpoint);
  return {
    ...scene,
    keys: async (id = "prod/app") => {
      const { SecretString: text = "{}" } = await secrets.send(new GetSecretValueCommand({ SecretId: id }));
      return Object.keys(JSON.parse(text));
    },
  };
}

it("writes to the only secret of the stage, and reads neither its files, its functions nor their secrets", async () => {
  const toml = `${STAGE}env-files = [".env"]\nfrom = ["Api"]\n${WORKER}`;
  const { run, keys, endpoint } = await pushScene(toml, { ".env": "FROM_FILE=1\n" });
  const { code, stdout, stderr } = await run([...STAGED, "NEW_ONE=1", "--json"]);
  expect(code, stderr).toBe(0);
  expect(await keys()).toEqual(["API_KEY", "SHARED", "NEW_ONE"]);
  expect(stderr).toContain("functions get the new values from: lambda-env set --stage prod\n");
  expect(schemaProblems(stdout)).toEqual([]);
  expect(JSON.parse(stdout)).toMatchObject({ stage: { name: "prod" }, targets: [{ name: "prod/app", outcome: "written" }] });
  expect(operations(endpoint)).not.toContain("GetFunctionConfiguration");
  expect(await run(STAGED)).toMatchObject({ code: 64, stderr: expect.stringContaining("no value is named") });
});

it("takes another secret, or a path, where the command line names one", async () => {
  const { run, keys } = await pushScene();
  const other = await run([...STAGED, "-s", "prod/worker", "NEW_ONE=1"]);
  expect(other).toMatchObject({ code: 0, stderr: expect.stringContaining("secret prod/worker") });
  expect(await run([...STAGED, "--parameter-path", "/prod", "NEW_ONE=1"])).toMatchObject({ code: 0 });
  expect(await keys()).toEqual(["API_KEY", "SHARED"]);
  expect(await keys("prod/worker")).toContain("NEW_ONE");
});

it.each([
  [STAGE.replace('"prod/app"', '"prod/app", "prod/worker"'), "stage prod names 2 secrets, and push writes to one"],
  [STAGE.replace('"prod/app"', '"TOKEN=prod/app:API_KEY"'), "push takes a whole secret"],
  [STAGE.replace('secrets = ["prod/app"]', ""), "push needs a place to write to"],
])("needs a name where the stage does not say which: %#", async (toml, message) => {
  const { run, endpoint } = await pushScene(toml);
  expect(await run([...STAGED, "NEW_ONE=1"])).toMatchObject({ code: 64, stderr: expect.stringContaining(message) });
  expect(endpoint.requests).toEqual([]);
});

it("stops before it reads anything of another account", async () => {
  const { run, endpoint } = await pushScene(STAGE.replace(ACCOUNT, OTHER_ACCOUNT));
  expect(await run([...STAGED, "NEW_ONE=1"])).toMatchObject({ code: 77 });
  expect(operations(endpoint)).toEqual(["GetCallerIdentity"]);
});

it("needs --yes and a typed --stage for a protected stage, but not to show what it would do", async () => {
  const { run, keys } = await pushScene(`${STAGE}protected = true\n`);
  const twin = { env: { LAMBDA_ENV_STAGE: "prod" } };
  for (const [args, options] of [
    [["push", "NEW_ONE=1", "--yes"], twin],
    [[...STAGED, "NEW_ONE=1"], {}],
  ] as const) {
    expect(await run(args, options)).toMatchObject({ code: 64, stderr: expect.stringContaining("stage prod is protected") });
  }
  expect(await run(["push", "NEW_ONE=1", "--dry-run"], twin)).toMatchObject({ code: 0 });
  expect(await keys()).toEqual(["API_KEY", "SHARED"]);
  expect(await run([...STAGED, "NEW_ONE=1", "--yes"])).toMatchObject({ code: 0 });
  expect(await keys()).toContain("NEW_ONE");
});

it("has its rights from policy --push --stage", async () => {
  const { run } = await pushScene();
  const { stdout } = await run(["policy", "--push", "--stage", "prod"]);
  const [{ Resource: resources }] = JSON.parse(stdout).Statement;
  expect(resources).toEqual([`arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:prod/app-??????`]);
});
