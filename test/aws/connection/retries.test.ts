/** How often a request is sent again: the rules alone, and with the real SDK. */
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { ConnectOptions } from "../../../src/aws/connection/config.ts";
import { makeRetries, type RetryOptions } from "../../../src/aws/connection/retries.ts";
import { getFunctionConfiguration } from "../../../src/aws/function.ts";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { connectTo, failureOf, KEYS } from "./connection.ts";

type Kind = "THROTTLING" | "TRANSIENT" | "SERVER_ERROR" | "CLIENT_ERROR";

/** Returns the pauses before each further attempt while attempts fail as `kinds` say, the last one for ever. */
async function pausesOf(kinds: readonly Kind[], options: RetryOptions = {}, retryAfterHint?: Date): Promise<readonly number[]> {
  const retries = makeRetries({ random: () => 0.5, ...options });
  const pauses: number[] = [];
  let attempts = await retries.acquireInitialRetryToken();
  for (;;) {
    const errorType = kinds[pauses.length] ?? kinds.at(-1) ?? "CLIENT_ERROR";
    const failure = { errorType, ...(retryAfterHint === undefined ? {} : { retryAfterHint }) };
    const next = await retries.refreshRetryTokenForRetry(attempts, failure).catch(() => undefined);
    if (next === undefined) return pauses;
    attempts = next;
    pauses.push(attempts.getRetryDelay());
  }
}

describe("the rules", () => {
  test("a throttled request is sent ten times, in about half a minute", async () => {
    const pauses = await pausesOf(["THROTTLING"]);
    expect(pauses).toEqual([500, 1000, 2000, 4000, 5000, 5000, 5000, 5000, 5000]);
  });

  test("the pauses of many at once differ, and never by more than half", async () => {
    const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
    expect(sum(await pausesOf(["THROTTLING"], { random: () => 0 }))).toBe(16_250);
    expect(sum(await pausesOf(["THROTTLING"], { random: () => 0.999 }))).toBeLessThan(48_750);
  });

  test("what may be gone at the next attempt gets three", async () => {
    expect(await pausesOf(["TRANSIENT"])).toEqual([100, 200]);
  });

  test("refusals of too many requests do not count as failures", async () => {
    expect((await pausesOf(["THROTTLING", "THROTTLING", "THROTTLING", "THROTTLING", "TRANSIENT"])).length).toBe(6);
    expect((await pausesOf(["TRANSIENT", "THROTTLING", "TRANSIENT", "TRANSIENT"])).length).toBe(3);
    expect((await pausesOf(["TRANSIENT", "THROTTLING"])).length).toBe(9);
  });

  test.each(["CLIENT_ERROR", "SERVER_ERROR"] as const)("a %s is final", async (kind) => {
    expect(await pausesOf([kind])).toEqual([]);
  });

  test.each([1, 2, 20])("a number that the user decided on holds for all kinds: %i", async (maxAttempts) => {
    for (const kind of ["THROTTLING", "TRANSIENT"] as const) {
      expect((await pausesOf([kind], { maxAttempts })).length).toBe(maxAttempts - 1);
    }
  });

  test("a service that requests more time gets it, within bounds", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    expect((await pausesOf(["THROTTLING"], {}, new Date(Date.now() + 3000)))[0]).toBe(3000);
    expect((await pausesOf(["THROTTLING"], {}, new Date(Date.now() + 3_600_000)))[0]).toBe(5500);
    expect((await pausesOf(["THROTTLING"], {}, new Date(0)))[0]).toBe(500);
  });
});

describe("by the SDK", () => {
  let endpoint: LocalEndpoint;

  beforeEach(async () => {
    for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
    endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "test" } });
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const THROTTLED = { kind: "error", status: 429, type: "TooManyRequestsException", message: "Rate exceeded" } as const;

  /** Reads a function that is refused `times`, without a pause; the environment of the options is that of the process, too. */
  async function read(times: number, options: Partial<ConnectOptions> = {}) {
    for (const [name, value] of Object.entries(options.env ?? {})) vi.stubEnv(name, value);
    endpoint.fail("GetFunctionConfiguration", THROTTLED, times);
    return getFunctionConfiguration(connectTo(endpoint.url, options).aws, "my-fn");
  }

  test("a request that was refused nine times is sent a tenth time", async () => {
    expect(await read(9)).toMatchObject({ functionName: "my-fn" });
    expect(endpoint.requests.length).toBe(10);
  });

  test("one that stays refused is reported with the number of attempts, and how to allow more", async () => {
    const failure = await failureOf(read(99));
    expect(endpoint.requests.length).toBe(10);
    expect(failure).toMatchObject({ code: "UNAVAILABLE", hint: expect.stringContaining("AWS_MAX_ATTEMPTS") });
    expect(failure.message).toMatch(
      /keeps throttling lambda:GetFunctionConfiguration \(TooManyRequestsException\), 10 attempts in 0 s$/,
    );
  });

  test("AWS_MAX_ATTEMPTS wins over max_attempts of the profile, and both over our own", async () => {
    const config = `${tempFolder({ config: "[default]\nmax_attempts = 4\n" })}/config`;
    await failureOf(read(99, { env: { ...KEYS, AWS_CONFIG_FILE: config } }));
    expect(endpoint.requests.length).toBe(4);
    await failureOf(read(99, { env: { ...KEYS, AWS_CONFIG_FILE: config, AWS_MAX_ATTEMPTS: "2" } }));
    expect(endpoint.requests.length).toBe(6);
  });

  test("AWS_RETRY_MODE=adaptive is left to the SDK", async () => {
    await failureOf(read(99, { env: { ...KEYS, AWS_RETRY_MODE: "adaptive", AWS_MAX_ATTEMPTS: "1" } }));
    expect(endpoint.requests.length).toBe(1);
  });

  test.each(["0", "many", "-1", "1.5"])("AWS_MAX_ATTEMPTS=%s is refused", async (text) => {
    expect(await failureOf(read(0, { env: { ...KEYS, AWS_MAX_ATTEMPTS: text } }))).toMatchObject({
      code: "USAGE",
      message: "AWS_MAX_ATTEMPTS is not a number from 1 on",
    });
  });

  test("the signal ends a pause", async () => {
    const interruption = new AbortController();
    endpoint.before("GetFunctionConfiguration", () => void setImmediate(() => interruption.abort()));
    endpoint.fail("GetFunctionConfiguration", THROTTLED, 99);
    const { aws } = connectTo(endpoint.url, { waitMs: () => 600_000 });
    expect(await failureOf(getFunctionConfiguration(aws, "my-fn", { signal: interruption.signal }))).toMatchObject({
      code: "INTERRUPTED",
    });
  });
});
