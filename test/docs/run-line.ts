/** A command line of a page, run as a user would. */
import { spawn } from "node:child_process";
import { CLI_COMMAND, cliEnvironment, folderOfCommand, isAnsweredAtOnce } from "../support/cli.ts";
import { runInProcess, type StreamName } from "../support/in-process.ts";
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
  if (words?.[0] !== "lambda-env" || isAnsweredAtOnce(words.slice(1))) return runInShell(line, session, options);
  const args = words.slice(1);
  if (options.answer !== undefined) return typeOnTerminal(args, options.answer, session);
  if (args[0] === "local" && !args.includes("--help")) return runUntilServing(args, session, options.shows);
  const write = transcript(options.shows);
  const result = await runInProcess(args, session, cliEnvironment(session), write.add);
  return { output: write.text(), code: result.code ?? -1 };
}

/** Returns the words of a line in which a shell would do nothing but take off quotes; undefined for any other line. */
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

async function runInShell(line: string, session: Session, { shows, previous }: LineOptions): Promise<Ran> {
  const environment = cliEnvironment(session);
  const env = { ...environment, PATH: `${folderOfCommand()}:${environment["PATH"]}` };
  const child = spawn("sh", ["-c", `(exit ${previous})\n${line}`], { cwd: session.cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const write = transcript(shows);
  child.stdout.on("data", (chunk: Buffer) => write.add("stdout", chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => write.add("stderr", chunk.toString()));
  const code = await new Promise<number>((done, fail) => {
    child.on("error", fail);
    child.on("close", (ended) => done(ended ?? -1));
  });
  return { output: write.text(), code };
}

/** Runs `lambda-env local` until it says that it serves; then Ctrl-C. */
async function runUntilServing(args: readonly string[], session: Session, shows: Shows): Promise<Ran> {
  const [node = "", ...bin] = CLI_COMMAND;
  const child = spawn(node, [...bin, ...args], {
    cwd: session.cwd,
    env: cliEnvironment(session),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const write = transcript(shows);
  const listen = (stream: StreamName) => (chunk: Buffer) => {
    write.add(stream, chunk.toString());
    if (chunk.toString().includes("until Ctrl-C")) child.kill("SIGINT");
  };
  child.stdout.on("data", listen("stdout"));
  child.stderr.on("data", listen("stderr"));
  const code = await new Promise<number>((done) => child.on("close", (ended) => done(ended ?? -1)));
  return { output: write.text(), code };
}

async function typeOnTerminal(args: readonly string[], answer: string, session: Session): Promise<Ran> {
  const { screen, code } = await runOnTerminal(args, {
    ...session,
    columns: 80,
    dialogue: [["[y/N]", `${answer}\r`]],
    env: { ...session.env, NO_COLOR: "1" },
  });
  return { output: screen.replaceAll("\r\n", "\n"), code: code ?? -1 };
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
