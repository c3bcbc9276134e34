/** How a stream shows text: its colours, its width, and the characters that it certainly has. */
import { makeStyle, type Style, type StyleInput } from "./style.ts";

export interface Look {
  readonly style: Style;
  /** Columns of the terminal; undefined if there is none, and a line can have any length. */
  readonly columns: number | undefined;
  /** Whether the locale has characters beyond ASCII. */
  readonly isUnicode: boolean;
}

/** The width of a terminal that does not report it. */
const USUAL_COLUMNS = 80;

/** Returns the look of one stream. */
export function makeLook(input: StyleInput & { readonly columns?: number | undefined }): Look {
  const { isTTY, columns, env } = input;
  return { style: makeStyle(input), columns: isTTY ? columns || USUAL_COLUMNS : undefined, isUnicode: hasUnicode(env) };
}

/**
 * Returns whether the locale is UTF-8. Windows does not name a locale, but its newer terminals identify themselves.
 *
 * Source: POSIX, Base Definitions 8.2: the first of these variables that is set and not empty decides.
 */
function hasUnicode(env: StyleInput["env"]): boolean {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"];
  return locale ? /utf-?8/i.test(locale) : env["WT_SESSION"] !== undefined || env["TERM_PROGRAM"] === "vscode";
}
