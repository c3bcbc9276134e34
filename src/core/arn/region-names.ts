/** The names of all regions, from the table of partitions. */
import table from "./partitions.json" with { type: "json" };

export const REGION_NAMES: readonly string[] = table.flatMap(({ names }) => names.split(" "));
