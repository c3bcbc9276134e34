/** Finds the sentences of the project: comments, texts in code, and the lines of documents and settings. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "rolldown/utils";

export interface Sentence {
  /** Relative to the root, with its line: `src/main.ts:12`. */
  readonly at: string;
  readonly text: string;
}

export interface Docstring extends Sentence {
  /** The declaration below it, up to its first line end. */
  readonly declaration: string;
}

/** Lists the files that git tracks or would add, relative to `root`. */
export function listFiles(root: string): readonly string[] {
  const words = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  return execFileSync("git", words, { cwd: root, encoding: "utf8" })
    .split("\0")
    .filter((file) => file !== "");
}

/** Returns the sentences of a file: of code its comments and its texts with a space, of anything else its lines. */
export function readSentences(root: string, file: string): readonly Sentence[] {
  const text = readFileSync(join(root, file), "utf8");
  const lineOf = makeLines(text);
  const parts = /\.[jt]s$/.test(file) ? [...findComments(text), ...findTexts(text)] : findLines(text);
  return parts.map(({ start, text: part }) => ({ at: `${file}:${lineOf(start)}`, text: part.replace(/\s+/g, " ").trim() }));
}

/** Returns the docstrings of a source file that are above a declaration. */
export function readDocstrings(root: string, file: string): readonly Docstring[] {
  const text = readFileSync(join(root, file), "utf8");
  const lineOf = makeLines(text);
  return findComments(text).flatMap(({ start, end, text: comment }) => {
    const declaration = /^\s*(\S.*)/.exec(text.slice(end))?.[1] ?? "";
    if (!text.startsWith("/**", start)) return [];
    return [{ at: `${file}:${lineOf(start)}`, text: comment.replace(/\s+/g, " ").trim(), declaration }];
  });
}

/** Returns the words of the names that a source file declares or uses: `readTargets` has `read` and `targets`. */
export function readNameWords(root: string, file: string): ReadonlySet<string> {
  const names = new Set<string>();
  visit(parseSync(file, readFileSync(join(root, file), "utf8")).program, (node) => {
    if (node["type"] === "Identifier" && typeof node["name"] === "string") names.add(node["name"]);
  });
  return new Set([...names].flatMap((name) => name.split(/(?=[A-Z])|_/)).map((word) => word.toLowerCase()));
}

interface Part {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function findComments(text: string): readonly Part[] {
  return parseSync("file.ts", text).comments.map(({ start, end, value }) => ({
    start,
    end,
    text: value.replace(/^\*/, "").replace(/\n\s*\*/g, "\n"),
  }));
}

function findTexts(text: string): readonly Part[] {
  const parts: Part[] = [];
  visit(parseSync("file.ts", text).program, (node) => {
    const { type, start, end, value, quasis } = node as {
      type?: unknown;
      start: number;
      end: number;
      value?: unknown;
      quasis?: unknown;
    };
    if (type === "Literal" && typeof value === "string") parts.push({ start, end, text: value });
    if (type === "TemplateLiteral") {
      const pieces = quasis as readonly { readonly value: { readonly raw: string } }[];
      parts.push({ start, end, text: pieces.map((piece) => piece.value.raw).join("…") });
    }
  });
  return parts.filter((part) => part.text.trim().includes(" "));
}

function findLines(text: string): readonly Part[] {
  return [...text.matchAll(/.+/g)].map(({ 0: line, index }) => ({ start: index, end: index + line.length, text: line }));
}

function visit(node: unknown, see: (node: Readonly<Record<string, unknown>>) => void): void {
  if (typeof node !== "object" || node === null) return;
  if (!Array.isArray(node)) see(node as Readonly<Record<string, unknown>>);
  for (const child of Object.values(node)) visit(child, see);
}

/** Returns a function from offsets to line numbers. */
function makeLines(text: string): (offset: number) => number {
  const breaks = [...text.matchAll(/\n/g)].map(({ index }) => index);
  return (offset) => breaks.filter((place) => place < offset).length + 1;
}
