/** What `--only` and `--except` do to what a source gave: mistakes of names that are left out stop nothing. */
import type { FindingCode } from "../core/finding.ts";
import { type NameChoice, nameChooser } from "../core/select.ts";
import type { LayerEntry } from "../core/variables.ts";
import type { Finding } from "../errors.ts";
import type { SourceResult } from "../sources/source.ts";

/**
 * Returns a function that decides whether the value of a name is needed.
 *
 * With `--expand` any value may be a part of another one: the choice never
 * changes what a chosen name gets.
 */
export function wantedNames(request: NameChoice & { readonly expand: boolean }): (name: string) => boolean {
  return request.expand ? () => true : nameChooser(request);
}

/** Mistakes in the text of a file after which the end of the value is not clear, and so what else would be lost with it. */
const REACHES_OTHERS: ReadonlySet<string> = new Set<FindingCode>([
  "LINES_SWALLOWED",
  "LINE_SEPARATOR",
  "QUOTE_INSIDE",
  "QUOTE_UNTERMINATED",
  "SHELL_QUOTES",
  "SMART_QUOTES",
  "TEXT_AFTER_QUOTE",
  "TRIPLE_QUOTES",
  "VALUE_GOES_ON",
  "VALUE_ON_NEXT_LINE",
]);

/** Returns the findings that concern a name that is chosen, or no name. */
export function chooseFindings(findings: readonly Finding[], chooses: (name: string) => boolean): readonly Finding[] {
  return findings.filter(({ name, code }) => name === undefined || chooses(name) || REACHES_OTHERS.has(code));
}

/**
 * Returns `result` without the findings of names that are not chosen. What is wrong with such a name leaves it without a value: it still
 * hides what layers below have under that name, as it does where it has no mistake.
 */
export function chooseResult<Result extends SourceResult>(result: Result, chooses: (name: string) => boolean): Result {
  const findings = chooseFindings(result.findings, chooses);
  if (findings.length === result.findings.length) return result;
  const { layer } = result;
  const entries = new Map(layer.entries);
  for (const { name, severity, at } of result.findings) {
    if (name === undefined || severity !== "error" || chooses(name)) continue;
    const origin = entries.get(name)?.origin ?? { source: layer.source, ...at, layer: layer.kind };
    entries.set(name, { kind: "unresolved", name, origin, reason: "there is a mistake in it" } satisfies LayerEntry);
  }
  return { ...result, layer: { ...layer, entries }, findings };
}
