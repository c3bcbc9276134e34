/** A command that writes says so where it ends without having written. */
import type { RunEvent } from "../../core/run-event.ts";
import { LambdaEnvError } from "../../errors.ts";
import type { Context } from "../context.ts";

const CLAIM = "nothing was written";
/** What says already what became of the function. */
const CLAIMED = /nothing was (?:written|changed)|the variables (?:are as intended|were written)/;

/** With the first of these a request that writes is about to be sent; from then on only the code that sends it knows what was written. */
const WRITING: ReadonlySet<RunEvent["kind"]> = new Set(["writing", "fleet-progress", "fleet-member"]);

/** Runs `work`; a failure before its first write ends by saying, once, that nothing was written. */
export async function claimUntouched<Result>(context: Context, work: (watched: Context) => Promise<Result>): Promise<Result> {
  let isUntouched = true;
  const tell = (event: RunEvent): void => {
    if (WRITING.has(event.kind)) isUntouched = false;
    context.tell(event);
  };
  try {
    return await work(withTell(context, tell));
  } catch (error) {
    throw isUntouched && error instanceof LambdaEnvError && error.code !== "BUG" ? withClaim(error) : error;
  }
}

/** Standard input is opened when it is first looked at, and not by a copy. */
function withTell(context: Context, tell: Context["tell"]): Context {
  const properties = { ...Object.getOwnPropertyDescriptors(context), tell: { value: tell, enumerable: true } };
  return Object.defineProperties({}, properties) as Context;
}

function withClaim(error: LambdaEnvError): LambdaEnvError {
  const { code, message, hint, cause, findings, throttled } = error;
  if (CLAIMED.test(message)) return error;
  return new LambdaEnvError(code, `${message}; ${CLAIM}`, {
    ...(hint !== undefined && { hint }),
    ...(cause !== undefined && { cause }),
    ...(throttled && { throttled: true }),
    findings,
  });
}
