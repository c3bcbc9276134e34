/** Finds out whether the terminal has sent a signal to the program too, as it does on Ctrl-C: the program must not get it twice. */
import { closeSync, openSync, readFileSync } from "node:fs";

/** The signals that a terminal sends to all processes in its foreground. */
const OF_TERMINALS: ReadonlySet<string> = new Set(["SIGINT", "SIGQUIT", "SIGHUP"]);

/**
 * Returns whether a signal that we got has also reached the programs that we started.
 *
 * The sender is not known. In the foreground of a terminal, the terminal is assumed: then the whole group has it. To end us there
 * with `kill`, use SIGTERM, which no terminal sends.
 */
export function reachesGroup(name: NodeJS.Signals): boolean {
  return OF_TERMINALS.has(name) && isInForeground();
}

function isInForeground(): boolean {
  if (process.platform === "win32") return true;
  if (process.platform === "linux") {
    try {
      return isForegroundStat(readFileSync("/proc/self/stat", "utf8"));
    } catch {
      // The same as elsewhere.
    }
  }
  return hasTerminal();
}

/** Reads `pid (name) state ppid pgrp session tty_nr tpgid …`; the name may contain anything. Source: proc(5) */
export function isForegroundStat(stat: string): boolean {
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return group !== undefined && group === foreground;
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
