/** Functions by their tags. */
import { type CallOptions, callAws, sendOptions } from "./connection/call.ts";
import type { Aws } from "./connection/clients.ts";

export interface TagFilter {
  readonly key: string;
  /** One of these. */
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
  const arns: string[] = [];
  let token: string | undefined;
  do {
    const command = new tagging.sdk.GetResourcesCommand({
      ResourceTypeFilters: ["lambda:function"],
      TagFilters: filters.map(({ key, values }) => ({ Key: key, Values: [...values] })),
      ...(token ? { PaginationToken: token } : {}),
    });
    const reply = await callAws(asked, tagging, () => tagging.client.send(command, sendOptions(options)));
    for (const { ResourceARN: arn } of reply.ResourceTagMappingList ?? []) if (arn !== undefined) arns.push(arn);
    token = reply.PaginationToken;
  } while (token);
  return arns;
}
