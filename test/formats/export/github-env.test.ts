import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendGithubEnv, formatGithubEnv } from "../../../src/formats/export/github-env.ts";
import { runs } from "../../support/depth.ts";
import { optionsOf, textOf } from "../formatted.ts";
import { biasedValue, variables } from "../values.ts";

/** The runner's own reader, line by line: https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs */
function readAsRunner(text: string, isWindows: boolean): ReadonlyMap<string, string> {
  let index = 0;
  const readLine = (): { readonly line: string; readonly end: string } | undefined => {
    if (index >= text.length) return undefined;
    const start = index;
    const lf = text.indexOf("\n", index);
    if (lf === -1) {
      index = text.length;
      return { line: text.slice(start), end: "" };
    }
    index = lf + 1;
    const isCrLf = isWindows && lf > start && text[lf - 1] === "\r";
    return { line: text.slice(start, isCrLf ? lf - 1 : lf), end: isCrLf ? "\r\n" : "\n" };
  };
  const read = new Map<string, string>();
  for (let next = readLine(); next !== undefined; next = readLine()) {
    const { line } = next;
    if (line === "") continue;
    const [equals, heredoc] = [line.indexOf("="), line.indexOf("<<")];
    if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
      const [name, word] = [line.slice(0, heredoc), line.slice(heredoc + 2)];
      if (name === "" || word === "") throw new Error("Invalid format");
      const start = index;
      let end = 0;
      for (;;) {
        const inner = readLine();
        if (inner === undefined) throw new Error("Matching delimiter not found");
        if (inner.line === word) break;
        end = index - inner.end.length;
      }
      read.set(name, end > start ? text.slice(start, end) : "");
    } else if (equals > 0) read.set(line.slice(0, equals), line.slice(equals + 1));
    else throw new Error("Invalid format");
  }
  return read;
}

const lines = fc
  .array(fc.constantFrom("END_OF_VALUE", "END_OF_VALUE_", "A=b", "A<<B", "", "x\r", "END_OF_VALUE\r"), { maxLength: 6 })
  .map((parts) => parts.join("\n"));
const sets = fc.oneof(
  variables,
  fc
    .array(fc.oneof(lines, biasedValue), { minLength: 1, maxLength: 6 })
    .map((all) => new Map(all.map((value, at) => [`V${at}`, value]))),
);
const SKIPPING = optionsOf({ skipUnrepresentable: true });

describe("formatGithubEnv", () => {
  it.each([false, true])("is read by the runner as the same values, on Windows: %s", (isWindows) => {
    fc.assert(
      fc.property(sets, (values) => {
        const formatted = formatGithubEnv(values, { ...SKIPPING, named: [...values.keys()] });
        const omitted = formatted.kind === "formatted" ? formatted.omitted : [];
        const held = new Map([...values].filter(([name]) => !omitted.includes(name)));
        expect(readAsRunner(textOf(formatted), isWindows)).toEqual(held);
        for (const [name, value] of values) {
          expect(held.has(name)).toBe(!value.endsWith("\r") && value.isWellFormed() && !value.includes("\0"));
        }
      }),
      { numRuns: runs(3_000) },
    );
  });

  it("refuses the names that GitHub does not take from a step, and writes no comment for them", () => {
    const values = new Map(["NODE_OPTIONS", "GITHUB_TOKEN", "RUNNER_OS", "STAGE"].map((name) => [name, "x"]));
    const named = optionsOf({ named: ["NODE_OPTIONS"] });
    expect(formatGithubEnv(values, named).findings.map(({ name }) => name)).toEqual([
      "GITHUB_TOKEN",
      "NODE_OPTIONS",
      "RUNNER_OS",
    ]);
    expect(textOf(formatGithubEnv(values, { ...named, skipUnrepresentable: true }))).toBe("STAGE=x\n");
  });

  it("leaves out what would change the later steps, unless it is named", () => {
    const values = new Map(["NODE_OPTIONS", "LD_PRELOAD", "PATH", "STAGE"].map((name) => [name, "x"]));
    const formatted = formatGithubEnv(values, optionsOf({ named: ["PATH"] }));
    expect(textOf(formatted)).toBe("PATH=x\nSTAGE=x\n");
    expect(formatted.findings.map(({ code, name }) => [code, name])).toEqual([
      ["DANGEROUS_NAME", "LD_PRELOAD"],
      ["DANGEROUS_NAME", "NODE_OPTIONS"],
    ]);
  });
});

describe("appendGithubEnv", () => {
  it("keeps every byte of the file, and the runner reads the new values", () => {
    fc.assert(
      fc.property(sets, sets, fc.boolean(), (older, newer, isOpen) => {
        const old = textOf(formatGithubEnv(older, SKIPPING));
        const existing = isOpen ? old.replace(/\n$/, "") : old;
        const edited = appendGithubEnv(existing, newer, { ...SKIPPING, source: "env" });
        if (edited.kind === "refused") throw new Error("refused");
        expect(edited.text.startsWith(existing)).toBe(true);
        const held = [...newer].filter(([name]) => !edited.changes.omitted.includes(name));
        expect(readAsRunner(edited.text, false)).toEqual(new Map([...readAsRunner(old, false), ...held]));
        const again = appendGithubEnv(edited.text, newer, { ...SKIPPING, source: "env" });
        expect(again).toMatchObject({ text: edited.text, changes: { added: [], updated: [] } });
      }),
      { numRuns: runs(1_000) },
    );
  });

  it.each(["A<<END\nvalue\n", "# a comment\n", "=x\n"])("refuses a file that the runner does not read: %j", (existing) => {
    const edited = appendGithubEnv(existing, new Map([["B1", "x"]]), { ...optionsOf(), source: "env" });
    expect(edited).toMatchObject({ kind: "refused", findings: [{ code: "GITHUB_ENV_SYNTAX" }] });
  });
});
