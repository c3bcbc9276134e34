/** Recognizes our own documents: only an earlier one of the same kind may be replaced without asking. */
import { membersOf, parseJsonText } from "../../core/json.ts";

export type OutputKind = "plan" | "markdown" | "gitlab" | "junit" | "json";

/** Returns whether `text` is an earlier document of `kind`, or contains nothing that could be lost. */
export function isEarlierOutput(kind: OutputKind, text: string): boolean {
  return text.trim() === "" || RECOGNIZE[kind](text);
}

const RECOGNIZE: Readonly<Record<OutputKind, (text: string) => boolean>> = {
  plan: (text) => {
    const { document, format_version: version } = membersOf(parseJsonText(text));
    return document === "plan" && typeof version === "string";
  },
  markdown: (text) => text.startsWith("<!-- lambda-env "),
  gitlab: (text) => {
    const entries = parseJsonText(text);
    if (Array.isArray(entries)) return entries.every((entry) => String(membersOf(entry)["check_name"]).startsWith("lambda-env/"));
    const { create, update, delete: removed, asks = [], ...others } = membersOf(parseJsonText(text));
    const isCounted = [create, update, removed].every((count) => typeof count === "number");
    return isCounted && Array.isArray(asks) && Object.keys(others).length === 0;
  },
  json: (text) => membersOf(parseJsonText(text))["document"] === "report",
  junit: (text) => /^<\?xml [^>]*>\s*<testsuites name="lambda-env" /.test(text),
};
