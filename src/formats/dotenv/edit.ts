/** Changes values within an existing `.env` text, and nothing else. */
import { parse } from "dotenv";
import { type FindingCode, makeFinding } from "../../core/finding.ts";
import type { EditChanges } from "../../core/pulled.ts";
import { compareNames, type Values } from "../../core/variables.ts";
import type { Finding } from "../../errors.ts";
import type { Edited } from "../edited.ts";
import { isEncrypted } from "../encrypted.ts";
import { type FormatOptions, sortValues } from "../formatted.ts";
import type { ParseOptions } from "../parsed.ts";
import { makePlaces } from "../text.ts";
import { type EditStep, type EditText, findNames, makeEditStep } from "./edit-step.ts";
import { warnOfReaders } from "./format.ts";
import { checkDotenv } from "./parse.ts";
import { findUnportable, toPortableLines, unindentLines } from "./portable.ts";
import { type Scan, scanDotenv } from "./scan.ts";
import { applySplices, type Splice } from "./splice.ts";
import { readsBack } from "./verify.ts";

export type EditOptions = FormatOptions & ParseOptions;

/**
 * Returns `existing` with the given values. Comments, blank lines, order, line ends, `export`, comments after values and names
 * that `values` does not contain stay; unchanged values keep their text; new names come at the end, sorted.
 *
 * Errors: a text that cannot be edited safely and every value that cannot be held are findings; then there is no text.
 */
export function editDotenv(original: string, values: Values, options: EditOptions): Edited {
  const existing = options.portable ? toPortableLines(original) : original;
  const scan = scanDotenv(existing);
  const problems = checkDotenv(existing, scan, options.source);
  const unportable = options.portable ? findUnportable(scan, options) : [];
  const obstacles = [
    ...problems.filter((problem) => isObstacle(problem, scan, values)),
    ...checkEncrypted(scan, values, options),
    ...unportable.filter(({ name }) => name === undefined || !values.has(name)),
  ];
  if (obstacles.length > 0) return { kind: "refused", findings: obstacles };

  const doubted = problems.filter(({ code }) => code === "LINES_SWALLOWED");
  const rewritten = new Set([...doubted, ...unportable].flatMap(({ name }) => name ?? []));
  const target: EditText = { text: scan.text, found: findNames(scan), rewritten };
  const steps = sortValues(values).map(([name, value]) => makeEditStep(name, value, target, options));
  const refusals = steps.flatMap((step) => step.findings);
  if (refusals.some(({ severity }) => severity === "error")) return { kind: "refused", findings: refusals };

  const ownSplices = steps.flatMap((step) => step.splices);
  const isOutside = ({ start, end }: Splice): boolean => !ownSplices.some((own) => own.start <= start && end <= own.end);
  const splices = [...ownSplices, ...(options.portable ? unindentLines(scan).filter(isOutside) : [])];
  const appended = steps.flatMap((step) => step.appended);
  const text = applySplices(existing, splices, appended);
  const wanted = makeWanted(scan, values, steps);
  if (!readsBack(text, wanted)) return { kind: "refused", findings: placeDifferences(text, wanted, scan, options) };
  const doubts = findDoubts(text, values, options);
  if (doubts.length > 0) return { kind: "refused", findings: doubts };

  const replaced = new Set(steps.filter((step) => step.splices.length > 0).map(({ name }) => name));
  const kept = problems
    .filter(({ name }) => name === undefined || !replaced.has(name))
    .map((problem): Finding => (problem.severity === "error" ? { ...problem, severity: "warning" } : problem));
  const written = new Map([...values].filter(([name]) => wanted.has(name)));
  return {
    kind: "edited",
    text,
    changes: listChanges(steps, wanted),
    findings: [...kept, ...refusals, ...warnOfReaders(written, options)],
  };
}

/** Returns what would make a reader doubt the text that the edit has just written. */
function findDoubts(text: string, values: Values, options: EditOptions): readonly Finding[] {
  const scan = scanDotenv(text);
  const swallowed = checkDotenv(text, scan, options.source).filter(({ code }) => code === "LINES_SWALLOWED");
  const unportable = options.portable ? findUnportable(scan, options) : [];
  return [...swallowed.filter(({ name }) => name !== undefined && values.has(name)), ...unportable];
}

/** Returns the variables that the edited text must contain: the previous ones, and the given values except those left out. */
function makeWanted({ assignments }: Scan, values: Values, steps: readonly EditStep[]): Values {
  const wanted = new Map(assignments.map(({ name, value }) => [name, value]));
  wanted.delete("__proto__");
  for (const [name, value] of values) wanted.set(name, value);
  for (const { kind, name } of steps) if (kind === "omitted") wanted.delete(name);
  return wanted;
}

function listChanges(steps: readonly EditStep[], wanted: Values): EditChanges {
  const given = new Set(steps.map(({ name }) => name));
  const named = (kind: EditStep["kind"]): readonly string[] => steps.filter((step) => step.kind === kind).map(({ name }) => name);
  return {
    added: named("added"),
    updated: named("updated"),
    same: named("same"),
    onlyInFile: [...wanted.keys()].filter((name) => !given.has(name)),
    removed: [],
    omitted: named("omitted"),
  };
}

/** Returns an error for each name that would not have its value in the edited text, at its place before the edit. */
function placeDifferences(
  text: string,
  wanted: Values,
  { text: before, assignments }: Scan,
  { source }: EditOptions,
): readonly Finding[] {
  const read = new Map(Object.entries(parse(text)));
  const placeAt = makePlaces(before, source);
  const names = new Set([...wanted.keys(), ...read.keys()]);
  return [...names]
    .filter((name) => wanted.get(name) !== read.get(name))
    .sort(compareNames)
    .map((name) => {
      const assignment = assignments.findLast((other) => other.name === name);
      return makeFinding("EDIT_NOT_SAFE", "error", {}, { name, at: placeAt(assignment?.start ?? before.length) });
    });
}

/** Reasons why a text is unsafe to edit, whatever the names: a quote or a line that does not end where it seems to. */
const UNSAFE: ReadonlySet<string> = new Set<FindingCode>([
  "BASE64_LINE",
  "BLANK_LINES",
  "LINE_SEPARATOR",
  "QUOTE_UNTERMINATED",
  "TEXT_AFTER_QUOTE",
  "VALUE_ON_NEXT_LINE",
]);

function isObstacle({ code, severity, name }: Finding, { assignments }: Scan, values: Values): boolean {
  if (code === "NAME_REPEATED") return severity === "error" && name !== undefined && values.has(name);
  if (code === "LINES_SWALLOWED") {
    // If the function has the very same value, the lines belong to it.
    const same = assignments.some((assignment) => assignment.name === name && assignment.value === values.get(assignment.name));
    return severity === "error" && !same;
  }
  return UNSAFE.has(code);
}

/** Returns the errors for values that are encrypted in the file, and would be plain text after the edit. */
function checkEncrypted({ assignments, text }: Scan, values: Values, { source }: EditOptions): readonly Finding[] {
  const placeAt = makePlaces(text, source);
  return assignments
    .filter(({ name, value }) => values.has(name) && isEncrypted(value))
    .map(({ name, start }) => makeFinding("ENCRYPTED_IN_FILE", "error", {}, { name, at: placeAt(start) }));
}
