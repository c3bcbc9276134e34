/** `lambda-env history` and `undo`, and `--history`, which stores what is written over. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { findCanaries, makeCanary } from "../../support/canary/canary.ts";
import { type CliResult, runCli, targetIn } from "../../support/cli.ts";
import { runs } from "../../support/depth.ts";
import { operations, startEndpoint, updateCount } from "../../support/endpoint.ts";
import { HAS_TERMINAL, runOnTerminal } from "../../support/terminal.ts";

const PATH = "/lambda-env/history";
const LIVE = { API_KEY: "abc", LOG_LEVEL: "info" };

interface Scene {
  readonly endpoint: LocalEndpoint;
  readonly run: (command: string, ...args: string[]) => Promise<CliResult>;
  /** Runs a command that must succeed, and stores what it writes over. */
  readonly write: (command: string, ...args: string[]) => Promise<CliResult>;
}

async function setScene(variables: Readonly<Record<string, string>> = LIVE): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables });
  const run = (command: string, ...args: string[]): Promise<CliResult> => runCli([command, "-f", "my-fn", ...args], { endpoint });
  const write = async (command: string, ...args: string[]): Promise<CliResult> => {
    const result = await run(command, ...args, "--history", PATH, "--yes");
    expect(result.code, result.stderr).toBe(0);
    return result;
  };
  return { endpoint, run, write };
}

describe("--history", () => {
  it("stores the set before each write, and no set where nothing is written", async () => {
    const { endpoint, run, write } = await setScene();
    await write("set", "LOG_LEVEL=debug", "NEW=1");
    await write("set", "LOG_LEVEL=debug");
    await run("set", "LOG_LEVEL=other", "--history", PATH, "--dry-run");
    await write("unset", "API_KEY");
    const { stdout } = await run("history", "--history", PATH, "--json");
    expect(targetIn(stdout)).toMatchObject({
      parameter: `${PATH}/my-fn`,
      stored: [
        { id: "h2", changes: { added: [], updated: [], removed: ["API_KEY"] } },
        { id: "h1", changes: { added: ["NEW"], updated: ["LOG_LEVEL"], removed: [] } },
      ],
    });
    expect(operations(endpoint).filter((name) => name === "PutParameter")).toHaveLength(2);
  });

  it("stores before the update, and writes nothing if that fails", async () => {
    const { endpoint, run } = await setScene();
    endpoint.deny("PutParameter");
    const { code, stderr } = await run("set", "NEW=1", "--history", PATH);
    expect(code).toBe(77);
    expect(stderr).toContain("ssm:PutParameter");
    expect(stderr).toContain("nothing was written");
    expect(updateCount(endpoint)).toBe(0);
  });

  it("stores once for a write that is refused and sent again, and what others wrote meanwhile is in the set", async () => {
    const { endpoint, run } = await setScene();
    endpoint.fail("UpdateFunctionConfiguration", { kind: "error", status: 409, type: "ResourceConflictException" });
    expect((await run("set", "NEW=1", "--history", PATH)).code).toBe(0);
    expect(operations(endpoint).filter((name) => name === "PutParameter")).toHaveLength(1);
    endpoint.before("UpdateFunctionConfiguration", () => endpoint.setVariables("my-fn", { ...LIVE, NEW: "1", THEIRS: "2" }));
    expect((await run("set", "NEW=3", "--history", PATH)).code).toBe(0);
    expect((await run("undo", "--history", PATH, "--yes")).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, NEW: "1", THEIRS: "2" });
  });

  it("is checked for its size before anything is written, and the advanced tier holds more", async () => {
    const { endpoint, run } = await setScene({ BIG: "x".repeat(4070) });
    const refused = await run("set", "BIG=y", "--history", PATH);
    expect(refused).toMatchObject({ code: 65, stderr: expect.stringContaining("--history-tier advanced") });
    expect(operations(endpoint)).not.toContain("PutParameter");
    expect(updateCount(endpoint)).toBe(0);
    expect((await run("set", "BIG=y", "--history", PATH, "--history-tier", "advanced")).code).toBe(0);
    expect((await run("undo", "--history", PATH, "--history-tier", "advanced", "--yes")).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ BIG: "x".repeat(4070) });
  });

  it("works for many functions, each with its own parameter", async () => {
    const { endpoint } = await setScene();
    for (const functionName of ["other-fn", "third-fn"]) endpoint.createFunction({ functionName, variables: LIVE });
    const result = await runCli(["set", "-f", "*-fn", "LOG_LEVEL=debug", "--history", PATH], { endpoint });
    expect(result.code, result.stderr).toBe(0);
    for (const functionName of ["my-fn", "other-fn", "third-fn"]) {
      const undone = await runCli(["undo", "-f", functionName, "--history", PATH, "--yes"], { endpoint });
      expect(undone.code, undone.stderr).toBe(0);
      expect(endpoint.variables(functionName)).toEqual(LIVE);
    }
  });

  it("holds every value, two braces included, which Parameter Store refuses", async () => {
    const values = { A1: "{{resolve:x}}", B1: "{{{", C1: '"\\\n\u0000'.replace("\u0000", ""), D1: "}}{{", E1: "" };
    const { endpoint, write } = await setScene(values);
    await write("unset", "A1", "B1", "C1", "D1");
    await write("undo");
    expect(endpoint.variables("my-fn")).toEqual(values);
  });

  it.each(["history", "/aws/x", "/a b", "/ssm/x", "//x"])("refuses the path %s", async (path) => {
    const { endpoint, run } = await setScene();
    expect((await run("set", "NEW=1", "--history", path)).code).toBe(64);
    expect(endpoint.requests).toEqual([]);
  });
});

