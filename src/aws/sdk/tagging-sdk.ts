/** What we use of the tagging client, by name, so that the bundle's chunk holds nothing else. Loaded by `clients.ts`, on demand. */
export { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
