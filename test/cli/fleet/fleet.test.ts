/** `set` and `unset` on several functions at once: the outcome of each is right in the table, the document, the reports and the exit code. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateAliasCommand, GetAliasCommand, LambdaClient, PublishVersionCommand } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { findCanaries, makeCanary } from "../../support/canary/canary.ts";
import { type CliResult, runCli, tempFolder } from "../../support/cli.ts";
import { operations, startEndpoint } from "../../support/endpoint.ts";
import { startClient } from "../../support/local.ts";
import { schemaProblems } from "../../support/schema.ts";

const NAMES = ["orders-api", "orders-mail", "orders-search", "orders-web"] as const;

interface Scene {
  readonly endpoint: LocalEndpoint;
  readonly set: (...args: readonly string[]) => Promise<CliResult>;
}

async function setScene(updateMs = 0): Promise<Scene> {
  const endpoint = await startEndpoint({ updateMs });
  for (const functionName of NAMES) endpoint.createFunction({ functionName, variables: { STAGE: "dev", NAME: functionName } });
  return { endpoint, set: (...args) => runCli(["set", "-f", "orders-*", "--yes", ...args], { endpoint }) };
}

/** What each function has for STAGE. */
function stages(endpoint: LocalEndpoint): readonly (string | undefined)[] {
  return NAMES.map((name) => endpoint.variables(name)["STAGE"]);
}

/** The functions in the order of their updates that were taken. */
function updated(endpoint: LocalEndpoint): readonly (string | undefined)[] {
  return endpoint.requests
    .filter(({ operation, status }) => operation === "UpdateFunctionConfiguration" && status === 200)
    .map(({ subject }) => subject);
}

/** Somebody else changes STAGE of the function just before its update arrives; the functions are started in the order of their names. */
function changeBefore(endpoint: LocalEndpoint, functionName: string, variables: Readonly<Record<string, string>>): void {
  let arrived = 0;
  const hook = (): void => {
    arrived += 1;
    if (NAMES[arrived - 1] === functionName) endpoint.setVariables(functionName, variables);
    else endpoint.before("UpdateFunctionConfiguration", hook);
  };
  endpoint.before("UpdateFunctionConfiguration", hook);
}

/** Gives each function the alias `live` at a version, and returns a function that reads where it points. */
async function makeAliases(endpoint: LocalEndpoint): Promise<() => Promise<readonly (string | undefined)[]>> {
  const lambda = startClient(LambdaClient, endpoint);
  for (const FunctionName of NAMES) {
    await lambda.send(new PublishVersionCommand({ FunctionName }));
    await lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
  }
  return async () => {
    const read = NAMES.map((FunctionName) => lambda.send(new GetAliasCommand({ FunctionName, Name: "live" })));
    return (await Promise.all(read)).map(({ FunctionVersion }) => FunctionVersion);
  };
}

function documentOf({ stdout }: CliResult): {
  readonly targets: readonly {
    readonly function: string;
    readonly outcome: string;
    readonly error?: { readonly code: string };
    readonly reverted?: { readonly written: boolean };
  }[];
  readonly totals: Readonly<Record<string, number>>;
  readonly error?: { readonly code: string; readonly exit_code: number };
} {
  expect(schemaProblems(stdout)).toEqual([]);
  return JSON.parse(stdout);
}

