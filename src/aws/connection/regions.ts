/** Requests about things in several regions: each is sent to the region that the ARN names. */
import { parseArn } from "../../core/arn/arn.ts";
import type { Aws } from "./clients.ts";

/** Returns the connection to the region of an ARN; for a name, and for the region of `aws` itself, `aws`. */
export function awsOf(aws: Aws, id: string): Aws {
  return aws.inRegion(parseArn(id)?.region ?? "");
}

/** Returns `ids` by the connection to their region, each group in order. */
export function groupByRegion(aws: Aws, ids: readonly string[]): ReadonlyMap<Aws, readonly string[]> {
  const groups = new Map<Aws, string[]>();
  for (const id of ids) {
    const there = awsOf(aws, id);
    groups.set(there, [...(groups.get(there) ?? []), id]);
  }
  return groups;
}
