/** The voice of errors: `lambda-env: error: …` and `lambda-env: hint: …`, lower case, no full stop, never a value. */
import type { LambdaEnvError } from "../errors.ts";
import { escapeForeign, escapeLines } from "./escape.ts";
import { renderFinding } from "./findings.ts";
import type { Style } from "./style.ts";

/** Returns a failure as lines for stderr, its findings first. */
export function renderError(error: LambdaEnvError, style: Style): string {
  const lines = error.findings
    .filter((finding) => finding.severity === "error")
    .flatMap((finding) => {
      const { text, hint } = renderFinding(finding);
      return [renderMessage("error", text, style), ...(hint === undefined ? [] : [renderMessage("hint", hint, style)])];
    });
  lines.push(renderMessage("error", error.message, style));
  if (error.hint !== undefined) lines.push(renderMessage("hint", error.hint, style));
  return dropRepeatedHints(lines).join("\n");
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

/** Returns what to show of a throw that nobody expected. */
export function renderBug(stack: string, versions: string, style: Style): string {
  return [
    renderMessage("error", "this is a bug in lambda-env, please report it", style),
    escapeLines(`${versions}\n${stack}`),
  ].join("\n");
}

/** Ten bad lines of one kind need their advice once, at the last of them. */
function dropRepeatedHints(lines: readonly string[]): readonly string[] {
  return lines.filter((line, index) => !line.startsWith("lambda-env: hint: ") || lines.lastIndexOf(line) === index);
}