describe("history", () => {
  it("lists published versions with their aliases and what changed since the one before", async () => {
    const { run } = await setScene();
    await run("set", "NEW=1", "--publish");
    await run("set", "LOG_LEVEL=debug", "--unset", "API_KEY", "--yes", "--publish");
    const { code, stdout } = await run("history", "--json");
    expect(code).toBe(0);
    expect(targetIn(stdout)).toMatchObject({
      stored: [],
      versions: [
        { id: "2", changes: { added: [], updated: ["LOG_LEVEL"], removed: ["API_KEY"] } },
        { id: "1", changes: { added: ["API_KEY", "LOG_LEVEL", "NEW"], updated: [], removed: [] } },
      ],
    });
    const text = await run("history");
    expect(text.stdout).toMatch(/^published versions:\nVERSION {2}PUBLISHED.*\n2 .*- API_KEY, ~ LOG_LEVEL\n1 /);
    expect(text.stdout).toContain("to go back: lambda-env undo -f my-fn 2");
  });

  it("lists versions without aliases where these may not be listed", async () => {
    const { endpoint, run } = await setScene();
    await run("set", "NEW=1", "--publish");
    endpoint.deny("ListAliases");
    const { code, stdout } = await run("history", "--json");
    expect(code).toBe(0);
    expect(targetIn(stdout)).toMatchObject({ versions: [{ id: "1", aliases: [] }] });
  });

  it("says so where there is nothing yet, and shows no value of what there is", async () => {
    const { run } = await setScene();
    expect((await run("history", "--history", PATH)).stdout).toMatch(/nothing is stored yet\npublished versions: none/);
    const secret = await setScene({ KEY: makeCanary("live") });
    await secret.write("set", "KEY=other", "--publish");
    for (const args of [[], ["--json"], ["--debug"]]) {
      const { stdout, stderr } = await secret.run("history", "--history", PATH, ...args);
      expect(findCanaries(stdout + stderr)).toEqual([]);
    }
    // What is stored beside the values is not encrypted.
    const stored = secret.endpoint.requests.filter(({ operation }) => operation === "PutParameter");
    const descriptions = stored.map(({ body }) => (body as { readonly Description: string }).Description);
    expect(descriptions).toEqual(["before lambda-env set: ~ KEY"]);
    const undone = await secret.run("undo", "--history", PATH, "--yes", "--debug", "--json");
    expect(findCanaries(undone.stdout + undone.stderr)).toEqual([]);
    expect(secret.endpoint.variables("my-fn")).toEqual({ KEY: makeCanary("live") });
  });
});

