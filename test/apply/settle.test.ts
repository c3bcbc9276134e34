/** Waiting for a function to settle, and reading it for a plan. */
import { expect, test } from "vitest";
import { pauseMs, readFunction, settle } from "../../src/apply/settle.ts";
import type { FunctionSnapshot } from "../../src/core/function.ts";
import { makeClock } from "./fake-clock.ts";
import { recordingOptions } from "./plans.ts";

const SETTLED: FunctionSnapshot = {
  functionName: "my-fn",
  functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:my-fn",
  revisionId: "revision-1",
  environment: { kind: "readable", variables: new Map() },
  hasCapacityProvider: false,
};

/** A function that shows one state after the other, and the last for ever. */
function showing(...states: readonly Partial<FunctionSnapshot>[]) {
  let reads = 0;
  return {
    reads: () => reads,
    read: async () => ({ ...SETTLED, ...states[Math.min(reads++, states.length - 1)] }),
  };
}

test.each([
  [{ state: "Active", lastUpdateStatus: "Successful" }],
  [{ state: "Inactive", lastUpdateStatus: "Failed" }],
  [{ state: "SomethingNew", lastUpdateStatus: "SomethingElse" }],
  [{}],
])("%j counts as settled, at the first look", async (state) => {
  const port = showing(state);
  await settle(port, recordingOptions(makeClock()));
  expect(port.reads()).toBe(1);
});

test.each([
  [{ state: "Pending" }, "creation"],
  [{ state: "Active", lastUpdateStatus: "InProgress" }, "others"],
])("%j is waited for, as the %s", async (state, doing) => {
  const port = showing(state, state, { state: "Active" });
  const options = recordingOptions(makeClock());
  expect(await settle(port, options)).toMatchObject({ state: "Active" });
  expect(port.reads()).toBe(3);
  expect(options.events).toEqual([
    { kind: "waiting", waitedMs: 0, for: doing },
    { kind: "waiting", waitedMs: 100, for: doing },
  ]);
});

test("pauses begin at 100 ms and grow by half, up to a second", () => {
  expect(Array.from({ length: 8 }, (_, count) => Math.round(pauseMs(count)))).toEqual([100, 150, 225, 338, 506, 759, 1000, 1000]);
});

test("gives up on a function that does not settle exactly when the time is over", async () => {
  const clock = makeClock();
  const failure = settle(showing({ lastUpdateStatus: "InProgress" }), { ...recordingOptions(clock), timeoutMs: 1234 });
  await expect(failure).rejects.toMatchObject({
    code: "NOT_SETTLED",
    message: "my-fn is still being updated after 1.2 s",
  });
  expect(clock.now()).toBe(1234);
});

test("a function whose creation does not end is reported as such", async () => {
  const failure = settle(showing({ state: "Pending" }), { ...recordingOptions(makeClock()), timeoutMs: 1000 });
  await expect(failure).rejects.toMatchObject({ code: "NOT_SETTLED", message: "my-fn is still being created after 1 s" });
});

test("Ctrl-C ends the wait at once", async () => {
  const clock = makeClock();
  const interruption = new AbortController();
  const port = showing({ lastUpdateStatus: "InProgress" });
  const onEvent = (): void => interruption.abort();
  const failure = settle(port, { ...recordingOptions(clock), signal: interruption.signal, onEvent });
  await expect(failure).rejects.toMatchObject({ code: "INTERRUPTED", message: "interrupted" });
  expect(clock.now()).toBe(0);
  expect(port.reads()).toBe(1);
});

test("a read that Ctrl-C cuts short is reported as an interruption", async () => {
  const interruption = new AbortController();
  const read = async (): Promise<FunctionSnapshot> => {
    interruption.abort();
    throw new Error("cut short");
  };
  const failure = settle({ read }, { ...recordingOptions(makeClock()), signal: interruption.signal });
  await expect(failure).rejects.toMatchObject({ code: "INTERRUPTED" });
});

test("variables that may not be decrypted are unreadable, never none", async () => {
  const port = showing({ environment: { kind: "unreadable", errorCode: "AccessDeniedException" } });
  const failure = readFunction(port, recordingOptions(makeClock()));
  await expect(failure).rejects.toMatchObject({
    code: "UNREADABLE",
    message: "the variables of my-fn cannot be read (AccessDeniedException)",
    hint: expect.stringContaining("kms:Decrypt"),
  });
});

test("a command that writes says that nothing was written", async () => {
  const options = { ...recordingOptions(makeClock()), claim: "nothing was written" } as const;
  const port = showing({ environment: { kind: "unreadable", errorCode: "AccessDeniedException", action: "kms:Decrypt" } });
  await expect(readFunction(port, options)).rejects.toMatchObject({
    message: "the variables of my-fn cannot be read (AccessDeniedException); nothing was written",
  });
  const busy = settle(showing({ lastUpdateStatus: "InProgress" }), { ...options, timeoutMs: 1 });
  await expect(busy).rejects.toMatchObject({ message: expect.stringMatching(/; nothing was written$/) });
});
