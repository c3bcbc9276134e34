/** Where `set` and its kind fail before the first write, they end by saying so, once; after one they say what was written. */
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint, updateCount } from "../../support/endpoint.ts";

const CLAIM = "nothing was written";
/** An error that is not tried again. */
const BROKEN = { kind: "error", status: 400, type: "InvalidParameterValueException" } as const;

interface Failing {
  readonly what: string;
  readonly args: readonly string[];
  readonly code: number;
  readonly prepare?: (endpoint: LocalEndpoint) => void;
}

const FAILING: readonly Failing[] = [
  { what: "no source", args: ["set", "-f", "my-fn"], code: 64 },
  { what: "no function", args: ["set", "AA=1"], code: 64 },
  { what: "no name to unset", args: ["unset", "-f", "my-fn"], code: 64 },
  { what: "a file that is missing", args: ["set", "-f", "my-fn", "-e", "no-such"], code: 66 },
  { what: "two files that are", args: ["set", "-f", "my-fn", "-e", "no-such", "-t", "no-such.yaml"], code: 66 },
  { what: "a plan that is missing", args: ["set", "-f", "my-fn", "AA=1", "--plan", "no-such"], code: 66 },
  { what: "a secret that is missing", args: ["set", "-f", "my-fn", "-s", "no/such"], code: 1 },
  { what: "a parameter that is missing", args: ["set", "-f", "my-fn", "--parameter", "AA=/no/such"], code: 1 },
  { what: "a stack that is missing", args: ["set", "--stack", "no-such", "AA=1"], code: 1 },
  { what: "a function that is missing", args: ["set", "-f", "no-such", "AA=1"], code: 1 },
  { what: "a reserved name", args: ["set", "-f", "my-fn", "AWS_REGION=x"], code: 65 },
  { what: "a confirmation that is missing", args: ["unset", "-f", "my-fn", "STAGE"], code: 64 },
  { what: "a report that is not known", args: ["set", "-f", "my-fn", "AA=1", "--report", "nope"], code: 64 },
  { what: "a report in no folder", args: ["set", "-f", "my-fn", "AA=1", "--report", "json=no/such"], code: 73 },
  {
    what: "reads that are throttled",
    args: ["set", "-f", "my-fn", "AA=1"],
    code: 69,
    prepare: (endpoint) => {
      endpoint.fail("GetFunctionConfiguration", { kind: "throttle" }, 50);
    },
  },
  {
    what: "reads that fail",
    args: ["set", "-f", "my-fn", "AA=1"],
    code: 1,
    prepare: (endpoint) => {
      endpoint.fail("GetFunctionConfiguration", BROKEN, 50);
    },
  },
  {
    what: "a read after a race that fails",
    args: ["set", "-f", "my-fn", "AA=1"],
    code: 1,
    prepare: (endpoint) =>
      endpoint.before("UpdateFunctionConfiguration", () => {
        endpoint.setVariables("my-fn", { STAGE: "theirs" });
        endpoint.fail("GetFunctionConfiguration", BROKEN, 50);
      }),
  },
];

describe("a failure before the first write", () => {
  it.each(FAILING)("says that nothing was written: $what", async ({ args, code, prepare }) => {
    for (const json of [[], ["--json"]]) {
      const endpoint = await startEndpoint();
      endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
      prepare?.(endpoint);
      const result = await runCli([...args, ...json], { endpoint, cwd: tempFolder(), env: { AWS_MAX_ATTEMPTS: "1" } });
      expect(result.code).toBe(code);
      const errors = result.stderr.split("\n").filter((line) => line.startsWith("lambda-env: error: "));
      expect(errors.at(-1)).toMatch(new RegExp(`; ${CLAIM}$`));
      expect(result.stderr.split(CLAIM)).toHaveLength(2);
      if (json.length > 0) expect(JSON.parse(result.stdout).error.message).toMatch(new RegExp(`; ${CLAIM}$`));
      expect(endpoint.variables("my-fn")).not.toHaveProperty("AA");
    }
  });

  it("says so in reports, and commands that only read do not say it", async () => {
    const cwd = tempFolder();
    const report = await runCli(["set", "-f", "my-fn", "-e", "no-such", "--report", "markdown"], { cwd });
    expect(report.stdout).toContain("nothing was written");
    expect((await runCli(["diff", "-f", "my-fn", "-e", "no-such"], { cwd })).stderr).not.toContain(CLAIM);
  });
});

describe("a failure after a write", () => {
  it("says what was written, in the document too", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    endpoint.fail("PublishVersion", { kind: "error", status: 403, type: "AccessDeniedException" }, 50);
    const result = await runCli(["set", "-f", "my-fn", "STAGE=prod", "--publish", "--json"], { endpoint });
    expect(result.code).not.toBe(0);
    expect(result.stderr).toContain("the variables were written and verified");
    expect(result.stderr).not.toContain(CLAIM);
    const document = JSON.parse(result.stdout);
    expect(document.targets[0]).toMatchObject({ function: "my-fn", outcome: "written" });
    expect(document.totals.written).toBe(1);
    expect(document.error.message).toContain("nothing was published");
    expect(updateCount(endpoint)).toBe(1);
  });
});
