import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeFinding } from "../../../src/core/finding.ts";
import { makePlan } from "../../../src/core/plan/plan.ts";
import { redactPlan } from "../../../src/core/secrecy/redact.ts";
import { makeLayer } from "../../../src/core/variables.ts";
import { type ErrorCode, LambdaEnvError } from "../../../src/errors.ts";
import { renderMask } from "../../../src/output/messages/mask.ts";
import { renderAnnotations } from "../../../src/output/report/github.ts";
import { renderGitlab } from "../../../src/output/report/gitlab.ts";
import { renderJsonReport } from "../../../src/output/report/json.ts";
import { renderJunit } from "../../../src/output/report/junit.ts";
import { renderMarkdown } from "../../../src/output/report/markdown.ts";
import type { RunReport } from "../../../src/output/report/report.ts";

const SUBJECT = { functionName: "my-fn", account: "123456789012", region: "eu-west-1" };

/** A report of `changes` additions and `kept` live variables, all with a value that must not be seen. */
function makeReport({ changes = 1, kept = 0, source = ".env", failure }: ReportOptions = {}): RunReport {
  const names = Array.from({ length: changes }, (_, index) => `NEW_${String(index).padStart(4, "0")}`);
  const layer = makeLayer(
    "env-file",
    source,
    names.map((name) => ({
      kind: "value",
      name,
      value: "canary-value",
      sensitive: true,
      origin: { layer: "env-file", source, line: 7, column: 1 },
    })),
  );
  const current = new Map(Array.from({ length: kept }, (_, index) => [`OLD_${index}`, "canary-value"]));
  return {
    command: "diff",
    subject: SUBJECT,
    targets: [{ ...SUBJECT, plan: redactPlan(makePlan({ current, layers: [layer] }), "reveal"), findings: [], written: false }],
    choice: { only: [], except: [] },
    exitCode: 0,
    ...(failure === undefined ? {} : { failure }),
  };
}

interface ReportOptions {
  readonly changes?: number;
  readonly kept?: number;
  readonly source?: string;
  readonly failure?: LambdaEnvError;
}

const hostile = fc.oneof(
  fc.string(),
  fc.constantFrom(
    "::add-mask::x",
    "a\n::error::x",
    "##[error]x",
    "`code`",
    "a|b",
    "<script>",
    "-->",
    "@someone",
    "]]>",
    "&amp;",
    "\u202e",
  ),
);
const everyReport = (report: RunReport): string =>
  [
    renderMarkdown(report, "my-fn eu-west-1"),
    ...renderAnnotations(report, ({ source }) => source),
    renderJunit(report),
    renderJsonReport(report),
    renderGitlab(report),
  ].join("\n");

describe("every report", () => {
  it("names variables and never their values, even of a plan that reveals them", () => {
    const text = everyReport(makeReport({ kept: 2 }));
    expect(text).toContain("NEW_0000");
    expect(text).not.toContain("canary");
  });

  it("lets no foreign text start a workflow command", () => {
    fc.assert(
      fc.property(hostile, hostile, (source, message) => {
        const failure = new LambdaEnvError("AWS_ERROR", message, {
          findings: [makeFinding("UNRESOLVED", "error", { reason: message }, { name: message, at: { source, line: 1 } })],
        });
        for (const report of [makeReport({ source, kept: 1 }), makeReport({ source, failure })]) {
          for (const line of everyReport(report).split(/[\n\r\u2028\u2029\u0085]/)) {
            expect(line).not.toContain("##[");
            if (line.trimStart().startsWith("::")) expect(line).toMatch(/^::(error|warning|notice) (file=|title=lambda-env)/);
          }
        }
      }),
    );
  });
});

describe("the JSON report", () => {
  const parse = (report: RunReport) => JSON.parse(renderJsonReport(report));

  it("says for each change whether it empties a variable or sets a placeholder word", () => {
    const values = { BLANKED: "", DUMMY: "CHANGE_ME", PLAIN: "value" };
    const origin = { layer: "env-file", source: ".env" } as const;
    const entries = Object.entries(values).map(
      ([name, value]) => ({ kind: "value", name, value, sensitive: true, origin }) as const,
    );
    const current = new Map(Object.keys(values).map((name) => [name, "live"]));
    const plan = redactPlan(makePlan({ current, layers: [makeLayer("env-file", ".env", entries)] }), "hide");
    const { changes } = parse({ ...makeReport(), targets: [{ ...SUBJECT, plan, findings: [], written: false }] }).targets[0];
    expect(changes).toMatchObject([
      { name: "BLANKED", blanks: true, placeholder: false },
      { name: "DUMMY", blanks: false, placeholder: true },
      { name: "PLAIN", blanks: false, placeholder: false },
    ]);
  });

  it("never claims that nothing was written if the write may have been applied", () => {
    const failed = (code: ErrorCode) => parse({ ...makeReport({ failure: new LambdaEnvError(code, "x") }), command: "set" });
    expect(failed("UNAVAILABLE")).toMatchObject({ written: null, targets: [{ written: null }] });
    expect(failed("CONFLICT")).toMatchObject({ written: false, targets: [{ written: false }] });
  });
});

