/** `.env` text → variables with their places, and everything that dotenv would ignore, swallow, cut or change. */
import type { Finding } from "../../errors.ts";
import { parseOmission } from "../omission.ts";
import type { ParsedFile, ParsedVariable, ParseOptions } from "../parsed.ts";
import { makePlaces } from "../text.ts";
import { checkAssignment, checkBlankLines, checkLineEnds, checkRemainders, checkRepeats } from "./check.ts";
import { type Scan, scanDotenv } from "./scan.ts";

/**
 * Returns the variables of a `.env` text, with the values that dotenv's own `parse` gives them.
 *
 * Errors: none is thrown for the content of the text; whatever would be lost or changed is a finding of severity `error`.
 * Source: https://github.com/motdotla/dotenv
 */
export function parseDotenv(text: string, { source }: ParseOptions): ParsedFile {
  const scan = scanDotenv(text);
  const placeAt = makePlaces(scan.text, source);
  const variables = new Map<string, ParsedVariable>();
  for (const { name, value, start, valueStart } of scan.assignments) {
    const { line, column } = placeAt(start);
    variables.delete(name);
    if (name !== "__proto__")
      variables.set(name, {
        name,
        value,
        line,
        column,
        ...(value.includes("$") && scan.text[valueStart] !== "'" && { expands: true }),
      });
  }
  return {
    format: "dotenv",
    entries: [...variables.values()],
    omitted: findOmissions(scan)
      .filter(({ name }) => !variables.has(name))
      .map(({ name, start }) => ({ name, line: placeAt(start).line })),
    findings: checkDotenv(text, scan, source),
  };
}

/** Returns the findings of a scanned text, in its order. */
export function checkDotenv(text: string, scan: Scan, source: string): readonly Finding[] {
  const placeAt = makePlaces(scan.text, source);
  const findings = [
    ...checkBlankLines(scan.text, placeAt),
    ...checkLineEnds(text, placeAt),
    ...scan.assignments.flatMap((assignment) => checkAssignment(assignment, scan.text, placeAt)),
    ...checkRemainders(scan, placeAt),
    ...checkRepeats(scan.assignments, scan.text, placeAt),
  ];
  return withoutLinesOfValues(findings).sort(
    (a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0),
  );
}

/**
 * Returns the findings without duplicates: the end of a base64 text is not a second mistake if it belongs to a value that
 * continues.
 */
function withoutLinesOfValues(findings: readonly Finding[]): Finding[] {
  const values = findings.filter(({ code }) => code === "VALUE_GOES_ON").map(({ args }) => args);
  const isWithin = (line: number): boolean => values.some(({ first, last }) => Number(first) <= line && line <= Number(last));
  return findings.filter(({ code, at }) => code !== "BASE64_LINE" || !isWithin(at?.line ?? 0));
}

/** A comment that stands for a name that was left out; offsets are into the normalised text. */
export interface Omission {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Returns the comments that stand for names that were left out. */
export function findOmissions(scan: Scan): readonly Omission[] {
  return scan.remainders.flatMap(({ start, text }) => {
    const name = parseOmission(text);
    return name === undefined ? [] : [{ name, start, end: start + text.length }];
  });
}
