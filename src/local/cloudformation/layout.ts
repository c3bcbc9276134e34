/** The first half of a deployment: parameters, and the resources with their physical ids, nested stacks among them. */
import { domainOf, partitionOf } from "../../core/arn/partitions.ts";
import { defined } from "../../core/defined.ts";
import { nearNames } from "../../core/near-names.ts";
import { LambdaEnvError } from "../../errors.ts";
import { type Facts, type StackResource as ResourceFact, type StackWorld, worldOf } from "../../template/evaluate/facts.ts";
import type { OpenLoop } from "../../template/functions/loops.ts";
import { isNoEcho } from "../../template/functions/secrecy.ts";
import { child, type Node, textOf } from "../../template/read/tree.ts";
import type { Template } from "../../template/template.ts";
import { findParameter } from "../parameters/records.ts";
import { findSecret } from "../secrets/secrets.ts";
import type { Resource, StackParameter, StackRecord, StackResourceRecord, World } from "../state/state.ts";
import { decideCondition, evaluateText } from "./evaluate.ts";
import { withoutLoops } from "./loops.ts";
import { makePhysicalId, makePhysicalName, makeStackArn, NAME_PROPERTIES } from "./names.ts";
import type { GivenFacts, NestedFacts } from "./stack-facts.ts";
import { type MadeResource, transformResources } from "./transform.ts";

export interface Layout {
  /** With its loops expanded, and the loops that could not be. */
  readonly template: Template;
  readonly open: readonly OpenLoop[];
  readonly arn: string;
  readonly name: string;
  readonly parameters: readonly StackParameter[];
  readonly resources: readonly StackResourceRecord[];
  /** The definitions of the resources, including those that SAM adds; only resources that are created. */
  readonly made: readonly MadeResource[];
  readonly nested: readonly StackRecord[];
  readonly attributes: readonly Resource[];
  /** The input of the second half. */
  readonly facts: Facts;
}

const STACK_TYPE = "AWS::CloudFormation::Stack";
const CREATED = "CREATE_COMPLETE";

/**
 * Returns the layout of a stack; it changes nothing.
 *
 * Errors: `INVALID_INPUT` for facts about something that is not in the template.
 */
export function layOut(world: World, parsed: Template, name: string, given: GivenFacts): Layout {
  const arn = makeStackArn(name, world);
  const { region, account } = world;
  const partition = partitionOf(region);
  const stackWorld = { partition, region, account, stackName: name, stackId: arn, urlSuffix: domainOf(partition) };
  const parameters = readParameters(world, parsed, given);
  const overrides = new Map(parameters.map(({ key, value }) => [key, value]));
  const factsOf = (resources: ReadonlyMap<string, ResourceFact>): Facts => ({
    stack: { value: { stackId: arn, status: CREATED, parameters: new Map(), outputs: new Map(), resources } },
    overrides,
  });
  // Names and conditions only depend on the parameters: there are no resources yet.
  const facts = factsOf(new Map());
  const { template, open } = withoutLoops(world, parsed, facts);
  const naming: Naming = { world, template, facts, stackWorld, given };
  const made = makeResources(naming);
  assertKnown(given, made);
  const resources = identify(made, naming);
  const all = [...resources.values()];
  return {
    template,
    open,
    arn,
    name,
    parameters,
    resources: all,
    made,
    nested: all
      .filter(({ type }) => type === STACK_TYPE)
      .map(({ logicalId, physicalId }) => makeNested(world, arn, physicalId, given.nested.get(logicalId))),
    attributes: all.map(({ logicalId, type, physicalId }) => ({
      type,
      identifier: physicalId,
      properties: given.attributes.get(logicalId) ?? {},
    })),
    facts: factsOf(resources),
  };
}

function readParameters(world: World, template: Template, given: GivenFacts): readonly StackParameter[] {
  const declared = child(template.root, "Parameters");
  const entries = declared?.kind === "map" ? [...declared.entries] : [];
  const names = entries.map(([name]) => name);
  for (const name of given.parameters.keys()) assertIn(names, name, "parameter");
  return entries.flatMap(([key, { value: definition }]) => {
    const value = given.parameters.get(key) ?? textOf(child(definition, "Default"));
    if (value === undefined) return [];
    const isStored = textOf(child(definition, "Type"))?.startsWith("AWS::SSM::Parameter::Value<") === true;
    const stored = isStored ? findParameter(world, value) : undefined;
    const resolved = stored !== undefined && "parameter" in stored ? { resolvedValue: stored.version.value } : {};
    return [{ key, value, noEcho: isNoEcho(definition), ...resolved }];
  });
}

