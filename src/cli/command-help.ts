/** The help of each command, laid out with yargs' knowledge of its options. It runs when the program is built. */
import yargs from "yargs";
import type { OptionGroup, OptionSpec } from "../core/option.ts";
import type { HelpPage, HelpRow, HelpSection } from "../output/help/layout.ts";
import type { Command } from "./command.ts";
import { OPTIONS } from "./options.ts";

/** The titles of the groups, in the order of help. */
const TITLES: Readonly<Record<OptionGroup, string>> = {
  function: "Which function",
  sources: "Sources",
  change: "What to change",
  files: "What to write",
  run: "What the command gets",
  endpoint: "What to serve",
  output: "Output",
  aws: "AWS",
};

/** What yargs knows about options; its types leave that out. */
interface Learned {
  readonly getGroups: () => Readonly<Record<string, readonly string[]>>;
  readonly getOptions: () => { readonly alias: Readonly<Record<string, readonly string[]>> };
  readonly getInternalMethods: () => {
    readonly getUsageInstance: () => { readonly getDescriptions: () => Readonly<Record<string, string>> };
  };
}

/** Returns the help of one command. */
export function helpPageOf(command: Command): HelpPage {
  const { name, summary, words, program, examples } = command;
  const taken = [words, program].flatMap((one): readonly HelpRow[] => (one === undefined ? [] : [[one.usage, one.about]]));
  const behind = program === undefined ? [] : ["--", program.usage];
  return {
    usage: [["lambda-env", name, ...usageOf(words), "[options]", ...behind].join(" ")],
    about: summary,
    sections: [
      ...(taken.length === 0 ? [] : [{ title: "Arguments", rows: taken } satisfies HelpSection]),
      ...optionSections(command),
      { title: "Examples", examples },
      { title: "See also", text: "lambda-env help environment, lambda-env help exit-codes" },
    ],
  };
}

function usageOf(words: Command["words"]): readonly string[] {
  if (words === undefined) return [];
  const one = words.required === true ? words.usage : `[${words.usage}]`;
  return [words.max === 1 ? one : `${one}...`];
}

function optionSections({ options, optionTexts = {}, optionGroups = {} }: Command): readonly HelpSection[] {
  const titles = { ...TITLES, ...optionGroups };
  let parser = yargs()
    .version(false)
    .help(false)
    .option("help", { alias: "h", describe: "show this help", group: titles.output });
  for (const option of options) {
    const { about, alias, group = "sources" }: OptionSpec = OPTIONS[option];
    parser = parser.option(option, {
      describe: optionTexts[option] ?? about,
      group: titles[group],
      ...(alias === undefined ? {} : { alias }),
    });
  }
  const learned = parser as unknown as Learned;
  const groups = learned.getGroups();
  const { alias } = learned.getOptions();
  const descriptions = learned.getInternalMethods().getUsageInstance().getDescriptions();
  const rowOf = (option: string): HelpRow => [termOf(option, alias[option]), descriptions[option] ?? ""];
  return [...new Set(Object.values(titles))].flatMap((title) => {
    const names = groups[title] ?? [];
    return names.length === 0 ? [] : [{ title, rows: inOrder(names).map(rowOf) }];
  });
}

/** Sorts options so that `--help` comes last. */
function inOrder(names: readonly string[]): readonly string[] {
  return [...names.filter((name) => name !== "help"), ...names.filter((name) => name === "help")];
}

/** Returns an option with its letter and its value: `-f, --function NAME|ARN|ID`. */
function termOf(option: string, aliases: readonly string[] = []): string {
  const letter = aliases.find((alias) => alias.length === 1);
  const { argument, choices }: Partial<OptionSpec> = option in OPTIONS ? OPTIONS[option as keyof typeof OPTIONS] : {};
  const choice = choices === undefined ? "" : `[=${choices.join("|")}]`;
  return `${letter === undefined ? "   " : `-${letter},`} --${option}${choice}${argument === undefined ? "" : ` ${argument}`}`;
}
