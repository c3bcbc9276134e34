/** Functions for the endpoint, from the functions of a template. */
import { createHash } from "node:crypto";
import type { Variables } from "../state/state.ts";
import type { FunctionSpec } from "./control.ts";

/** One function of a template, its variables evaluated. */
export interface TemplateFunction {
  readonly logicalId: string;
  /** The `FunctionName` property, where it is literal. */
  readonly physicalName?: string;
  /** Absent where the template gives the function no variables at all. */
  readonly variables?: Variables;
  /** Absolute. */
  readonly codeFolder?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

const MAX_NAME_LENGTH = 64;
const SUFFIX_LENGTH = 12;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** Returns what to create for the functions of a stack, tagged as CloudFormation tags them. */
export function makeFunctionSpecs(stackName: string, functions: readonly TemplateFunction[]): readonly FunctionSpec[] {
  return functions.map(({ logicalId, physicalName, ...spec }) => ({
    functionName: physicalName ?? makePhysicalName(stackName, logicalId),
    ...spec,
    tags: { "aws:cloudformation:stack-name": stackName, "aws:cloudformation:logical-id": logicalId },
  }));
}

/**
 * Returns a name as CloudFormation makes one: `<stack>-<LogicalId>-<suffix>`.
 *
 * The suffix comes from the other two parts, so that it stays the same from one start to the next; CloudFormation's is random.
 */
export function makePhysicalName(stackName: string, logicalId: string): string {
  const digest = createHash("sha256").update(`${stackName}/${logicalId}`).digest();
  const suffix = [...digest.subarray(0, SUFFIX_LENGTH)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join("");
  return `${`${stackName}-${logicalId}`.slice(0, MAX_NAME_LENGTH - SUFFIX_LENGTH - 1)}-${suffix}`;
}
