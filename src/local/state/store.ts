/** The data file: state as JSON, readable only by its owner, replaced as a whole. */
import { readFileSync, statSync } from "node:fs";
import { isObject, parseJsonText } from "../../core/json.ts";
import { LambdaEnvError } from "../../errors.ts";
import { replaceStateFile } from "../../files/state-file.ts";
import { makeState, resourceKey, type State } from "./state.ts";

const FORMAT_VERSION = 1;

/** Returns the state in `file`, or an empty one if the file does not exist. */
export function readState(file: string): State {
  const text = readIfThere(file);
  if (text === undefined) return makeState();
  const data = parseData(file, text);
  const state = makeState();
  for (const record of data.functions) state.functions.set(record.name, record);
  for (const secret of data.secrets) state.secrets.set(secret.name, secret);
  for (const stack of data.stacks ?? []) state.stacks.set(stack.name, stack);
  for (const item of data.exports ?? []) state.exports.set(item.name, item);
  for (const parameter of data.parameters ?? []) state.parameters.set(parameter.name, parameter);
  for (const resource of data.resources ?? []) state.resources.set(resourceKey(resource), resource);
  return state;
}

/** Returns a function that writes `state` to `file` if it differs from what was written last. */
export function makeSaver(file: string, state: State): () => void {
  let saved: string | undefined;
  return () => {
    const text = formatState(state);
    if (text === saved) return;
    replaceStateFile(file, text);
    saved = text;
  };
}

type Lists = { readonly [Part in keyof State]: readonly (State[Part] extends Map<string, infer Item> ? Item : never)[] };

/** Files from before stacks were supported contain only functions and secrets. */
type Data = Pick<Lists, "functions" | "secrets"> & Partial<Lists>;

function formatState(state: State): string {
  const data: Lists = {
    functions: [...state.functions.values()],
    secrets: [...state.secrets.values()],
    stacks: [...state.stacks.values()],
    exports: [...state.exports.values()],
    parameters: [...state.parameters.values()],
    resources: [...state.resources.values()],
  };
  return `${JSON.stringify({ formatVersion: FORMAT_VERSION, ...data }, null, 2)}\n`;
}

function parseData(file: string, text: string): Data {
  const data = parseJsonText(text);
  if (!isObject(data) || data["formatVersion"] !== FORMAT_VERSION || !hasLists(data)) {
    throw new LambdaEnvError("INVALID_INPUT", `${file} is not a data file of the local endpoint`, {
      hint: "name another file, or remove this one to start afresh",
    });
  }
  return data as unknown as Data;
}

/** What is read when a record is found: its key, and the parts that every record has. */
const SHAPES: { readonly [Part in keyof State]: (item: Readonly<Record<string, unknown>>) => boolean } = {
  functions: (item) => isText(item["name"]) && isObject(item["latest"]) && isList(item["versions"]) && isList(item["aliases"]),
  secrets: (item) => isText(item["name"]) && isText(item["arn"]) && isList(item["versions"]),
  stacks: (item) => isText(item["name"]) && ["parameters", "outputs", "resources"].every((part) => isList(item[part])),
  exports: (item) => isText(item["name"]) && isText(item["value"]),
  parameters: (item) => isText(item["name"]) && isList(item["versions"]) && item["versions"].length > 0,
  resources: (item) => isText(item["type"]) && isText(item["identifier"]) && isObject(item["properties"]),
};

function hasLists(data: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(SHAPES).every(([part, isRecord]) => {
    const isOptional = part !== "functions" && part !== "secrets";
    const list = data[part];
    if (list === undefined) return isOptional;
    return isList(list) && list.every((item) => isObject(item) && isRecord(item));
  });
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function readIfThere(file: string): string | undefined {
  try {
    // Reading a pipe would block, and it could not be written back.
    if (!statSync(file).isFile()) throw notAFile(file);
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (cause instanceof LambdaEnvError) throw cause;
    if (hasCode(cause, "ENOENT")) return undefined;
    throw new LambdaEnvError("NO_INPUT", `${file} cannot be read`, { cause });
  }
}

function notAFile(file: string): LambdaEnvError {
  return new LambdaEnvError("INVALID_INPUT", `${file} is not a regular file, and the state could not be kept in it`, {
    hint: "--data data.json",
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
