/** Errors as text: `lambda-env: error: …` and `lambda-env: hint: …`, lower case, no full stop, never a value. */
import { readableCode, readableParts } from "../../core/secrecy/foreign.ts";
import type { Finding, LambdaEnvError } from "../../errors.ts";
import { escapeForeign, escapeLines } from "../escape.ts";
import { renderFinding } from "../findings/findings.ts";
import { leaveOutHint } from "../findings/leave-out.ts";
import type { Style } from "../style.ts";

/** Returns a failure as lines for stderr, its findings first. */
export function renderError(error: LambdaEnvError, style: Style): string {
  const mistakes = error.findings.filter((finding) => finding.severity === "error");
  const leaving = leaveOutHint(mistakes);
  const lines = [
    ...renderFindings(mistakes, "error", style),
    ...(leaving === undefined ? [] : [renderMessage("hint", leaving, style)]),
    renderMessage("error", error.message, style),
  ];
  if (error.hint !== undefined) lines.push(renderMessage("hint", error.hint, style));
  return dropRepeatedHints(lines).join("\n");
}

/** More mistakes than this are usually one mistake, repeated. */
export const MAX_PRINTED = 50;

/** Returns findings as lines, each with its hint; at most `MAX_PRINTED`, and the number of the others. */
export function renderFindings(findings: readonly Finding[], kind: MessageKind, style: Style): readonly string[] {
  const lines = findings.slice(0, MAX_PRINTED).flatMap((finding) => {
    const { text, hint } = renderFinding(finding);
    return [renderMessage(kind, text, style), ...(hint === undefined ? [] : [renderMessage("hint", hint, style)])];
  });
  const left = findings.length - MAX_PRINTED;
  if (left > 0) lines.push(renderMessage(kind, `and ${left} more like these`, style));
  return dropRepeatedHints(lines);
}

export type MessageKind = "error" | "warning" | "hint" | "note" | "debug";

/** Returns one line for stderr. */
export function renderMessage(kind: MessageKind, text: string, style: Style): string {
  const label =
    kind === "error"
      ? style.error("error: ")
      : kind === "warning"
        ? style.warning("warning: ")
        : kind === "note"
          ? ""
          : `${kind}: `;
  return `lambda-env: ${label}${escapeForeign(text)}`;
}

/** The message for an unexpected error. */
export const BUG = "this is a bug in lambda-env, please report it";

/** Returns what to show of an unexpected error: where it happened, and only known words of its text, which may quote a value. */
export function renderBug(error: unknown, versions: string, style: Style): string {
  return [renderMessage("error", BUG, style), escapeLines([versions, ...describeThrown(error)].join("\n"))].join("\n");
}

/**
 * Returns the names and codes of the chain of causes, outermost first. Their own texts may quote what was sent or received, so
 * they are not shown.
 */
export function sayCauses(error: LambdaEnvError): readonly string[] {
  const texts: string[] = [];
  let cause: unknown = error.cause;
  while (cause instanceof Error && texts.length < 10) {
    const { requestId, httpStatusCode } = ("$metadata" in cause ? cause.$metadata : {}) as {
      readonly requestId?: string;
      readonly httpStatusCode?: number;
    };
    const facts = [
      "code" in cause && typeof cause.code === "string" ? readableCode(cause.code) : undefined,
      httpStatusCode === undefined ? undefined : `status ${httpStatusCode}`,
      typeof requestId === "string" && /^[\w-]+$/.test(requestId) ? `request ${requestId}` : undefined,
    ].filter((fact) => fact !== undefined);
    texts.push(`caused by ${readableCode(cause.name)}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`);
    cause = cause.cause;
  }
  return texts;
}

/** The place of a function call, as V8 writes it. */
const FRAME = /^ +at .*(?:[\\/(]|node:|<anonymous>).*$/;

function describeThrown(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [`thrown: ${typeof error}`];
  const { name, message, stack = "" } = error;
  const said = readableParts(message);
  const frames = stack
    .replace(message, () => "")
    .split("\n")
    .filter((line) => FRAME.test(line));
  return [`${readableCode(name)}${said === "" ? "" : `: ${said}`}`, ...frames];
}

/** Removes repeated hints: ten bad lines of one kind need theirs once, at the last of them. */
function dropRepeatedHints(lines: readonly string[]): readonly string[] {
  const last = new Map(lines.map((line, index) => [line, index]));
  return lines.filter((line, index) => !line.startsWith("lambda-env: hint: ") || last.get(line) === index);
}
