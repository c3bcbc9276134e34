/** The output of `lambda-env local`: for a shell or a program to read, and about its requests. */
import { renderJson } from "../documents/json.ts";
import { quoteWord } from "../shell-word.ts";

type Exports = Readonly<Record<string, string>>;

/** Returns lines that a POSIX shell evaluates to the same values. */
export function renderExports(exports: Exports): string {
  return Object.entries(exports)
    .map(([name, value]) => `export ${name}=${quoteWord(value)}\n`)
    .join("");
}

/** Returns the document of `local`. */
export function localDocument(url: string, exports: Exports): string {
  return renderJson({ command: "local", url, exports });
}

export const SERVING = "serving until Ctrl-C";

/** A request that was answered. */
interface Served {
  readonly operation: string;
  readonly subject: string | undefined;
  readonly status: number;
}

/** Returns the line of the log for a request. */
export function sayServed({ operation, subject, status }: Served): string {
  return `${operation}${subject === undefined ? "" : ` ${subject}`} ${status}`;
}

interface Deployed {
  readonly stackName: string;
  /** Names of the functions that did not exist before. */
  readonly created: readonly string[];
  readonly unresolved: readonly { readonly subject: string; readonly name: string; readonly reason: string }[];
}

/** Returns what was created from the template in `path`. */
export function sayDeployed(path: string, { stackName, created, unresolved }: Deployed): readonly string[] {
  return [
    `${path} is deployed as the stack ${stackName}`,
    ...created.map((name) => `created the function ${name}`),
    ...unresolved.map(({ subject, name, reason }) => `${subject} starts without ${name}: ${reason}`),
  ];
}
