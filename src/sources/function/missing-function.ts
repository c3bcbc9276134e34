/** A function, a version or an alias that does not exist, and those that were probably intended. */
import type { Aws } from "../../aws/connection/clients.ts";
import { listFunctions } from "../../aws/listing.ts";
import { listAliases, listVersions } from "../../aws/versions.ts";
import type { FunctionId } from "../../core/arn/function-id.ts";
import { nearNames } from "../../core/near-names.ts";
import { LambdaEnvError } from "../../errors.ts";

/** The number of functions to search for similar names: two pages of an account's list, not all of them. */
const MAX_LISTED = 100;
/** More names than this are not a useful hint. */
const MAX_NAMED = 8;

interface Missing {
  /** AWS's answer. */
  readonly error: LambdaEnvError;
  readonly signal: AbortSignal;
  /** Names that may be intended besides those of the account. */
  readonly others?: readonly string[];
}

/**
 * Returns the error for a function that AWS does not find, with similar names from the account if the caller may list them. If
 * only the version or the alias is missing, it says so.
 */
export async function explainMissing(aws: Aws, id: FunctionId, { error, signal, others = [] }: Missing): Promise<LambdaEnvError> {
  const { functionName, qualifier, accountId: account } = id;
  const missing = qualifier === undefined ? undefined : await missingQualifier(aws, { ...id, qualifier }, { error, signal });
  if (missing !== undefined) return missing;
  // The caller's own functions are irrelevant to an ARN of another account.
  const ofAccount = account === undefined ? {} : { account };
  const names = await listFunctions(aws, { limit: MAX_LISTED, signal, ...ofAccount }).catch(() => []);
  const near = nearNames(functionName, [...others, ...names]).filter((name) => name !== functionName);
  if (near.length === 0) return error;
  return new LambdaEnvError(error.code, error.message, { hint: `did you mean ${near.join(" or ")}?`, cause: error.cause });
}

/** Returns undefined if the function itself is missing, or cannot be examined. */
async function missingQualifier(
  aws: Aws,
  { id, functionName, qualifier }: FunctionId & { readonly qualifier: string },
  { error, signal }: Missing,
): Promise<LambdaEnvError | undefined> {
  const [aliases, versions] = await Promise.all([
    listAliases(aws, id, { signal }).then(
      (listed) => listed.map(({ name }) => name),
      () => undefined,
    ),
    listVersions(aws, id, { signal }).then(
      (listed) => listed.map(({ version }) => version),
      () => undefined,
    ),
  ]);
  if (aliases === undefined && versions === undefined) return undefined;
  const names = [...(aliases ?? []), ...(versions ?? []).toReversed()];
  const near = nearNames(qualifier, aliases ?? []);
  const left = names.length - MAX_NAMED;
  const hint =
    near.length > 0
      ? `did you mean ${near.map((name) => `${functionName}:${name}`).join(" or ")}?`
      : names.length > 0
        ? `its versions and aliases: ${names.slice(0, MAX_NAMED).join(", ")}${left > 0 ? ` and ${left} more` : ""}`
        : `there are none; use ${functionName} for the live variables`;
  return new LambdaEnvError("FUNCTION_NOT_FOUND", `function ${functionName} does not have a version or alias ${qualifier}`, {
    hint,
    cause: error.cause,
  });
}
