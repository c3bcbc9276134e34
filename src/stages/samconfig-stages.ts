/**
 * The stages in a samconfig file: the tables `[NAME.lambda_env.parameters]`, with the keys of a stage. SAM reads only the tables of its own
 * commands, and keeps the others when it writes the file.
 */
import type { Stage } from "../core/stage/stage.ts";
import { type Report, unknownKey, wrongKind } from "./keys.ts";
import { readStage, type StageReading } from "./stage-table.ts";
import { type StageNode, type StageTable, type TableEntry, tableEntries } from "./tree.ts";

/** SAM writes the names of commands in this way: `local_start_api`. */
const SAMCONFIG_TABLE = "lambda_env";
const PARAMETERS = "parameters";

/**
 * Returns the stages of a samconfig file, each with its environment as `config-env` unless it names another one, so that stack, region and
 * profile come from SAM's own tables where the stage does not have them.
 */
export function readSamconfigStages(root: StageNode, reading: StageReading & { readonly source: string }): readonly Stage[] {
  return (root.kind === "table" ? tableEntries(root) : []).flatMap(([name, { value }]) => {
    const parameters = parametersOf(value, reading.report);
    if (parameters === undefined) return [];
    return [withEnvironment(readStage(name, parameters, reading), reading.source)];
  });
}

function parametersOf({ entries }: StageTable, report: Report): TableEntry | undefined {
  for (const [key, { at }] of entries) if (key === "lambda-env") report(unknownKey(key, [SAMCONFIG_TABLE], "samconfig", at));
  const own = entries.get(SAMCONFIG_TABLE);
  if (own === undefined) return undefined;
  if (own.value.kind !== "table") {
    report(wrongKind(SAMCONFIG_TABLE, `a table ${PARAMETERS}`, own.value));
    return undefined;
  }
  for (const [key, { at }] of own.value.entries) if (key !== PARAMETERS) report(unknownKey(key, [PARAMETERS], "samconfig", at));
  const parameters = own.value.entries.get(PARAMETERS);
  if (parameters === undefined) return undefined;
  const { at, value } = parameters;
  if (value.kind === "table") return { at, value };
  report(wrongKind(PARAMETERS, "a table of the keys of a stage", value));
  return undefined;
}

function withEnvironment(stage: Stage, source: string): Stage {
  const implied = new Map([
    ["config-env", stage.name],
    ["config-file", source],
  ]);
  for (const option of Object.keys(stage.options)) implied.delete(option);
  return {
    ...stage,
    options: { ...stage.options, ...Object.fromEntries(implied) },
    places: new Map([...[...implied.keys()].map((option) => [option, stage.at] as const), ...stage.places]),
  };
}
