/** AWS Resource Groups Tagging API: functions by their tags. */

import { functionArn } from "../lambda/names.ts";
import { findRecords } from "../lambda/records.ts";
import { listOf, numberOf, stringOf, stringsOf } from "../protocol/input.ts";
import { makeJsonService } from "../protocol/json-service.ts";
import { makePage } from "../protocol/paging.ts";
import { type Input, type Output, refuse } from "../protocol/service.ts";
import type { World } from "../state/state.ts";

const MAX_PAGE = 100;
/** The types of resources here that can have tags. */
const TYPES: readonly string[] = ["lambda", "lambda:function"];

/** Source: the service model, 2017-01-26. */
export const tagging = makeJsonService({
  name: "tagging",
  targetPrefix: "ResourceGroupsTaggingAPI_20170126",
  version: "1.1",
  actionPrefix: "tag",
  operations: { GetResources: { handle: getResources } },
});

interface Filter {
  readonly key: string;
  /** Any value if there is none. */
  readonly values: readonly string[];
}

function getResources(input: Input, world: World): Output {
  const types = stringsOf(input, "ResourceTypeFilters") ?? [];
  const filters = readFilters(input);
  const size = numberOf(input, "ResourcesPerPage", 1, MAX_PAGE) ?? 50;
  const isWanted = types.length === 0 || types.some((type) => TYPES.includes(type));
  // Resources that never had a tag are not in the reply.
  const tagged = findRecords(world).filter(
    ({ tags }) => isWanted && Object.keys(tags).length > 0 && filters.every((filter) => matches(tags, filter)),
  );
  const token = stringOf(input, "PaginationToken");
  const page = makePage(tagged, token === "" ? undefined : token, size);
  const mappings = page.items.map(({ name, tags }) => ({
    ResourceARN: functionArn(world, name),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  }));
  return { members: { ResourceTagMappingList: mappings, PaginationToken: page.next ?? "" } };
}

function readFilters(input: Input): readonly Filter[] {
  return (listOf(input, "TagFilters") ?? []).map((filter) => {
    const key = stringOf(filter as Input, "Key");
    if (key === undefined) refuse({ status: 400, type: "InvalidParameterException", message: "TagFilter Key must not be null" });
    return { key, values: stringsOf(filter as Input, "Values") ?? [] };
  });
}

/** Returns whether the tags match: the values of one filter are alternatives, and every filter must match. */
function matches(tags: Readonly<Record<string, string>>, { key, values }: Filter): boolean {
  const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
  return value !== undefined && (values.length === 0 || values.includes(value));
}
