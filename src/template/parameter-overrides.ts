/** `parameter_overrides` in all the forms that SAM takes. */
import { LambdaEnvError } from "../errors.ts";

/** A value of samconfig; `null` stands for one whose text is not certain. */
export type Setting = string | number | bigint | boolean | null | readonly Setting[] | ReadonlyMap<string, Setting>;

const HINT = 'write Name=value, or Name="some value" where it has spaces';

/** `ParameterKey=Name,ParameterValue=value` or `Name=value`, each in quotes or not, up to a space. */
const KEY = String.raw`(?<key>[A-Za-z0-9]+|\\?"[A-Za-z0-9]+\\?"|\\?'[A-Za-z0-9]+\\?')`;
const VALUE = String.raw`(?<value>"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|(?:\\[\s\S]|[^\s"'\\])(?:\\[\s\S]|[^\s"\\])*)`;
const LONG = `ParameterKey=${KEY.replace("key", "longKey")},ParameterValue=`;
const PAIR = new RegExp(`(?:${LONG}|(?!ParameterKey=)${KEY}=)${VALUE}(?= |$)`, "y");

/**
 * Returns parameters and their values as SAM would send them.
 *
 * Errors: `INVALID_INPUT` for what SAM would skip, or would read in a way that its writer cannot mean.
 */
export function parseParameterOverrides(setting: Setting, source: string): ReadonlyMap<string, string> {
  if (typeof setting === "string") return new Map(pairsOf(setting, source));
  if (Array.isArray(setting)) {
    return new Map(setting.flatMap((item: Setting) => [...parseParameterOverrides(item, source)]));
  }
  if (setting instanceof Map) return new Map([...setting].map(([name, value]) => [name, textOf(name, value, source)]));
  throw invalid(source, "parameter_overrides is neither a text, a list nor a table", HINT);
}

function pairsOf(text: string, source: string): readonly (readonly [string, string])[] {
  if (/^\s*file:\/\//.test(text)) {
    throw invalid(source, "parameter_overrides names a file", "write the parameters into the samconfig file itself");
  }
  const trimmed = text.trim();
  const pairs: (readonly [string, string])[] = [];
  const pattern = new RegExp(PAIR);
  while (pattern.lastIndex < trimmed.length) {
    const found = pattern.exec(trimmed)?.groups;
    const key = found?.["key"] ?? found?.["longKey"];
    const value = found?.["value"];
    if (key === undefined || value === undefined)
      throw invalid(source, `parameter_overrides cannot be read after ${after(pairs)}`, HINT);
    pairs.push([key.replace(/["'\\]/g, ""), unquote(value)]);
    while (trimmed[pattern.lastIndex] === " ") pattern.lastIndex += 1;
  }
  return pairs;
}

function after(pairs: readonly (readonly [string, string])[]): string {
  return pairs.at(-1)?.[0] ?? "its start";
}

/** Only a space and quotes are escaped; any other backslash stays. */
function unquote(value: string): string {
  const inner = /^(["'])[\s\S]*\1$/.test(value) ? value.slice(1, -1) : value;
  return inner.replace(/\\([ "'])/g, "$1");
}

function textOf(name: string, value: Setting, source: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map((item: Setting) => textOf(name, item, source)).join(",");
  // Python writes `True` and `1.0` where others write `true` and `1`.
  throw invalid(source, `parameter_overrides: the value of ${name} has more than one spelling`, "quote it");
}

function invalid(source: string, message: string, hint: string): LambdaEnvError {
  return new LambdaEnvError("INVALID_INPUT", `${source}: ${message}`, { hint });
}
