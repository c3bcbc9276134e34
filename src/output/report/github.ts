/** A run as annotations of GitHub Actions: workflow commands that point at files and lines. */
import type { Place } from "../../errors.ts";
import { EXIT_CODES } from "../../errors.ts";
import { escapeForeign } from "../escape.ts";
import { renderFinding } from "../findings/findings.ts";
import { describeRow } from "../messages/fleet.ts";
import { escapeData } from "../messages/mask.ts";
import { askingSentences, changeWords, endingsOf, findingsOf, hintOf, outcomeOf, type RunReport } from "./report.ts";

/** GitHub shows this many per kind and step, and drops the others. */
const MAX_OF_A_KIND = 10;

/** Returns the path of a source relative to the top of the repository; undefined if it is not a file. */
export type PathOf = (place: Place) => string | undefined;

/** Returns one workflow command per line: errors and warnings at their places, and changes at their origins. */
export function renderAnnotations(report: RunReport, pathOf: PathOf): readonly string[] {
  const { failure, targets } = report;
  const reported = findingsOf(report);
  const annotate = (severity: "error" | "warning"): readonly string[] =>
    reported
      .filter((finding) => finding.severity === severity)
      .slice(0, MAX_OF_A_KIND - 1)
      .map((finding) => annotationCommand(severity, renderFinding(finding).text, finding.at, pathOf, finding.code));
  const changes = targets.flatMap(({ plan, written }) =>
    plan.changes.flatMap((change) =>
      change.kind === "remove" || failure !== undefined || pathOf(change.origin) === undefined
        ? []
        : [annotationCommand("notice", `${change.name} ${changeWords(change, written)}`, change.origin, pathOf)],
    ),
  );
  const asked = askingSentences(report)
    .slice(0, MAX_OF_A_KIND - 1)
    .map((asks) => annotationCommand("warning", asks, undefined, pathOf));
  const ended = endingsOf(report)
    .filter(({ outcome }) => outcome === "failed")
    .slice(0, MAX_OF_A_KIND - 2)
    .map((row) => annotationCommand("error", `${row.functionName} ${describeRow(row)}`, undefined, pathOf, row.error?.code));
  const end =
    failure === undefined ? [annotationCommand("notice", outcomeOf(report), undefined, pathOf)] : failureCommands(failure);
  return [...annotate("error"), ...annotate("warning"), ...ended, ...end, ...asked, ...changes.slice(0, MAX_OF_A_KIND - 1)];

  function failureCommands({ code, message, hint }: NonNullable<typeof failure>): readonly string[] {
    const text = hint === undefined ? message : `${message} (hint: ${hintOf(report, hint)})`;
    return [annotationCommand("error", text, undefined, pathOf, `${code}, exit code ${EXIT_CODES[code]}`)];
  }
}

export function annotationCommand(kind: string, text: string, at: Place | undefined, pathOf: PathOf, subject?: string): string {
  const file = at === undefined ? undefined : pathOf(at);
  const place = file === undefined ? [] : [["file", file] as const, ["line", at?.line] as const, ["col", at?.column] as const];
  const properties = [...place, ["title", subject === undefined ? "lambda-env" : `lambda-env: ${subject}`] as const]
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${kind} ${properties.join(",")}::${escapeData(escapeForeign(text))}`;
}

function escapeProperty(text: string): string {
  return escapeData(escapeForeign(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
