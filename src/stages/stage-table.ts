/** One stage of a file, from its table. */
import { defined } from "../core/defined.ts";
import { makeFinding } from "../core/finding.ts";
import type { Stage, StageOptions } from "../core/stage/stage.ts";
import { FUNCTION_KEYS, STAGE_FUNCTION, STAGE_KEYS, STAGE_NAME, type StageKeys } from "../core/stage/stage-keys.ts";
import type { Place } from "../errors.ts";
import { type KeyValue, type Report, readKeys, wrongKind } from "./keys.ts";
import type { StageTable, TableEntry } from "./tree.ts";

export interface StageReading {
  /** Returns a path of the file as a path of the working directory. */
  readonly toCwdPath: (path: string) => string;
  readonly report: Report;
}

/** Returns the stage of a table, and reports everything that is wrong with it. */
export function readStage(name: string, { at, value }: TableEntry, { toCwdPath, report }: StageReading): Stage {
  if (!STAGE_NAME.form.test(name)) report(makeFinding("PROJECT_NAME", "error", { of: "stage", needs: STAGE_NAME.needs }, { at }));
  const functions = value.entries.get("functions");
  const isTable = functions?.value.kind === "table";
  const entries = [...value.entries].filter(([key]) => !(isTable && key === "functions"));
  const values = readKeys(entries, { keys: STAGE_KEYS, of: "stage", report });
  const account = values.get("account")?.value;
  return {
    name,
    at,
    options: optionsIn(values, STAGE_KEYS, toCwdPath),
    places: placesIn(values),
    ...defined({ account: typeof account === "string" ? account : undefined }),
    isProtected: values.get("protected")?.value === true,
    functions: functions?.value.kind === "table" ? readFunctions(functions.value, { toCwdPath, report }) : new Map(),
  };
}

function readFunctions(table: StageTable, { toCwdPath, report }: StageReading): ReadonlyMap<string, StageOptions> {
  const functions = new Map<string, StageOptions>();
  for (const [id, { at, value }] of table.entries) {
    if (!STAGE_FUNCTION.form.test(id))
      report(makeFinding("PROJECT_NAME", "error", { of: "function", needs: STAGE_FUNCTION.needs }, { at }));
    if (value.kind === "table") {
      const values = readKeys(value.entries, { keys: FUNCTION_KEYS, of: "function", report });
      functions.set(id, optionsIn(values, FUNCTION_KEYS, toCwdPath));
    } else report(wrongKind("functions", "a list of names, or tables of sources such as [stages.NAME.functions.ID]", value));
  }
  return functions;
}

/** Returns the options that the keys give; an empty list gives none. */
function optionsIn(values: ReadonlyMap<string, KeyValue>, keys: StageKeys, toCwdPath: StageReading["toCwdPath"]): StageOptions {
  const options = [...values].flatMap(([key, { value }]): [string, string | boolean | readonly string[]][] => {
    const { option, isPath } = keys[key] ?? {};
    if (option === undefined || (typeof value === "object" && value.length === 0)) return [];
    if (isPath !== true || typeof value === "boolean") return [[option, value]];
    return [[option, typeof value === "string" ? toCwdPath(value) : value.map(toCwdPath)]];
  });
  return Object.fromEntries(options);
}

function placesIn(values: ReadonlyMap<string, KeyValue>): ReadonlyMap<string, Place> {
  const keys: StageKeys = STAGE_KEYS;
  return new Map(
    [...values].flatMap(([key, { at }]): [string, Place][] => {
      const option = keys[key]?.option;
      return option === undefined ? [] : [[option, at]];
    }),
  );
}
