/** The tree of a file → stages and rules for variables, and a finding for each mistake in it. */
import { isValidName } from "../core/checks/checks.ts";
import { RESERVED_VARIABLES } from "../core/checks/reserved.ts";
import { defined } from "../core/defined.ts";
import { makeFinding } from "../core/finding.ts";
import type { Stage, VariableRule } from "../core/stage/stage.ts";
import { PROJECT_TABLES, VARIABLE_KEYS } from "../core/stage/stage-keys.ts";
import { type KeyValue, type Report, readKeys, unknownKey, wrongKind } from "./keys.ts";
import { readStage, type StageReading } from "./stage-table.ts";
import { type StageEntry, type StageTable, type TableEntry, tableEntries } from "./tree.ts";

/** What one file says. */
export interface ReadProject {
  readonly stages: readonly Stage[];
  readonly variables: readonly VariableRule[];
}

/** Returns the content of `lambda-env.toml`, and reports everything that is wrong with it: then the content is not complete. */
export async function readProjectTables(root: StageTable, reading: StageReading): Promise<ReadProject> {
  const { report } = reading;
  const stages: Stage[] = [];
  const variables: VariableRule[] = [];
  for (const [key, entry] of root.entries) {
    if (!PROJECT_TABLES.includes(key)) report(unknownKey(key, PROJECT_TABLES, "file", entry.at));
    else if (key === "stages") {
      for (const [name, table] of tablesIn(key, entry, report)) stages.push(readStage(name, table, reading));
    } else {
      for (const [name, table] of tablesIn(key, entry, report)) variables.push(await readRule(name, table, report));
    }
  }
  return { stages, variables };
}

/** Returns the tables in a table, and reports everything else. */
function tablesIn(key: string, { value }: StageEntry, report: Report): readonly (readonly [string, TableEntry])[] {
  const needs = `tables such as [${key}.NAME]`;
  if (value.kind !== "table") {
    report(wrongKind(key, needs, value));
    return [];
  }
  for (const entry of value.entries.values()) if (entry.value.kind !== "table") report(wrongKind(key, needs, entry.value));
  return tableEntries(value);
}

async function readRule(name: string, { at, value }: TableEntry, report: Report): Promise<VariableRule> {
  const reserved = RESERVED_VARIABLES.get(name);
  if (reserved !== undefined) report(makeFinding("NAME_RESERVED", "error", { about: reserved.about }, { name, at }));
  else if (!isValidName(name)) {
    const needs = "at least two letters, digits or _, of which the first is a letter";
    report(makeFinding("PROJECT_NAME", "error", { of: "variable", needs }, { at }));
  }
  const values = readKeys(value.entries, { keys: VARIABLE_KEYS, of: "variable", report });
  const pattern = values.get("pattern");
  const oneOf = values.get("one-of");
  if (pattern !== undefined) await checkPattern(pattern, oneOf, report);
  return {
    name,
    at,
    required: values.get("required")?.value === true,
    isSecret: values.get("secret")?.value === true,
    isPublic: values.get("secret")?.value === false,
    isShared: values.get("shared")?.value === true,
    functions: listOf(values.get("functions")) ?? [],
    ...defined({ pattern: textOf(pattern), oneOf: listOf(oneOf), description: textOf(values.get("description")) }),
  };
}

async function checkPattern(pattern: KeyValue, oneOf: KeyValue | undefined, report: Report): Promise<void> {
  const { compilePattern } = await import("./pattern.ts");
  const at = pattern.items[0] ?? pattern.at;
  const compiled = compilePattern(textOf(pattern) ?? "");
  if ("problem" in compiled) report(makeFinding("PROJECT_PATTERN", "error", { problem: compiled.problem }, { at }));
  else if (listOf(oneOf)?.some(compiled) === false) report(makeFinding("PROJECT_PATTERN_UNMATCHED", "error", {}, { at }));
}

function textOf(entry: KeyValue | undefined): string | undefined {
  return typeof entry?.value === "string" ? entry.value : undefined;
}

function listOf(entry: KeyValue | undefined): readonly string[] | undefined {
  return typeof entry?.value === "object" && entry.value.length > 0 ? entry.value : undefined;
}
