/** The tree of a file → stages and rules for variables, and a finding for each mistake in it. */
import { isValidName } from "../core/checks/checks.ts";
import { RESERVED_VARIABLES } from "../core/checks/reserved.ts";
import { defined } from "../core/defined.ts";
import { makeFinding } from "../core/finding.ts";
import type { Stage, VariableRule } from "../core/stage/stage.ts";
import { PROJECT_TABLES, VARIABLE_KEYS } from "../core/stage/stage-keys.ts";
import type { Finding, Place } from "../errors.ts";
import { type KeyValue, type Report, readKeys, unknownKey, wrongKind } from "./keys.ts";
import { readStage, type ToCwdPath } from "./stage-table.ts";
import type { StageEntry, StageNode, StageTable } from "./tree.ts";

/** What one file says, and everything that is wrong with it. */
export interface ReadProject {
  readonly stages: readonly Stage[];
  readonly variables: readonly VariableRule[];
  readonly findings: readonly Finding[];
}

/** Returns the content of `lambda-env.toml`; `pathOf` makes a path of the file one of the working directory. */
export async function readProjectTables(root: StageTable, pathOf: ToCwdPath): Promise<ReadProject> {
  const findings: Finding[] = [];
  const report: Report = (finding) => findings.push(finding);
  const stages: Stage[] = [];
  const variables: VariableRule[] = [];
  for (const [key, entry] of root.entries) {
    if (!PROJECT_TABLES.includes(key)) report(unknownKey(key, PROJECT_TABLES, "file", entry.at));
    else if (key === "stages") {
      for (const [name, table] of tablesIn(key, entry, report)) stages.push(readStage(name, table, { pathOf, report }));
    } else {
      for (const [name, table] of tablesIn(key, entry, report)) variables.push(await readRule(name, table, report));
    }
  }
  return { stages, variables, findings: findings.sort(byPlace) };
}

/** Returns the tables in a table, and reports everything else. */
function tablesIn(
  key: string,
  { value }: StageEntry,
  report: Report,
): readonly (readonly [string, StageEntry & { readonly value: StageTable }])[] {
  if (value.kind !== "table") {
    report(wrongKind(key, `tables such as [${key}.NAME]`, value));
    return [];
  }
  return [...value.entries].flatMap(([name, entry]) => {
    if (isTable(entry.value)) return [[name, { at: entry.at, value: entry.value }] as const];
    report(wrongKind(key, `tables such as [${key}.NAME]`, entry.value));
    return [];
  });
}

function isTable(node: StageNode): node is StageNode & StageTable {
  return node.kind === "table";
}

async function readRule(
  name: string,
  { at, value }: StageEntry & { readonly value: StageTable },
  report: Report,
): Promise<VariableRule> {
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

function byPlace({ at: a }: Finding, { at: b }: Finding): number {
  const lines = lineOf(a) - lineOf(b);
  return lines === 0 ? (a?.column ?? 0) - (b?.column ?? 0) : lines;
}

function lineOf(place: Place | undefined): number {
  return place?.line ?? 0;
}
