/** The text that `pull` writes, and what it does to a file that is there already. */

import type { Values } from "../core/variables.ts";
import { type Finding, LambdaEnvError } from "../errors.ts";
import { editDotenv } from "../formats/dotenv/edit.ts";
import { encryptionOf } from "../formats/encrypted-file.ts";
import { parseEnvFile } from "../formats/env-file.ts";
import type { FormatOptions } from "../formats/formatted.ts";
import { FORMATS, type FormatName } from "../formats/registry.ts";
import type { PulledNames } from "../output/pull.ts";

export interface PulledText {
  /** Empty where a finding is an error. */
  readonly text: string;
  readonly names: PulledNames;
  /** Names whose value in the file is another one and would go, or what else would: it needs a confirmation. */
  readonly overwrites: readonly string[];
  readonly findings: readonly Finding[];
}

const NONE: PulledNames = { added: [], updated: [], same: [], onlyInFile: [], omitted: [] };

/** Returns the text for `values`: an existing `.env` file is edited in place, any other file is written anew. */
export function pullText(
  format: FormatName,
  values: Values,
  existing: string | undefined,
  options: FormatOptions & { readonly file: string },
): PulledText {
  if (existing !== undefined) assertNotEncrypted(existing, options.file);
  if (format === "dotenv" && existing !== undefined) return editText(existing, values, options);
  const formatted = FORMATS[format](values, options);
  if (formatted.kind === "refused") return { text: "", names: NONE, overwrites: [], findings: formatted.findings };
  const { text, omitted, findings } = formatted;
  const written = [...values.keys()].filter((name) => !omitted.includes(name));
  if (existing === undefined) return { text, names: { ...NONE, added: written, omitted }, overwrites: [], findings };
  const overwrites = existing === text || existing.trim() === "" ? [] : ["what is"];
  return { text, names: { ...replacedNames(format, existing, values, written, options.file), omitted }, overwrites, findings };
}

/** Errors: CANNOT_WRITE for a file that another tool keeps encrypted: it is often committed, and would then hold plain values. */
function assertNotEncrypted(existing: string, file: string): void {
  const tool = encryptionOf(existing);
  if (tool === undefined) return;
  throw new LambdaEnvError("CANNOT_WRITE", `${file} is encrypted by ${tool}, and pull writes plain values`, {
    hint: "name another file, and encrypt it afterwards",
  });
}

function editText(existing: string, values: Values, options: FormatOptions & { readonly file: string }): PulledText {
  const { format, entries } = parseEnvFile(existing, { source: options.file });
  if (format === "json") {
    throw new LambdaEnvError("CANNOT_WRITE", `${options.file} is a JSON file, which has no place for the lines of a .env file`, {
      hint: "--format json writes it anew, or name another file",
    });
  }
  const edited = editDotenv(existing, values, { ...options, source: options.file });
  if (edited.kind === "refused") return { text: "", names: NONE, overwrites: [], findings: edited.findings };
  const { text, changes, findings } = edited;
  // A comment takes the place of a line whose live value the file cannot hold, and the line's own value goes.
  const lost = changes.omitted.filter((name) => entries.some((entry) => entry.name === name));
  return { text, names: changes, overwrites: [...changes.updated, ...lost], findings };
}

/** Compares with an existing JSON file by name; the text of other formats is not read back. */
function replacedNames(
  format: FormatName,
  existing: string,
  values: Values,
  written: readonly string[],
  source: string,
): Omit<PulledNames, "omitted"> {
  if (format !== "json") return { ...NONE, updated: written };
  const before = new Map(parseEnvFile(existing, { source }).entries.map(({ name, value }) => [name, value]));
  return {
    added: written.filter((name) => !before.has(name)),
    updated: written.filter((name) => before.has(name) && before.get(name) !== values.get(name)),
    same: written.filter((name) => before.get(name) === values.get(name)),
    onlyInFile: [],
  };
}
