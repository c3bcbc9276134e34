/** Finds functions by their tags. */
import type { GetResourcesCommandOutput } from "@aws-sdk/client-resource-groups-tagging-api";
import { type CallOptions, callAws, sendOptions } from "./connection/call.ts";
import type { Aws } from "./connection/clients.ts";
import { pagesOf } from "./connection/pages.ts";

export interface TagFilter {
  readonly key: string;
  /** One of these values. */
  readonly values: readonly string[];
}

/**
 * Returns the ARNs of the functions of this account and region that have every one of the tags.
 *
 * Errors: ACCESS_DENIED, UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED.
 */
export async function listTaggedFunctions(
  aws: Aws,
  filters: readonly TagFilter[],
  options: CallOptions = {},
): Promise<readonly string[]> {
  const tagging = await aws.tagging();
  const asked = { action: "tag:GetResources", subject: "the tags of this account's functions" };
  const readPage = (token: string | undefined): Promise<GetResourcesCommandOutput> => {
    const command = new tagging.sdk.GetResourcesCommand({
      ResourceTypeFilters: ["lambda:function"],
      TagFilters: filters.map(({ key, values }) => ({ Key: key, Values: [...values] })),
      PaginationToken: token,
    });
    return callAws(asked, tagging, () => tagging.client.send(command, sendOptions(options)));
  };
  const arns: string[] = [];
  for await (const reply of pagesOf(readPage, ({ PaginationToken: next }) => next)) {
    for (const { ResourceARN: arn } of reply.ResourceTagMappingList ?? []) if (arn !== undefined) arns.push(arn);
  }
  return arns;
}