/**
 * Returns whether a resource is created. A condition that cannot be determined creates its resource, so that there is more to
 * rehearse with.
 */
function isCreated(world: World, template: Template, facts: Facts, conditions: readonly string[]): boolean {
  const decisions = conditions.map((condition) => decideCondition(world, template, facts, condition));
  return decisions.length === 0 || decisions.some((decision) => decision.kind === "undecided" || decision.value);
}

function assertKnown({ resources, attributes, nested }: GivenFacts, made: readonly MadeResource[]): void {
  const ids = made.map(({ logicalId }) => logicalId);
  const added = [...resources].filter(([, { type }]) => type !== undefined).map(([logicalId]) => logicalId);
  for (const id of [...resources.keys(), ...attributes.keys()]) assertIn([...ids, ...added], id, "resource");
  const stacks = made.filter(({ type }) => type === STACK_TYPE).map(({ logicalId }) => logicalId);
  for (const id of nested.keys()) assertIn(stacks, id, "nested stack");
}

function assertIn(names: readonly string[], name: string, kind: string): void {
  if (names.includes(name)) return;
  const [near] = nearNames(name, names);
  throw new LambdaEnvError("INVALID_INPUT", `the facts name the ${kind} ${name}, which is not in the stack`, {
    hint: near === undefined ? `remove it from the facts` : `did you mean ${near}?`,
  });
}

interface Naming {
  readonly world: World;
  readonly template: Template;
  readonly facts: Facts;
  readonly stackWorld: StackWorld;
  readonly given: GivenFacts;
}

/** Returns the resources of the template that its conditions create, including those that transforms create. */
function makeResources({ world, template, facts }: Naming): readonly MadeResource[] {
  const resources = transformResources(template, (node) => textIn(node, world, template, facts));
  return resources.filter(({ conditions }) => isCreated(world, template, facts, conditions));
}

/** Returns the resources with their physical ids, and those that only the facts know. */
function identify(made: readonly MadeResource[], naming: Naming): ReadonlyMap<string, StackResourceRecord> {
  const { given, stackWorld } = naming;
  const resources = new Map<string, StackResourceRecord>();
  for (const resource of made) {
    const { logicalId, type, madeFor } = resource;
    const owner = madeFor === undefined ? undefined : resources.get(madeFor)?.physicalId;
    const { status = CREATED } = given.resources.get(logicalId) ?? {};
    resources.set(logicalId, { logicalId, type, physicalId: idOf(resource, owner, naming), status });
  }
  for (const [logicalId, { type, physicalId, status = CREATED }] of given.resources) {
    if (resources.has(logicalId) || type === undefined) continue;
    const id = physicalId ?? makePhysicalId({ type, logicalId }, stackWorld);
    resources.set(logicalId, { logicalId, type, physicalId: id, status });
  }
  return resources;
}

function idOf(resource: MadeResource, owner: string | undefined, { world, template, facts, stackWorld, given }: Naming): string {
  const { logicalId, type } = resource;
  const known = given.resources.get(logicalId)?.physicalId;
  if (known !== undefined) return known;
  if (type === STACK_TYPE) return makeStackArn(makePhysicalName(stackWorld.stackName, logicalId), world);
  const name = resource.name ?? nameOf(resource, world, template, facts);
  const secret = type === "AWS::SecretsManager::Secret" && name !== undefined ? findSecret(world, name) : undefined;
  const named = { type, logicalId, ...defined({ name, owner }) };
  return secret?.arn ?? makePhysicalId(named, stackWorld);
}

function nameOf({ type, properties }: MadeResource, world: World, template: Template, facts: Facts): string | undefined {
  const property = NAME_PROPERTIES.get(type);
  const node = property === undefined ? undefined : child(properties, property);
  return node === undefined ? undefined : textIn(node, world, template, facts);
}

/** Returns the text of `node`, if it can be determined. */
function textIn(node: Node, world: World, template: Template, facts: Facts): string | undefined {
  const result = evaluateText(world, template, facts, node);
  return result.kind === "value" ? String(result.data) : undefined;
}

function makeNested(world: World, parentArn: string, arn: string, facts: NestedFacts | undefined): StackRecord {
  const name = worldOf(arn)?.stackName ?? arn;
  return {
    arn,
    name,
    status: CREATED,
    createdAt: world.now(),
    parameters: [...(facts?.parameters ?? [])].map(([key, value]) => ({ key, value, noEcho: false })),
    outputs: [...(facts?.outputs ?? [])].map(([key, value]) => ({ key, value })),
    resources: [],
    parentArn,
  };
}
