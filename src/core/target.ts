/** The function that a command works on, as it is named before anything changes. */
import { parseArn } from "./arn/arn.ts";
import { qualifiedName } from "./arn/function-id.ts";
import { defined } from "./defined.ts";
import type { FunctionSnapshot } from "./function.ts";

export interface Target {
  /** The name, followed by the version or the alias if one was requested: `my-fn:live`. */
  readonly functionName: string;
  readonly functionArn: string;
  readonly account: string;
  readonly region: string;
  readonly revisionId?: string;
}

/** Returns the target that a reply describes. */
export function toTarget(reply: Pick<FunctionSnapshot, "functionName" | "qualifier" | "functionArn" | "revisionId">): Target {
  const { functionArn, revisionId } = reply;
  const { region = "", account = "" } = parseArn(functionArn) ?? {};
  return { functionName: qualifiedName(reply), functionArn, account, region, ...defined({ revisionId }) };
}
