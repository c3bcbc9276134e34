/** The text around the variables in an editor. */
import type { Target } from "../../core/target.ts";
import { escapeForeign } from "../escape.ts";

/** The formats in which variables are edited. */
export type EditFormat = "dotenv" | "json";

const BELOW = "------------------------ edit below this line ------------------------";
const COMMENT: Readonly<Record<EditFormat, string>> = { dotenv: "#", json: "//" };

/** Returns the lines above the variables: whose they are, what to do, and what is wrong with the text, if anything. */
export function renderEditHeader(
  { functionName, account, region }: Target,
  problems: readonly string[],
  format: EditFormat,
): string {
  const wrong =
    problems.length === 0
      ? []
      : ["This cannot be set yet. Fix it, or leave the text as it is to stop:", ...problems.map((text) => `  ${text}`), ""];
  const about = [
    `Variables of function ${functionName}, account ${account}, region ${region}.`,
    "Save and close to see what would change; you are asked before anything is written.",
    "Delete a line to remove its variable. Leave the text unchanged or empty to stop.",
    BELOW,
  ];
  return [...wrong, ...about]
    .map((text) => `${COMMENT[format]} ${escapeForeign(text)}`.trimEnd())
    .join("\n")
    .concat("\n");
}

/** Returns where the text is that could not be used and, where it still fits the function, how to go on with it. */
export function sayKept(path: string, isUsable: boolean): string {
  const kept = `your text is kept in ${path}, for you alone to read`;
  return isUsable && /^[\w./-]+$/.test(path) ? `${kept}: VISUAL='cp ${path}' before the same command reads it again` : kept;
}

export function sayNotKept(reason: string): string {
  return `your text cannot be kept: ${reason}`;
}

/** Returns the text without the lines that `renderEditHeader` put above it. */
export function withoutEditHeader(text: string, format: EditFormat): string {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => line.startsWith(COMMENT[format]) && line.includes(BELOW));
  const body = lines.slice(end + 1);
  const isAbove = (line: string): boolean => format === "json" && line.startsWith(COMMENT.json);
  // JSON has no comments: those of a header whose last line was deleted must be removed, too.
  return body.slice(body.findIndex((line) => !isAbove(line))).join("\n");
}