describe("several functions", () => {
  it("are written, the first alone, and each is said to be verified", async () => {
    const { endpoint, set } = await setScene();
    const { stdout, stderr, code } = await set("STAGE=prod");
    expect({ code, stages: stages(endpoint) }).toEqual({ code: 0, stages: ["prod", "prod", "prod", "prod"] });
    for (const name of NAMES) expect(stdout).toMatch(new RegExp(`^${name} +verified$`, "m"));
    expect(stdout).toContain("4 functions: 4 verified\n");
    expect(stderr).toContain("1 of 4: orders-api verified");
    expect(stderr).toContain("4 of 4: ");
    const [first, ...others] = endpoint.requests.flatMap(({ operation, subject }, index) =>
      operation === "UpdateFunctionConfiguration" ? [{ subject, index }] : [],
    );
    const looks = endpoint.requests.flatMap(({ operation, subject }, index) =>
      operation === "GetFunction" && subject === first?.subject && index > (first?.index ?? 0) ? [index] : [],
    );
    expect(looks[0]).toBeLessThan(others[0]?.index ?? 0);
    const rest = await set("STAGE=prod");
    expect(rest).toMatchObject({ code: 0, stdout: expect.stringContaining("4 functions: 4 unchanged") });
    expect(updated(endpoint)).toHaveLength(4);
  });

  it("have one document, with the outcome of each", async () => {
    const { set } = await setScene();
    const document = documentOf(await set("STAGE=prod", "--json"));
    expect(document.targets.map(({ outcome }) => outcome)).toEqual(["written", "written", "written", "written"]);
    expect(document.totals).toMatchObject({ targets: 4, written: 4, failed: 0, reverted: 0, not_started: 0 });
  });

  it("are published each, and what was written without being published is published by the next run", async () => {
    const { endpoint, set } = await setScene();
    const aliases = await makeAliases(endpoint);
    endpoint.fail("PublishVersion", { kind: "error", status: 403, type: "AccessDeniedException" });
    const publish = ["STAGE=prod", "--publish", "--alias", "live"];
    const first = await set(...publish);
    expect(first).toMatchObject({ code: 77, stdout: expect.stringContaining("1 failed, 3 not started") });
    expect(first.stdout).toMatch(/^orders-api +failed: the variables were written and verified, but nothing was published/m);
    const { stdout, code } = await set(...publish, "--json");
    expect(documentOf({ stdout, stderr: "", code }).targets.map(({ outcome }) => outcome)).toEqual([
      "unchanged",
      "written",
      "written",
      "written",
    ]);
    expect({ code, aliases: await aliases() }).toEqual({ code: 0, aliases: ["2", "2", "2", "2"] });
    expect(JSON.parse(stdout).targets.map(({ published }: { published: unknown }) => published)).toEqual(
      NAMES.map(() => ({ version: "2", alias: { name: "live", from: "1" } })),
    );
  });

  it("that lack the alias are all named before anything is written", async () => {
    const { endpoint, set } = await setScene();
    await makeAliases(endpoint);
    const { code, stderr } = await set("STAGE=prod", "--publish", "--alias", "lvie");
    expect(code).toBe(64);
    expect(stderr).toContain("the function does not have an alias lvie");
    expect(stderr).toContain("4 of 4 functions cannot be planned; nothing was written");
    expect(updated(endpoint)).toEqual([]);
  });

  it("that cannot be updated now are all named before anything is written", async () => {
    const { endpoint, set } = await setScene();
    for (const name of ["orders-mail", "orders-web"])
      endpoint.failFunction(name, { reasonCode: "InvalidSubnet", reason: "gone" });
    const { code, stderr } = await set("STAGE=prod");
    expect(code).toBe(1);
    for (const name of ["orders-mail", "orders-web"]) expect(stderr).toContain(`${name} is in state Failed (InvalidSubnet)`);
    expect(stderr).toContain("2 of 4 functions cannot be planned; nothing was written");
    expect(updated(endpoint)).toEqual([]);
  });

  it("one that cannot be read stops them all, with its name", async () => {
    const { endpoint, set } = await setScene();
    endpoint.denyDecrypt("orders-search");
    const { code, stderr } = await set("STAGE=prod");
    expect({ code, stderr }).toEqual({ code: 77, stderr: expect.stringContaining("orders-search") });
    expect(updated(endpoint)).toEqual([]);
  });

  it("are read with GetFunctionConfiguration if GetFunction is denied", async () => {
    const { endpoint, set } = await setScene();
    endpoint.deny("GetFunction");
    expect((await set("STAGE=prod")).code).toBe(0);
    expect(stages(endpoint)).toEqual(["prod", "prod", "prod", "prod"]);
    expect(operations(endpoint)).toContain("GetFunctionConfiguration");
  });

  it("are all written where AWS throttles more than we know of", async () => {
    const { endpoint, set } = await setScene(30);
    endpoint.throttle({ controlPlane: 3, getFunction: 6 });
    const { code, stderr } = await set("STAGE=prod");
    expect({ code, stages: stages(endpoint) }).toEqual({ code: 0, stages: ["prod", "prod", "prod", "prod"] });
    expect(endpoint.requests.some(({ status }) => status === 429)).toBe(true);
    expect(stderr).not.toMatch(/failed/);
  });
});

