/** Variables → `export` commands that a POSIX shell evaluates to the same values, and that do nothing else. */
import { isDangerousName } from "../core/checks/dangerous-names.ts";
import type { Values } from "../core/variables.ts";
import { type FormatOptions, type Formatted, formatLines, type LineFormat } from "./formatted.ts";

/**
 * Names that bash, dash or zsh treats specially: an assignment fails, is dropped, changes another variable (`path` is zsh's
 * `PATH`), or is computed as an integer, which can run commands.
 *
 * Source: an `export` of each special variable of bash 5.2, dash 0.5.12 and zsh 5.9, seen by a child.
 */
const SPECIAL: ReadonlySet<string> = new Set(
  `
  _ BASHOPTS BASHPID BASH_ALIASES BASH_ARGC BASH_ARGV BASH_ARGV0 BASH_CMDS BASH_COMMAND BASH_LINENO BASH_SOURCE BASH_SUBSHELL
  BASH_VERSINFO DIRSTACK EPOCHREALTIME EPOCHSECONDS EUID FUNCNAME GROUPS HISTCMD LINENO OPTIND PPID RANDOM SECONDS SHELLOPTS SHLVL
  SRANDOM UID

  ARGC COLUMNS EGID FUNCNEST GID HISTSIZE KEYBOARD_HACK KEYTIMEOUT LINES LISTMAX MAILCHECK SAVEHIST TRY_BLOCK_ERROR
  TRY_BLOCK_INTERRUPT TTYIDLE USERNAME WATCH ZSH_EVAL_CONTEXT ZSH_SUBSHELL

  aliases argv builtins cdpath commands dirstack dis_aliases dis_builtins dis_functions dis_functions_source dis_galiases
  dis_patchars dis_reswords dis_saliases fignore fpath funcfiletrace funcsourcetrace funcstack functions functions_source functrace
  galiases history historywords jobdirs jobstates jobtexts keymaps mailpath manpath module_path modules nameddirs options parameters
  patchars path pipestatus psvar reswords saliases signals status termcap terminfo userdirs usergroups watch widgets
  zsh_eval_context zsh_scheduled_events
  `
    .trim()
    .split(/\s+/),
);

/** Returns whether bash, dash or zsh does not simply keep what is assigned to `name`. */
export function isSpecialToShells(name: string): boolean {
  return SPECIAL.has(name);
}

const SHELL: LineFormat = {
  title: "shell",
  write: (name, value) => {
    if (!/^[A-Za-z_]\w*$/.test(name)) return { reason: "a shell does not accept this name" };
    if (isSpecialToShells(name)) return { reason: "shells give this name a special meaning" };
    if (value.includes("\0")) return { reason: "it has a NUL character, which no environment can hold" };
    if (!value.isWellFormed()) return { reason: "it has half of a surrogate pair, which UTF-8 cannot hold" };
    return { text: `export ${name}=${quote(value)}` };
  },
  isDangerous: isDangerousName,
  // When zsh evaluates a comment at the prompt, it is a command that does not exist.
  comment: (line) => `: ${quote(line.replace(/^# /, ""))}`,
};

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * Returns one `export` command per variable, sorted by name, for `eval "$(…)"` in bash, zsh and any POSIX shell. Names that would
 * change what the shell itself does are left out with a warning, unless the user requested them explicitly.
 */
export function formatShell(values: Values, options: FormatOptions): Formatted {
  return formatLines(values, SHELL, options);
}