describe("undo", () => {
  it("takes back the latest write, then the one that took it back", async () => {
    const { endpoint, write } = await setScene();
    await write("set", "LOG_LEVEL=debug", "NEW=1", "--unset", "API_KEY");
    await write("undo");
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
    await write("undo");
    expect(endpoint.variables("my-fn")).toEqual({ LOG_LEVEL: "debug", NEW: "1" });
  });

  it("goes back over several writes to the one that is named", async () => {
    const { endpoint, write } = await setScene();
    await write("set", "LOG_LEVEL=debug");
    await write("set", "LOG_LEVEL=warn", "NEW=1");
    await write("unset", "API_KEY");
    await write("undo", "h1");
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
  });

  it("keeps what others wrote to other names, and stops where they wrote to the same", async () => {
    const { endpoint, run, write } = await setScene();
    await write("set", "LOG_LEVEL=debug", "NEW=1");
    endpoint.setVariables("my-fn", { API_KEY: "theirs", LOG_LEVEL: "debug", NEW: "1", THEIRS: "1" });
    await write("undo");
    expect(endpoint.variables("my-fn")).toEqual({ API_KEY: "theirs", LOG_LEVEL: "info", THEIRS: "1" });
    await write("set", "LOG_LEVEL=debug", "NEW=1");
    endpoint.setVariables("my-fn", { ...LIVE, LOG_LEVEL: "theirs", NEW: "1" });
    const stopped = await run("undo", "--history", PATH, "--yes");
    expect(stopped).toMatchObject({ code: 75, stderr: expect.stringContaining("someone else has changed LOG_LEVEL") });
    expect(stopped.stderr).toContain("hint: to leave theirs as it is: --except LOG_LEVEL");
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, LOG_LEVEL: "theirs", NEW: "1" });
    await write("undo", "--except", "LOG_LEVEL");
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, LOG_LEVEL: "theirs" });
  });

  it("passes over a write that failed", async () => {
    const { endpoint, run, write } = await setScene();
    await write("set", "LOG_LEVEL=debug");
    endpoint.deny("UpdateFunctionConfiguration");
    expect((await run("set", "LOG_LEVEL=warn", "--history", PATH)).code).toBe(77);
    endpoint.allow("UpdateFunctionConfiguration");
    await write("undo");
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
  });

  it("goes back to exactly the variables of a version or an alias, or to some of them", async () => {
    const { endpoint, run } = await setScene();
    await run("set", "NEW=1", "--publish");
    const first = endpoint.variables("my-fn");
    await run("set", "LOG_LEVEL=debug", "LATER=1", "--unset", "API_KEY", "--yes");
    expect((await run("undo", "1", "--only", "LOG_*", "--yes")).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ LOG_LEVEL: "info", NEW: "1", LATER: "1" });
    expect((await run("undo", "1", "--yes")).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual(first);
    expect(await run("undo", "1", "--yes")).toMatchObject({ code: 0, stdout: expect.stringContaining("no changes") });
  });

  it("asks before it writes, so that without a terminal it needs --yes", async () => {
    const { endpoint, run, write } = await setScene();
    await write("set", "NEW=1");
    const { code, stderr, stdout } = await run("undo", "--history", PATH);
    expect(code).toBe(64);
    expect(stdout).toContain("- NEW");
    expect(stderr).toContain("--yes");
    expect(updateCount(endpoint)).toBe(1);
  });

  it.skipIf(!HAS_TERMINAL)("asks at a terminal, and takes no for an answer (skipped without script of util-linux)", async () => {
    const { endpoint, write } = await setScene();
    await write("set", "LOG_LEVEL=debug");
    const dialogue = [["change ", "\r"]] as const;
    const { code } = await runOnTerminal(["undo", "-f", "my-fn", "--history", PATH], { endpoint, dialogue });
    expect(code).toBe(1);
    expect(updateCount(endpoint)).toBe(1);
  });

  it.each([
    [["--history", PATH], 64, "the history of this function is empty"],
    [["h9", "--history", PATH], 64, "the history does not contain h9"],
    [[], 64, "--history PATH"],
    [["h1"], 64, "--history PATH"],
    [["99"], 1, "99"],
    [["A=b"], 64, "undo takes what lambda-env history shows"],
  ] as const)("says what is not there: %j", async (args, code, said) => {
    const { endpoint, run } = await setScene();
    const result = await run("undo", ...args, "--yes");
    expect(result.code, result.stderr).toBe(code);
    expect(result.stderr).toContain(said);
    expect(updateCount(endpoint)).toBe(0);
  });

  it("says so where the parameter holds something else, or may not be read, or the version cannot be decrypted", async () => {
    const { endpoint, run } = await setScene();
    endpoint.setParameter(`${PATH}/my-fn`, "something else", "SecureString");
    expect(await run("undo", "--history", PATH)).toMatchObject({
      code: 65,
      stderr: expect.stringContaining("not a set of variables"),
    });
    endpoint.deny("GetParameterHistory");
    expect(await run("undo", "--history", PATH)).toMatchObject({
      code: 77,
      stderr: expect.stringContaining("ssm:GetParameterHistory"),
    });
  });

  it("is in the policy", async () => {
    const { run } = await setScene();
    const { stdout } = await run("policy", "--history", PATH);
    expect(stdout).toContain("ssm:PutParameter");
    expect(stdout).toContain(":parameter/lambda-env/history/my-fn");
    // What history and undo VERSION request.
    expect(statementOf(stdout, "ListVersions")).toMatchObject({
      Action: ["lambda:ListVersionsByFunction"],
      Resource: [expect.stringMatching(/:function:my-fn$/)],
    });
    expect(statementOf(stdout, "ReadVersions")).toMatchObject({
      Action: ["lambda:GetFunctionConfiguration"],
      Resource: [expect.stringMatching(/:function:my-fn:\*$/)],
    });
    expect((await run("policy", "--history", PATH, "--read-only")).stdout).not.toContain("ssm:PutParameter");
  });
});

