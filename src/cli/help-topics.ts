/** Help on the topics that all commands share. */
import type { OptionSpec } from "../core/option.ts";
import { environmentPage } from "../output/help/environment.ts";
import { EXIT_CODE_PAGE } from "../output/help/exit-codes.ts";
import type { HelpPage, HelpRow } from "../output/help/layout.ts";
import type { TopicName } from "./command.ts";
import { OPTIONS, type OptionName, twinOf } from "./options.ts";

/** The variables of the options. */
export const TWIN_ROWS: readonly HelpRow[] = (Object.keys(OPTIONS) as OptionName[]).map((name) => {
  const { argument, kind }: OptionSpec = OPTIONS[name];
  return [twinOf(name), `--${name}${argument === undefined ? "" : ` ${argument}`}${kind === "list" ? ", one per line" : ""}`];
});

/** The pages of `lambda-env help TOPIC`. */
export const HELP_TOPICS: Readonly<Record<TopicName, HelpPage>> = {
  environment: environmentPage(TWIN_ROWS),
  "exit-codes": EXIT_CODE_PAGE,
};
