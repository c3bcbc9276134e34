/** The inputs of `action.yml` follow from the options of the commands. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeCommandTable } from "../../scripts/action/catalog.ts";
import { ACTION_COMMANDS, allInputs, inputsOf, toArguments, WITHOUT_INPUT } from "../../scripts/action/inputs.ts";
import { OPTIONS } from "../../src/cli/options.ts";
import { COMMANDS } from "../../src/commands/catalog.ts";
import { readAction } from "../support/action.ts";
import { updateCount } from "../support/endpoint.ts";
import { SOURCES, setScene } from "./action-scene.ts";

const TABLE = makeCommandTable();

describe("the inputs", () => {
  it("are those of the commands: action.yml has all of them, and no other", () => {
    expect(Object.keys(readAction().inputs).sort()).toEqual([...allInputs(TABLE)].sort());
  });

  it("leave out options only for a reason, and no reason is out of date", () => {
    for (const option of Object.keys(WITHOUT_INPUT)) expect(OPTIONS).toHaveProperty(option);
    for (const [name, shape] of Object.entries(TABLE)) {
      const taken = new Set(inputsOf(shape).map(({ option }) => option));
      const left = Object.keys(shape.options).filter((option) => !taken.has(option) && !Object.hasOwn(WITHOUT_INPUT, option));
      // With --allow-remove, `confirm` is that option.
      expect(left, name).toEqual(shape.options["allow-remove"] === undefined ? [] : ["yes"]);
    }
  });

  it("name the commands that the tool has", () => {
    const known = ACTION_COMMANDS.filter((name) => COMMANDS.some((command) => command.name === name));
    expect(Object.keys(TABLE)).toEqual(known);
    for (const name of known) expect(readAction().inputs["command"]?.description).toContain(name);
  });

  it.each(Object.keys(TABLE))("of %s each come to an option or a word", (name) => {
    const shape = TABLE[name] ?? { options: {} };
    for (const { name: input, kind, option } of inputsOf(shape)) {
      const args = toArguments(name, shape, new Map([[input, kind === "flag" ? "true" : "--one"]]));
      if (kind === "words") expect(args).toEqual([name, "--", "--one"]);
      else if (option !== undefined) expect(args).toEqual([name, kind === "flag" ? `--${option}` : `--${option}=--one`, "--"]);
    }
  });

  it.each([
    [{ command: "list", prune: "true" }, "the command list does not take the input prune, which is for diff, set"],
    [{ command: "unset", unset: "OLD", secrets: "prod/my-fn" }, "the command unset does not take the input secrets"],
    [{ command: "diff", publish: "true" }, "the command diff does not take the input publish, which is for set"],
    [{ command: "pull", comment: "true" }, "the command pull does not take the input comment"],
    [{ command: "set", "fail-on-diff": "true" }, "the command set does not take the input fail-on-diff, which is for diff"],
    [{ command: "set", dryrun: "true" }, "there is no input dryrun"],
    [{ command: "set", "::set-output": "true" }, "there is no input of this name"],
    [{ command: "set", version: "1.0.0" }, "there is no input version any more"],
    [{ command: "set", prune: "yes" }, "the input prune is not one of false, true"],
    [{ command: "pull", file: "-" }, "the input file is -, which would print the values in the log"],
  ])("that a command does not take are refused: %j", async (inputs, message) => {
    const { endpoint, run } = await setScene();
    const { code, stderr, summary, outputs } = await run(inputs);
    expect({ code, requests: endpoint.requests.length }).toEqual({ code: 64, requests: 0 });
    expect(stderr).toContain(`::error title=lambda-env::${message}`);
    expect(summary).toContain(message);
    expect(outputs).toMatchObject({ "failure-reason": "USAGE", written: "false", changed: "" });
  });

  it("name a stage as if it was typed: with confirm it may be a protected one", async () => {
    const { endpoint, cwd, run } = await setScene();
    writeFileSync(join(cwd, "lambda-env.toml"), '[stages.prod]\nsecrets = "prod/my-fn"\nprotected = true\n');
    const refused = await run({ command: "set", stage: "prod" });
    expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining("stage prod is protected") });
    expect(updateCount(endpoint)).toBe(0);
    expect(await run({ command: "set", stage: "prod", confirm: "true" })).toMatchObject({ code: 0 });
    expect(updateCount(endpoint)).toBe(1);
  });

  it("let push write to a secret from the environment of the step, and say what it did in the outputs", async () => {
    const { endpoint, run } = await setScene();
    const inputs = { command: "push", function: "", secrets: "prod/my-fn", variables: "NEW_ONE" };
    const env = { NEW_ONE: "pushed-canary" };
    const first = await run(inputs, { env });
    expect(first).toMatchObject({ code: 0, outputs: { changed: "true", written: "true", added: "1", "failure-reason": "none" } });
    expect(first.stdout + first.stderr + first.summary).not.toContain("pushed-canary");
    expect(await run(inputs, { env })).toMatchObject({ code: 0, outputs: { changed: "false", written: "false" } });
    const dry = await run({ ...inputs, variables: "OTHER", "dry-run": "true" }, { env: { OTHER: "x" } });
    expect(dry).toMatchObject({ code: 0, outputs: { changed: "true", written: "false" } });
    const missing = await run({ ...inputs, secrets: "prod/none" }, { env });
    expect(missing).toMatchObject({ code: 64, outputs: { "failure-reason": "USAGE" } });
    expect(updateCount(endpoint)).toBe(0);
  });

  it("that are false are as if they were not given", async () => {
    const { run } = await setScene();
    expect(await run({ command: "list", prune: "false", "dry-run": "false" })).toMatchObject({ code: 0 });
  });

  it("reach the sources, the choice of names and the history", async () => {
    const { endpoint, run } = await setScene();
    endpoint.createFunction({
      functionName: "other-fn",
      variables: { FLAG_A: "a-canary", FLAG_B: "b-canary", REST: "rest-canary" },
    });
    const copied = await run({
      command: "set",
      from: "other-fn",
      only: "FLAG_*",
      except: "FLAG_B",
      history: "/lambda-env/history",
    });
    expect(copied).toMatchObject({ code: 0, outputs: { added: "1" } });
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "dev", OLD: "old-canary", FLAG_A: "a-canary" });
  });
});

describe("commands that only read", () => {
  it("list shows names, and its document is an output", async () => {
    const { endpoint, run } = await setScene();
    const { code, outputs, summary, stdout } = await run({ command: "list" });
    expect({ code, outputs }).toMatchObject({
      code: 0,
      outputs: { changed: "false", added: "0", written: "false", "failure-reason": "none", plan: "none", "comment-body": "none" },
    });
    const document = JSON.parse(readFileSync(outputs["json"] ?? "", "utf8"));
    expect(document).toMatchObject({ command: "list", targets: [{ function: "my-fn", revision_id: outputs["revision-id"] }] });
    expect(summary).toContain('"name": "STAGE"');
    expect(stdout + summary).not.toContain("canary");
    expect(updateCount(endpoint)).toBe(0);
  });

  it("doctor reports its checks, and its document is an output", async () => {
    const { endpoint, run } = await setScene();
    const { outputs, summary } = await run({ command: "doctor" });
    expect(outputs).toMatchObject({ changed: expect.any(String), written: "false", "published-version": "none" });
    expect(JSON.parse(readFileSync(outputs["json"] ?? "", "utf8"))).toMatchObject({ command: "doctor" });
    expect(summary).toContain("lambda-env doctor");
    expect(updateCount(endpoint)).toBe(0);
  });

  it("check annotates what it finds, fails the step with 2, and needs no credentials for files alone", async () => {
    const { endpoint, cwd, run } = await setScene();
    writeFileSync(join(cwd, "lambda-env.toml"), "[variables.DB_URL]\nrequired = true\n");
    const found = await run({ command: "check" });
    expect(found).toMatchObject({
      code: 2,
      outputs: { "exit-code": "2", "failure-reason": "none", written: "false", plan: "none" },
    });
    expect(found.stderr).toContain("::error file=lambda-env.toml,line=1,col=12,title=lambda-env%3A REQUIRED_MISSING::my-fn: ");
    expect(found.summary).toContain("### lambda-env check: `my-fn`");
    expect(JSON.parse(readFileSync(found.outputs["json"] ?? "", "utf8"))).toMatchObject({ command: "check", faulty: true });
    const sent = endpoint.requests.length;
    const files = await run({ command: "check", offline: "true", "env-file": "app/.env" }, { env: { AWS_ACCESS_KEY_ID: "" } });
    expect(files).toMatchObject({ code: 0, outputs: { "exit-code": "0", written: "false" } });
    expect(files.summary).toContain("**no findings in 1 rule, from files alone**");
    expect(endpoint.requests.length).toBe(sent);
  });

  it("pull writes the file, and replaces its values only when confirmed", async () => {
    const { cwd, run } = await setScene();
    const inputs = { command: "pull", file: "pulled.env", "working-directory": "app" };
    const { code, stdout, stderr, summary } = await run(inputs);
    expect(code).toBe(0);
    expect(readFileSync(join(cwd, "app/pulled.env"), "utf8")).toContain("old-canary");
    expect(stdout + summary + stderr.replace(/^::add-mask::.*\n/gm, "")).not.toContain("canary");
    expect(existsSync(join(cwd, "pulled.env"))).toBe(false);
  });

  it("fail with a summary and the reason", async () => {
    const { run } = await setScene();
    const failed = await run({ command: "list", function: "no-such-fn" });
    expect(failed.code).not.toBe(0);
    expect(failed.summary).toContain("lambda-env list failed");
    expect(failed.outputs).toMatchObject({ "failure-reason": "FUNCTION_NOT_FOUND", changed: "", written: "false" });
  });
});

describe("the outputs of a write", () => {
  it("name the version that was published, and no revision that is out of date", async () => {
    const { endpoint, run } = await setScene();
    const plain = await run({ command: "set", variables: "STAGE" }, { env: { STAGE: "test" } });
    expect(plain.outputs).toMatchObject({ written: "true", "published-version": "none" });
    const next = await run(SOURCES);
    expect(next.outputs["revision-id"]).toBe(plain.outputs["revision-id"]);
    const published = await run({ command: "set", variables: "STAGE", publish: "true" }, { env: { STAGE: "prod" } });
    expect(published.outputs).toMatchObject({ written: "true", "published-version": "1", "revision-id": "" });
    endpoint.createFunction({ functionName: "other-fn", variables: { STAGE: "dev" } });
    const both = { command: "set", function: "my-fn\nother-fn", variables: "STAGE", publish: "true" };
    const many = await run(both, { env: { STAGE: "both" } });
    expect(many.outputs["published-version"]).toBe("my-fn 2\nother-fn 1");
  });
});
