/** What we use of the Cloud Control client, by name, so that the bundle's chunk holds nothing else. Loaded by `clients.ts`, on demand. */
export { CloudControlClient, GetResourceCommand } from "@aws-sdk/client-cloudcontrol";
