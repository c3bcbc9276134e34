/** `parameter_overrides` in all forms that SAM accepts. */
import { LambdaEnvError } from "../../errors.ts";
import type { Setting } from "./settings.ts";

/** A file that contains overrides, including samconfig, with the files that it names. */
export interface OverridesFile {
  /** The name of the file for users. */
  readonly source: string;
  readonly setting: Setting;
  /** By the path that is written after `file://`. */
  readonly files: ReadonlyMap<string, OverridesFile>;
}

type Pair = readonly [string, string];

const SCHEME = "file://";
const INCLUDE = "$include";

const HINT = 'write Name=value, or Name="some value" where it has spaces';

/** `ParameterKey=Name,ParameterValue=value` or `Name=value`, each with or without quotes, up to a space. */
const KEY = String.raw`(?<key>[A-Za-z0-9]+|\\?"[A-Za-z0-9]+\\?"|\\?'[A-Za-z0-9]+\\?')`;
const VALUE = String.raw`(?<value>"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|(?:\\[\s\S]|[^\s"'\\])(?:\\[\s\S]|[^\s"\\])*)`;
const LONG = `ParameterKey=${KEY.replace("key", "longKey")},ParameterValue=`;
const PAIR = new RegExp(`(?:${LONG}|(?!ParameterKey=)${KEY}=)${VALUE}(?= |$)`, "y");

/** Returns the paths of the files that overrides name; repeated ones are repeated. */
export function namedFiles(setting: Setting): readonly string[] {
  return itemsOf(setting).flatMap((item) => {
    if (typeof item === "string") return item.startsWith(SCHEME) ? [item.slice(SCHEME.length)] : [];
    const included = item instanceof Map ? item.get(INCLUDE) : undefined;
    return isIncludable(included) ? namedFiles(included) : [];
  });
}

/**
 * Returns parameters and their values as SAM would send them; of equal names the last one wins, wherever it comes from.
 *
 * Errors: `INVALID_INPUT` for what SAM would skip, or would read in a way that its author cannot intend.
 */
export function parseParameterOverrides(file: OverridesFile): ReadonlyMap<string, string> {
  const pairs = new Map(itemsOf(file.setting).flatMap((item) => pairsOfItem(item, file)));
  // SAM does this for each file and for each file that includes it, so quotes within quotes are removed too.
  return new Map([...pairs].map(([name, value]) => [unquote(name), unquote(value)]));
}

/** Returns the items of a setting; nested lists are flattened. */
function itemsOf(setting: Setting): readonly Setting[] {
  return Array.isArray(setting) ? setting.flatMap((item: Setting) => itemsOf(item)) : [setting];
}

function pairsOfItem(item: Setting, file: OverridesFile): readonly Pair[] {
  const { source } = file;
  if (item === null) return [];
  if (typeof item === "string") return item.startsWith(SCHEME) ? pairsOfFile(item, file) : pairsOf(item, source);
  if (item instanceof Map) return [...item].flatMap(([name, value]) => pairsOfEntry(name, value, file));
  throw invalid(source, "parameter_overrides is neither a string, a list nor a table", HINT);
}

function pairsOfFile(item: string, { source, files }: OverridesFile): readonly Pair[] {
  const file = files.get(item.slice(SCHEME.length));
  if (file === undefined) throw invalid(source, "parameter_overrides names a file that was not read", HINT);
  return [...parseParameterOverrides(file)];
}

function pairsOfEntry(name: string, value: Setting, file: OverridesFile): readonly Pair[] {
  if (name !== INCLUDE || value === null) return [[name, textOf(name, value, file.source)]];
  if (isIncludable(value)) return [...parseParameterOverrides({ ...file, setting: value })];
  throw invalid(file.source, `${INCLUDE} is neither a string nor a list`, `${INCLUDE} takes file://NAME, or a list of these`);
}

function isIncludable(value: Setting | undefined): value is string | readonly Setting[] {
  return typeof value === "string" || Array.isArray(value);
}

function pairsOf(text: string, source: string): readonly Pair[] {
  const trimmed = text.trim();
  const pairs: Pair[] = [];
  const pattern = new RegExp(PAIR);
  while (pattern.lastIndex < trimmed.length) {
    const found = pattern.exec(trimmed)?.groups;
    const key = found?.["key"] ?? found?.["longKey"];
    const value = found?.["value"];
    if (key === undefined || value === undefined)
      throw invalid(source, `parameter_overrides cannot be read after ${after(pairs)}`, HINT);
    pairs.push([key.replace(/["'\\]/g, ""), value]);
    while (trimmed[pattern.lastIndex] === " ") pattern.lastIndex += 1;
  }
  return pairs;
}

function after(pairs: readonly Pair[]): string {
  return pairs.at(-1)?.[0] ?? "its start";
}

/** Removes quotes and escapes: only a space and quotes are escaped; any other backslash stays. */
function unquote(value: string): string {
  const inner = /^["']/.test(value) && value.at(0) === value.at(-1) ? value.slice(1, -1) : value;
  return inner.replace(/\\([ "'])/g, "$1");
}

function textOf(name: string, value: Setting, source: string): string {
  const text = Array.isArray(value) ? listText(value) : scalarText(value);
  if (text !== undefined) return text;
  throw invalid(source, `parameter_overrides: the value of ${name} can be written in more than one way`, "quote it");
}

function listText(values: readonly Setting[]): string | undefined {
  const texts = values.filter((value) => value !== null && value !== "").map(scalarText);
  return texts.includes(undefined) ? undefined : texts.map((text) => text?.trim()).join(",");
}

/** Returns the text of a scalar in the format that Python uses. */
function scalarText(value: Setting): string | undefined {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return String(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "number" ? floatText(value) : undefined;
}

/** Returns the text of a float: Python switches to exponents at other numbers than JavaScript. */
function floatText(value: number): string | undefined {
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e16 || Number.isNaN(size)) return undefined;
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function invalid(source: string, message: string, hint: string): LambdaEnvError {
  return new LambdaEnvError("INVALID_INPUT", `${source}: ${message}`, { hint });
}
