/** What one evaluation may take: far more than a variable of 4 KB needs, and little enough that no template stops the machine. */
import { makeFinding } from "../core/finding.ts";
import { LambdaEnvError, type Place } from "../errors.ts";
import type { Data } from "./evaluate/result.ts";

/** Sixteen times what all variables of a function may hold. */
const MAX_TEXT_LENGTH = 64 * 1024;
const MAX_STEPS = 100_000;
/** Functions in functions, conditions of conditions. */
const MAX_NESTING = 400;

/** Runs one step of an evaluation, which stands at `at`. Errors: INVALID_INPUT for one step too many or too deep. */
export type Within = <T>(at: Place, run: () => T) => T;

/** Returns a counter of the steps of one evaluation. */
export function makeWithin(): Within {
  let steps = 0;
  let depth = 0;
  return (at, run) => {
    steps += 1;
    depth += 1;
    if (steps > MAX_STEPS) throw limitError(`takes more than ${MAX_STEPS} steps`, at);
    if (depth > MAX_NESTING) throw limitError("is nested too deep", at);
    const result = run();
    depth -= 1;
    return result;
  };
}

/** Returns the texts in one. Errors: INVALID_INPUT for a text that no variable can hold. */
export function joinTexts(texts: readonly string[], glue: string, at: Place): string {
  checkLength(
    texts.reduce((sum, text) => sum + text.length + glue.length, 0),
    at,
  );
  return texts.join(glue);
}

/** Errors: INVALID_INPUT for data whose JSON no variable can hold. */
export function checkData(data: Data, at: Place): void {
  checkLength(lengthOf(data, MAX_TEXT_LENGTH), at);
}

/** Errors: INVALID_INPUT for a text of that length. */
export function checkLength(length: number, at: Place): void {
  if (length > MAX_TEXT_LENGTH) throw limitError(`comes to more than ${MAX_TEXT_LENGTH} characters; Lambda takes 4096 bytes`, at);
}

/** Returns about how long the JSON of `data` is; not more is counted than goes beyond `max`. */
function lengthOf(data: Data, max: number): number {
  if (typeof data !== "object") return String(data).length;
  let length = 2;
  for (const [key, item] of data instanceof Map ? data : (data as readonly Data[]).entries()) {
    length += (typeof key === "string" ? key.length : 0) + lengthOf(item, max - length) + 1;
    if (length > max) break;
  }
  return length;
}

function limitError(limit: string, at: Place): LambdaEnvError {
  const findings = [makeFinding("TEMPLATE_LIMIT", "error", { limit }, { at })];
  return new LambdaEnvError("INVALID_INPUT", `${at.source} takes too much to evaluate`, { findings });
}
