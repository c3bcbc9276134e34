/** The final error, with its hint, is the last thing on standard error, whatever else a run reports. */
import { expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";

const DENIED = { kind: "error", status: 403, type: "AccessDeniedException" } as const;
const FORMS = [
  [],
  ["--debug"],
  ["--json"],
  ["--report", "json=report.json"],
  ["--report", "markdown", "--debug"],
  ["-q", "--json", "--debug"],
];

interface Failing {
  readonly what: string;
  readonly args: readonly string[];
  readonly prepare?: (endpoint: LocalEndpoint) => void;
}

const FAILING: readonly Failing[] = [
  { what: "wrong usage", args: ["set", "-f", "fn-a"] },
  { what: "mistakes in a file", args: ["set", "-f", "fn-a", "-e", "bad.env"] },
  { what: "what nobody confirms", args: ["unset", "-f", "fn-a", "STAGE"] },
  {
    what: "a right that is missing",
    args: ["set", "-f", "fn-a", "AA=1"],
    prepare: (endpoint) => endpoint.fail("GetFunctionConfiguration", DENIED, 9),
  },
  {
    what: "a write that is refused",
    args: ["set", "-f", "fn-a", "AA=1"],
    prepare: (endpoint) => endpoint.fail("UpdateFunctionConfiguration", DENIED, 9),
  },
  {
    what: "one of several functions",
    args: ["set", "-f", "fn-*", "AA=1", "--yes"],
    prepare: (endpoint) => endpoint.fail("UpdateFunctionConfiguration", DENIED, 9),
  },
  {
    what: "publishing after a write",
    args: ["set", "-f", "fn-a", "AA=1", "--publish"],
    prepare: (endpoint) => endpoint.fail("PublishVersion", DENIED, 9),
  },
  { what: "a diff that set would refuse", args: ["diff", "-f", "fn-a", "AWS_REGION=x"] },
];

it.each(FAILING)("$what", async ({ args, prepare }) => {
  for (const form of FORMS) {
    const endpoint = await startEndpoint();
    for (const functionName of ["fn-a", "fn-b"]) endpoint.createFunction({ functionName, variables: { STAGE: "x" } });
    prepare?.(endpoint);
    const cwd = tempFolder({ "bad.env": "just words\n" });
    const { stderr, code } = await runCli([...args, ...form], { endpoint, cwd });
    expect(code).not.toBe(0);
    const lines = stderr.trimEnd().split("\n");
    const last = lines.at(-1)?.startsWith("lambda-env: hint: ") ? lines.at(-2) : lines.at(-1);
    expect(last, `${form.join(" ")}\n${stderr}`).toMatch(/^lambda-env: error: /);
  }
});
