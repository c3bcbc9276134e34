/** The hint for a stack that does not exist: others with a similar name. */
import { listSomeStacks } from "../../aws/cloudformation.ts";
import type { Aws } from "../../aws/connection/clients.ts";
import { nearNames } from "../../core/near-names.ts";
import { LambdaEnvError } from "../../errors.ts";

/** A hint is not worth a longer wait. */
const PATIENCE_MS = 3000;

/** Returns `error`, with the near names of stacks as its hint if the caller may list them. */
export async function withNearStacks(
  error: LambdaEnvError,
  stackName: string,
  aws: Aws,
  signal: AbortSignal,
): Promise<LambdaEnvError> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const names = await listSomeStacks(aws, { signal: patience }).catch(() => []);
  const near = stackName.startsWith("arn:") ? [] : nearNames(stackName, names);
  if (near.length === 0) return error;
  return new LambdaEnvError(error.code, error.message, { hint: `did you mean ${near.join(" or ")}?`, cause: error.cause });
}
