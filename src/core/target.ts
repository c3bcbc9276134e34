/** Which function a command works on, as it is named before anything changes. */
import { parseArn } from "./arn/arn.ts";
import { defined } from "./defined.ts";

export interface Target {
  readonly functionName: string;
  readonly functionArn: string;
  readonly account: string;
  readonly region: string;
  readonly revisionId?: string;
}

/** Returns the target that a reply describes. */
export function toTarget(reply: Pick<Target, "functionName" | "functionArn" | "revisionId">): Target {
  const { functionName, functionArn, revisionId } = reply;
  const { region = "", account = "" } = parseArn(functionArn) ?? {};
  return { functionName, functionArn, account, region, ...defined({ revisionId }) };
}
