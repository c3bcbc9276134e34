/** The write protocol of a secret, one fault or interruption at a time: what its error says is true. */
import { describe, expect, it } from "vitest";
import { type PushOptions, pushSecret } from "../../../src/apply/store/push-secret.ts";
import type { SecretPort } from "../../../src/apply/store/store-port.ts";
import { LambdaEnvError } from "../../../src/errors.ts";
import { makeClock } from "../fake-clock.ts";
import { planFor } from "../plans.ts";
import { type FakeSecret, type FaultOfCall, makeFakeSecret, SECRET_FORM } from "./fake-secret.ts";

const START = { keep: "kept", mine: "old" };

interface Run {
  readonly secret: FakeSecret;
  readonly calls: readonly string[];
  readonly events: readonly { readonly kind: string }[];
  readonly error: LambdaEnvError | undefined;
}

type Before = (call: keyof SecretPort, count: number, secret: FakeSecret, stop: AbortController) => FaultOfCall | undefined;

async function push(start: Readonly<Record<string, unknown>> | undefined, before: Before): Promise<Run> {
  const secret = makeFakeSecret(start);
  const stop = new AbortController();
  const calls: string[] = [];
  const events: { readonly kind: string }[] = [];
  const port = secret.portOf(async (call) => {
    calls.push(call);
    return before(call, calls.length - 1, secret, stop);
  });
  let versions = 0;
  const options: PushOptions = {
    name: "prod/orders",
    form: SECRET_FORM,
    clock: makeClock(),
    signal: stop.signal,
    onEvent: (event) => events.push(event),
    newVersionId: () => `aaaaaaaa-${++versions}-0000-0000-0000-000000000000000000`,
    check: () => {},
  };
  try {
    const base = await port.read(stop.signal);
    await pushSecret(port, planFor(base.values, { set: { mine: "new" } }), base, options);
    return { secret, calls, events, error: undefined };
  } catch (error) {
    if (!(error instanceof LambdaEnvError)) throw error;
    return { secret, calls, events, error };
  }
}

it("takes five requests: stage, promote, remove the label, read", async () => {
  const { calls, error } = await push(START, () => undefined);
  expect({ calls, error }).toEqual({ calls: ["read", "stage", "promote", "unlabel", "read"], error: undefined });
});

describe.each(["stage", "promote"] as const)("a fault of %s", (at) => {
  it.each(["denied", "lost-before"] as const)("(%s) leaves the secret as it is, says so, and leaves no label", async (fault) => {
    const { secret, error } = await push(START, (call) => (call === at ? fault : undefined));
    expect(error?.message).toContain("the current version of prod/orders is as before");
    expect(secret.current()).toEqual(START);
    expect(secret.strayLabels()).toEqual([]);
  });
});

it("a lost reply to the promotion is looked up", async () => {
  const { secret, error } = await push(START, (call) => (call === "promote" ? "lost-after" : undefined));
  expect(error).toBeUndefined();
  expect(secret.current()).toEqual({ keep: "kept", mine: "new" });
});

it("a label that cannot be removed is a warning", async () => {
  const { secret, events, error } = await push(START, (call) => (call === "unlabel" ? "denied" : undefined));
  expect(error).toBeUndefined();
  expect(events).toContainEqual(expect.objectContaining({ kind: "label-left", label: "lambda-env-aaaaaaaa" }));
  expect(secret.current()).toMatchObject({ mine: "new" });
});

it("a write that cannot be read back is not called verified", async () => {
  const { error } = await push(START, (call, count) => (call === "read" && count > 0 ? "denied" : undefined));
  expect(error).toMatchObject({ code: "NOT_VERIFIED", message: expect.stringContaining("was written but not verified") });
});

describe("a secret that is created", () => {
  it.each(["denied", "lost-before"] as const)("(%s) is not there, and the error says so", async (fault) => {
    const { secret, error } = await push(undefined, (call) => (call === "create" ? fault : undefined));
    expect(error?.message).toContain("secret prod/orders was not written");
    expect(secret.versions.size).toBe(0);
  });

  it("is found after a lost reply", async () => {
    const { secret, error } = await push(undefined, (call) => (call === "create" ? "lost-after" : undefined));
    expect(error).toBeUndefined();
    expect(secret.current()).toEqual({ mine: "new" });
  });
});

it("Ctrl-C before the first request writes nothing, and later ends after the outcome is known", async () => {
  const before = await push(START, (call, _, __, stop) => {
    if (call === "read") stop.abort();
    return undefined;
  });
  expect(before.error).toMatchObject({ code: "INTERRUPTED", message: "interrupted; nothing was written" });
  expect(before.secret.current()).toEqual(START);
  const during = await push(START, (call, _, __, stop) => {
    if (call === "stage") stop.abort();
    return undefined;
  });
  expect(during.error).toMatchObject({ code: "INTERRUPTED", message: expect.stringContaining("was written and verified") });
  expect(during.secret.current()).toMatchObject({ mine: "new" });
  expect(during.secret.strayLabels()).toEqual([]);
});

it("gives up once others have written five times in a row, without a label left", async () => {
  let count = 0;
  const { error, secret } = await push(START, (call, _, own) => {
    if (call === "promote") own.put({ ...own.current(), theirs: String(++count) });
    return undefined;
  });
  expect(error).toMatchObject({ code: "CONFLICT", message: expect.stringContaining("kept being changed by others, 5 times") });
  expect(secret.current()).toEqual({ ...START, theirs: "5" });
  expect(secret.strayLabels()).toEqual([]);
});
