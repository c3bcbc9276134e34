/** Whether the caller may do something, by IAM's simulation of its policies: nothing is done. */
import type { EvaluationResult } from "@aws-sdk/client-iam";
import { makeGlobalArn, parseArn } from "../../core/arn/arn.ts";
import type { Denial, Simulated } from "../../core/diagnosis/facts.ts";
import { type CallOptions, callAws, sendOptions } from "../connection/call.ts";
import type { Aws } from "../connection/clients.ts";

export interface Simulation {
  /** The ARN of the caller, as STS names it. */
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
}

/**
 * Returns what the simulation says. It does not know policies of the session.
 *
 * Errors: ACCESS_DENIED where the caller may not simulate, and those of every request.
 */
export async function simulate(
  aws: Aws,
  { caller, action, resource }: Simulation,
  options: CallOptions = {},
): Promise<Simulated> {
  const principal = principalOf(caller);
  if (principal === undefined) return { kind: "not simulated", caller };
  const found = await simulateFor(aws, principal, { action, resource }, options);
  if (found !== undefined) return found;
  // The ARN of a session does not have the path of its role.
  const arn = await arnOfRole(aws, principal.slice(principal.lastIndexOf("/") + 1), options);
  const again = arn === undefined || arn === principal ? undefined : await simulateFor(aws, arn, { action, resource }, options);
  return again ?? { kind: "not simulated", caller };
}

/** Returns the user or the role behind a caller; undefined for a root user and a federated one, whose policies IAM does not simulate. */
function principalOf(caller: string): string | undefined {
  const arn = parseArn(caller);
  if (arn === undefined) return undefined;
  const [kind, name] = arn.resource.split("/");
  if (arn.service === "iam" && kind === "user") return caller;
  return kind === "assumed-role" && name !== undefined ? makeGlobalArn(arn, "iam", `role/${name}`) : undefined;
}

/** Returns the decision; undefined where IAM does not know the principal. */
async function simulateFor(
  aws: Aws,
  principal: string,
  { action, resource }: Omit<Simulation, "caller">,
  options: CallOptions,
): Promise<Simulated | undefined> {
  const iam = await aws.iam();
  const command = new iam.sdk.SimulatePrincipalPolicyCommand({
    PolicySourceArn: principal,
    ActionNames: [action],
    ResourceArns: [resource],
  });
  const asked = { action: "iam:SimulatePrincipalPolicy", subject: principal };
  const reply = await callAws(asked, iam, () => iam.client.send(command, sendOptions(options)).catch(asUnknown));
  if (reply === undefined) return undefined;
  const [result] = reply.EvaluationResults ?? [];
  if (result?.EvalDecision === undefined) return { kind: "not simulated", caller: principal };
  if (result.EvalDecision === "allowed") return { kind: "allowed" };
  const conditions = result.MissingContextValues ?? [];
  if (result.EvalDecision === "implicitDeny" && conditions.length > 0) return { kind: "conditional", conditions };
  return { kind: "denied", by: denialOf(result) };
}

function denialOf(result: EvaluationResult): Denial {
  if (result.EvalDecision === "explicitDeny") return "deny";
  if (result.OrganizationsDecisionDetail?.AllowedByOrganizations === false) return "organization";
  return result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false ? "boundary" : "nothing";
}

async function arnOfRole(aws: Aws, name: string, options: CallOptions): Promise<string | undefined> {
  const iam = await aws.iam();
  const asked = { action: "iam:GetRole", subject: `role ${name}` };
  const command = new iam.sdk.GetRoleCommand({ RoleName: name });
  const reply = await callAws(asked, iam, () => iam.client.send(command, sendOptions(options)).catch(asUnknown));
  return reply?.Role?.Arn;
}

function asUnknown(error: unknown): undefined {
  if (error instanceof Error && error.name === "NoSuchEntityException") return undefined;
  throw error;
}
