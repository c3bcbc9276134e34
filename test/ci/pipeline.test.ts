import type { ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../src/local/server/server.ts";
import { runAction } from "../support/action.ts";
import { findCanaries, findCanaryFiles, makeCanary, makePlainCanary } from "../support/canary/canary.ts";
import { type CliResult, runCli, tempFolder } from "../support/cli.ts";
import { startEndpoint, updateCount } from "../support/endpoint.ts";
import { makeClock } from "../support/local.ts";
import { hasTools, skipNote } from "../support/tools.ts";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Environment:
        Variables:
          STAGE: prod
          API_KEY: ""
          PEM: ""
`;
const DEPLOYED = { STAGE: "prod", API_KEY: "", PEM: "" };
const SECRETS = { API_KEY: makePlainCanary("key"), PEM: makeCanary("pem") };
const SOURCES = ["-f", "my-fn", "-t", "template.yaml", "-e", ".env", "-s", "prod/my-fn"];
/** Said in a log, where no line is replaced. */
const LONG_WAIT = "another update is in progress, waiting for it";
const KEY = "0123456789abcdef0123456789abcdef";

interface Scene {
  readonly endpoint: LocalEndpoint;
  readonly place: string;
  readonly cwd: string;
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<CliResult>;
  /** Asserts that nothing was left anywhere but in the sources. */
  readonly search: (texts: readonly string[], step: string) => void;
}

async function setScene(): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { ...DEPLOYED, ...SECRETS, FILE_ONE: makePlainCanary("live") } });
  endpoint.setSecret("prod/my-fn", SECRETS);
  const place = tempFolder();
  const [HOME, TMPDIR, cwd] = [join(place, "home"), join(place, "tmp"), join(place, "cwd")];
  for (const folder of [HOME, TMPDIR, cwd]) mkdirSync(folder);
  writeFileSync(join(cwd, "template.yaml"), TEMPLATE);
  writeFileSync(join(cwd, ".env"), `FILE_ONE='${makePlainCanary("file")}'\n`);
  writeFileSync(join(cwd, "summary.md"), "");
  const search = (texts: readonly string[], step: string): void => {
    const files = findCanaryFiles(place).filter((file) => file !== join("cwd", ".env"));
    expect({ texts: texts.flatMap(findCanaries), files }, step).toEqual({ texts: [], files: [] });
  };
  const run: Scene["run"] = async (args, env = {}) => {
    const common = { CI: "true", GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: "summary.md", LAMBDA_ENV_FINGERPRINT_KEY: KEY };
    const result = await runCli(args, { endpoint, cwd, env: { HOME, TMPDIR, ...common, ...env } });
    search([result.stdout, result.stderr], args.join(" "));
    return result;
  };
  return { endpoint, place, cwd, run, search };
}

const reports = (step: string): string[] =>
  ["github", `markdown=${step}.md`, `junit=${step}.xml`, `gitlab=${step}.json`].flatMap((kind) => ["--report", kind]);

describe("a whole pipeline", () => {
  it("deploys, diffs, plans, sets, verifies and finds drift, and leaves no value in a stream, a file, a summary or an annotation", async () => {
    const { endpoint, run } = await setScene();
    endpoint.setVariables("my-fn", DEPLOYED);
    const step = async (code: number, ...args: string[]): Promise<void> => {
      const result = await run([...args, "--debug"]);
      expect(result, `${args.join(" ")}\n${result.stderr}`).toMatchObject({ code });
    };
    await step(2, "diff", ...SOURCES, "--exit-code", ...reports("review"));
    await step(0, "diff", ...SOURCES, "--out", "plan.json", ...reports("planned"));
    await step(0, "diff", ...SOURCES, "--json");
    await step(0, "set", ...SOURCES, "--plan", "plan.json", ...reports("set"));
    expect(endpoint.variables("my-fn")).toEqual({ ...DEPLOYED, ...SECRETS, FILE_ONE: makePlainCanary("file") });
    await step(0, "diff", ...SOURCES, "--exit-code", ...reports("verify"));
    await step(75, "set", ...SOURCES, "--plan", "plan.json", ...reports("again"));
    endpoint.setSecret("prod/my-fn", { ...SECRETS, API_KEY: makePlainCanary("rotated") });
    await step(2, "diff", ...SOURCES, "--exit-code", ...reports("drift"));
  });

  it("leaves none if it fails: denied, throttled, too large, changed in the meantime, unreadable", async () => {
    const { endpoint, cwd, run } = await setScene();
    const step = async (code: number, name: string, ...args: string[]): Promise<void> => {
      const all = ["set", ...SOURCES, ...args, "--debug", ...reports(name)];
      expect((await run(all, { AWS_MAX_ATTEMPTS: "1" })).code, name).toBe(code);
    };
    endpoint.deny("GetSecretValue");
    endpoint.deny("BatchGetSecretValue");
    await step(77, "denied");
    endpoint.allow("GetSecretValue");
    endpoint.allow("BatchGetSecretValue");
    endpoint.fail("GetFunctionConfiguration", { kind: "throttle" });
    await step(69, "throttled");
    const large = makePlainCanary("x".repeat(4096));
    writeFileSync(join(cwd, ".env"), `FILE_ONE='${large}'\n`);
    await step(65, "large");
    writeFileSync(join(cwd, ".env"), `not a variable ${makePlainCanary("bad")}\n`);
    await step(65, "syntax");
    writeFileSync(join(cwd, ".env"), `FILE_ONE='${makePlainCanary("file")}'\n`);
    endpoint.before("UpdateFunctionConfiguration", () =>
      endpoint.setVariables("my-fn", { ...DEPLOYED, FILE_ONE: makePlainCanary("theirs") }),
    );
    await step(75, "conflict");
    endpoint.denyDecrypt("my-fn");
    await step(77, "unreadable");
  });

  it.skipIf(!hasTools("bash"))(`of the action passes the values only to the runner, as masks${skipNote("bash")}`, async () => {
    const { endpoint, cwd, search } = await setScene();
    endpoint.setVariables("my-fn", DEPLOYED);
    const inputs = {
      function: "my-fn",
      template: "template.yaml",
      "env-file": ".env",
      secrets: "prod/my-fn",
    };
    for (const command of ["diff", "set", "diff"]) {
      const { code, stdout, stderr, summary, outputs } = await runAction({ with: { ...inputs, command }, cwd, endpoint });
      expect(code).toBe(0);
      const masks = stderr.split("\n").filter((line) => line.startsWith("::add-mask::"));
      expect(masks).toContain(`::add-mask::${SECRETS.API_KEY}`);
      expect(stderr.startsWith(masks.join("\n"))).toBe(true);
      const log = stderr.split("\n").slice(masks.length).join("\n");
      search([stdout, log, summary, JSON.stringify(outputs)], command);
    }
  });
});

describe("two pipelines at once on one function", () => {
  it("end with every variable of both, or with one of them at 75 and the other's complete", async () => {
    for (const [first, second] of [
      [
        ["ONE=1", "TWO=2"],
        ["THREE=3", "FOUR=4"],
      ],
      [
        ["ONE=1", "SAME=first"],
        ["TWO=2", "SAME=second"],
      ],
    ] as const) {
      const endpoint = await startEndpoint({ updateMs: 60 });
      endpoint.createFunction({ functionName: "my-fn", variables: { OLD: "kept" } });
      const set = (words: readonly string[]): Promise<CliResult> => runCli(["set", "-f", "my-fn", ...words], { endpoint });
      const codes = (await Promise.all([set(first), set(second)])).map(({ code }) => code);
      const wanted = [first, second].map((words) => Object.fromEntries(words.map((word) => word.split("="))));
      const live = endpoint.variables("my-fn");
      expect(live["OLD"]).toBe("kept");
      for (const code of codes) expect([0, 75]).toContain(code);
      const kept = wanted.filter((values) => Object.entries(values).every(([name, value]) => live[name] === value));
      if (first[1] === "TWO=2") expect([codes, kept.length]).toEqual([[0, 0], 2]);
      else expect(kept.length).toBeGreaterThanOrEqual(1);
    }
  });

  it("with plans of the same revision are one that is applied and one at 75, and nothing is mixed", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { OLD: "kept" } });
    const cwd = tempFolder();
    const pipelines = ["A", "B"].map((name) => [`FROM_${name}=1`, `ALSO_${name}=2`]);
    for (const [index, words] of pipelines.entries()) {
      await runCli(["diff", "-f", "my-fn", "--out", `${index}.json`, ...words], { endpoint, cwd });
    }
    const results = await Promise.all(
      pipelines.map((words, index) => runCli(["set", "-f", "my-fn", "--plan", `${index}.json`, ...words], { endpoint, cwd })),
    );
    expect(results.map(({ code }) => code).sort()).toEqual([0, 75]);
    const winner = results.findIndex(({ code }) => code === 0) === 0 ? "A" : "B";
    expect(endpoint.variables("my-fn")).toEqual({ OLD: "kept", [`FROM_${winner}`]: "1", [`ALSO_${winner}`]: "2" });
  });
});

describe("without a person", () => {
  it("says that a request is sent again, and how that ended", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    endpoint.fail("GetFunctionConfiguration", { kind: "throttle" }, 2);
    const passed = await runCli(["set", "-f", "my-fn", "STAGE=prod"], { endpoint });
    expect(passed.stderr).toMatch(/retrying the request to 127\.0\.0\.1:\d+ \(attempt 2\)\n.*\(attempt 3\)\n/);
    expect(passed.stderr).toContain("verified: my-fn now has the intended variables");
    endpoint.fail("GetFunctionConfiguration", { kind: "throttle" }, 9);
    const failed = await runCli(["set", "-f", "my-fn", "STAGE=dev"], { endpoint, env: { AWS_MAX_ATTEMPTS: "2" } });
    expect(failed).toMatchObject({
      code: 69,
      stderr: expect.stringMatching(/\(attempt 2\)\nlambda-env: error: .*keeps throttling/),
    });
    expect(updateCount(endpoint)).toBe(1);
  });

  it("reports a long wait once", async () => {
    const clock = makeClock();
    const endpoint = await startEndpoint({ now: clock.now, updateMs: 60_000 });
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    await runCli(["set", "-f", "my-fn", "STAGE=prod", "--timeout", "0.1"], { endpoint });
    // The update ends once the wait was reported, and could have been reported again.
    const onStart = (child: ChildProcess): void => {
      let said = "";
      child.stderr?.on("data", (chunk: Buffer) => {
        const wasReported = said.includes(LONG_WAIT);
        said += chunk.toString();
        if (wasReported || !said.includes(LONG_WAIT)) return;
        endpoint.before("GetFunctionConfiguration", () => {});
        endpoint.before("GetFunctionConfiguration", () => clock.advance(60_000));
        // So that its own update ends too.
        endpoint.before("GetFunctionConfiguration", () => clock.advance(60_000));
      });
    };
    const { code, stderr } = await runCli(["set", "-f", "my-fn", "STAGE=test"], { endpoint, onStart });
    expect(code).toBe(0);
    expect(stderr.split(LONG_WAIT)).toHaveLength(2);
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "test" });
  });

  it("asks nothing, and says in one line, with a hint, what it would have asked", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev", KEEP: "1" } });
    const { code, stderr } = await runCli(["unset", "-f", "my-fn", "STAGE", "-q"], { endpoint, env: { CI: "true" } });
    expect(code).toBe(64);
    expect(stderr).toBe(
      "lambda-env: error: this would remove 1 variable (STAGE) of function my-fn (account 123456789012, region us-east-1), and there is no terminal to ask; nothing was written\nlambda-env: hint: add --yes to confirm it\n",
    );
  });
});
