/** The user's own editor, on a file that contains values. */
import { spawn } from "node:child_process";
import { realpath } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { LambdaEnvError } from "../../errors.ts";
import type { Context } from "../context.ts";
import { reachesGroup } from "./foreground.ts";

type EditorContext = Pick<Context, "env" | "signals">;

/** Vim stores deleted text in files of its own, and copies of the text wherever the user's settings say. */
const VIM_FLAGS = "-n -i NONE -c 'set nobackup nowritebackup noundofile'";
const VIM = /^(?:n?vim|gvim|vimx)(?:[.-]\w+)?$/;

/** A command without assignments before it, and without operators of the shell. */
const ONE_COMMAND = /^[^\s=;&|<>(){}`!#]+(?:\s[^;&|<>(){}`\n]*)?$/;

/** The exit codes of a shell if the command does not exist or cannot be run. */
const NOT_STARTED: ReadonlySet<number | null> = new Set([126, 127]);

/** The exit code of a shell whose command was ended by SIGINT. */
const INTERRUPTED_CODE = 130;

/** Returns the user's editor: `$VISUAL`, else `$EDITOR`. Errors: USAGE if neither is set. */
export function editorOf({ env }: Pick<Context, "env">): string {
  const editor = [env["VISUAL"], env["EDITOR"]].find((command) => command !== undefined && command.trim() !== "");
  if (editor !== undefined) return editor;
  throw new LambdaEnvError("USAGE", "no editor is set: VISUAL and EDITOR are empty; nothing was written", {
    hint: "export EDITOR=nano",
  });
}

/**
 * Opens `file` in `editor`, a command line as a shell reads it, and returns when the editor has exited.
 *
 * Temporary files of the editor go to `folder` if the editor can be configured that way.
 * Errors: EDITOR_FAILED if it cannot be started or does not exit with 0; INTERRUPTED.
 */
export async function runEditor(
  editor: string,
  { file, folder }: { readonly file: string; readonly folder: string },
  { env, signals }: EditorContext,
): Promise<void> {
  const isWindows = process.platform === "win32";
  const flags = (await isVim(editor, env)) ? ` ${VIM_FLAGS}` : "";
  const [command, args] = isWindows
    ? [`${editor} "${file}"`, []]
    : ["/bin/sh", ["-c", shellCommand(`${editor}${flags}`), editor, file]];
  if (signals.signal.aborted) throw interrupted();
  const stopping = new Set<NodeJS.Signals>();
  let stop: (name: NodeJS.Signals) => void = () => {};
  const takeBack = signals.handOver((name) => stop(name));
  const ended = await new Promise<number | NodeJS.Signals | Error>((resolve) => {
    const child = spawn(command, args, {
      stdio: "inherit",
      shell: isWindows,
      env: { ...env, TMPDIR: folder, TMP: folder, TEMP: folder },
    });
    stop = (name) => {
      if (isKey(name)) return;
      // An editor that does not end by the first one is ended by the second.
      child.kill(stopping.size === 0 ? "SIGTERM" : "SIGKILL");
      stopping.add(name);
    };
    child.on("error", resolve);
    child.on("close", (code, killedBy) => resolve(code ?? killedBy ?? 1));
  }).finally(takeBack);
  if (stopping.size > 0 || ended === "SIGINT" || ended === INTERRUPTED_CODE) throw interrupted();
  if (ended === 0) return;
  throw failed(ended);
}

/**
 * Returns the command of the shell that opens `"$@"` in the editor. The shell must not be ended by keys of the editor: one command
 * replaces it, so that signals for the editor reach it; around several, it takes no notice of keys.
 */
function shellCommand(editor: string): string {
  return ONE_COMMAND.test(editor.trim()) ? `exec ${editor} "$@"` : `trap : INT QUIT; ${editor} "$@"`;
}

/** Returns whether a signal comes from a key that is the editor's: Ctrl-G of Emacs sends SIGINT. The editor has it too. */
function isKey(name: NodeJS.Signals): boolean {
  return (name === "SIGINT" || name === "SIGQUIT") && reachesGroup(name);
}

function interrupted(): LambdaEnvError {
  return new LambdaEnvError("INTERRUPTED", "interrupted; nothing was written");
}

function failed(ended: number | NodeJS.Signals | Error): LambdaEnvError {
  if (ended instanceof Error || (typeof ended === "number" && NOT_STARTED.has(ended))) {
    return new LambdaEnvError("EDITOR_FAILED", "the editor cannot be started; nothing was written", {
      hint: "check VISUAL and EDITOR, or export EDITOR=nano",
      ...(ended instanceof Error ? { cause: ended } : {}),
    });
  }
  const how = typeof ended === "number" ? `exited with ${ended}` : `was ended by ${ended}`;
  return new LambdaEnvError("EDITOR_FAILED", `the editor ${how}; nothing was written`);
}

/** Returns whether the editor is Vim. `vi` is often a link to it; other programs with that name do not know Vim's options. */
async function isVim(editor: string, env: EditorContext["env"]): Promise<boolean> {
  const [word = ""] = editor.trim().split(/\s/);
  const paths = /[\\/]/.test(word) ? [word] : (env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, word));
  for (const path of paths) {
    const target = await realpath(path).catch(() => undefined);
    if (target !== undefined) return VIM.test(basename(target));
  }
  return false;
}
