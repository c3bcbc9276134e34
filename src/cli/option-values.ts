/** Turns what was typed, or set in the environment twins, into the values of the options. */
import type { OptionSpec } from "../core/option.ts";
import { LambdaEnvError } from "../errors.ts";
import { assertForm } from "./forms.ts";
import { OPTIONS, type OptionName, type Options, twinOf } from "./options.ts";

/** Returns the twin that is set: that of the option's former spelling counts if its own is not set. */
function findTwin(name: OptionName, env: Readonly<Record<string, string | undefined>>): Twin {
  const { formerly }: OptionSpec = OPTIONS[name];
  const names = [twinOf(name), ...(formerly === undefined ? [] : [twinOf(formerly)])];
  const set = names.find((twin) => env[twin] !== undefined) ?? twinOf(name);
  return { name: set, value: env[set] };
}

/** Returns the twin of an option with its text; undefined if it is not set, or empty. */
export function twinValue(name: OptionName, env: Readonly<Record<string, string | undefined>>): Twin | undefined {
  const twin = findTwin(name, env);
  return twin.value === undefined || twin.value === "" ? undefined : twin;
}

interface Twin {
  readonly name: string;
  readonly value: string | undefined;
}

/**
 * Returns the options that `command` accepts from what the parser found, taking missing ones from their environment twins.
 *
 * Errors: USAGE for an option that takes one value and is given twice, and for a value of the wrong kind.
 */
export function toOptions(
  accepted: readonly OptionName[],
  parsed: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
  typed: Pick<Options, "words" | "program">,
): Options {
  const entries = (Object.keys(OPTIONS) as OptionName[]).map((name) => {
    if (!accepted.includes(name))
      return [name, OPTIONS[name].kind === "list" ? [] : OPTIONS[name].kind === "flag" ? false : undefined];
    return [name, optionValue(name, parsed[name], findTwin(name, env))];
  });
  return Object.freeze({ ...Object.fromEntries(entries), ...typed }) as Options;
}

function optionValue(name: OptionName, given: unknown, { name: twinName, value: twin }: Twin): unknown {
  const spec: OptionSpec = OPTIONS[name];
  const subject = given === undefined ? twinName : `--${name}`;
  // Such as `-e "$FILE"` if the variable is not set. An empty twin counts as not set.
  if (spec.argument !== undefined && [given].flat().includes("")) throw new LambdaEnvError("USAGE", `${subject} needs a value`);
  switch (spec.kind) {
    case "list": {
      const texts = given === undefined ? (twin ?? "").split("\n").filter((line) => line !== "") : [given].flat().map(String);
      for (const text of texts) assertForm(name, subject, text);
      return texts;
    }
    case "flag":
      return toFlag(subject, single(subject, given), twin);
    case "number":
      return toNumber(subject, single(subject, given) ?? twin, spec.argument);
    case "choice":
      return toChoice(subject, single(subject, given) ?? (twin === "" ? undefined : twin), spec.choices ?? []);
    case "string": {
      const value = single(subject, given) ?? twin;
      if (typeof value === "string" && value !== "") assertForm(name, subject, value);
      return value === "" ? undefined : value;
    }
  }
}

function single(subject: string, given: unknown): unknown {
  if (!Array.isArray(given)) return given;
  throw new LambdaEnvError("USAGE", `${subject} is given ${given.length} times, but takes one value`);
}

function toFlag(subject: string, given: unknown, twin: string | undefined): boolean {
  if (given !== undefined) return given === true;
  if (twin === undefined || ["", "0", "false", "no"].includes(twin.toLowerCase())) return false;
  if (["1", "true", "yes"].includes(twin.toLowerCase())) return true;
  throw new LambdaEnvError("USAGE", `${subject} is neither true nor false`, { hint: `${subject}=true` });
}

function toNumber(subject: string, value: unknown, argument?: string): number | undefined {
  if (value === undefined || value === "") return undefined;
  if (typeof value === "string" && /^\d+(?:\.\d+)?$/.test(value)) return Number(value);
  throw new LambdaEnvError(
    "USAGE",
    `${subject} needs ${argument === "SECONDS" ? "a number of seconds, such as 120" : "a number, such as 4566"}`,
  );
}

function toChoice(subject: string, value: unknown, choices: readonly string[]): string | undefined {
  if (value === undefined || typeof value !== "string") return undefined;
  if (value === "" || choices.includes(value)) return value;
  throw new LambdaEnvError("USAGE", `${subject} is used without a value or with ${choices.join(" or ")}`);
}
