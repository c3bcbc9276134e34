/** Regular expressions of RE2, which take linear time for any expression and any value. Loaded only where there is a pattern. */
import { RE2JS, RE2JSException } from "re2js";

export type Matches = (value: string) => boolean;

/** The descriptions of errors that are repeated: fixed words, without any part of the expression. */
const PROBLEM = /^[a-zA-Z ]+[\])]?$/;

/** Returns a test for values that `pattern` is found in, anywhere unless `^` and `$` anchor it; or what is wrong with it. */
export function compilePattern(pattern: string): Matches | { readonly problem: string } {
  try {
    const compiled = RE2JS.compile(pattern);
    return (value) => compiled.matcher(value).find();
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const description = "getDescription" in error && typeof error.getDescription === "function" ? error.getDescription() : "";
    return { problem: typeof description === "string" && PROBLEM.test(description) ? description : "invalid syntax" };
  }
}
