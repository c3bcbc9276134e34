/**
 * The parts of the tagging client that we use, by name, so that the bundle's chunk contains nothing else. Loaded by `clients.ts`,
 * on demand.
 */
export { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
