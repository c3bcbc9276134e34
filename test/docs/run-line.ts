/** A command line of a page, run as a user would. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { CLI_COMMAND, cliEnvironment, folderOfCommand, isAnsweredAtOnce } from "../support/cli.ts";
import { runInProcess, type StreamName } from "../support/in-process.ts";
import { drawScreen } from "../support/screen.ts";
import { runOnTerminal } from "../support/terminal.ts";
import type { Shows } from "./page.ts";
import type { Scene } from "./scene.ts";

export interface Ran {
  /** What a terminal shows, in the order in which it was written. */
  readonly output: string;
  readonly code: number;
}

export interface Session extends Scene {
  /** `HOME` and what the scene adds: the same for all lines. */
  readonly env: Readonly<Record<string, string>>;
}

export interface LineOptions {
  readonly shows: Shows;
  /** The exit code of the line before, for `$?`. */
  readonly previous: number;
  /** What is typed, on a terminal. */
  readonly answer?: string | undefined;
}

/** Runs one line to its end: a plain `lambda-env …` in this process, `lambda-env local` until it serves, anything else in a shell. */
export async function runLine(line: string, session: Session, options: LineOptions): Promise<Ran> {
  const words = plainWords(line);
  if (words?.[0] !== "lambda-env" || isAnsweredAtOnce(words.slice(1)) || STARTS_PROGRAMS.includes(words[1] ?? ""))
    return runInShell(line, session, options);
  const args = words.slice(1);
  if (options.answer !== undefined) return typeOnTerminal(args, options.answer, session);
  if (args[0] === "local" && !args.includes("--help")) return runUntilServing(args, session);
  const write = transcript(options.shows);
  const result = await runInProcess(args, session, cliEnvironment(session), write.add);
  return { output: write.text(), code: result.code ?? -1 };
}

const COLUMNS = 80;

/** Commands that need streams of a process, since they start other programs. */
const STARTS_PROGRAMS: readonly string[] = ["run", "edit"];

/** Returns the words of a line in which a shell would only remove quotes; undefined for any other line. */
export function plainWords(line: string): readonly string[] | undefined {
  const word = /(?:'[^']*'|"[^"$`\\]*"|[^\s'"|&;<>()$`\\*?~#{}[\]])+/y;
  const words: string[] = [];
  for (let at = 0; at < line.length; at += /^\s*/.exec(line.slice(at))?.[0].length ?? 0) {
    word.lastIndex = at;
    const [found] = word.exec(line) ?? [];
    if (found === undefined) return undefined;
    words.push(found.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
    at += found.length;
    if (at < line.length && !/\s/.test(line.charAt(at))) return undefined;
  }
  return words;
}

/** Both streams go into one, so that what is shown has the order in which it was written. Lines of other programs show both. */
async function runInShell(line: string, session: Session, { shows, previous }: LineOptions): Promise<Ran> {
  const isOurs = /(?:^|[\s|;&])lambda-env /.test(line);
  const script = `exec ${REDIRECTIONS[isOurs ? shows : "both"]}\n(exit ${previous})\n${line}`;
  const environment = cliEnvironment(session);
  const env = { ...environment, PATH: `${folderOfCommand()}:${environment["PATH"]}` };
  return readToEnd(spawn("sh", ["-c", script], { cwd: session.cwd, env, stdio: ["ignore", "pipe", "inherit"] }));
}

const REDIRECTIONS: Readonly<Record<Shows, string>> = { both: "2>&1", stdout: "2>/dev/null", stderr: "2>&1 >/dev/null" };

/** Runs `lambda-env local` until it says that it serves; then Ctrl-C. */
async function runUntilServing(args: readonly string[], session: Session): Promise<Ran> {
  const script = `exec 2>&1\nexec "$@"`;
  const env = cliEnvironment(session);
  const child = spawn("sh", ["-c", script, "sh", ...CLI_COMMAND, ...args], {
    cwd: session.cwd,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    // The exports come last, whichever stream was first.
    if (output.includes("until Ctrl-C") && output.includes("AWS_SECRET_ACCESS_KEY")) child.kill("SIGINT");
  });
  return readToEnd(child);
}

async function readToEnd(child: ChildProcessByStdio<null, Readable, null>): Promise<Ran> {
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number>((done, fail) => {
    child.on("error", fail);
    child.on("close", (ended) => done(ended ?? -1));
  });
  return { output, code };
}

async function typeOnTerminal(args: readonly string[], answer: string, session: Session): Promise<Ran> {
  const { screen, code } = await runOnTerminal(args, {
    ...session,
    columns: COLUMNS,
    // Anything but a yes or a no is the name of a protected stage.
    dialogue: [[/^[yn]$/.test(answer) ? "[y/N]" : "; type its name to write: ", `${answer}\r`]],
    env: { ...session.env, NO_COLOR: "1" },
  });
  const rows = await drawScreen(screen, { columns: COLUMNS });
  // What the person typed has its own line end, and the question's is another.
  return { output: rows.replace(/ *[|>]$/gm, "").replace(/\n\n+/g, "\n"), code: code ?? -1 };
}

function transcript(shows: Shows): { readonly add: (stream: StreamName, text: string) => void; readonly text: () => string } {
  const texts: string[] = [];
  return {
    add: (stream, text) => {
      if (shows === "both" || shows === stream) texts.push(text);
    },
    text: () => texts.join(""),
  };
}
