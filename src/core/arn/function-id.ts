/** A function as users name it: by its name or its ARN, with or without a version or an alias after it. */
import { LambdaEnvError } from "../../errors.ts";
import { defined } from "../defined.ts";

/** A function as the user named it. */
export interface FunctionId {
  /** What to send as `FunctionName`: the name or ARN without its qualifier. */
  readonly id: string;
  readonly functionName: string;
  /** A version or an alias; never `$LATEST`, which an id without a qualifier stands for. */
  readonly qualifier?: string;
  /** The parts that only a full ARN contains. */
  readonly region?: string;
  readonly accountId?: string;
}

/**
 * A name, an ARN, or a part of one, `account:function:name` or `function:name`, each with or without a qualifier. As in AWS's own pattern,
 * `function:` is a part of an ARN and no function of that name.
 *
 * Source: the Lambda service model, `NamespacedFunctionName`.
 */
const FUNCTION_ID =
  /^(?:(?<arn>arn:aws[a-z-]*:lambda:(?<region>[a-z0-9-]+):(?=\d{12}:function:))?(?<account>\d{12}):(?=function:))?(?:function:)?(?<name>[a-zA-Z0-9_-]+)(?::(?<qualifier>\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9_-]+))?$/;

/**
 * Returns the parts of a function's name or ARN.
 *
 * Errors: USAGE if `text` is neither; the message does not repeat it, since it may be a value. `subject` is how it was given.
 */
export function parseFunctionId(text: string, subject = "--function"): FunctionId {
  const { arn = "", name, qualifier, region, account } = FUNCTION_ID.exec(text)?.groups ?? {};
  if (name === undefined) {
    throw new LambdaEnvError("USAGE", `${subject} needs the name or ARN of a function`, {
      hint: "give a name such as my-function, or an ARN such as arn:aws:lambda:eu-west-1:123456789012:function:my-function",
    });
  }
  return {
    id: account === undefined ? name : `${arn}${account}:function:${name}`,
    functionName: name,
    ...(qualifier === undefined || qualifier === "$LATEST" ? {} : { qualifier }),
    ...defined({ region, accountId: account }),
  };
}

/** Returns the name with the qualifier, as users write them: `my-fn`, `my-fn:12`, `my-fn:live`. */
export function qualifiedName({ functionName, qualifier }: Pick<FunctionId, "functionName" | "qualifier">): string {
  return qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
}
