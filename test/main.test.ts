import { describe, expect, it } from "vitest";
import { LambdaEnvError } from "../src/errors.ts";
import { explain } from "../src/main.ts";

describe("what was thrown after a signal", () => {
  const aborted = AbortSignal.abort();

  it("is an interruption if it is an abort, and says nothing about what was written", () => {
    expect(explain(aborted.reason, aborted)).toMatchObject({ code: "INTERRUPTED", message: "interrupted" });
  });

  it("stays a bug if it is anything else, including an abort that nobody requested", () => {
    expect(explain(new TypeError("x is not a function"), aborted)).toBeUndefined();
    expect(explain(aborted.reason, new AbortController().signal)).toBeUndefined();
  });

  it("stays unchanged if it is a failure that we can explain", () => {
    const failure = new LambdaEnvError("CONFLICT", "changed");
    expect(explain(failure, aborted)).toBe(failure);
  });
});
