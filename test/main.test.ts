import { describe, expect, it } from "vitest";
import { LambdaEnvError } from "../src/errors.ts";
import { explain } from "../src/main.ts";

describe("what was thrown after a signal", () => {
  const aborted = AbortSignal.abort();

  it("is an interruption where it is an abort, and says nothing of what was written", () => {
    expect(explain(aborted.reason, aborted)).toMatchObject({ code: "INTERRUPTED", message: "interrupted" });
  });

  it("stays a bug where it is anything else, and an abort that nobody asked for is one too", () => {
    expect(explain(new TypeError("x is not a function"), aborted)).toBeUndefined();
    expect(explain(aborted.reason, new AbortController().signal)).toBeUndefined();
  });

  it("stays what it is where it is a failure that we explain", () => {
    const failure = new LambdaEnvError("CONFLICT", "changed");
    expect(explain(failure, aborted)).toBe(failure);
  });
});
