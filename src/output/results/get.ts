/** Requested values, printed. */
import type { Shown } from "../../core/secrecy/redact.ts";
import type { Target } from "../../core/target.ts";
import { renderJson, targetDocument } from "../documents/json.ts";
import { escapeControls } from "../escape.ts";

/**
 * Returns a value for a terminal, on lines of its own, and how many characters it shows as `\x1b`: they would control the
 * terminal.
 */
export function renderPlainValue(value: Shown): { readonly text: string; readonly escaped: number } {
  const { text, count } = escapeControls(value);
  return { text: `${text}\n`, escaped: count };
}

/** Returns the warning that a terminal did not get the exact value. */
export function sayEscaped(name: string, count: number): string {
  const what = count === 1 ? "1 control character of" : `${count} control characters of`;
  return `${what} ${name} ${count === 1 ? "is" : "are"} shown escaped; a file or a pipe gets the value as it is`;
}

/** Returns the document of `get`. */
export function valuesDocument(target: Target, values: ReadonlyMap<string, Shown>): string {
  return renderJson({
    command: "get",
    targets: [{ ...targetDocument(target), values: Object.fromEntries(values) }],
    totals: { targets: 1, variables: values.size },
  });
}
