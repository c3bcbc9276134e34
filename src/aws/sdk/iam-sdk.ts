/**
 * The parts of the IAM client that we use, by name, so that the bundle's chunk contains nothing else. Loaded by `clients.ts`, on
 * demand.
 */
export { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
