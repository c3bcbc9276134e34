/** Variables → the lines that `docker run --env-file` reads: everything after `=` is the value, without quoting. */
import type { Values } from "../core/variables.ts";
import { type FormatOptions, type Formatted, formatLines, type LineFormat } from "./formatted.ts";

/** The scanner of docker's reader fails on longer lines. https://pkg.go.dev/bufio#MaxScanTokenSize */
const MAX_LINE_BYTES = 64 * 1024 - 1;

const DOCKER: LineFormat = {
  title: "docker --env-file",
  write: (name, value) => {
    if (name === "" || /[\s=]|^#/.test(name)) return { reason: "docker does not accept this name" };
    if (value.includes("\n")) return { reason: "it has a line feed, and docker reads one variable per line" };
    if (value.endsWith("\r")) return { reason: "it ends in a carriage return, which docker treats as part of the line end" };
    if (value.includes("\0")) return { reason: "it has a NUL character, which no environment can hold" };
    if (!value.isWellFormed()) return { reason: "it has half of a surrogate pair, which UTF-8 cannot hold" };
    const text = `${name}=${value}`;
    return new TextEncoder().encode(text).length > MAX_LINE_BYTES ? { reason: "its line would be longer than 64 KiB" } : { text };
  },
};

/** Returns one line per variable, sorted by name. */
export function formatDocker(values: Values, options: FormatOptions): Formatted {
  return formatLines(values, DOCKER, options);
}
