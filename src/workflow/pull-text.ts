/** The text that `pull` writes, and its effect on an existing file. */

import { formOf } from "../core/checks/value-form.ts";
import { defined } from "../core/defined.ts";
import type { EditChanges, PullExtent, PulledLosses } from "../core/pulled.ts";
import { compareNames, type Values } from "../core/variables.ts";
import { type Finding, LambdaEnvError } from "../errors.ts";
import { editDotenv } from "../formats/dotenv/edit.ts";
import type { Edited } from "../formats/edited.ts";
import { encryptionOf } from "../formats/encrypted-file.ts";
import { parseEnvFile } from "../formats/env-file.ts";
import { appendGithubEnv } from "../formats/export/github-env.ts";
import { type FormatName, holdsNamesOnly } from "../formats/format-names.ts";
import type { FormatOptions } from "../formats/formatted.ts";
import { AWS_MEMBER } from "../formats/json/json.ts";
import { editJson, editSamLocal } from "../formats/json/json-edit.ts";
import { type ReplacedFormat, readNames } from "../formats/read-names.ts";
import { FORMATS } from "../formats/registry.ts";

export interface PulledText {
  /** Empty if a finding is an error. */
  readonly text: string;
  readonly names: EditChanges;
  /** What would be lost in the file, and so must be confirmed. */
  readonly losses: PulledLosses | undefined;
  readonly findings: readonly Finding[];
}

type TextOptions = FormatOptions & { readonly file: string };

const NONE: EditChanges = { added: [], updated: [], same: [], onlyInFile: [], removed: [], omitted: [] };

/** Returns the text for `values`, or for those of them that the existing file does not have. */
export function pullText(
  format: FormatName,
  values: Values,
  existing: string | undefined,
  options: TextOptions,
  extent: PullExtent = "all",
): PulledText {
  const all = pullAll(format, values, existing, options);
  if (extent === "all") return all;
  const isAdded = (name: string): boolean => all.names.added.includes(name);
  const added = pullAll(format, new Map([...values].filter(([name]) => isAdded(name))), existing, options);
  const declined = all.losses?.kind === "overwrite" ? all.losses.names : [];
  return { ...added, names: { ...all.names, updated: [], omitted: [], added: added.names.added, declined }, losses: undefined };
}

/** Returns the text for `values`: an existing file is edited in place if its format allows that, and rewritten otherwise. */
function pullAll(format: FormatName, values: Values, existing: string | undefined, options: TextOptions): PulledText {
  if (existing !== undefined) assertNotEncrypted(existing, options.file);
  if (existing !== undefined && (format === "dotenv" || format === "json")) assertNoReferences(existing, values, options.file);
  if (existing !== undefined && format === "dotenv") return editText(existing, values, options);
  const formatted = FORMATS[format](values, options);
  if (formatted.kind === "refused") return refused(formatted.findings);
  const { text, omitted, findings } = formatted;
  const held = new Map([...values].filter(([name]) => !omitted.includes(name)));
  const written = [...held.keys()].sort(compareNames);
  assertReadsBack(format, text, held);
  if (existing === undefined || existing.trim() === "") {
    return { text, names: { ...NONE, added: written, omitted }, losses: undefined, findings };
  }
  const source = options.file;
  if (format === "json") return edited(editJson(existing, values, { source }));
  if (format === "sam-local") {
    return edited(editSamLocal(existing, values, { ...options, source }), options.logicalId);
  }
  if (format === "aws") return edited(editSamLocal(existing, held, { ...options, source, logicalId: AWS_MEMBER }));
  if (format === "github-env") return edited(appendGithubEnv(existing, values, { ...options, source }));
  if (format === "dotenv") throw new LambdaEnvError("BUG", "a .env file is edited in place");
  return replaced({ format, existing, values, written }, { ...NONE, omitted }, { text, findings });
}

