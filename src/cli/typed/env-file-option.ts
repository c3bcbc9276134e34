/** `--env-file`, the other spelling of `--env`, is also an option of Node itself. */
import { readFileSync, statSync } from "node:fs";
import { LambdaEnvError } from "../../errors.ts";
import { shownPath } from "../../files/path.ts";

/**
 * Throws USAGE if Node has emptied the named pipe.
 *
 * Node looks for `--env-file` among all arguments up to `--`, not only among its own, and reads the file before any of our code
 * runs, NODE_OPTIONS included. The first line of our program starts it as `node --`, so that Node finds none. If someone starts
 * it as `node lambda-env.js`, nothing is left of a pipe such as `<(…)`, which would look like a source without variables.
 *
 * Source: https://github.com/nodejs/node/issues/54232
 */
export function assertLeftByNode(argv: readonly string[]): void {
  const end = argv.indexOf("--");
  const words = end === -1 ? argv : argv.slice(0, end);
  for (const [index, word] of words.entries()) {
    if (!/^--env-file(?:=|$)/.test(word)) continue;
    const path = word.includes("=") ? word.slice(word.indexOf("=") + 1) : words[index + 1];
    if (path === undefined || !isPipe(path) || !nodeSawArguments(argv)) continue;
    throw new LambdaEnvError(
      "USAGE",
      `${shownPath(path)} is a pipe, and Node has read it already: it looks for --env-file itself`,
      { hint: "write -e instead of --env-file" },
    );
  }
}

function isPipe(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && (stats.isFIFO() || stats.isSocket());
}

/** Returns whether there was no `--` before our script, if that can be determined: Node does not keep it for us. */
function nodeSawArguments(argv: readonly string[]): boolean {
  try {
    const words = readFileSync("/proc/self/cmdline", "utf8").split("\0").slice(0, -1);
    return !words.slice(0, words.length - argv.length).includes("--");
  } catch {
    return false;
  }
}
