/**
 * Colours, as a value that renderers take.
 *
 * Rules of this tool's output: the result goes to stdout, everything else to stderr; colour repeats what the text says already
 * and never carries meaning alone; nothing is coloured when piped.
 */
import { Chalk, type ChalkInstance, type ColorSupportLevel } from "chalk";

export interface Style {
  readonly add: (text: string) => string;
  readonly update: (text: string) => string;
  readonly remove: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
}

export interface StyleInput {
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly noColor: boolean;
}

/** Returns the style of one stream: `--no-color` and a non-empty `NO_COLOR` win, then `FORCE_COLOR`, then whether it is a terminal. */
export function makeStyle(input: StyleInput): Style {
  const chalk: ChalkInstance = new Chalk({ level: colorLevel(input) });
  return {
    add: chalk.green,
    update: chalk.yellow,
    remove: chalk.red,
    dim: chalk.dim,
    bold: chalk.bold,
    error: chalk.red,
    warning: chalk.yellow,
  };
}

function colorLevel({ isTTY, env, noColor }: StyleInput): ColorSupportLevel {
  if (noColor || (env["NO_COLOR"] ?? "") !== "") return 0;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced === "0" || forced === "false" ? 0 : 1;
  return isTTY && env["TERM"] !== "dumb" ? 1 : 0;
}
