/** A template, deployed to an endpoint of its own, and what the SDK returns for its stack. */
import { DescribeStacksCommand, ListStackResourcesCommand, type Stack } from "@aws-sdk/client-cloudformation";
import type { DeployResult, DeploySpec } from "../../../src/local/cloudformation/control.ts";
import { parseStackFacts } from "../../../src/local/cloudformation/stack-facts.ts";
import { type StackClients, startStackClients } from "../../support/stack-clients.ts";

export const ACCOUNT = "us-east-1:123456789012";

export interface Deployed extends StackClients, DeployResult {
  /** Deploys again. */
  readonly again: (spec?: Partial<DeploySpec>) => DeployResult;
  /** The live variables of the first function that was created. */
  readonly variables: () => Readonly<Record<string, string>>;
}

/** Deploys a template with the text of a facts file, as the stack `orders`. */
export async function deploy(template: string, facts = "{}", more: Partial<DeploySpec> = {}): Promise<Deployed> {
  const clients = await startStackClients();
  const spec = { template, facts: parseStackFacts(facts, { source: "facts.yaml" }), stackName: "orders", ...more };
  const result = clients.endpoint.deploy(spec);
  return {
    ...clients,
    ...result,
    again: (changed = {}) => clients.endpoint.deploy({ ...spec, ...changed }),
    variables: () => clients.endpoint.variables(result.created[0] ?? ""),
  };
}

/** A SAM template whose function `Fn` has `variables`; both parts are YAML in flow style. */
export function templateOf(variables: string, sections = "", resources = ""): string {
  return `Transform: AWS::Serverless-2016-10-31
${sections}
Resources:
  Fn: {Type: AWS::Serverless::Function, Properties: {PackageType: Image, Environment: {Variables: {${variables}}}}}
${resources.replace(/^/gm, "  ")}
`;
}

/** Returns type and physical id of each resource, by logical id. */
export async function resourcesOf({ cloudFormation, stackName }: Deployed): Promise<Readonly<Record<string, string>>> {
  const { StackResourceSummaries = [] } = await cloudFormation.send(new ListStackResourcesCommand({ StackName: stackName }));
  return Object.fromEntries(
    StackResourceSummaries.map((row) => [row.LogicalResourceId, `${row.ResourceType} ${row.PhysicalResourceId}`]),
  );
}

export async function stackOf({ cloudFormation, stackName }: Deployed): Promise<Stack | undefined> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
  return Stacks[0];
}
