/** The settings that SAM's own files hold, in TOML or YAML. */
import { parse, TomlError } from "smol-toml";
import { LambdaEnvError } from "../errors.ts";
import { readTree } from "./read-tree.ts";
import type { Node } from "./tree.ts";

/** A value whose text is not certain. */
interface Uncertain {
  readonly looksLike: string;
}

/** A value of a file; a `bigint` is an integer and a `number` a float. */
export type Setting = string | number | bigint | boolean | null | Uncertain | readonly Setting[] | ReadonlyMap<string, Setting>;

export type SettingsFormat = "toml" | "yaml";

/** What YAML 1.2, which SAM reads, takes for null. */
const NULL = /^(?:~|null|Null|NULL)?$/;

/** Returns the format of a file by its name; undefined where SAM does not read it. */
export function formatOf(file: string): SettingsFormat | undefined {
  if (/[^\\/]\.toml$/.test(file)) return "toml";
  return /[^\\/]\.ya?ml$/.test(file) ? "yaml" : undefined;
}

/** Returns what a file says. Errors: `INVALID_INPUT` for text that does not parse, and for `$include` beside a merge key. */
export function readSettings(text: string, options: { readonly source: string; readonly format: SettingsFormat }): Setting {
  const { source, format } = options;
  if (format === "toml") return fromToml(parseToml(text, source));
  // SAM reads merged keys last, and so over those of an included file; here they come first.
  if (text.includes("$include") && /<<\s*:/.test(text)) {
    throw new LambdaEnvError("INVALID_INPUT", `${source} has both $include and a merge key`, {
      hint: "write a list, and file://NAME as an item of it",
    });
  }
  return fromNode(readTree(text, source));
}

function parseToml(text: string, source: string): unknown {
  try {
    // Integers of their own kind, since a float does not come back as it was written.
    return parse(text, { integersAsBigInt: true });
  } catch (cause) {
    // The parser's own message quotes the line, and so a value.
    const place = cause instanceof TomlError ? `:${cause.line}:${cause.column}` : "";
    throw new LambdaEnvError("INVALID_INPUT", `${source}${place} cannot be read as TOML`, {
      hint: "check the quotes and brackets there",
    });
  }
}

function fromToml(value: unknown): Setting {
  if (typeof value === "string" || typeof value === "bigint" || typeof value === "number" || typeof value === "boolean")
    return value;
  if (Array.isArray(value)) return value.map(fromToml);
  if (typeof value !== "object" || value === null || value instanceof Date) return { looksLike: "a date" };
  return new Map(Object.entries(value).map(([key, inner]) => [key, fromToml(inner)]));
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
