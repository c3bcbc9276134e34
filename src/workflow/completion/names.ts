/** Names that completion offers: of functions, variables, logical ids and of what a project and the AWS configuration have. Never a value. */
import { REGION_NAMES } from "../../core/arn/region-names.ts";
import { compareNames } from "../../core/variables.ts";
import type { NamesRequest } from "./names-request.ts";

/** Kinds of names that have to be looked up. */
export type NameKind = "functions" | "variables" | "logical-ids" | "stages" | "stacks" | "environments" | "profiles" | "regions";

/** Returns the names of that kind, sorted; it loads only what that kind needs. Errors: those of reading them. */
export async function lookUpNames(kind: NameKind, about: NamesRequest): Promise<readonly string[]> {
  return [...new Set(await LOOK_UPS[kind](about))].sort(compareNames);
}

const LOOK_UPS: Readonly<Record<NameKind, (about: NamesRequest) => Promise<readonly string[]>>> = {
  functions: async (about) => (await import("./account-names.ts")).readFunctionNames(about),
  variables: async (about) => (await import("./account-names.ts")).readVariableNames(about),
  "logical-ids": async (about) => (await import("./account-names.ts")).readLogicalIds(about),
  stages: async (about) => (await import("./stage-names.ts")).readStageNames(about),
  stacks: async (about) => (await import("./project-names.ts")).readStacks(about),
  environments: async (about) => (await import("./project-names.ts")).readEnvironments(about),
  profiles: async ({ surroundings }) => (await import("./profiles.ts")).readProfiles(surroundings),
  regions: async () => REGION_NAMES,
};
