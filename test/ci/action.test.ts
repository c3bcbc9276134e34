import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { validateAction } from "@action-validator/core";
import { LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { ROOT, readAction, runAction } from "../support/action.ts";
import { interrupt, tempFolder } from "../support/cli.ts";
import { startEndpoint, updateCount } from "../support/endpoint.ts";
import { startClient } from "../support/local.ts";
import { SOURCES, setScene } from "./action-scene.ts";

describe("action.yml", () => {
  it("is valid to a validator that knows the schema of actions", () => {
    // Its schema is older than node24, and has node20 in the same place.
    const text = readFileSync(join(ROOT, "action.yml"), "utf8").replace("using: node24", "using: node20");
    expect(validateAction(text)).toEqual({ actionType: "action", errors: [] });
  });

  it("is a JavaScript action: one process of the runner's own Node, without a shell, a registry or a Node of the job", () => {
    const { inputs, outputs, runs } = readAction();
    expect(runs).toEqual({ using: "node24", main: "action/index.cjs" });
    for (const name of [...Object.keys(inputs), ...Object.keys(outputs)]) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });
});

describe("the action", () => {
  it("shows on a pull request what would change: log, summary, outputs and a plan, and no value", async () => {
    const { endpoint, run } = await setScene();
    const { code, outputs, summary, stdout, stderr } = await run(SOURCES);
    expect(code).toBe(0);
    expect(outputs).toEqual({
      changed: "true",
      added: "3",
      updated: "0",
      removed: "0",
      written: "false",
      "failure-reason": "none",
      "revision-id": expect.stringMatching(/^[\da-f-]{36}$/),
      "published-version": "none",
      plan: expect.stringMatching(/lambda-env-plan-.*\.json$/),
      json: expect.stringMatching(/lambda-env-diff-.*\.json$/),
      "comment-body": expect.stringMatching(/^<!-- lambda-env .*-->\n### lambda-env diff: `my-fn` in account/),
      "exit-code": "0",
    });
    expect(stdout).toContain("+ DB_URL");
    expect(summary).toContain("**3 to add, 2 unchanged**");
    const masks = stderr.split("\n").filter((line) => line.startsWith("::add-mask::"));
    expect(masks.sort()).toEqual(["file", "pem", "secret"].map((name) => `::add-mask::${name}-canary`));
    const log = stderr
      .split("\n")
      .filter((line) => !line.startsWith("::add-mask::"))
      .join("\n");
    expect(log + stdout + summary + readFileSync(outputs["plan"] ?? "", "utf8")).not.toContain("canary");
    expect(stderr).toContain("::notice file=app/.env,line=1,col=1,title=lambda-env::DB_URL would be added");
    expect(updateCount(endpoint)).toBe(0);
  });

  it("fails the step with 2 when there are differences, if asked to", async () => {
    const { run } = await setScene();
    const different = await run({ ...SOURCES, "fail-on-diff": "true" });
    expect(different).toMatchObject({ code: 2, outputs: { changed: "true", "exit-code": "2" } });
    const same = await run({ variables: "STAGE", "fail-on-diff": "true" }, { env: { STAGE: "dev" } });
    expect(same).toMatchObject({ code: 0, outputs: { changed: "false", added: "0", "exit-code": "0" } });
  });

  it("applies exactly the plan that it made, and none that is out of date", async () => {
    const { endpoint, run } = await setScene();
    const key = { "fingerprint-key": "0123456789abcdef0123456789abcdef" };
    await run({ ...SOURCES, ...key, plan: "../plan.json" });
    endpoint.setSecret("prod/my-fn", { API_KEY: "rotated-canary" });
    const refused = await run({ ...SOURCES, ...key, command: "set", plan: "../plan.json" });
    expect(refused).toMatchObject({ code: 75, outputs: { "exit-code": "75" } });
    expect(refused.summary).toContain("API_KEY has changed since the plan was made");
    endpoint.setSecret("prod/my-fn", { API_KEY: "secret-canary" });
    const applied = await run({ ...SOURCES, ...key, command: "set", plan: "../plan.json" });
    expect(applied).toMatchObject({ code: 0, outputs: { changed: "true", added: "3", plan: "none" } });
    expect(endpoint.variables("my-fn")).toMatchObject({ API_KEY: "secret-canary", DB_URL: "file-canary", PEM: "pem-canary" });
  });

  it("says what was written if publishing fails afterwards", async () => {
    const { endpoint, run } = await setScene();
    endpoint.deny("PublishVersion");
    const denied = await run({ command: "set", variables: "STAGE", publish: "true" }, { env: { STAGE: "prod" } });
    expect(denied).toMatchObject({
      code: 77,
      outputs: { changed: "true", updated: "1", written: "true", "exit-code": "77", "failure-reason": "ACCESS_DENIED" },
    });
    expect(endpoint.variables("my-fn")).toMatchObject({ STAGE: "prod" });
    const same = await run({ command: "set", variables: "STAGE" }, { env: { STAGE: "prod" } });
    expect(same).toMatchObject({ code: 0, outputs: { changed: "false", written: "false" } });
    const early = await run({ command: "set", "env-file": "missing.env" });
    expect(early).toMatchObject({ code: 66, outputs: { changed: "", added: "", written: "false" } });
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "writes nothing after the job was cancelled by %s, which reaches only the first process",
    async (signal) => {
      const endpoint = await startEndpoint({ updateMs: 3_600_000 });
      endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
      await startClient(LambdaClient, endpoint).send(
        new UpdateFunctionConfigurationCommand({ FunctionName: "my-fn", Description: "an update that is in progress" }),
      );
      let step: ChildProcess | undefined;
      endpoint.before("GetFunctionConfiguration", () => void step?.kill(signal));
      const onStart = (started: ChildProcess): void => {
        step = started;
      };
      // The update in progress does not end: whoever goes on asking ends with another code.
      const inputs = { function: "my-fn", command: "set", variables: "STAGE", timeout: "20" };
      const result = await runAction({ with: inputs, cwd: tempFolder(), endpoint, env: { STAGE: "prod" }, onStart });
      expect(result).toMatchObject({
        code: 130,
        outputs: { "exit-code": "130", "failure-reason": "INTERRUPTED", written: "false" },
      });
      expect(result.summary).toContain("INTERRUPTED");
      expect(endpoint.variables("my-fn")).toEqual({ STAGE: "dev" });
    },
  );

  it("verifies a write that has left when the job is cancelled, although the runner sends SIGTERM after SIGINT", async () => {
    const { endpoint, run } = await setScene();
    let step: ChildProcess | undefined;
    endpoint.before("UpdateFunctionConfiguration", () => interrupt(step, "SIGINT"));
    endpoint.before("GetFunctionConfiguration", () => {});
    endpoint.before("GetFunctionConfiguration", () => void step?.kill("SIGTERM"));
    const onStart = (started: ChildProcess): void => {
      step = started;
    };
    const result = await run({ command: "set", variables: "STAGE" }, { env: { STAGE: "prod" }, onStart });
    expect(result).toMatchObject({ code: 130, outputs: { "failure-reason": "INTERRUPTED" } });
    expect(endpoint.variables("my-fn")).toMatchObject({ STAGE: "prod" });
    expect(result.summary).not.toBe("");
  });

  it("needs no program of the job: no node, npm or shell", async () => {
    const { run } = await setScene();
    const env = { PATH: "/nowhere", STAGE: "dev" };
    expect(await run({ variables: "STAGE" }, { env })).toMatchObject({ code: 0, outputs: { changed: "false" } });
  });

  it("gives the tool neither the token nor the inputs", async () => {
    const { endpoint, run } = await setScene();
    const env = { "INPUT_FROM-REGION": "", PUBLIC_ONE: "x" };
    const hidden = await run({ command: "set", variables: "INPUT_GITHUB-TOKEN\nPUBLIC_ONE" }, { env });
    expect(hidden).toMatchObject({ code: 65 });
    const token = await run({ command: "set", variables: "INPUT_GITHUB_TOKEN" });
    expect(token.code).not.toBe(0);
    expect(JSON.stringify(endpoint.variables("my-fn"))).not.toContain("token");
  });

  it("removes only what is named and confirmed", async () => {
    const { endpoint, run } = await setScene();
    expect((await run({ command: "unset", unset: "OLD" })).code).toBe(64);
    expect((await run({ command: "unset", unset: "OLD", "dry-run": "true" })).code).toBe(0);
    expect(updateCount(endpoint)).toBe(0);
    expect(await run({ command: "unset", unset: "OLD", confirm: "true" })).toMatchObject({ code: 0, outputs: { removed: "1" } });
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "dev" });
    const pruned = await run({ command: "set", variables: "NEW_ONE", prune: "true", confirm: "true" }, { env: { NEW_ONE: "x" } });
    expect(pruned).toMatchObject({ code: 0, outputs: { added: "1", removed: "1" } });
  });

  it("confirms removals by confirm, and not that a secret which is not set empties a live value", async () => {
    const { endpoint, run } = await setScene();
    const inputs = { command: "set", variables: "STAGE", unset: "OLD", confirm: "true" };
    const unset = { env: { STAGE: "" } };
    const blanked = await run(inputs, unset);
    expect(blanked).toMatchObject({ code: 64, stderr: expect.stringContaining("this would empty 1 variable (STAGE) of") });
    expect(blanked.stderr).toContain("hint: add confirm: true (to remove), literal: NAME (to empty) to confirm it");
    expect(blanked.summary).toContain("set would ask: removes 1 (OLD), blanks 1 (STAGE)");
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "dev", OLD: "old-canary" });
    expect(await run({ ...inputs, literal: "STAGE" }, unset)).toMatchObject({ code: 0 });
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "" });
    const last = { command: "unset", unset: "STAGE", confirm: "true" };
    const refused = await run(last);
    expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining("hint: add allow-empty: true to confirm it") });
    expect(refused.summary).toContain("add allow-empty: true to confirm it");
    expect(await run({ ...last, "allow-empty": "true" })).toMatchObject({ code: 0 });
  });

  it("refuses an empty source where it prunes", async () => {
    const { cwd, endpoint, run } = await setScene();
    writeFileSync(join(cwd, "app/.env"), "# nothing\n");
    const result = await run({ command: "set", "working-directory": "app", "env-file": ".env", prune: "true", confirm: "true" });
    expect(result).toMatchObject({ code: 65, stderr: expect.stringContaining(".env: it defines no variables") });
    expect(updateCount(endpoint)).toBe(0);
  });

  it("treats every input as a value: never as an option, a command or a script", async () => {
    const { endpoint, cwd, run } = await setScene();
    const confirmed = { ...SOURCES, command: "set", confirm: "true" };
    for (const hostile of ["$(touch hacked) `touch hacked`; touch hacked", "--prune", '"::set-output name=x::y'] as const) {
      for (const name of ["function", "env-file", "secrets", "variables", "unset", "plan", "region", "timeout", "command"]) {
        const { outputs, stdout, stderr } = await run({ ...confirmed, [name]: hostile });
        expect(outputs).not.toHaveProperty("x");
        expect(endpoint.variables("my-fn"), `${name}: ${hostile}`).toMatchObject({ STAGE: "dev", OLD: "old-canary" });
        expect(`${stdout}\n${stderr}`).not.toMatch(/^\s*::set-output/m);
      }
    }
    expect(() => readFileSync(join(cwd, "hacked"))).toThrow();
    expect(() => readFileSync(join(cwd, "app/hacked"))).toThrow();
  });

  it("reports a wrong input, in the log, the summary and the outputs", async () => {
    const { run } = await setScene();
    const { code, stderr, summary, outputs } = await run({ command: "deploy" });
    expect(code).toBe(64);
    expect(stderr).toMatch(/^::error title=lambda-env::the input command is not one of diff, set, unset, list, pull.*\n$/);
    expect(summary).toContain("the input command is not one of diff, set, unset");
    expect(outputs).toMatchObject({ "exit-code": "64", changed: "" });
  });

  it("reports a working directory that is missing, with the exit code that the step has", async () => {
    const { run } = await setScene();
    const { code, outputs, stderr } = await run({ "working-directory": "missing" });
    expect({ code, exitCode: outputs["exit-code"] }).toEqual({ code: 64, exitCode: "64" });
    expect(stderr).toBe("::error title=lambda-env::the input working-directory is not a folder\n");
  });
});
