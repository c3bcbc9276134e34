/** The meaning of the exit codes: for help, the manual page and the documents. */
import type { ExitCode } from "../../errors.ts";
import type { HelpPage, HelpRow } from "./layout.ts";

/** Total, so that the compiler requires the words of a new one. */
const MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: "done, or nothing to change",
  1: "failed: an AWS error, an update that failed, a question answered with no, a bug",
  2: "differences found (only with diff --exit-code), or check has found something to fix",
  64: "wrong usage; or a confirmation is needed and there is no terminal",
  65: "bad input: a file or template that cannot be parsed, a source that defines nothing, an invalid or reserved name, more than 4096 bytes, a value that a .env file cannot hold",
  66: "an input file does not exist",
  69: "AWS cannot be reached or keeps throttling, or the service that answers is not AWS",
  73: "an output file cannot be written",
  75: "conflict: someone else changed the same variable (the message says whether before or after the write), or an update never settled",
  77: "access denied, also to variables that you may not decrypt",
  78: "no credentials, incomplete credentials, or no region",
  126: "run: the command exists but cannot be run",
  127: "run: the command was not found; any other code may also be that of the command",
  130: "interrupted",
};

/** The exit codes in ascending order, with their meaning. */
export const EXIT_CODE_ROWS: readonly HelpRow[] = Object.entries(MEANINGS);

export const EXIT_CODE_PAGE: HelpPage = {
  usage: ["lambda-env help exit-codes"],
  about:
    "The exit codes are stable. Those from 64 on are the codes of sysexits.h. With several functions it is the code of the first failure.",
  sections: [{ title: "Exit codes", rows: EXIT_CODE_ROWS }],
};
