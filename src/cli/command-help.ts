/** The help of a command, rendered by yargs. Loaded only where it is asked for. */
import yargs from "yargs";
import { defined } from "../core/defined.ts";
import type { Command } from "./command.ts";
import { AWS_OPTIONS, COMMON_OPTIONS, OPTIONS, type OptionName } from "./options.ts";

/** Returns the help of one command. */
export async function renderHelp({ name, summary, words, options, examples, optionTexts = {} }: Command): Promise<string> {
  const usage = words === undefined ? "" : ` [${words.usage}]…`;
  const about = words === undefined ? "" : `\n\n  ${words.usage}  ${words.about}`;
  const isAmong = (group: readonly OptionName[]) => (option: OptionName) => group.includes(option);
  const isOwn = (option: OptionName): boolean => !isAmong([...AWS_OPTIONS, ...COMMON_OPTIONS])(option);
  let parser = yargs()
    .locale("en")
    .version(false)
    .help(false)
    .usage(`lambda-env ${name}${usage} [options]\n\n${summary}${about}`)
    .wrap(100)
    .group(options.filter(isOwn), "Options:")
    .group(options.filter(isAmong(AWS_OPTIONS)), "AWS:")
    .group([...COMMON_OPTIONS, "help"], "Output:")
    .option("help", { alias: "h", describe: "show this help" });
  for (const option of options) parser = parser.option(option, describe(option, optionTexts));
  for (const [line, effect] of examples) parser = parser.example(line, effect);
  return `${await parser.getHelp()}\n`;
}

/** Without its type, which yargs would show beside the argument's own name. */
function describe(
  name: OptionName,
  texts: NonNullable<Command["optionTexts"]>,
): { readonly describe: string; readonly alias?: string } {
  const { about: general, argument, alias }: { about: string; argument?: string; alias?: string } = OPTIONS[name];
  const about = texts[name] ?? general;
  return { describe: argument === undefined ? about : `${argument}  ${about}`, ...defined({ alias }) };
}
