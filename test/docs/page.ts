/**
 * A page of the documents as parts: text, comments that set a scene, and consoles.
 *
 * `<!-- scene: NAME -->` starts a scene, in which all commands down to the next one run. `<!-- scene: NAME, stdout -->` shows one stream.
 * `<!-- run: COMMAND -->` runs a command that is not shown, and `<!-- do: NAME -->` an action of the scene. `<!-- types: TEXT -->` answers the
 * question of the next console, on a terminal. `<!-- generated: NAME -->` to `<!-- end -->` holds what `generated.ts` makes.
 */

export type Shows = "both" | "stdout" | "stderr";

export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "scene"; readonly text: string; readonly name: string; readonly shows: Shows }
  | { readonly kind: "run"; readonly text: string; readonly line: string }
  | { readonly kind: "do"; readonly text: string; readonly action: string }
  | { readonly kind: "types"; readonly text: string; readonly answer: string }
  | { readonly kind: "generated"; readonly text: string; readonly name: string }
  | { readonly kind: "console"; readonly commands: readonly ShownCommand[] };

export interface ShownCommand {
  readonly line: string;
  /** What the page shows below it. */
  readonly output: string;
}

const PART =
  /^<!-- (?<kind>scene|run|do|types): (?<rest>.*?) -->\n|^<!-- generated: (?<generated>.*?) -->\n.*?^<!-- end -->\n|^```console\n(?<console>.*?)^```\n/gms;

/** Returns the parts of a page, in order; `formatPage` makes the same text of them. */
export function parsePage(page: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of page.matchAll(PART)) {
    parts.push({ kind: "text", text: page.slice(end, match.index) });
    parts.push(parsePart(match[0], match.groups ?? {}));
    end = match.index + match[0].length;
  }
  return [...parts, { kind: "text", text: page.slice(end) }];
}

function parsePart(
  text: string,
  { kind, rest = "", console = "", generated }: Readonly<Record<string, string | undefined>>,
): Part {
  if (generated !== undefined) return { kind: "generated", text, name: generated };
  if (kind === "run") return { kind, text, line: rest };
  if (kind === "do") return { kind, text, action: rest };
  if (kind === "types") return { kind, text, answer: rest };
  if (kind === undefined) return { kind: "console", commands: parseConsole(console) };
  const [name = "", shows = "both"] = rest.split(", ");
  if (!isShows(shows)) throw new Error(`${text.trim()}: a console shows stdout, stderr or both`);
  return { kind: "scene", text, name, shows };
}

function isShows(word: string): word is Shows {
  return ["both", "stdout", "stderr"].includes(word);
}

/** A blank line before a command separates it from what is above, and is not output. */
function parseConsole(text: string): readonly ShownCommand[] {
  const [before, ...commands] = text.split(/^\$ /m);
  if (before !== "" || commands.length === 0) throw new Error(`a console starts with "$ COMMAND":\n${text}`);
  return commands.map((command) => {
    const end = command.indexOf("\n");
    return { line: command.slice(0, end), output: command.slice(end + 1) };
  });
}

/** Returns the text of a page. */
export function formatPage(parts: readonly Part[]): string {
  return parts.map((part) => (part.kind === "console" ? formatConsole(part.commands) : part.text)).join("");
}

function formatConsole(commands: readonly ShownCommand[]): string {
  return `\`\`\`console\n${commands.map(({ line, output }) => `$ ${line}\n${output}`).join("")}\`\`\`\n`;
}
