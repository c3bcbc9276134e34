/** `.env.example`: the names of variables, with what is known of them, and no values. */

export interface ExampleVariable {
  readonly name: string;
  /** What a reader should know, one line each. */
  readonly about: readonly string[];
  /** Whether it needs a value here. Another one is a comment: an empty line would empty what the template gives. */
  readonly isNeeded: boolean;
}

const HEADER = "# Copy this file to .env and fill it in there. It holds names only.\n";

/** Returns what to put behind `existing` so that every variable is in it, in an assignment or in a comment. */
export function addToExample(existing: string | undefined, variables: readonly ExampleVariable[]): string {
  const has = new Set(
    [...(existing ?? "").matchAll(/^[ \t]*(?:#[ \t]*)?(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=/gm)].map(([, name]) => name),
  );
  const missing = variables.filter(({ name }) => !has.has(name));
  if (missing.length === 0) return "";
  const header = existing === undefined ? HEADER : "";
  return `${header}${missing.map(formatVariable).join("")}`;
}

function formatVariable({ name, about, isNeeded }: ExampleVariable): string {
  const comments = about.flatMap((text) => text.split(/[\p{Cc}\u2028\u2029]+/u)).filter((line) => line.trim() !== "");
  return `\n${comments.map((line) => `# ${line}\n`).join("")}${isNeeded ? "" : "# "}${name}=\n`;
}
