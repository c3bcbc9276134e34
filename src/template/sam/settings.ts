/** The settings in SAM's own files, in TOML or YAML. */
import { parse, TomlError } from "smol-toml";
import { LambdaEnvError } from "../../errors.ts";
import { MAX_DEPTH } from "../read/read-events.ts";
import { readTree } from "../read/read-tree.ts";
import type { Node } from "../read/tree.ts";

/** A value whose text is ambiguous. */
interface Uncertain {
  readonly looksLike: string;
}

/** A value of a file; a `bigint` is an integer and a `number` a float. */
export type Setting = string | number | bigint | boolean | null | Uncertain | readonly Setting[] | ReadonlyMap<string, Setting>;

export type SettingsFormat = "toml" | "yaml";

/** The spellings of null in YAML 1.2, which SAM reads. */
const NULL = /^(?:~|null|Null|NULL)?$/;

/** Returns the format of a file by its name; undefined if SAM does not read it. */
export function formatOf(file: string): SettingsFormat | undefined {
  if (/[^\\/]\.toml$/.test(file)) return "toml";
  return /[^\\/]\.ya?ml$/.test(file) ? "yaml" : undefined;
}

/** Returns the content of a file. Errors: `INVALID_INPUT` for text that does not parse, and for `$include` beside a merge key. */
export function readSettings(text: string, options: { readonly source: string; readonly format: SettingsFormat }): Setting {
  const { source, format } = options;
  if (format === "toml") {
    const setting = fromToml(parseToml(text, source), 0);
    if (setting !== undefined) return setting;
    throw new LambdaEnvError("INVALID_INPUT", `${source}:${deepestLine(text)} has values nested too deeply`, {
      hint: "a setting of SAM is in a table such as [default.deploy.parameters]",
    });
  }
  // SAM reads merged keys last, so they override those of an included file; here they come first.
  if (text.includes("$include") && /<<\s*:/.test(text)) {
    throw new LambdaEnvError("INVALID_INPUT", `${source} has both $include and a merge key`, {
      hint: "write a list, and file://NAME as an item of it",
    });
  }
  return fromNode(readTree(text, source));
}

function parseToml(text: string, source: string): unknown {
  try {
    // Integers have a type of their own, since a float is not written back the same.
    return parse(text, { integersAsBigInt: true });
  } catch (cause) {
    // The parser's own message quotes the line, and so a value.
    const place = cause instanceof TomlError ? `:${cause.line}:${cause.column}` : "";
    throw new LambdaEnvError("INVALID_INPUT", `${source}${place} cannot be read as TOML`, {
      hint: "check the quotes and brackets there",
    });
  }
}

/** Returns undefined if the text is nested too deeply. */
function fromToml(value: unknown, depth: number): Setting | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (typeof value === "string" || typeof value === "bigint" || typeof value === "number" || typeof value === "boolean")
    return value;
  if (typeof value !== "object" || value === null || value instanceof Date) return { looksLike: "a date" };
  const entries = Object.entries(value).map(([key, inner]) => [key, fromToml(inner, depth + 1)] as const);
  const known = entries.flatMap(([key, inner]): [string, Setting][] => (inner === undefined ? [] : [[key, inner]]));
  if (known.length < entries.length) return undefined;
  return Array.isArray(value) ? known.map(([, inner]) => inner) : new Map(known);
}

/** Returns the number of the deepest line: TOML nests by dots and brackets, and the parser does not report places. */
function deepestLine(text: string): number {
  const depths = text.split("\n").map((line) => line.match(/[.[{]/g)?.length ?? 0);
  return depths.indexOf(depths.reduce((most, depth) => Math.max(most, depth), 0)) + 1;
}

function fromNode(node: Node): Setting {
  switch (node.kind) {
    case "text":
      return typeof node.json === "number" && Number.isSafeInteger(node.json) ? BigInt(node.json) : node.json;
    case "unclear":
      return node.looksLike === "null" && NULL.test(node.source) ? null : { looksLike: node.looksLike };
    case "list":
      return node.items.map(fromNode);
    case "map":
      return new Map([...node.entries].map(([key, entry]) => [key, fromNode(entry.value)]));
  }
}