/** Errors: BUG if the text does not have exactly these variables. The formats that are not here are read back by their writers. */
function assertReadsBack(format: FormatName, text: string, held: Values): void {
  if (format === "dotenv" || format === "json" || format === "sam-local" || format === "aws") return;
  const { variables } = readNames(format, text);
  const isRead = (name: string): boolean =>
    variables.has(name) && (holdsNamesOnly(format) || variables.get(name) === held.get(name));
  if (variables.size !== held.size || ![...held.keys()].every(isRead)) {
    throw new LambdaEnvError("BUG", `the variables do not read back from their ${format} text`);
  }
}

function refused(findings: readonly Finding[]): PulledText {
  return { text: "", names: NONE, losses: undefined, findings };
}

function edited(result: Edited, logicalId?: string): PulledText {
  if (result.kind === "refused") return refused(result.findings);
  const { text, changes, findings } = result;
  const losses = overwrites(changes.updated, logicalId);
  return { text, names: changes, losses, findings };
}

/**
 * Errors: CANNOT_WRITE for a file that another tool keeps encrypted: it is often committed, and would then contain plain values.
 */
function assertNotEncrypted(existing: string, file: string): void {
  const tool = encryptionOf(existing);
  if (tool === undefined) return;
  throw new LambdaEnvError("CANNOT_WRITE", `${file} is encrypted by ${tool}, and pull writes plain values`, {
    hint: "name another file, and encrypt it afterwards",
  });
}

/**
 * Errors: CANNOT_WRITE if a value is a reference that another tool resolves: such a file is committed because it contains no
 * secret.
 */
function assertNoReferences(existing: string, values: Values, file: string): void {
  for (const { name, value } of parseEnvFile(existing, { source: file }).entries) {
    const form = formOf(name, value);
    if (form?.kind !== "reference" || !values.has(name) || values.get(name) === value) continue;
    throw new LambdaEnvError("CANNOT_WRITE", `${file} refers to ${form.tool} for ${name}, and pull writes plain values`, {
      hint: `name another file, or keep the reference: --except ${name}`,
    });
  }
}

function editText(existing: string, values: Values, options: TextOptions): PulledText {
  const { format, entries } = parseEnvFile(existing, { source: options.file });
  if (format === "json") {
    throw new LambdaEnvError("CANNOT_WRITE", `${options.file} is a JSON file, which cannot hold the lines of a .env file`, {
      hint: "update it with --format json, or name another file",
    });
  }
  const result = editDotenv(existing, values, { ...options, source: options.file });
  if (result.kind === "refused") return refused(result.findings);
  const { text, changes, findings } = result;
  // A comment replaces a line whose live value the file cannot hold, and the line's own value is removed.
  const lost = [...changes.updated, ...changes.omitted.filter((name) => entries.some((entry) => entry.name === name))];
  return { text, names: changes, losses: overwrites(lost), findings };
}

function overwrites(names: readonly string[], logicalId?: string): PulledLosses | undefined {
  if (names.length === 0) return undefined;
  return { kind: "overwrite", names, ...defined({ logicalId }) };
}

interface Replacement {
  readonly format: ReplacedFormat;
  readonly existing: string;
  readonly values: Values;
  readonly written: readonly string[];
}

/**
 * Returns the new text, and the names that the format cannot keep since the function does not have them: they are removed, which
 * is reported beforehand.
 */
function replaced(
  { format, existing, values, written }: Replacement,
  names: EditChanges,
  { text, findings }: Pick<PulledText, "text" | "findings">,
): PulledText {
  if (existing === text) return { text, names: { ...names, same: written }, losses: undefined, findings };
  const { variables, otherLines } = readNames(format, existing);
  const isSame = (name: string): boolean =>
    variables.has(name) && (holdsNamesOnly(format) || variables.get(name) === values.get(name));
  const updated = written.filter((name) => variables.has(name) && !isSame(name));
  const removed = [...variables.keys()].filter((name) => !written.includes(name));
  return {
    text,
    names: {
      ...names,
      added: written.filter((name) => !variables.has(name)),
      updated,
      same: written.filter(isSame),
      removed,
    },
    losses: updated.length + removed.length + otherLines === 0 ? undefined : { kind: "replace", updated, removed, otherLines },
    findings,
  };
}
