/**
 * The partitions of AWS: groups of regions that share nothing, each with its own domains. Written by
 * `scripts/make-partitions.js`.
 */
import table from "./partitions.json" with { type: "json" };

/** Every domain under which a partition's services have their hosts. */
export const AWS_DOMAINS: readonly string[] = [
  ...new Set(table.flatMap(({ domain, dualStackDomain }) => [domain, dualStackDomain])),
];

/** Returns the partition of a region; `aws` for an unknown region, as in the SDK. */
export function partitionOf(region: string): string {
  return table.find(({ regions }) => new RegExp(regions).test(region))?.id ?? "aws";
}

/** Returns the domain of a partition's services (`AWS::URLSuffix`), or undefined for an unknown partition. */
export function domainOf(partition: string): string | undefined {
  return table.find(({ id }) => id === partition)?.domain;
}
