/** A command that writes says so where it ends without having written. */
import type { RunEvent } from "../../core/run-event.ts";
import { LambdaEnvError, reword } from "../../errors.ts";
import type { Context } from "../context.ts";

const CLAIM = "nothing was written";
/** What says already what became of the function. */
const CLAIMED = /nothing was (?:written|changed)|the variables (?:are as intended|were written)/;

/** With the first of these a request that writes is about to be sent; from then on only the code that sends it knows what was written. */
const WRITING: ReadonlySet<RunEvent["kind"]> = new Set(["writing", "fleet-progress", "fleet-member"]);

/** Runs `work`; a failure before its first write ends by saying, once, that nothing was written. */
export async function claimUntouched<Result>(context: Context, work: (watched: Context) => Promise<Result>): Promise<Result> {
  let isUntouched = true;
  const notify = (event: RunEvent): void => {
    if (WRITING.has(event.kind)) isUntouched = false;
    context.notify(event);
  };
  try {
    return await work(withNotify(context, notify));
  } catch (error) {
    throw isUntouched && error instanceof LambdaEnvError && error.code !== "BUG" ? withClaim(error) : error;
  }
}

/** Standard input is opened when it is first looked at, and not by a copy. */
function withNotify(context: Context, notify: Context["notify"]): Context {
  const properties = { ...Object.getOwnPropertyDescriptors(context), notify: { value: notify, enumerable: true } };
  return Object.defineProperties({}, properties) as Context;
}

function withClaim(error: LambdaEnvError): LambdaEnvError {
  return CLAIMED.test(error.message) ? error : reword(error, { message: `${error.message}; ${CLAIM}` });
}
