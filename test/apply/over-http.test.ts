/** The whole way: protocol, real SDK, HTTP, and the local endpoint. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { applyPlan } from "../../src/apply/apply.ts";
import type { Clock, FunctionPort } from "../../src/apply/port.ts";
import { readFunction } from "../../src/apply/settle.ts";
import { connect } from "../../src/aws/connection/clients.ts";
import { getFunctionConfiguration, updateFunctionVariables } from "../../src/aws/function.ts";
import { type LocalEndpoint, startLocalEndpoint } from "../../src/local/server/server.ts";
import { planFor, recordingOptions, type Wanted } from "./plans.ts";

const CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => pause(ms, undefined, { signal }).catch(() => undefined),
};
const KEYS = { AWS_ACCESS_KEY_ID: "test-key-id", AWS_SECRET_ACCESS_KEY: "test-key" };
let endpoint: LocalEndpoint;
let name: string;
let count = 0;

beforeAll(async () => {
  endpoint = await startLocalEndpoint();
});

afterAll(() => endpoint.close());

beforeEach(() => {
  name = `my-fn-${count++}`;
  endpoint.createFunction({ functionName: name, variables: { DATABASE: "old", STAGE: "test" } });
});

async function run(wanted: Wanted, signal: AbortSignal = new AbortController().signal) {
  const aws = connect({ region: "us-east-1", endpointUrl: endpoint.url, env: KEYS, onEndpoint: () => {} });
  const port: FunctionPort = {
    read: (reading) => getFunctionConfiguration(aws, name, { signal: reading }),
    write: (request, writing) => updateFunctionVariables(aws, name, request, { signal: writing }),
  };
  const options = { ...recordingOptions(CLOCK), signal };
  const snapshot = await readFunction(port, options);
  return applyPlan(port, planFor(snapshot.environment.variables, wanted), snapshot, options);
}

const operations = () => endpoint.requests.filter(({ subject }) => subject === name).map(({ operation }) => operation);

test("a change costs three requests", async () => {
  expect(await run({ set: { DATABASE: "new" } })).toMatchObject({ kind: "applied", attempts: 1 });
  expect(operations()).toEqual(["GetFunctionConfiguration", "UpdateFunctionConfiguration", "GetFunctionConfiguration"]);
  expect(endpoint.variables(name)).toEqual({ DATABASE: "new", STAGE: "test" });
});

test("no change costs one", async () => {
  expect(await run({ set: { DATABASE: "old" } })).toEqual({ kind: "unchanged" });
  expect(operations()).toEqual(["GetFunctionConfiguration"]);
});

test("the last variable can be removed", async () => {
  expect(await run({ unset: ["DATABASE", "STAGE"] })).toMatchObject({ kind: "applied" });
  expect(endpoint.variables(name)).toEqual({});
});

test("a writer between our read and our write loses nothing, and neither do we", async () => {
  endpoint.before("UpdateFunctionConfiguration", () =>
    endpoint.setVariables(name, { DATABASE: "old", STAGE: "prod", EXTRA: "x" }),
  );
  expect(await run({ set: { DATABASE: "new" } })).toMatchObject({ kind: "applied", rebased: true });
  expect(endpoint.variables(name)).toEqual({ DATABASE: "new", STAGE: "prod", EXTRA: "x" });
});

test("a writer of the same name wins, and we say so", async () => {
  endpoint.before("UpdateFunctionConfiguration", () => endpoint.setVariables(name, { DATABASE: "theirs" }));
  await expect(run({ set: { DATABASE: "new" } })).rejects.toMatchObject({ code: "CONFLICT" });
  expect(endpoint.variables(name)).toEqual({ DATABASE: "theirs" });
});

test.each(["before", "after"] as const)("a connection that is reset %s the update ends in one update", async (when) => {
  const revisionId = endpoint.revisionId(name);
  endpoint.fail("UpdateFunctionConfiguration", { kind: "reset", when });
  expect(await run({ set: { DATABASE: "new" } })).toMatchObject({ kind: "applied", landed: when === "after" });
  expect(endpoint.variables(name)).toEqual({ DATABASE: "new", STAGE: "test" });
  expect(endpoint.revisionId(name)).not.toBe(revisionId);
});

test("unreadable variables are never written over", async () => {
  endpoint.denyDecrypt(name);
  await expect(run({ set: { DATABASE: "new" } })).rejects.toMatchObject({ code: "UNREADABLE" });
  expect(operations()).not.toContain("UpdateFunctionConfiguration");
});

test("variables that become unreadable after the write are not called lost", async () => {
  endpoint.before("UpdateFunctionConfiguration", () => endpoint.denyDecrypt(name));
  await expect(run({ set: { DATABASE: "new" } })).rejects.toMatchObject({ code: "NOT_VERIFIED" });
  endpoint.allowDecrypt(name);
  expect(endpoint.variables(name)).toEqual({ DATABASE: "new", STAGE: "test" });
});

test("a failed update is reported with its reason", async () => {
  endpoint.failUpdate(name, { reasonCode: "KMSKeyAccessDenied", reason: "denied" });
  await expect(run({ set: { DATABASE: "new" } })).rejects.toMatchObject({
    code: "UPDATE_FAILED",
    message: expect.stringContaining("(KMSKeyAccessDenied)"),
  });
});

test("Ctrl-C during the write finishes the verification", async () => {
  const interruption = new AbortController();
  endpoint.before("UpdateFunctionConfiguration", () => interruption.abort());
  await expect(run({ set: { DATABASE: "new" } }, interruption.signal)).rejects.toMatchObject({
    code: "INTERRUPTED",
    message: `interrupted; the update of ${name} was written and verified`,
  });
  expect(endpoint.variables(name)).toMatchObject({ DATABASE: "new" });
});
