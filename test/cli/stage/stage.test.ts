/** `--stage`: what a stage gives, and what the command line and the environment give instead. */
import { describe, expect, it } from "vitest";
import { makeCanary } from "../../support/canary/canary.ts";
import { operations } from "../../support/endpoint.ts";
import { STACK } from "../../support/project.ts";
import { ACCOUNT, STAGE, stageScene, WORKER } from "./stage-scene.ts";

const APP = { API_KEY: makeCanary("app"), SHARED: makeCanary("shared") };

describe("--stage", () => {
  it("names functions and sources, for one word on the command line", async () => {
    const { endpoint, run, api, worker } = await stageScene();
    const diff = await run(["diff", "--stage", "prod", "--json"]);
    expect(diff).toMatchObject({ code: 0 });
    expect(JSON.parse(diff.stdout)).toMatchObject({
      stage: { name: "prod", source: "lambda-env.toml", protected: false },
      targets: [
        { function: api, summary: { added: 2 } },
        { function: worker, summary: { added: 2 } },
      ],
    });
    const set = await run(["set", "--stage", "prod", "--yes"]);
    expect(set).toMatchObject({ code: 0 });
    expect(set.stderr.match(/lambda-env\.toml: stage prod/g)).toHaveLength(1);
    expect(endpoint.variables(api)).toEqual({ LEVEL: "info", ...APP });
    expect(endpoint.variables(worker)).toEqual({ LEVEL: "warn", ...APP });
  });

  it("is read from a folder above, with paths that are relative to the file", async () => {
    const { run } = await stageScene(`${STAGE}env-files = ["values.env"]\n`, { "values.env": "PLAIN=x\n" });
    const { stdout, code } = await run(["diff", "--stage", "prod", "-f", "Api", "--json"]);
    expect(code).toBe(0);
    expect(stdout).toContain('"source": "values.env"');
  });

  it("comes from the environment as well", async () => {
    const { run } = await stageScene();
    const { stdout } = await run(["list", "--json"], { env: { LAMBDA_ENV_STAGE: "prod" } });
    expect(JSON.parse(stdout)).toMatchObject({ stage: { name: "prod" }, targets: [{}, {}] });
  });

  it.each([
    [
      ["-f", "Api"],
      [1, /--function Api/],
    ],
    [
      ["--logical-id", "Worker"],
      [1, undefined],
    ],
    [["--all"], [2, undefined]],
  ] as const)("%j selects functions of its stack instead of all", async (args, [count, said]) => {
    const { run } = await stageScene();
    const { stdout, stderr, code } = await run(["diff", "--stage", "prod", "--json", ...args]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)["targets"]).toHaveLength(count);
    if (said === undefined) expect(stderr).not.toContain("replaces");
  });

  it("has a list of functions, which -f replaces", async () => {
    const { run } = await stageScene(`${STAGE}functions = ["Worker"]\n`);
    const listed = await run(["diff", "--stage", "prod", "--json"]);
    expect(JSON.parse(listed.stdout)["targets"]).toMatchObject([{ function: expect.stringContaining("Worker") }]);
    const typed = await run(["diff", "--stage", "prod", "-f", "Api", "--json"]);
    expect(JSON.parse(typed.stdout)["targets"]).toMatchObject([{ function: expect.stringContaining("Api") }]);
    expect(typed.stderr).toContain("--function Api replaces functions Worker of stage prod");
  });

  it.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
    ["a typed option", ["--region", "eu-west-1"], {}, "--region eu-west-1 replaces region us-east-1 of stage prod"],
    ["an environment variable", [], { LAMBDA_ENV_REGION: "eu-west-1" }, "LAMBDA_ENV_REGION eu-west-1 replaces region us-east-1"],
    ["a typed list", ["-s", "dev/app"], {}, "--secret replaces secrets of stage prod"],
  ])("gives way to %s, and standard error says so", async (_, args, env, sentence) => {
    const { endpoint, run } = await stageScene();
    endpoint.setSecret("dev/app", { OTHER: makeCanary("dev") });
    const { stderr, stdout } = await run(["diff", "--stage", "prod", "-f", "Api", ...args], { env });
    expect(stderr).toContain(sentence);
    if (args[0] === "-s") {
      expect(stdout).toContain("OTHER");
      expect(stdout).not.toContain("API_KEY");
    }
  });

  it("says nothing of an option that the stage has too", async () => {
    const { run } = await stageScene();
    expect((await run(["diff", "--stage", "prod", "--region", "us-east-1", "-s", "prod/app"])).stderr).not.toContain("replaces");
  });

  it("does not repeat what is typed for a source, which may be a value", async () => {
    const { run } = await stageScene();
    const { stderr } = await run(["diff", "--stage", "prod", "-f", "Api", "--secret", "hunter2-zq"]);
    expect(stderr).toContain("--secret replaces secrets of stage prod");
    expect(stderr.split("\n").find((line) => line.includes("replaces"))).not.toContain("hunter2");
  });

  it("gives a command only the options that it has", async () => {
    const { endpoint, run, api } = await stageScene(`${STAGE}publish = true\n`);
    const removed = await run(["unset", "--stage", "prod", "-f", "Api", "LEVEL", "--yes", "--allow-empty"]);
    expect(removed).toMatchObject({ code: 0 });
    expect(endpoint.variables(api)).toEqual({});
    expect(operations(endpoint)).not.toContain("GetSecretValue");
    expect(operations(endpoint)).not.toContain("PublishVersion");
  });

  it.each([
    ["get", ["LEVEL"]],
    ["edit", []],
    ["history", []],
    ["undo", []],
    ["run", ["--", "true"]],
  ] as const)("with several functions makes %s ask for one", async (command, words) => {
    const { run } = await stageScene();
    const { code, stderr } = await run([command, "--stage", "prod", ...words], { env: { EDITOR: "true" } });
    expect({ code, stderr }).toMatchObject({ code: 64, stderr: expect.stringMatching(/Api.*Worker|several|--logical-id/) });
  });

  it("takes a function beside it for a command that is for one", async () => {
    const { run } = await stageScene();
    expect(await run(["get", "--stage", "prod", "-f", "Worker", "LEVEL"])).toMatchObject({ code: 0, stdout: "warn" });
    expect(await run(["history", "--stage", "prod", "-f", "Worker"])).toMatchObject({ code: 0 });
    expect(await run(["pull", "--stage", "prod", "-f", "Worker", "-"])).toMatchObject({
      stdout: expect.stringContaining("LEVEL=warn"),
    });
    const shown = await run(["doctor", "--stage", "prod", "-f", "Worker", "--json"]);
    expect(JSON.parse(shown.stdout)["checks"]).toContainEqual(
      expect.objectContaining({ check: "region", source: "lambda-env.toml:4" }),
    );
  });

  it.each([
    ["prd", "lambda-env.toml does not have a stage prd", "did you mean prod? its stages: dev, prod"],
    ["quality", "lambda-env.toml does not have a stage quality", "its stages: dev, prod"],
  ])("%s that the file does not have is an error with its stages", async (name, message, hint) => {
    const { endpoint, run } = await stageScene(`[stages.dev]\n${STAGE}`);
    const { code, stderr } = await run(["diff", "--stage", name]);
    expect({ code, requests: endpoint.requests.length }).toEqual({ code: 64, requests: 0 });
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });

  it("needs the file", async () => {
    const { run } = await stageScene();
    const { code, stderr } = await run(["diff", "--stage", "prod"], { cwd: "/" });
    expect({ code, stderr }).toMatchObject({ code: 64, stderr: expect.stringContaining("--stage needs lambda-env.toml") });
  });

  it("is the only reason to read the file", async () => {
    const { run, write } = await stageScene();
    write("this is not TOML");
    expect(await run(["list", "--stack", STACK])).toMatchObject({ code: 0 });
    expect(await run(["list", "--stage", "prod"])).toMatchObject({ code: 65 });
  });

  it("without a source is nothing to set", async () => {
    const { run } = await stageScene(`[stages.prod]\nstack = "${STACK}"\n`);
    expect(await run(["set", "--stage", "prod"])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("below lambda-env.toml:1"),
    });
    expect(await run(["set", "--stage", "prod", "LEVEL=x", "--yes"])).toMatchObject({ code: 0 });
  });

  it("is in every document, those of failures too", async () => {
    const { endpoint, run } = await stageScene();
    endpoint.deny("GetSecretValue", "prod/app");
    endpoint.deny("BatchGetSecretValue");
    const failed = await run(["diff", "--stage", "prod", "--json"]);
    expect(JSON.parse(failed.stdout)).toMatchObject({ stage: { name: "prod" }, error: { code: "ACCESS_DENIED" } });
    expect(Object.keys(JSON.parse(failed.stdout)).slice(0, 2)).toEqual(["format_version", "stage"]);
    const report = await run(["diff", "--stage", "prod", "-s", "prod/worker", "--report", "markdown"]);
    expect(report.stdout).toContain("Stage `prod` of `lambda-env.toml`");
    const json = await run(["diff", "--stage", "prod", "-s", "prod/worker", "--report", "json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ document: "report", stage: { name: "prod", protected: false } });
  });

  it("gives policy the account, and every source", async () => {
    const { run } = await stageScene(`${STAGE}${WORKER}`);
    const { stdout, code } = await run(["policy", "--stage", "prod"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`:${ACCOUNT}:function:${STACK}-`);
    expect(stdout).toContain("secret:prod/app");
    expect(stdout).toContain("secret:prod/worker");
  });
});
