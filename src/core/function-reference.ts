/** What a user may type for a function: its name, its ARN, or the part of the ARN that AWS takes too. */
import { LambdaEnvError } from "../errors.ts";

export interface FunctionReference {
  readonly functionName: string;
  readonly region?: string;
  readonly account?: string;
}

/** Source: the Lambda service model, `FunctionName`; partition, region, account, name, qualifier. */
const REFERENCE =
  /^(?:arn:(?:aws[a-z-]*):lambda:)?(?:([a-z]{2,}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/**
 * Parses `text`. An ARN keeps its account, so that a function of another account is not mistaken for one of the caller's.
 *
 * Errors: USAGE for what is no name; NOT_WRITABLE for a version or an alias, since only `$LATEST` can be changed.
 */
export function parseFunctionReference(text: string): FunctionReference {
  const [, region, account, name, qualifier] = REFERENCE.exec(text) ?? [];
  if (name === undefined) {
    throw new LambdaEnvError("USAGE", "the function is neither a name nor an ARN", {
      hint: "--function my-fn, or the function's ARN",
    });
  }
  if (qualifier !== undefined && qualifier !== "$LATEST") {
    throw new LambdaEnvError(
      "NOT_WRITABLE",
      `${text} names a version or an alias; only $LATEST has variables that can be changed`,
      {
        hint: `--function ${text.slice(0, -qualifier.length - 1)}`,
      },
    );
  }
  const unqualified = qualifier === undefined ? text : text.slice(0, -qualifier.length - 1);
  return {
    functionName: account === undefined ? name : unqualified,
    ...(region === undefined ? {} : { region }),
    ...(account === undefined ? {} : { account }),
  };
}
