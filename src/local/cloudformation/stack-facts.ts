/** The facts file: what a template does not say about its deployed stack and the account around it, as YAML or JSON. */
import { makeFinding } from "../../core/finding.ts";
import { type Finding, LambdaEnvError, type Place } from "../../errors.ts";
import { readTree } from "../../template/read/read-tree.ts";
import { child, type Node } from "../../template/read/tree.ts";
import { PARAMETER_TYPES, type ParameterType } from "../state/state.ts";

export interface GivenFacts {
  readonly stack?: string;
  /** Values of the stack's parameters, overriding their defaults. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Physical ids and types of resources, by logical id; only resources that SAM creates need a type. */
  readonly resources: ReadonlyMap<string, ResourceFacts>;
  /** What Cloud Control returns for resources, by logical id. */
  readonly attributes: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Outputs, overriding the values of the template's expressions. */
  readonly outputs: ReadonlyMap<string, string>;
  /** Nested stacks, by logical id. */
  readonly nested: ReadonlyMap<string, NestedFacts>;
  /** Exports of other stacks. */
  readonly exports: ReadonlyMap<string, string>;
  /** Parameter Store. */
  readonly ssm: ReadonlyMap<string, { readonly type: ParameterType; readonly value: string }>;
  /** Secret strings; a mapping has become JSON. */
  readonly secrets: ReadonlyMap<string, string>;
}

interface ResourceFacts {
  readonly physicalId?: string;
  readonly type?: string;
  readonly status?: string;
}

export interface NestedFacts {
  readonly parameters: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
}

export const NO_FACTS: GivenFacts = {
  parameters: new Map(),
  resources: new Map(),
  attributes: new Map(),
  outputs: new Map(),
  nested: new Map(),
  exports: new Map(),
  ssm: new Map(),
  secrets: new Map(),
};

/** Reads one part of the file, or reports what is wrong with it. */
type Read<T> = (node: Node, subject: string, report: (finding: Finding) => void) => T | undefined;

/**
 * Returns the facts in YAML or JSON text.
 *
 * Errors: `INVALID_INPUT`, with a finding for each mistake; a scalar that YAML readers read differently is one.
 */
export function parseStackFacts(text: string, { source }: { readonly source: string }): GivenFacts {
  const findings: Finding[] = [];
  const root = readTree(text, source);
  const read = readMembers(root, source, SECTIONS, (finding) => findings.push(finding));
  if (findings.length > 0 || read === undefined) {
    throw new LambdaEnvError("INVALID_INPUT", `${source} is not a facts file`, { findings });
  }
  return { ...NO_FACTS, ...read };
}

const readText: Read<string> = (node, subject, report) => {
  if (node.kind === "text") return node.text;
  report(node.kind === "unclear" ? unclear(node, subject) : misshapen(subject, "a string", node.at));
  return undefined;
};

const readJson: Read<unknown> = (node, subject, report) => {
  switch (node.kind) {
    case "text":
      return node.json;
    case "unclear":
      report(unclear(node, subject));
      return undefined;
    case "list":
      return node.items.map((item) => readJson(item, subject, report));
    case "map":
      return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, readJson(value, key, report)]));
  }
};

const readObject: Read<Readonly<Record<string, unknown>>> = (node, subject, report) => {
  if (node.kind === "map") return readJson(node, subject, report) as Readonly<Record<string, unknown>>;
  report(misshapen(subject, "a mapping", node.at));
  return undefined;
};

const readSecret: Read<string> = (node, subject, report) =>
  node.kind === "map" || node.kind === "list" ? JSON.stringify(readJson(node, subject, report)) : readText(node, subject, report);

const readStoreType: Read<ParameterType> = (node, subject, report) => {
  const type = PARAMETER_TYPES.find((known) => node.kind === "text" && node.text === known);
  if (type === undefined) report(misshapen(subject, `one of ${PARAMETER_TYPES.join(", ")}`, node.at));
  return type;
};

/** A string stands for the member that matters most. */
const readStored: Read<{ readonly type: ParameterType; readonly value: string }> = (node, subject, report) => {
  if (node.kind !== "map") {
    const value = readText(node, subject, report);
    return value === undefined ? undefined : { type: "String", value };
  }
  const read = readMembers(node, subject, { type: readStoreType, value: readText }, report);
  if (read?.value !== undefined) return { type: read.type ?? "String", value: read.value };
  if (child(node, "value") === undefined) report(misshapen(subject, "a string, or a mapping with a value", node.at));
  return undefined;
};

const readResource: Read<ResourceFacts> = (node, subject, report) => {
  if (node.kind === "map") return readMembers(node, subject, { physicalId: readText, type: readText, status: readText }, report);
  const physicalId = readText(node, subject, report);
  return physicalId === undefined ? undefined : { physicalId };
};

const readNested: Read<NestedFacts> = (node, subject, report) => {
  const read = readMembers(node, subject, { parameters: mapOf(readText), outputs: mapOf(readText) }, report);
  return read === undefined ? undefined : { parameters: new Map(), outputs: new Map(), ...read };
};

const SECTIONS = {
  stack: readText,
  parameters: mapOf(readText),
  resources: mapOf(readResource),
  attributes: mapOf(readObject),
  outputs: mapOf(readText),
  nested: mapOf(readNested),
  exports: mapOf(readText),
  ssm: mapOf(readStored),
  secrets: mapOf(readSecret),
} satisfies { readonly [Section in keyof GivenFacts]-?: Read<GivenFacts[Section]> };

/** Returns a reader of a mapping with arbitrary keys. */
function mapOf<T>(readItem: Read<T>): Read<ReadonlyMap<string, T>> {
  return (node, subject, report) => {
    if (node.kind !== "map") {
      report(misshapen(subject, "a mapping", node.at));
      return undefined;
    }
    const items = [...node.entries].map(([key, { value }]) => [key, readItem(value, key, report)] as const);
    return new Map(items.flatMap(([key, item]) => (item === undefined ? [] : [[key, item]])));
  };
}

type ReadMembers<Members> = { readonly [Name in keyof Members]?: Members[Name] extends Read<infer T> ? T : never };

/** Returns the members of a mapping whose keys are those of `members`. */
function readMembers<Members extends Readonly<Record<string, Read<unknown>>>>(
  node: Node,
  subject: string,
  members: Members,
  report: (finding: Finding) => void,
): ReadMembers<Members> | undefined {
  if (node.kind !== "map") {
    report(misshapen(subject, "a mapping", node.at));
    return undefined;
  }
  const read = [...node.entries].map(([key, { key: keyNode, value }]) => {
    const readMember = Object.hasOwn(members, key) ? members[key] : undefined;
    if (readMember !== undefined) return [key, readMember(value, key, report)] as const;
    report(misshapen(`"${key}"`, `one of ${Object.keys(members).join(", ")}`, keyNode.at));
    return [key, undefined] as const;
  });
  return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as ReadMembers<Members>;
}

function unclear({ looksLike, at }: { readonly looksLike: string; readonly at: Place }, name: string): Finding {
  return makeFinding("TEMPLATE_UNCLEAR", "error", { looksLike }, { name, at });
}

function misshapen(subject: string, expected: string, at: Place): Finding {
  return makeFinding("TEMPLATE_SHAPE", "error", { subject, expected }, { at });
}
