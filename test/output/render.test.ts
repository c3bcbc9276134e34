import { describe, expect, it } from "vitest";
import { type FindingCode, makeFinding } from "../../src/core/finding.ts";
import type { Outdated } from "../../src/core/plan/outdated.ts";
import { EXIT_CODES, LambdaEnvError } from "../../src/errors.ts";
import { escapeForeign, escapeLines } from "../../src/output/escape.ts";
import { FINDING_WORDS } from "../../src/output/findings/finding-words.ts";
import { renderFinding } from "../../src/output/findings/findings.ts";
import { renderBug, renderError, renderFindings, renderMessage } from "../../src/output/messages/error.ts";
import { makeStyle } from "../../src/output/style.ts";

const plain = makeStyle({ isTTY: false, env: {}, noColor: false });

describe("foreign text", () => {
  it("is shown on one line without control, format or reordering characters", () => {
    expect(escapeForeign("a\nb\r\tc\u001b[2J\u0007\u202e\u200b\u{e0041}")).toBe(
      "a\\nb\\r\\tc\\x1b[2J\\x07\\u202e\\u200b\\u{e0041}",
    );
    expect(escapeForeign("é €😀 ordinary")).toBe("é €😀 ordinary");
  });

  it("cannot start a command of a CI runner", () => {
    for (const text of ["::add-mask::x", "  ::error::x", "say ##[group]x", "##[command]"]) {
      expect(escapeLines(`first\n${text}`)).not.toMatch(/^\s*::|##\[/m);
    }
  });
});

describe("an error", () => {
  it("has its subject, its hint, and each hint of its findings once", () => {
    const finding = (line: number) => ({
      code: "LINES_IGNORED",
      severity: "error" as const,
      at: { source: ".env", line },
      args: { lines: 1 },
    });
    const error = new LambdaEnvError("INVALID_INPUT", "2 mistakes; nothing was written", {
      hint: "fix it",
      findings: [finding(1), finding(3)],
    });
    expect(renderError(error, plain).split("\n")).toEqual([
      "lambda-env: error: .env:1: this line is neither NAME=value nor a comment, and dotenv would ignore it",
      "lambda-env: error: .env:3: this line is neither NAME=value nor a comment, and dotenv would ignore it",
      "lambda-env: hint: rewrite the line as NAME='value'",
      "lambda-env: error: 2 mistakes; nothing was written",
      "lambda-env: hint: fix it",
    ]);
  });

  it("prints fifty mistakes, counts the others, and takes no longer for each of many", () => {
    const findings = Array.from({ length: 100_000 }, (_, index) => ({
      code: "NAME_REPEATED",
      severity: "error" as const,
      name: `NAME_${index}`,
      at: { source: ".env", line: index + 1 },
      args: { firstLine: 1 },
    }));
    const lines = renderError(new LambdaEnvError("INVALID_INPUT", "100000 mistakes", { findings }), plain).split("\n");
    expect(lines).toHaveLength(54);
    expect(lines[49]).toContain(".env:50: NAME_49");
    expect(lines.slice(50)).toEqual([
      "lambda-env: hint: remove one of the two lines",
      "lambda-env: error: and 99950 more like these",
      "lambda-env: hint: leave them out: --except NAME for each",
      "lambda-env: error: 100000 mistakes",
    ]);
    const warnings = renderFindings(findings.slice(0, 51), "warning", plain);
    expect(warnings.at(-1)).toBe("lambda-env: warning: and 1 more like these");
    expect(renderFindings(findings.slice(0, 50), "warning", plain).join("")).not.toContain("more like these");
  });

  it("of a bug shows where it happened, and not what the thrown text quotes", () => {
    const thrown = [
      new SyntaxError(`Unexpected token 'h', "hunter2" is not valid JSON`),
      new TypeError("Cannot read properties of undefined (reading 'hunter2')"),
      new Error("hunter2\n    at hunter2 (/hunter2.js:1:1)\n"),
      Object.assign(new Error("hunter2"), { name: "hunter 2 hunter2" }),
    ];
    for (const error of thrown) {
      const text = renderBug(error, "lambda-env 1, node 2", plain);
      expect(text).not.toContain("hunter2");
      expect(text).toMatch(/please report it\nlambda-env 1, node 2\n.*\n +at .*render\.test\.ts:\d+:\d+/);
    }
    expect(renderBug(thrown[1], "v", plain)).toContain("TypeError: Cannot read properties of undefined");
    expect(renderBug("hunter2", "v", plain)).toContain("thrown: string");
  });

  it("is coloured at its label alone", () => {
    const coloured = makeStyle({ isTTY: true, env: {}, noColor: false });
    expect(renderMessage("error", "subject", coloured)).toBe("lambda-env: \u001b[31merror: \u001b[39msubject");
  });
});

describe("the words for findings", () => {
  it("are lower case, without a full stop, and name what they are about", () => {
    const known: Readonly<Record<string, unknown>> = { lines: 2, how: "other-value", of: "file" };
    const facts = new Proxy({}, { get: (_, fact) => known[String(fact)] ?? `<${String(fact)}>` });
    for (const code of Object.keys(FINDING_WORDS) as FindingCode[]) {
      const words = FINDING_WORDS[code] as (args: object, name: string) => { text: string; hint?: string };
      const { text, hint } = words(facts, "some_name");
      for (const sentence of [text, hint ?? "fine"]) {
        expect(sentence, code).not.toMatch(/\.$|^[A-Z][a-z]|undefined|\[object/);
      }
    }
  });
});

describe("exit codes", () => {
  it("are the documented ones", () => {
    expect([...new Set(Object.values(EXIT_CODES))].sort((a, b) => a - b)).toEqual([
      1, 64, 65, 66, 69, 73, 75, 77, 78, 126, 127, 130,
    ]);
  });
});

describe("the words for a plan that is out of date", () => {
  it("say for a variable that has changed what was planned and what would happen now", () => {
    const moved = (how: Outdated): string => renderFinding(makeFinding("PLAN_MOVED", "error", { how }, { name: "NAME" })).text;
    expect(moved("update-now-remove")).toBe(
      "NAME has changed since the plan was made: it was to be updated, and would now be removed",
    );
    expect(moved("now-keep")).toBe("NAME has changed since the plan was made: it would now be kept");
    expect(moved("now-blanks")).toContain("its live value would now be replaced by an empty one");
  });
});
