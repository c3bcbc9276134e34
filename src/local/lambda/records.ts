/** Finds functions and their versions in the state, settled as of now. */
import { defined } from "../../core/defined.ts";
import { requiredText, stringOf } from "../protocol/input.ts";
import { type Input, type Operation, refuse } from "../protocol/service.ts";
import type { AliasRecord, Configuration, FunctionRecord, World } from "../state/state.ts";
import { settleFunction } from "./lifecycle.ts";
import { functionArn, parseFunctionName, refuseUnknownFunction } from "./names.ts";

/** The result of resolving a request's `FunctionName` and `Qualifier`. */
export interface Found {
  readonly record: FunctionRecord;
  readonly qualifier?: string;
}

/** Returns the function that a request names, or refuses the request. */
export function requireFunction(input: Input, world: World): Found {
  const { name, qualifier } = parseFunctionName(requiredText(input, "FunctionName"), stringOf(input, "Qualifier"), world);
  const record = findRecord(name, world) ?? refuseUnknownFunction(functionArn(world, name, qualifier));
  return { record, ...defined({ qualifier }) };
}

/** Returns a function as it is now; what was due has settled. */
export function findRecord(name: string, world: World): FunctionRecord | undefined {
  const record = world.state.functions.get(name);
  if (record === undefined) return undefined;
  const settled = settleFunction(record, world.now());
  if (settled !== record) world.state.functions.set(name, settled);
  return settled;
}

/** Returns every function, by name. */
export function findRecords(world: World): readonly FunctionRecord[] {
  return [...world.state.functions.keys()].sort().flatMap((name) => findRecord(name, world) ?? []);
}

/** Returns the version that `qualifier` names: `$LATEST` without one, otherwise a version or the version of an alias. */
export function findVersion({ record, qualifier }: Found, world: World): Configuration {
  if (qualifier === undefined || qualifier === "$LATEST") return record.latest;
  const alias = record.aliases.find((candidate) => candidate.name === qualifier);
  const version = alias?.functionVersion ?? qualifier;
  if (version === "$LATEST") return record.latest;
  const found = record.versions.find((candidate) => candidate.version === version);
  return found ?? refuseUnknownFunction(functionArn(world, record.name, qualifier));
}

export function findAlias(record: FunctionRecord, name: string, world: World): AliasRecord {
  const arn = functionArn(world, record.name, name);
  const alias = record.aliases.find((candidate) => candidate.name === name);
  return alias ?? refuse({ status: 404, type: "ResourceNotFoundException", message: `Cannot find alias arn: ${arn}` });
}

/** The subject of every operation on one function. */
export const functionSubject: NonNullable<Operation["subject"]> = (input) => {
  const name = input["FunctionName"];
  return typeof name === "string" ? name : undefined;
};
