/** The error of a command that names no function, with a likely one as the hint. */
import type { Aws } from "../../aws/connection/clients.ts";
import { listFunctions } from "../../aws/listing.ts";
import { LambdaEnvError } from "../../errors.ts";

/** A hint is not worth a longer wait. */
const PATIENCE_MS = 3000;

/** Returns the error; if the account has a single function, the hint names it, so that it can be typed: it is never chosen. */
export async function noFunction(aws: Aws, signal: AbortSignal): Promise<LambdaEnvError> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const [only, second] = await listFunctions(aws, { limit: 2, signal: patience }).catch(() => []);
  const hint = only !== undefined && second === undefined ? `--function ${only}` : "--function NAME, or LAMBDA_ENV_FUNCTION";
  return new LambdaEnvError("USAGE", "no function is named", { hint });
}
