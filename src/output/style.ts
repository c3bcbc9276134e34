/**
 * Colours, as a value that renderers get.
 *
 * Rules for this tool's output: the result goes to stdout, everything else to stderr; colour repeats what the text already says
 * and never carries meaning alone; nothing is coloured when piped.
 */
import { Chalk, type ChalkInstance, type ColorSupportLevel } from "chalk";

export type Paint = (text: string) => string;

export interface Style {
  readonly add: Paint;
  readonly update: Paint;
  readonly remove: Paint;
  readonly dim: Paint;
  readonly bold: Paint;
  readonly error: Paint;
  readonly warning: Paint;
  /** What must not be overlooked. */
  readonly danger: Paint;
}

export interface StyleInput {
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly noColor: boolean;
}

/** Returns the style of one stream: `--no-color` and a non-empty `NO_COLOR` win, then `FORCE_COLOR`, then whether it is a terminal. */
export function makeStyle(input: StyleInput): Style {
  const chalk: ChalkInstance = new Chalk({ level: colorLevel(input) });
  // A chalk takes any number of texts, and so what `map` passes beside one.
  const paint =
    (one: ChalkInstance): Paint =>
    (text) =>
      one(text);
  return {
    add: paint(chalk.green),
    update: paint(chalk.yellow),
    remove: paint(chalk.red),
    dim: paint(chalk.dim),
    bold: paint(chalk.bold),
    error: paint(chalk.red),
    warning: paint(chalk.yellow),
    danger: paint(chalk.bold.yellow),
  };
}

function colorLevel({ isTTY, env, noColor }: StyleInput): ColorSupportLevel {
  if (noColor || (env["NO_COLOR"] ?? "") !== "") return 0;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced === "0" || forced === "false" ? 0 : 1;
  return isTTY && env["TERM"] !== "dumb" ? 1 : 0;
}
