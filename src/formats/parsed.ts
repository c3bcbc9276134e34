/** The content of an env file, whatever its format. */
import type { Finding } from "../errors.ts";

/** One variable of an env file, at the place where its value was read. */
export interface ParsedVariable {
  readonly name: string;
  readonly value: string;
  readonly line: number;
  readonly column: number;
  /** It contains a `$`, and is not written in single quotes: others may replace a `$NAME` in it. */
  readonly expands?: boolean;
}

export interface ParsedFile {
  readonly format: "dotenv" | "json";
  /** Each name once, in the order of the text; of equal names the last. */
  readonly entries: readonly ParsedVariable[];
  /** Names that a writer left out because the format cannot hold their values, according to its comments. */
  readonly omitted: readonly { readonly name: string; readonly line: number }[];
  /** An error for whatever would be lost or changed, a warning for what another reader may read differently. */
  readonly findings: readonly Finding[];
}

export interface ParseOptions {
  /** The name of the text for users: `.env`. */
  readonly source: string;
}

/** What a text has that will be replaced. A name without a value is one whose value cannot be read. */
export interface ReadNames {
  readonly variables: ReadonlyMap<string, string | undefined>;
  /** The number of lines with other content. */
  readonly otherLines: number;
}
