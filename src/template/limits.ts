/**
 * Limits of one evaluation: far more than a variable of 4 KB needs, and little enough that no template can exhaust the machine.
 */
import { makeFinding } from "../core/finding.ts";
import { LambdaEnvError, type Place } from "../errors.ts";
import type { Data } from "./evaluate/result.ts";

/** Sixteen times what all variables of a function can hold. */
const MAX_TEXT_LENGTH = 64 * 1024;
const MAX_STEPS = 100_000;
/** For all evaluations of a template, which has many functions, each evaluated again whenever more facts are known. */
const MAX_ALL_STEPS = 3_000_000;
/** For the variables of all functions, in all evaluations. */
const MAX_ALL_TEXT = 16 * 1024 * 1024;
/** Lambda accepts about 600 of the shortest variables. */
const MAX_VARIABLES = 10_000;
/** Functions in functions, conditions of conditions. */
const MAX_NESTING = 400;

/** Runs one step of an evaluation, at the place `at`. Errors: INVALID_INPUT for one step too many or too deep. */
export type Within = <T>(at: Place, run: () => T) => T;

/** The limits for all evaluations of a template together. Errors: INVALID_INPUT, at the place where they are exceeded. */
export interface Budget {
  readonly step: (at: Place) => void;
  /** Counts the text of a variable that is kept. */
  readonly keep: (length: number, at: Place) => void;
}

/** Returns an unused budget. */
export function makeBudget(): Budget {
  let steps = 0;
  let kept = 0;
  return {
    step: (at) => {
      steps += 1;
      if (steps > MAX_ALL_STEPS)
        throw limitError(`takes more than ${MAX_ALL_STEPS} steps together with everything evaluated before`, at);
    },
    keep: (length, at) => {
      kept += length;
      if (kept > MAX_ALL_TEXT)
        throw limitError(`comes to more than ${MAX_ALL_TEXT} characters together with all variables before`, at);
    },
  };
}

/** Returns a counter of the steps of one evaluation, within the budget of its template. */
export function makeWithin(budget: Budget): Within {
  let steps = 0;
  let depth = 0;
  return (at, run) => {
    budget.step(at);
    steps += 1;
    depth += 1;
    if (steps > MAX_STEPS) throw limitError(`takes more than ${MAX_STEPS} steps`, at);
    if (depth > MAX_NESTING) throw limitError("is nested too deeply", at);
    const result = run();
    depth -= 1;
    return result;
  };
}

/** Returns the joined texts. Errors: INVALID_INPUT for a text that no variable can hold. */
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

/** Errors: INVALID_INPUT for that many variables. */
export function checkCount(count: number, at: Place): void {
  if (count > MAX_VARIABLES) throw limitError(`has more than ${MAX_VARIABLES} variables; Lambda's limit is 4096 bytes`, at);
}

/** Errors: INVALID_INPUT for a text of that length. */
export function checkLength(length: number, at: Place): void {
  if (length > MAX_TEXT_LENGTH)
    throw limitError(`comes to more than ${MAX_TEXT_LENGTH} characters; Lambda's limit is 4096 bytes`, at);
}

/** Returns the approximate length of the JSON of `data`; it stops counting beyond `max`. */
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
  return new LambdaEnvError("INVALID_INPUT", `${at.source} is too large to evaluate`, { findings });
}
