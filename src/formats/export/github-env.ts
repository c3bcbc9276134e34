/**
 * Variables ↔ the file that `$GITHUB_ENV` names in a job of GitHub Actions: `NAME=VALUE`, or `NAME<<WORD`, the lines of the value, and
 * `WORD`. Of equal names the last wins.
 *
 * Source: https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs
 */
import { isDangerousName } from "../../core/checks/dangerous-names.ts";
import { makeFinding } from "../../core/finding.ts";
import { compareNames, type Values } from "../../core/variables.ts";
import type { Edited } from "../edited.ts";
import { type FormatOptions, type Formatted, formatLines, type LineFormat } from "../formatted.ts";
import type { ParseOptions, ReadNames } from "../parsed.ts";

const END_WORD = "END_OF_VALUE";

const GITHUB_ENV: LineFormat = {
  title: "github-env",
  write: (name, value) => {
    if (name === "" || /[\s=]|<</.test(name)) return { reason: "GitHub does not accept this name" };
    if (name.toUpperCase() === "NODE_OPTIONS") return { reason: "GitHub does not let a step set this name" };
    if (/^(?:GITHUB|RUNNER)_/i.test(name)) return { reason: "GitHub keeps its own value of this name" };
    if (value.includes("\0")) return { reason: "it has a NUL character, which no environment can hold" };
    if (!value.isWellFormed()) return { reason: "it has half of a surrogate pair, which UTF-8 cannot hold" };
    if (value.endsWith("\r")) {
      return { reason: "it ends in a carriage return, which a runner on Windows treats as part of the line end" };
    }
    if (!value.includes("\n")) return { text: `${name}=${value}` };
    const word = endWordFor(value);
    return { text: `${name}<<${word}\n${value}\n${word}` };
  },
  isDangerous: isDangerousName,
  dangerous: "job",
  // The runner fails on a comment.
  comment: () => undefined,
};

/** Returns a word that no line of `value` consists of. */
function endWordFor(value: string): string {
  const lines = new Set(value.split(/\r?\n/));
  let word = END_WORD;
  while (lines.has(word)) word += "_";
  return word;
}

/** Returns the variables as the runner reads them, sorted by name. Names that change what later steps run are left out, as for shells. */
export function formatGithubEnv(values: Values, options: FormatOptions): Formatted {
  return formatLines(values, GITHUB_ENV, options);
}

/** Returns what the runner reads; a line that it would fail on counts as another line. */
export function readGithubEnv(text: string): ReadNames {
  const variables = new Map<string, string | undefined>();
  const lines = text.split("\n");
  let otherLines = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const line = (lines[index] ?? "").replace(/\r$/, "");
    const [, heredocName, word] = /^([^=]+?)<<(.+)$/.exec(line) ?? [];
    if (heredocName !== undefined) {
      const end = lines.findIndex((other, at) => at > index && other.replace(/\r$/, "") === word);
      if (end === -1) return { variables, otherLines: otherLines + 1 };
      variables.set(heredocName, lines.slice(index + 1, end).join("\n"));
      index = end;
    } else if (/^[^=]+=/.test(line)) variables.set(line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1));
    else if (line !== "") otherLines += 1;
  }
  return { variables, otherLines };
}

/**
 * Returns `existing` with the variables appended that it does not have with these values; nothing in it is changed, since other steps
 * wrote it.
 *
 * Errors: a text that the runner does not read is a finding; then there is no text.
 */
export function appendGithubEnv(existing: string, values: Values, { source, ...options }: FormatOptions & ParseOptions): Edited {
  const { variables, otherLines } = readGithubEnv(existing);
  if (otherLines > 0) {
    return { kind: "refused", findings: [makeFinding("GITHUB_ENV_SYNTAX", "error", {}, { at: { source } })] };
  }
  const isSame = (name: string): boolean => variables.has(name) && variables.get(name) === values.get(name);
  const formatted = formatGithubEnv(values, options);
  if (formatted.kind === "refused") return formatted;
  const { omitted, findings } = formatted;
  const written = [...values.keys()].filter((name) => !omitted.includes(name)).sort(compareNames);
  const changed = new Map([...values].filter(([name]) => !isSame(name)));
  const addition = formatGithubEnv(changed, options);
  const changes = {
    added: written.filter((name) => !variables.has(name)),
    updated: written.filter((name) => variables.has(name) && !isSame(name)),
    same: written.filter(isSame),
    onlyInFile: [...variables.keys()].filter((name) => !values.has(name)),
    removed: [],
    omitted,
  };
  const isOpenLine = existing !== "" && !existing.endsWith("\n");
  const appended = addition.kind === "formatted" ? addition.text : "";
  return { kind: "edited", text: `${existing}${isOpenLine && appended !== "" ? "\n" : ""}${appended}`, changes, findings };
}
