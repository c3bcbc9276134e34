/**
 * The parts of the STS client that we use, by name, so that the bundle's chunk contains nothing else. Loaded by `clients.ts`, on
 * demand.
 */
export { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
