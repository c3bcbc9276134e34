/** CloudFormation, read-only: a stack, its resources, its template, and the account's exports. */
import type { ListExportsCommandOutput, ListStackResourcesCommandOutput, Stack } from "@aws-sdk/client-cloudformation";
import { defined } from "../core/defined.ts";
import { LambdaEnvError } from "../errors.ts";
import { type CallOptions, callAws, sendOptions } from "./connection/call.ts";
import type { Aws } from "./connection/clients.ts";
import { pagesOf } from "./connection/pages.ts";

export interface StackDescription {
  /** The ARN. */
  readonly stackId: string;
  readonly status: string;
  readonly parameters: ReadonlyMap<string, { readonly value?: string; readonly resolvedValue?: string }>;
  readonly outputs: ReadonlyMap<string, string>;
  readonly notificationArns: readonly string[];
}

export interface DeployedResource {
  readonly type: string;
  readonly physicalId: string;
  readonly status: string;
  /** When its status last changed, which is when CloudFormation last touched it. */
  readonly updatedAt?: Date;
}

/**
 * Returns the stack of that name or ARN.
 *
 * Errors: STACK_NOT_FOUND, ACCESS_DENIED, UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED.
 */
export async function describeStack(aws: Aws, stack: string, options: CallOptions = {}): Promise<StackDescription> {
  const cloudFormation = await aws.cloudFormation();
  const command = new cloudFormation.sdk.DescribeStacksCommand({ StackName: stack });
  const reply = await callStack(cloudFormation, "cloudformation:DescribeStacks", stack, () =>
    cloudFormation.client.send(command, sendOptions(options)),
  );
  const [found] = reply.Stacks ?? [];
  if (found?.StackId === undefined) throw notFound(stack);
  return toDescription(found, found.StackId);
}

/**
 * Returns the names of the first stacks of the account and region, up to a hundred: one request, for a hint.
 *
 * Errors: as for `describeStack`, without STACK_NOT_FOUND.
 */
export async function listSomeStacks(aws: Aws, options: CallOptions = {}): Promise<readonly string[]> {
  const cloudFormation = await aws.cloudFormation();
  const asked = { action: "cloudformation:DescribeStacks", subject: "the stacks of this account" };
  const reply = await callAws(asked, cloudFormation, () =>
    cloudFormation.client.send(new cloudFormation.sdk.DescribeStacksCommand({}), sendOptions(options)),
  );
  return (reply.Stacks ?? []).flatMap(({ StackName: name }) => name ?? []);
}

/**
 * Returns the resources of a stack by their logical ids, including those that transforms created.
 *
 * Errors: as for `describeStack`.
 */
export async function listStackResources(
  aws: Aws,
  stack: string,
  options: CallOptions = {},
): Promise<ReadonlyMap<string, DeployedResource>> {
  const cloudFormation = await aws.cloudFormation();
  const readPage = (token: string | undefined): Promise<ListStackResourcesCommandOutput> => {
    const command = new cloudFormation.sdk.ListStackResourcesCommand({ StackName: stack, NextToken: token });
    return callStack(cloudFormation, "cloudformation:ListStackResources", stack, () =>
      cloudFormation.client.send(command, sendOptions(options)),
    );
  };
  const resources = new Map<string, DeployedResource>();
  for await (const reply of pagesOf(readPage, ({ NextToken: next }) => next)) {
    for (const summary of reply.StackResourceSummaries ?? []) {
      const { LogicalResourceId: logicalId, ResourceType: type, LastUpdatedTimestamp: updatedAt } = summary;
      if (logicalId === undefined || type === undefined) continue;
      resources.set(logicalId, {
        type,
        physicalId: summary.PhysicalResourceId ?? "",
        status: summary.ResourceStatus ?? "",
        ...defined({ updatedAt }),
      });
    }
  }
  return resources;
}

/**
 * Returns the text of a deployed template: as it was given to CloudFormation, or after its transforms.
 *
 * Errors: as for `describeStack`.
 */
export async function getTemplate(
  aws: Aws,
  { stack, stage }: { readonly stack: string; readonly stage: "Original" | "Processed" },
  options: CallOptions = {},
): Promise<string> {
  const cloudFormation = await aws.cloudFormation();
  const command = new cloudFormation.sdk.GetTemplateCommand({ StackName: stack, TemplateStage: stage });
  const reply = await callStack(cloudFormation, "cloudformation:GetTemplate", stack, () =>
    cloudFormation.client.send(command, sendOptions(options)),
  );
  return reply.TemplateBody ?? "";
}

/**
 * Returns the values of all exports of the account in this region, by their names.
 *
 * Errors: as for `describeStack`, without STACK_NOT_FOUND.
 */
export async function listExports(aws: Aws, options: CallOptions = {}): Promise<ReadonlyMap<string, string>> {
  const cloudFormation = await aws.cloudFormation();
  const asked = { action: "cloudformation:ListExports", subject: "the exports of this account" };
  const readPage = (token: string | undefined): Promise<ListExportsCommandOutput> => {
    const command = new cloudFormation.sdk.ListExportsCommand({ NextToken: token });
    return callAws(asked, cloudFormation, () => cloudFormation.client.send(command, sendOptions(options)));
  };
  const exports = new Map<string, string>();
  for await (const reply of pagesOf(readPage, ({ NextToken: next }) => next)) {
    for (const { Name: name, Value: value } of reply.Exports ?? []) {
      if (name !== undefined && value !== undefined) exports.set(name, value);
    }
  }
  return exports;
}

/** CloudFormation has no error of its own for a stack that does not exist. */
const NOT_FOUND = /^Stack .* does not exist$/;

async function callStack<Reply>(
  service: Awaited<ReturnType<Aws["cloudFormation"]>>,
  action: string,
  stack: string,
  send: () => Promise<Reply>,
): Promise<Reply> {
  return callAws({ action, subject: `stack ${stack}` }, service, async () => {
    try {
      return await send();
    } catch (error) {
      if (error instanceof Error && error.name === "ValidationError" && NOT_FOUND.test(error.message))
        throw notFound(stack, error);
      throw error;
    }
  });
}

function notFound(stack: string, cause?: unknown): LambdaEnvError {
  return new LambdaEnvError("STACK_NOT_FOUND", `stack ${stack} does not exist`, {
    hint: "check the name, --region and --profile",
    ...defined({ cause }),
  });
}

function toDescription(stack: Stack, stackId: string): StackDescription {
  const parameters = (stack.Parameters ?? []).flatMap((parameter) => {
    const { ParameterKey: key, ParameterValue: value, ResolvedValue: resolvedValue } = parameter;
    if (key === undefined) return [];
    const stated = defined({ value, resolvedValue });
    return [[key, stated] as const];
  });
  const outputs = (stack.Outputs ?? []).flatMap(({ OutputKey: key, OutputValue: value }) =>
    key === undefined || value === undefined ? [] : [[key, value] as const],
  );
  return {
    stackId,
    status: stack.StackStatus ?? "",
    parameters: new Map(parameters),
    outputs: new Map(outputs),
    notificationArns: stack.NotificationARNs ?? [],
  };
}
