/** The names of a stack's functions according to its template, without a request. */
import { parseArn } from "../core/arn/arn.ts";
import { LambdaEnvError } from "../errors.ts";
import { child, textOf } from "../template/read/tree.ts";
import { selectFunction, type Template } from "../template/template.ts";

/** The maximum length of a name that CloudFormation generates; it ends in a hyphen and twelve characters. */
const MAX_NAME_LENGTH = 64;
const SUFFIX_LENGTH = 13;

export interface NamesInStack {
  /** Names, and patterns such as `STACK-LogicalId-*`. */
  readonly names: readonly string[];
  readonly logicalIds: readonly string[];
  /** Whether these are all functions of a stack whose template is not known. */
  readonly isWholeStack: boolean;
  /** Names that CloudFormation shortens. */
  readonly tooLong: readonly string[];
}

/**
 * Returns the names of the functions with these logical ids, or of all functions of the template.
 *
 * Errors: USAGE if nothing determines the names; those of `selectFunction`.
 */
export function namesInStack(
  template: Template | undefined,
  { stackName, logicalIds }: { readonly stackName: string | undefined; readonly logicalIds: readonly string[] },
): NamesInStack {
  const stack = stackName === undefined ? undefined : (parseArn(stackName)?.resource.split("/")[1] ?? stackName);
  const wanted = logicalIds.length > 0 ? logicalIds : [...(template?.functions.keys() ?? [])];
  if (wanted.length === 0 && stack !== undefined && template === undefined) {
    return { names: [`${stack}-*`], logicalIds: [], isWholeStack: true, tooLong: [] };
  }
  const named = wanted.map((logicalId) => {
    const own = template === undefined ? undefined : selectFunction(template, logicalId).resource;
    return { logicalId, name: textOf(child(own, "Properties", "FunctionName")) ?? madeName(stack, logicalId) };
  });
  const unnamed = named.filter(({ name }) => name === undefined).map(({ logicalId }) => logicalId);
  if (unnamed.length > 0 || wanted.length === 0) {
    const what =
      unnamed.length > 0 ? `the name of ${unnamed.join(", ")} depends on the stack` : "--all needs a stack or a template";
    throw new LambdaEnvError("USAGE", `${what}, and none is named`, { hint: "--stack NAME" });
  }
  const names = named.flatMap(({ name }) => name ?? []);
  const long = names.filter((name) => name.endsWith("-*") && name.length - 2 > MAX_NAME_LENGTH - SUFFIX_LENGTH);
  return { names, logicalIds: wanted, isWholeStack: false, tooLong: long };
}

function madeName(stack: string | undefined, logicalId: string): string | undefined {
  return stack === undefined ? undefined : `${stack}-${logicalId}-*`;
}
