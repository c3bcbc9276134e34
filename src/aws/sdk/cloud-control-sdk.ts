/**
 * The parts of the Cloud Control client that we use, by name, so that the bundle's chunk contains nothing else. Loaded by
 * `clients.ts`, on demand.
 */
export { CloudControlClient, GetResourceCommand } from "@aws-sdk/client-cloudcontrol";