describe("random sequences of set, unset and undo", () => {
  const NAMES = ["N1", "N2", "N3"];
  const name = fc.constantFrom(...NAMES);
  const step = fc.oneof(
    fc.record({ kind: fc.constant("set" as const), name, value: fc.constantFrom("a", "b", "{{c}}") }),
    fc.record({ kind: fc.constant("unset" as const), name }),
    fc.record({ kind: fc.constant("undo" as const) }),
  );

  it("do what a stack of sets does", async () => {
    const property = async (steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]): Promise<void> => {
      const { endpoint, write } = await setScene({ KEPT: "always" });
      let live: Record<string, string> = { KEPT: "always" };
      const before: Record<string, string>[] = [];
      const become = (next: Record<string, string>): void => {
        if (JSON.stringify(sorted(next)) !== JSON.stringify(sorted(live))) before.push(live);
        live = next;
      };
      for (const one of steps) {
        if (one.kind === "set") {
          await write("set", `${one.name}=${one.value}`, "--literal", one.name);
          become({ ...live, [one.name]: one.value });
        } else if (one.kind === "unset") {
          await write("unset", one.name);
          const { [one.name]: _, ...rest } = live;
          become(rest);
        } else if (before.length > 0) {
          await write("undo");
          become(before.at(-1) ?? live);
        }
        expect(endpoint.variables("my-fn")).toEqual(live);
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), property), { numRuns: runs(100) });
  });
});

function statementOf(policy: string, sid: string): unknown {
  return (JSON.parse(policy) as { Statement: { Sid: string }[] }).Statement.find(({ Sid }) => Sid === sid);
}

function sorted(values: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}
