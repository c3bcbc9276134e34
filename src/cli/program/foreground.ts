/** Whether the terminal has sent a signal to the program too, as it does on Ctrl-C: it must not get it twice. */
import { closeSync, openSync, readFileSync } from "node:fs";

/** What a terminal sends to all processes in its foreground. */
const OF_TERMINALS: ReadonlySet<string> = new Set(["SIGINT", "SIGQUIT", "SIGHUP"]);

/**
 * Tells whether a signal that we got has reached the programs that we started as well.
 *
 * Nobody says who sent it. In the foreground of a terminal it is taken for the terminal's: then all of the group have it. Somebody who
 * wants to end us there by `kill` has SIGTERM, which no terminal sends.
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
      // As elsewhere.
    }
  }
  return hasTerminal();
}

/** Reads `pid (name) state ppid pgrp session tty_nr tpgid …`; the name may hold anything. Source: proc(5) */
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
