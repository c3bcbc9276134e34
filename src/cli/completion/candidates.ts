/** What completion offers at a position: only names, never a value. */
import type { OptionSpec } from "../../core/option.ts";
import type { FormatName } from "../../formats/format-names.ts";
import type { Candidate, Completion } from "../../output/completion/candidate.ts";
import type { NameKind } from "../../workflow/completion/names.ts";
import type { Command } from "../command.ts";
import { OPTIONS, type OptionName } from "../options.ts";
import type { Position } from "./position.ts";

/** Returns the names of a kind; none if they cannot be looked up in time. */
type LookUp = (kind: NameKind) => Promise<readonly string[]>;

const NAMES: Partial<Readonly<Record<OptionName, NameKind>>> = {
  function: "functions",
  from: "functions",
  "logical-id": "logical-ids",
  stage: "stages",
  stack: "stacks",
  "config-env": "environments",
  region: "regions",
  "from-region": "regions",
  profile: "profiles",
  "from-profile": "profiles",
  unset: "variables",
  only: "variables",
  except: "variables",
  literal: "variables",
  allow: "variables",
};

/** A table, so that the compiler asks for a new one; the list itself would be one more file to load. */
const FORMATS: Readonly<Record<FormatName, true>> = {
  dotenv: true,
  json: true,
  shell: true,
  "sam-local": true,
  docker: true,
  yaml: true,
  "github-env": true,
  tfvars: true,
  aws: true,
  "d.ts": true,
};

const WORDS: Partial<Readonly<Record<OptionName, readonly string[]>>> = {
  format: Object.keys(FORMATS),
  report: ["github", "markdown", "markdown=", "gitlab=", "junit=", "json="],
};

/** The options of commands that do not take all of these. */
const FEWER: Readonly<Record<string, typeof WORDS>> = { edit: { format: ["dotenv", "json"] } };

/** The kinds of a command's arguments, besides files. */
const SHELLS: readonly string[] = ["bash", "zsh", "fish", "powershell"];
const NAMES_ALONE: readonly string[] = ["get", "unset", "edit"];
const ASSIGNMENTS: readonly string[] = ["set", "diff", "run"];

const FILES: Completion = { candidates: [], followedBy: "files" };

export interface Offering {
  readonly commands: readonly Command[];
  readonly topics: readonly string[];
  readonly lookUp: LookUp;
}

/** Returns what can be typed at the position, and what the shell does then. */
export async function candidatesAt(position: Position, offering: Offering): Promise<Completion> {
  const { wanted, current } = position;
  const { commands, topics, lookUp } = offering;
  switch (wanted.kind) {
    case "program":
      return FILES;
    case "command":
      return choose(current, [...commands.map(({ name, summary }) => ({ text: name, about: summary })), HELP_COMMAND]);
    case "topic":
      return choose(current, [...commands.map(({ name, summary }) => ({ text: name, about: summary })), ...plain(topics)]);
    case "option":
      return choose(current, optionsOf(wanted.command, position));
    case "value":
      return valuesOf(wanted.option, wanted.prefix, position, lookUp);
    case "word":
      return wordsOf(wanted.command, position, lookUp);
  }
}

const HELP_COMMAND: Candidate = { text: "help", about: "explain a command or a topic" };

function optionsOf(command: Command | undefined, { given }: Position): readonly Candidate[] {
  const help = { text: "--help", about: "show this help" };
  if (command === undefined) return [help, { text: "--version", about: "show the version" }];
  const open = command.options.filter((name) => OPTIONS[name].kind === "list" || given[name] === undefined);
  return [
    ...open.flatMap((name): readonly Candidate[] => {
      const { about, choices = [] }: OptionSpec = OPTIONS[name];
      const text = { about: command.optionTexts?.[name] ?? about };
      return [{ text: `--${name}`, ...text }, ...choices.map((choice) => ({ text: `--${name}=${choice}`, ...text }))];
    }),
    help,
  ];
}

async function valuesOf(option: OptionName, prefix: string, { current, command }: Position, lookUp: LookUp): Promise<Completion> {
  const { argument = "", choices = [] }: OptionSpec = OPTIONS[option];
  const typed = current.slice(prefix.length);
  if (option === "report" && typed.includes("=")) return FILES;
  const kind = NAMES[option];
  const words =
    FEWER[command?.name ?? ""]?.[option] ??
    WORDS[option] ??
    (/^[a-z]+(?:\|[a-z]+)+$/.test(argument) ? argument.split("|") : choices);
  const names = kind === undefined ? words : await lookUp(kind);
  if (kind === undefined && words.length === 0 && argument.includes("FILE")) return FILES;
  const { candidates, followedBy } = choose(typed, plain(names));
  return { candidates: candidates.map(({ text }) => ({ text: `${prefix}${text}` })), followedBy };
}

async function wordsOf(
  { name, words }: Command,
  { current, words: typed, given }: Position,
  lookUp: LookUp,
): Promise<Completion> {
  if (words === undefined || typed.length >= (words.max ?? Number.POSITIVE_INFINITY))
    return { candidates: [], followedBy: "nothing" };
  if (name === "completion") return choose(current, plain(SHELLS));
  if (words.usage.includes("FILE")) return FILES;
  const takesNames = NAMES_ALONE.includes(name) || given["stdin"] === true;
  // What follows `=` is a value, which completion must not offer.
  if ((!takesNames && !ASSIGNMENTS.includes(name)) || current.includes("=")) return { candidates: [], followedBy: "nothing" };
  const taken = new Set(typed.map((word) => word.replace(/=[\s\S]*$/, "")));
  const names = (await lookUp("variables")).filter((variable) => !taken.has(variable));
  return choose(current, plain(takesNames ? names : names.map((variable) => `${variable}=`)));
}

function plain(texts: readonly string[]): readonly Candidate[] {
  return texts.map((text) => ({ text }));
}

/** Returns the matching candidates. After a single one that ends in `=`, its value follows without a space. */
function choose(current: string, all: readonly Candidate[]): Completion {
  const candidates = all.filter(({ text }) => text.startsWith(current));
  const isOpen = candidates.length > 0 && candidates.every(({ text }) => text.endsWith("="));
  return { candidates, followedBy: isOpen ? "no-space" : "nothing" };
}
