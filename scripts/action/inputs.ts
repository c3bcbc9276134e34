/** The inputs of the action, as they follow from the options of the commands, and the command line that they come to. */
import type { OptionSpec } from "../../src/core/option.ts";

/** What the action does not accept. Its text is for the user. */
export class InputError extends Error {}

/** The commands of the action, where the tool has them; the first one is the default. */
export const ACTION_COMMANDS: readonly string[] = ["diff", "set", "unset", "list", "pull", "doctor", "check", "push"];

export interface CommandShape {
  /** How many words it takes beside options; none when absent. */
  readonly words?: "one" | "many" | undefined;
  readonly options: Readonly<Record<string, OptionSpec["kind"]>>;
  /** The options by their letters. */
  readonly letters?: Readonly<Record<string, string>>;
}

export type CommandTable = Readonly<Record<string, CommandShape>>;

/** Options whose input has another name: the plural, or what it means in a pipeline. */
const RENAMED: Readonly<Record<string, string>> = {
  env: "env-file",
  secret: "secrets",
  parameter: "parameters",
  "exit-code": "fail-on-diff",
  out: "plan",
  // It confirms removals only: nobody agreed to an empty value, such as that of a secret that is not set.
  "allow-remove": "confirm",
  yes: "confirm",
};

/** Options without an input, and why. */
export const WITHOUT_INPUT: Readonly<Record<string, string>> = {
  json: "the action takes the document itself, for its outputs",
  report: "the action chooses the reports",
  quiet: "the log of a job is for reading",
  debug: "the runner's own debug logging turns it on",
  "no-color": "a log has no colours",
  "show-values": "a log is read by many",
  stdin: "a step has no standard input",
};

/** Inputs that every command takes. */
const COMMON_INPUTS: readonly string[] = ["command", "github-token", "mask", "working-directory"];

export interface InputShape {
  readonly name: string;
  readonly kind: OptionSpec["kind"] | "words";
  /** Absent where the input is not an option. */
  readonly option?: string;
}

/** Returns the inputs that a command takes, beside those that every command takes. */
export function inputsOf({ words, options }: CommandShape): readonly InputShape[] {
  const has = (option: string): boolean => Object.hasOwn(options, option);
  const ofOptions = Object.entries(options).flatMap(([option, kind]): readonly InputShape[] => {
    if (Object.hasOwn(WITHOUT_INPUT, option) || (option === "yes" && has("allow-remove"))) return [];
    return [{ name: RENAMED[option] ?? option, kind, option }];
  });
  const text = (name: string): InputShape => ({ name, kind: "string" });
  return [
    ...ofOptions,
    ...(has("report") ? [text("comment"), text("pr-number")] : []),
    ...(has("out") || has("plan") ? [text("fingerprint-key")] : []),
    ...(words === "one" ? [{ name: "file", kind: "words" } as const] : []),
    ...(words === "many" ? [{ name: "variables", kind: "words" } as const] : []),
    // What unset removes can be named by either input.
    ...(words === "many" && !has("unset") ? [{ name: "unset", kind: "words" } as const] : []),
  ];
}

/** Returns the names of all inputs of the action. */
export function allInputs(commands: CommandTable): ReadonlySet<string> {
  return new Set([...COMMON_INPUTS, ...Object.values(commands).flatMap((command) => inputsOf(command).map(({ name }) => name))]);
}

export type Inputs = ReadonlyMap<string, string>;

/** Returns the inputs that are not empty. The runner passes each as `INPUT_NAME`. */
export function readInputs(env: Readonly<Record<string, string | undefined>>): Inputs {
  const given = Object.entries(env).flatMap(([name, value = ""]) =>
    name.startsWith("INPUT_") && value.trim() !== "" ? [[name.slice("INPUT_".length).toLowerCase(), value.trim()] as const] : [],
  );
  return new Map(given);
}

/** Returns one of `allowed`, the first one by default. Errors: InputError. */
export function choose(inputs: Inputs, name: string, allowed: readonly string[]): string {
  const value = inputs.get(name) ?? allowed[0] ?? "";
  if (allowed.includes(value)) return value;
  throw new InputError(`the input ${name} is not one of ${allowed.join(", ")}`);
}

/** Checks that the command takes every input that is given: what is dropped in silence may have been a safeguard. Errors: InputError. */
export function assertTaken(command: string, inputs: Inputs, commands: CommandTable): void {
  const all = allInputs(commands);
  const taken = new Set([...COMMON_INPUTS, ...inputsOf(commands[command] ?? { options: {} }).map(({ name }) => name)]);
  for (const [name, value] of inputs) {
    if (name === "version")
      throw new InputError("there is no input version any more: the ref behind @ is the version of the tool, too");
    if (!all.has(name)) throw new InputError(`there is no input ${/^[a-z-]{1,40}$/.test(name) ? name : "of this name"}`);
    if (taken.has(name) || value === "false") continue;
    const takers = Object.keys(commands).filter((other) =>
      inputsOf(commands[other] ?? { options: {} }).some((one) => one.name === name),
    );
    throw new InputError(`the command ${command} does not take the input ${name}, which is for ${takers.join(", ")}`);
  }
}

/** What --yes confirms at once is two decisions here. */
const CONFIRMING = "confirm: true (to remove), literal: NAME (to empty)";

/** Returns what each option of the command is called in a step, for the hints of the tool: it speaks of options otherwise. */
export function inputNames(shape: CommandShape): Readonly<Record<string, string>> {
  const { options, letters = {} } = shape;
  const names = new Map(
    inputsOf(shape).flatMap(({ name, kind, option }) =>
      option === undefined ? [] : [[option, kind === "flag" ? `${name}: true` : `${name}:`] as const],
    ),
  );
  if (Object.hasOwn(options, "allow-remove")) names.set("yes", CONFIRMING);
  const ofLetters = Object.entries(letters).flatMap(([letter, option]) => {
    const name = names.get(option);
    return name === undefined ? [] : [[`-${letter}`, name] as const];
  });
  return Object.fromEntries([...[...names].map(([option, name]) => [`--${option}`, name] as const), ...ofLetters]);
}

/** Returns the entries of an input that has one per line. */
function linesOf(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/**
 * Returns the arguments of the tool, which is started without a shell. They hold no values: those are in files, in secrets and in the
 * environment. Each value is behind a `=` or behind `--`, so that none is taken for an option.
 *
 * Errors: InputError.
 */
export function toArguments(command: string, shape: CommandShape, inputs: Inputs): readonly string[] {
  const shapes = inputsOf(shape);
  const ofOptions = shapes.flatMap(({ name, kind, option }) => {
    const text = inputs.get(name);
    if (option === undefined || text === undefined) return [];
    if (kind === "flag") return choose(inputs, name, ["false", "true"]) === "true" ? [`--${option}`] : [];
    return (kind === "list" ? linesOf(text) : [text]).map((value) => `--${option}=${value}`);
  });
  const words = shapes.flatMap(({ name, kind }) => (kind === "words" ? linesOf(inputs.get(name) ?? "") : []));
  if (shape.words === "one" && words.includes("-")) {
    throw new InputError("the input file is -, which would print the values in the log: name a file");
  }
  return [command, ...ofOptions, "--", ...words];
}
