/** The long spelling of `--env-file`, which is an option of Node's own, too. */
import { statSync } from "node:fs";
import { LambdaEnvError } from "../errors.ts";
import { shownPath } from "../sources/path.ts";

/**
 * Node looks for `--env-file` among all arguments up to `--`, not only among its own, and reads the file before any code of ours
 * runs. A file can be read twice; of a pipe, such as `<(…)`, nothing is left, which would look like a source without variables.
 *
 * Errors: USAGE where Node has emptied what is named.
 * Source:  https://github.com/nodejs/node/issues/54232
 */
export function assertLeftByNode(argv: readonly string[]): void {
  const end = argv.indexOf("--");
  const words = end === -1 ? argv : argv.slice(0, end);
  for (const [index, word] of words.entries()) {
    const path = word.startsWith("--env-file=") ? word.slice(word.indexOf("=") + 1) : words[index + 1];
    if (!/^--env-file(?:=|$)/.test(word) || path === undefined) continue;
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined || !(stats.isFIFO() || stats.isSocket())) continue;
    throw new LambdaEnvError(
      "USAGE",
      `${shownPath(path)} is a pipe, and Node has read it already: it looks for --env-file itself`,
      {
        hint: "write -e instead of --env-file",
      },
    );
  }
}