describe("when one fails", () => {
  it("no further one is started, those in flight are finished, and running the same command again does the rest", async () => {
    const { endpoint, set } = await setScene();
    endpoint.failUpdate("orders-api", { reasonCode: "KMSKeyAccessDenied", reason: "denied" });
    const stopped = await set("STAGE=prod", "--json");
    expect(stopped.code).toBe(1);
    const { targets, totals, error } = documentOf(stopped);
    expect(targets.map(({ outcome }) => outcome)).toEqual(["failed", "not-started", "not-started", "not-started"]);
    expect(targets[0]?.error?.code).toBe("UPDATE_FAILED");
    expect(totals).toMatchObject({ written: 0, failed: 1, not_started: 3 });
    expect(error).toMatchObject({ code: "UPDATE_FAILED", exit_code: 1 });
    expect(updated(endpoint)).toEqual(["orders-api"]);
    const again = await set("STAGE=prod");
    expect({ code: again.code, stages: stages(endpoint) }).toEqual({ code: 0, stages: ["prod", "prod", "prod", "prod"] });
  });

  it("the exit code is that of the failure, and the last line says what it was", async () => {
    const { endpoint, set } = await setScene();
    changeBefore(endpoint, "orders-mail", { STAGE: "theirs", NAME: "x" });
    const { code, stderr, stdout } = await set("STAGE=prod");
    expect(code).toBe(75);
    expect(stdout).toMatch(/^orders-api +verified$/m);
    expect(stdout).toMatch(
      /^orders-mail +failed: someone else changed STAGE of orders-mail in the meantime; their change is kept/m,
    );
    expect(stderr).toMatch(/error: 1 of 4 functions failed; the first: someone else changed STAGE/);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe("lambda-env: hint: run the same command again to do the rest");
    expect(endpoint.variables("orders-mail")["STAGE"]).toBe("theirs");
  });

  it("continue goes on with the others", async () => {
    const { endpoint, set } = await setScene();
    endpoint.failUpdate("orders-mail", { reasonCode: "KMSKeyAccessDenied", reason: "denied" });
    const { code, stdout } = await set("STAGE=prod", "--on-failure", "continue");
    expect(code).toBe(1);
    expect(stdout).toContain("4 functions: 3 verified, 1 failed");
    expect(stages(endpoint)).toEqual(["prod", "dev", "prod", "prod"]);
  });

  it("revert restores the previous values, except for what others changed in the meantime", async () => {
    const { endpoint, set } = await setScene();
    changeBefore(endpoint, "orders-web", { STAGE: "theirs", NAME: "x" });
    const result = await set("STAGE=prod", "ADDED=1", "--on-failure", "revert", "--json");
    expect(result.code).toBe(75);
    const { targets, totals } = documentOf(result);
    expect(targets.map(({ outcome }) => outcome)).toEqual(["reverted", "reverted", "reverted", "failed"]);
    expect(totals).toMatchObject({ written: 0, reverted: 3, failed: 1 });
    expect(targets.map(({ reverted }) => reverted?.written)).toEqual([true, true, true, false]);
    for (const name of NAMES.slice(0, 3)) expect(endpoint.variables(name)).toEqual({ STAGE: "dev", NAME: name });
    expect(endpoint.variables("orders-web")).toEqual({ STAGE: "theirs", NAME: "x" });
  });

  it("revert points aliases back", async () => {
    const { endpoint, set } = await setScene();
    const aliases = await makeAliases(endpoint);
    changeBefore(endpoint, "orders-web", { STAGE: "theirs", NAME: "x" });
    const { code, stdout } = await set("STAGE=prod", "--publish", "--alias", "live", "--on-failure", "revert");
    expect({ code, stdout }).toEqual({ code: 75, stdout: expect.stringContaining("3 reverted, 1 failed") });
    expect(stdout).toMatch(/orders-web +failed: .*; there was nothing to revert$/m);
    expect(operations(endpoint).filter((operation) => operation === "UpdateAlias")).toHaveLength(6);
    expect(await aliases()).toEqual(["1", "1", "1", "1"]);
  });

  it("a plan is applied as a whole, or reverted as a whole", async () => {
    const { endpoint, set } = await setScene();
    const cwd = tempFolder();
    const run = (...args: readonly string[]): Promise<CliResult> => runCli(args, { endpoint, cwd });
    expect((await run("diff", "-f", "orders-*", "STAGE=prod", "--out", "plan.json")).code).toBe(0);
    changeBefore(endpoint, "orders-search", { STAGE: "dev", NAME: "theirs" });
    const apply = ["set", "-f", "orders-*", "STAGE=prod", "--yes", "--plan", "plan.json"];
    expect(await run(...apply)).toMatchObject({ code: 75, stdout: expect.stringContaining("1 failed") });
    expect(stages(endpoint)).toEqual(["dev", "dev", "dev", "dev"]);
    expect((await run("diff", "-f", "orders-*", "STAGE=prod", "--out", "plan.json")).code).toBe(0);
    expect(await run(...apply)).toMatchObject({ code: 0, stdout: expect.stringContaining("4 functions: 4 verified") });
    expect((await set("STAGE=prod")).code).toBe(0);
  });

  it.each(["stop", "continue"])("%s: reports contain the outcome of each", async (policy) => {
    const { endpoint } = await setScene();
    const cwd = tempFolder();
    endpoint.failUpdate("orders-api", { reasonCode: "KMSKeyAccessDenied", reason: "denied" });
    const reports = ["markdown=out.md", "junit=out.xml", "json=out.json"].flatMap((kind) => ["--report", kind]);
    const args = ["set", "-f", "orders-*", "--yes", "STAGE=prod", "--on-failure", policy, ...reports];
    expect((await runCli(args, { endpoint, cwd })).code).toBe(1);
    const read = (name: string): string => readFileSync(join(cwd, name), "utf8");
    expect(read("out.md")).toMatch(/\| `orders-api` \| `failed: the update of orders-api failed/);
    expect(read("out.md")).toContain(policy === "stop" ? "1 failed, 3 not started" : "3 verified, 1 failed");
    expect(read("out.xml")).toMatch(/<testcase classname="orders-api" name="set"><error type="UPDATE_FAILED"/);
    const others = policy === "stop" ? 3 : 0;
    expect(read("out.xml").match(/<skipped /g) ?? []).toHaveLength(others);
    expect(schemaProblems(read("out.json"))).toEqual([]);
    expect(JSON.parse(read("out.json"))).toMatchObject({
      exit_code: 1,
      targets: [{ outcome: "failed", error: { code: "UPDATE_FAILED" } }, {}, {}, {}],
    });
  });
});

describe("two at once", () => {
  it("on the same functions, with different names, end with both sets everywhere", async () => {
    const { endpoint, set } = await setScene(20);
    const results = await Promise.all([set("ONE=1", "--on-failure", "continue"), set("TWO=2", "--on-failure", "continue")]);
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    for (const name of NAMES) expect(endpoint.variables(name)).toEqual({ STAGE: "dev", NAME: name, ONE: "1", TWO: "2" });
  });
});

describe("no value is seen", () => {
  const cases = ["stop", "continue", "revert"].flatMap((policy) => [
    { policy, output: "--debug" },
    { policy, output: "--json" },
  ]);

  it.each(cases)("with $policy and $output, in any stream, document, report or plan file", async ({ policy, output }) => {
    const endpoint = await startEndpoint();
    for (const functionName of NAMES) {
      endpoint.createFunction({ functionName, variables: { STAGE: makeCanary(functionName), OTHER: makeCanary("other") } });
    }
    const cwd = tempFolder({ "new.json": JSON.stringify({ STAGE: makeCanary("new") }) });
    const source = ["-f", "orders-*", "-e", "new.json", output];
    const planned = await runCli(["diff", ...source, "--out", "plan.json"], { endpoint, cwd });
    changeBefore(endpoint, "orders-mail", { STAGE: makeCanary("theirs") });
    endpoint.failUpdate("orders-web", { reasonCode: "KMSKeyAccessDenied", reason: makeCanary("reason") });
    const reports = ["markdown=out.md", "junit=out.xml", "json=out.json"].flatMap((kind) => ["--report", kind]);
    const result = await runCli(["set", ...source, "--yes", "--on-failure", policy, ...reports], { endpoint, cwd });
    expect(planned.code).toBe(0);
    // The exit code is that of the first that failed: of the conflict, or of the update.
    expect([1, 75]).toContain(result.code);
    expect(result.stderr).toContain("someone else changed STAGE of orders-mail");
    const files = ["plan.json", "out.md", "out.xml", "out.json"].map((name) => readFileSync(join(cwd, name), "utf8"));
    const streams = [planned, result].flatMap(({ stdout, stderr }) => [stdout, stderr]);
    expect(findCanaries([...streams, ...files].join("\n"))).toEqual([]);
  });
});
