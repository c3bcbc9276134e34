/** The account of a stage: nothing of another one is read. */
import { describe, expect, it } from "vitest";
import { operations } from "../../support/endpoint.ts";
import { ACCOUNT, OTHER_ACCOUNT, STAGE, stageScene, WORKER } from "./stage-scene.ts";

const WRONG = `${STAGE.replace(ACCOUNT, OTHER_ACCOUNT)}${WORKER}`;

describe("credentials of another account", () => {
  it.each([
    ["diff", []],
    ["set", ["--yes"]],
    ["unset", ["LEVEL", "--yes"]],
    ["list", []],
    ["pull", ["-f", "Api", "-"]],
    ["get", ["-f", "Api", "LEVEL"]],
    ["edit", ["-f", "Api"]],
    ["history", ["-f", "Api"]],
    ["undo", ["-f", "Api", "1"]],
    ["run", ["-f", "Api", "--", "true"]],
  ] as const)("make %s stop before any other request", async (command, args) => {
    const { endpoint, run } = await stageScene(WRONG);
    const { code, stderr } = await run([command, "--stage", "prod", ...args], { env: { EDITOR: "true" } });
    expect({ code, requests: operations(endpoint) }).toEqual({ code: 77, requests: ["GetCallerIdentity"] });
    expect(stderr).toContain(`stage prod is for account ${OTHER_ACCOUNT}, but the credentials belong to account ${ACCOUNT}`);
    expect(stderr).toContain("nothing was read");
    expect(stderr).toContain("--profile NAME");
  });

  it("are a problem that doctor reports, without a look at the function", async () => {
    const { endpoint, run } = await stageScene(WRONG);
    const { code, stdout } = await run(["doctor", "--stage", "prod", "-f", "Api"]);
    expect({ code, requests: operations(endpoint) }).toEqual({ code: 77, requests: ["GetCallerIdentity"] });
    expect(stdout).toContain(`stage prod is for account ${OTHER_ACCOUNT}`);
  });

  it("are explained by the profile of the stage", async () => {
    const { run } = await stageScene(`${WRONG.replace("region =", 'profile = "prod"\nregion =')}`);
    const env = { LAMBDA_ENV_PROFILE: "dev", AWS_CONFIG_FILE: "/dev/null" };
    const { stderr } = await run(["diff", "--stage", "prod"], { env });
    expect(stderr).toContain("LAMBDA_ENV_PROFILE dev replaces profile prod of stage prod");
  });
});

it("an ARN of another account stops before any request", async () => {
  const { endpoint, run } = await stageScene();
  const arn = `arn:aws:lambda:us-east-1:${OTHER_ACCOUNT}:function:Api`;
  const { code, stderr } = await run(["diff", "--stage", "prod", "-f", arn]);
  expect({ code, requests: endpoint.requests.length }).toEqual({ code: 77, requests: 0 });
  expect(stderr).toContain(`stage prod is for account ${ACCOUNT}, but function Api is in account ${OTHER_ACCOUNT}`);
});

it("the right account costs one request, which policy need not allow", async () => {
  const { endpoint, run } = await stageScene();
  expect(await run(["list", "--stage", "prod", "-f", "Api"])).toMatchObject({ code: 0 });
  expect(operations(endpoint)[0]).toBe("GetCallerIdentity");
  expect(operations(endpoint).filter((name) => name === "GetCallerIdentity")).toHaveLength(1);
  const before = endpoint.requests.length;
  const policy = await run(["policy", "--stage", "prod"]);
  expect(policy.stdout).not.toContain("sts:");
  expect(endpoint.requests.length).toBe(before);
});
