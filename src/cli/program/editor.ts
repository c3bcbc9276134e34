/** The user's own editor, on a file that contains values. */
import { spawn } from "node:child_process";
import { realpath } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { LambdaEnvError } from "../../errors.ts";
import type { Context } from "../context.ts";

type EditorContext = Pick<Context, "env" | "signal">;

/** Vim stores deleted text in files of its own, and copies of the text wherever the user's settings say. */
const VIM_FLAGS = "-n -i NONE -c 'set nobackup nowritebackup noundofile'";
const VIM = /^(?:n?vim|gvim|vimx)(?:[.-]\w+)?$/;

/** The exit codes of a shell if the command does not exist or cannot be run. */
const NOT_STARTED: ReadonlySet<number | null> = new Set([126, 127]);

/** Returns the user's editor: `$VISUAL`, else `$EDITOR`. Errors: USAGE if neither is set. */
export function editorOf({ env }: Pick<Context, "env">): string {
  const editor = [env["VISUAL"], env["EDITOR"]].find((command) => command !== undefined && command.trim() !== "");
  if (editor !== undefined) return editor;
  throw new LambdaEnvError("USAGE", "no editor is set: VISUAL and EDITOR are empty; nothing was written", {
    hint: "EDITOR=nano lambda-env edit …",
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
  { env, signal }: EditorContext,
): Promise<void> {
  const isWindows = process.platform === "win32";
  const flags = (await isVim(editor, env)) ? ` ${VIM_FLAGS}` : "";
  const [command, args] = isWindows ? [`${editor} "${file}"`, []] : ["/bin/sh", ["-c", `${editor}${flags} "$@"`, editor, file]];
  const child = spawn(command, args, {
    stdio: "inherit",
    shell: isWindows,
    env: { ...env, TMPDIR: folder, TMP: folder, TEMP: folder },
  });
  const stop = (): void => {
    child.kill("SIGTERM");
  };
  signal.addEventListener("abort", stop, { once: true });
  const ended = await new Promise<number | NodeJS.Signals | Error>((resolve) => {
    child.on("error", resolve);
    child.on("close", (code, killedBy) => resolve(code ?? killedBy ?? 1));
  });
  signal.removeEventListener("abort", stop);
  if (signal.aborted) throw new LambdaEnvError("INTERRUPTED", "interrupted; nothing was written");
  if (ended === 0) return;
  throw failed(ended);
}

function failed(ended: number | NodeJS.Signals | Error): LambdaEnvError {
  if (ended instanceof Error || (typeof ended === "number" && NOT_STARTED.has(ended))) {
    return new LambdaEnvError("EDITOR_FAILED", "the editor cannot be started; nothing was written", {
      hint: "check VISUAL and EDITOR: EDITOR=nano lambda-env edit …",
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