describe("the Markdown report", () => {
  it("begins with a hidden line that is the same for success and failure", () => {
    const failure = new LambdaEnvError("CONFLICT", "someone else changed AA", { hint: "run it again" });
    const [first] = renderMarkdown(makeReport(), "my-fn eu-west-1").split("\n");
    expect(first).toBe("<!-- lambda-env my-fn eu-west-1 -->");
    const failed = renderMarkdown(makeReport({ failure }), "my-fn eu-west-1");
    expect(failed.startsWith(`${first}\n`)).toBe(true);
    expect(failed).toContain("**failed: CONFLICT, exit code 75**");
    expect(failed).toContain("- `someone else changed AA`\n  - `run it again`");
  });

  it("shows a few changes and folds many, and always what is kept", () => {
    const few = renderMarkdown(makeReport({ changes: 3, kept: 2 }), "x");
    expect(few).toContain("| `+` would be added | `NEW_0000` | `.env:7` |");
    expect(few.match(/<details>/g)).toHaveLength(1);
    expect(few).toContain("<summary>2 unchanged</summary>");
    const many = renderMarkdown(makeReport({ changes: 30 }), "x");
    expect(many).toContain("<summary>30 changes</summary>");
  });

  it("stays below the limit of a comment, whatever there is to say, and counts what it leaves out", () => {
    for (const options of [
      { changes: 5000, kept: 5000 },
      { changes: 200, source: "path/".repeat(500) },
      { failure: new LambdaEnvError("INVALID_INPUT", "é".repeat(50_000)) },
    ]) {
      const text = renderMarkdown(makeReport(options), "x");
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
      expect(text).toMatch(/… and \d+ more/);
    }
  });

  it("holds foreign text in code spans that it cannot leave, in tables too", () => {
    const text = renderMarkdown(makeReport({ source: "a`b|c``d" }), "x");
    expect(text).toContain("```a`b\\|c``d:7```");
  });
});

describe("annotations", () => {
  it("point at the file and line of what changes, and of mistakes", () => {
    const pathOf = ({ source }: { source: string }): string => `app/${source}`;
    expect(renderAnnotations(makeReport(), pathOf)).toEqual([
      "::notice title=lambda-env::1 to add",
      "::notice file=app/.env,line=7,col=1,title=lambda-env::NEW_0000 would be added",
    ]);
    const failure = new LambdaEnvError("INVALID_INPUT", "1 mistake; nothing was written", {
      findings: [makeFinding("NAME_REPEATED", "error", { firstLine: 1 }, { name: "AA", at: { source: "a:b,c%.env", line: 2 } })],
    });
    expect(renderAnnotations({ ...makeReport(), failure }, pathOf)).toEqual([
      "::error file=app/a%3Ab%2Cc%25.env,line=2,title=lambda-env%3A NAME_REPEATED::a:b,c%25.env:2: AA is already set on line 1",
      "::error title=lambda-env%3A INVALID_INPUT%2C exit code 65::1 mistake; nothing was written",
    ]);
  });

  it("are no more of a kind than GitHub shows", () => {
    expect(renderAnnotations(makeReport({ changes: 50 }), ({ source }) => source)).toHaveLength(10);
  });

  it("mask a text whose lines and percent signs the runner gets back", () => {
    expect(renderMask("100%\r\nsure")).toBe("::add-mask::100%25%0D%0Asure");
  });
});

describe("the JUnit report", () => {
  it("fails exactly when the exit code says so", () => {
    expect(renderJunit(makeReport({ kept: 1 }))).toContain('tests="3" failures="0" errors="0"');
    const different = renderJunit({ ...makeReport({ kept: 1 }), exitCode: 2 });
    expect(different).toContain('tests="3" failures="1" errors="0"');
    expect(different).toContain('<failure type="add" message="NEW_0000 would be added, from .env:7"/>');
    const failure = new LambdaEnvError("CONFLICT", 'someone <else> & "another"');
    expect(renderJunit({ ...makeReport(), exitCode: 75, failure })).toContain(
      '<error type="CONFLICT" message="someone &lt;else&gt; &amp; &quot;another&quot;"/>',
    );
  });
});

describe("the GitLab report", () => {
  it("has the three counts of the widget and nothing else", () => {
    expect(JSON.parse(renderGitlab(makeReport({ changes: 2, kept: 3 })))).toEqual({ create: 2, update: 0, delete: 0 });
  });
});
