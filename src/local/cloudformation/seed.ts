/** Functions for the endpoint, from the functions of a template. */
import type { FunctionSpec } from "../lambda/function-spec.ts";
import type { Variables } from "../state/state.ts";
import { makePhysicalName } from "./names.ts";

/** One function of a template, its variables evaluated. */
export interface SeededFunction {
  readonly logicalId: string;
  /** The `FunctionName` property, if it is literal. */
  readonly physicalName?: string;
  /** Absent if the template gives the function no variables at all. */
  readonly variables?: Variables;
  /** Absolute. */
  readonly codeFolder?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Those of the template. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Returns what to create for the functions of a stack, tagged as CloudFormation tags them. */
export function makeFunctionSpecs(stackName: string, functions: readonly SeededFunction[]): readonly FunctionSpec[] {
  return functions.map(({ logicalId, physicalName, tags, ...spec }) => ({
    functionName: physicalName ?? makePhysicalName(stackName, logicalId),
    ...spec,
    tags: { ...tags, "aws:cloudformation:stack-name": stackName, "aws:cloudformation:logical-id": logicalId },
  }));
}
