/** Stacks as the replies of CloudFormation show them. */
import type { StackOutput, StackParameter, StackRecord, StackResourceRecord } from "../state/state.ts";

type Members = Readonly<Record<string, unknown>>;

/** What CloudFormation shows for a `NoEcho` parameter, even if its value is the default. */
const MASK = "****";

/** Returns the members of `Stack`. Like CloudFormation, it omits empty lists, except for two of them. */
export function renderStack(stack: StackRecord, stacks: ReadonlyMap<string, StackRecord>): Members {
  return {
    StackId: stack.arn,
    StackName: stack.name,
    Description: stack.description === undefined ? undefined : toAscii(stack.description),
    Parameters: orNothing(stack.parameters.map(renderParameter)),
    CreationTime: renderTime(stack.createdAt),
    LastUpdatedTime: stack.updatedAt === undefined ? undefined : renderTime(stack.updatedAt),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    DisableRollback: false,
    NotificationARNs: [],
    Capabilities: ["CAPABILITY_IAM"],
    Outputs: orNothing(stack.outputs.map(renderOutput)),
    Tags: [],
    EnableTerminationProtection: false,
    ParentId: stack.parentArn,
    RootId: stack.parentArn === undefined ? undefined : rootOf(stack, stacks),
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
  };
}

/** Returns the members of `StackResourceSummary`. */
export function renderSummary(stack: StackRecord, resource: StackResourceRecord): Members {
  return { ...renderResource(resource), LastUpdatedTimestamp: renderTime(stack.updatedAt ?? stack.createdAt) };
}

/** Returns the members of `StackResource`. */
export function renderDescribed(stack: StackRecord, resource: StackResourceRecord): Members {
  const { name, arn, updatedAt, createdAt } = stack;
  return { StackName: name, StackId: arn, ...renderResource(resource), Timestamp: renderTime(updatedAt ?? createdAt) };
}

/** Returns `text` as CloudFormation reports it: every character outside ASCII is a `?`. */
export function toAscii(text: string): string {
  return text.replace(/[^\p{ASCII}]/gu, "?");
}

function renderResource({ logicalId, physicalId, type, status }: StackResourceRecord): Members {
  return {
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId === "" ? undefined : physicalId,
    ResourceType: type,
    ResourceStatus: status,
    DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" },
  };
}

function renderParameter({ key, value, resolvedValue, noEcho }: StackParameter): Members {
  return {
    ParameterKey: key,
    ParameterValue: noEcho ? MASK : toAscii(value),
    ResolvedValue: resolvedValue === undefined ? undefined : noEcho ? MASK : toAscii(resolvedValue),
  };
}

/** Outputs are not masked, whatever they contain. */
function renderOutput({ key, value, description, exportName }: StackOutput): Members {
  return {
    OutputKey: key,
    OutputValue: toAscii(value),
    Description: description === undefined ? undefined : toAscii(description),
    ExportName: exportName,
  };
}

function rootOf(stack: StackRecord, stacks: ReadonlyMap<string, StackRecord>): string {
  const parent = [...stacks.values()].find(({ arn }) => arn === stack.parentArn);
  return parent === undefined ? stack.arn : rootOf(parent, stacks);
}

function renderTime(at: number): string {
  return new Date(at).toISOString();
}

function orNothing(items: readonly Members[]): readonly Members[] | undefined {
  return items.length === 0 ? undefined : items;
}
