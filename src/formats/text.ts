/** Bytes → text, strictly, and places in a text. */
import { LambdaEnvError, type Place } from "../errors.ts";

/** The largest input that is read: 256 times what one function can hold. */
export const MAX_TEXT_BYTES = 1024 * 1024;

/**
 * Returns the text of a UTF-8 input; a byte order mark stays, since an edited file keeps it.
 *
 * Errors: INVALID_INPUT for more than `MAX_TEXT_BYTES`, UTF-16, bytes that are not UTF-8, and NUL.
 */
export function decodeText(bytes: Uint8Array, source: string): string {
  if (bytes.length > MAX_TEXT_BYTES) {
    throw new LambdaEnvError("INVALID_INPUT", `${source} is larger than ${MAX_TEXT_BYTES} bytes`, {
      hint: "name a file that holds the variables of one function; Lambda's limit is 4096 bytes",
    });
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new LambdaEnvError("INVALID_INPUT", `${source} is UTF-16`, { hint: "save it as UTF-8" });
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    throw new LambdaEnvError("INVALID_INPUT", `${source}:${badLine(bytes)} is not UTF-8`, { hint: "save the file as UTF-8" });
  }
  const nul = text.indexOf("\0");
  if (nul !== -1) {
    throw new LambdaEnvError("INVALID_INPUT", `${source}:${makePlaces(text, source)(nul).line} contains a NUL character`, {
      hint: "save the file as plain UTF-8 text",
    });
  }
  return text;
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Returns the number of the first line that is not UTF-8. All bytes of a multi-byte character are above 0x7f, so a line can be
 * decoded separately.
 */
function badLine(bytes: Uint8Array): number {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
    if (decodeUtf8(bytes.subarray(start, end)) === undefined) return line;
    start = end + 1;
    line += 1;
  }
  return line;
}

/** A place whose line and column are known. */
export interface ExactPlace extends Place {
  readonly line: number;
  readonly column: number;
}

/** Returns a function from an offset of `text` to its place; lines end at LF, and columns count UTF-16 code units. */
export function makePlaces(text: string, source: string): (offset: number) => ExactPlace {
  const starts = [0];
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1)) starts.push(end + 1);
  const bom = text.startsWith("\uFEFF") ? 1 : 0;
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const column = offset - (starts[low] ?? 0) + 1;
    return { source, line: low + 1, column: low === 0 ? Math.max(1, column - bom) : column };
  };
}

/** Returns the line above the one that contains `offset`; lines end at LF. */
export function lineAbove(text: string, offset: number): string {
  const end = text.lastIndexOf("\n", offset - 1);
  return end === -1 ? "" : text.slice(text.lastIndexOf("\n", end - 1) + 1, end);
}
