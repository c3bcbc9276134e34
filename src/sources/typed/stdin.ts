/** `set NAME --stdin`: one value, from standard input. */
import { isValidName } from "../../core/checks/checks.ts";
import { makeFinding } from "../../core/finding.ts";
import { makeLayer, type Origin } from "../../core/variables.ts";
import { LambdaEnvError } from "../../errors.ts";
import { readStdin, type Stdin } from "../../files/bytes.ts";
import { type SourceResult, STDIN_SOURCE } from "../source.ts";

/** Far above what Lambda accepts, so that the size check can report the excess; far below what would exhaust the memory. */
const MAX_BYTES = 64 * 1024;

/** A line and the newline that ends it; `echo` and text editors add one unintentionally. */
const SINGLE_LINE = /^([^\r\n]*)\r?\n$/;

/** The mark that some editors and shells write before UTF-8: it describes the encoding, and is not part of the text. */
const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Returns the layer of the one variable whose value is all of standard input.
 *
 * A byte order mark and the newline of a single line are dropped, and findings report that; everything else is kept byte for
 * byte, including the last newline of a text of several lines.
 * Errors: USAGE unless `positionals` is exactly one name; INVALID_INPUT if the value is empty, not UTF-8 or contains a NUL.
 */
export async function readStdinValue(
  positionals: readonly string[],
  stdin: Stdin,
  { signal }: { readonly signal: AbortSignal },
): Promise<SourceResult> {
  const [name] = positionals;
  if (name === undefined || positionals.length > 1 || !isValidName(name)) {
    throw new LambdaEnvError("USAGE", "--stdin reads the value of exactly one variable, given by its name only", {
      hint: "lambda-env set NAME --stdin < FILE",
    });
  }
  const text = decode(
    name,
    await readStdin(stdin, { hint: `lambda-env set ${name} --stdin < FILE`, maxBytes: MAX_BYTES, signal }),
  );
  const unmarked = text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
  const value = SINGLE_LINE.exec(unmarked)?.[1] ?? unmarked;
  if (value === "") {
    throw new LambdaEnvError("INVALID_INPUT", `the value of ${name} from standard input is empty`, {
      hint: `to set an empty value: lambda-env set ${name}=`,
    });
  }
  const origin: Origin = { layer: "argument", source: STDIN_SOURCE };
  return {
    layer: makeLayer("argument", STDIN_SOURCE, [{ kind: "value", name, value, sensitive: true, origin }]),
    findings: [
      ...(unmarked === text ? [] : [makeFinding("BOM_DROPPED", "notice", {}, { name, at: origin })]),
      ...(value === unmarked ? [] : [makeFinding("NEWLINE_DROPPED", "notice", {}, { name, at: origin })]),
    ],
  };
}

function decode(name: string, bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new LambdaEnvError("INVALID_INPUT", `the value of ${name} from standard input is not UTF-8`, {
      hint: `encode it as text first: base64 FILE | lambda-env set ${name} --stdin`,
    });
  }
  if (text.includes("\0")) {
    throw new LambdaEnvError("INVALID_INPUT", `the value of ${name} from standard input contains a NUL character`, {
      hint: `encode it as text first: base64 FILE | lambda-env set ${name} --stdin`,
    });
  }
  return text;
}
