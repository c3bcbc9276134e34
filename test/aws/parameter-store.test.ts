/** Parameter Store with the real SDK: together where possible, by path, and every failure reported. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Aws } from "../../src/aws/connection/clients.ts";
import { getParameters, getParametersByPath } from "../../src/aws/parameter-store.ts";
import { type LocalEndpoint, startLocalEndpoint } from "../../src/local/server/server.ts";
import { connectTo, failureOf } from "./connection/connection.ts";

let endpoint: LocalEndpoint;
let aws: Aws;
let sentBefore = 0;

beforeAll(async () => {
  vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
  endpoint = await startLocalEndpoint();
  endpoint.setParameter("/app/HOST", "first");
  endpoint.setParameter("/app/HOST", "second");
  endpoint.setParameter("/app/TOKEN", "kept", "SecureString");
  endpoint.setParameter("/app/deeper/OTHER", "deep");
  for (let index = 0; index < 25; index++) endpoint.setParameter(`/many/P${index}`, `text ${index}`);
});

afterAll(async () => {
  await endpoint.close();
  vi.unstubAllEnvs();
});

beforeEach(() => {
  aws = connectTo(endpoint.url).aws;
  sentBefore = endpoint.requests.length;
});

const operations = () => endpoint.requests.slice(sentBefore).map((request) => request.operation);

test("several are requested together, by name and by version, SecureStrings decrypted", async () => {
  const found = await getParameters(aws, ["/app/HOST", "/app/HOST:1", "/app/TOKEN", "/app/NONE", "/app/HOST"]);
  expect([...found]).toEqual([
    ["/app/HOST", { kind: "found", name: "/app/HOST", value: "second", isEncrypted: false, changedAt: expect.any(Date) }],
    ["/app/HOST:1", { kind: "found", name: "/app/HOST", value: "first", isEncrypted: false, changedAt: expect.any(Date) }],
    ["/app/TOKEN", { kind: "found", name: "/app/TOKEN", value: "kept", isEncrypted: true, changedAt: expect.any(Date) }],
    ["/app/NONE", { kind: "not-found" }],
  ]);
  expect(operations()).toEqual(["GetParameters"]);
});

test("more than ten take one call for each ten, and none at all takes none", async () => {
  const names = Array.from({ length: 25 }, (_, index) => `/many/P${index}`);
  const found = await getParameters(aws, names);
  expect(names.map((name) => found.get(name))).toEqual(
    names.map((_, index) => expect.objectContaining({ value: `text ${index}` })),
  );
  expect((await getParameters(aws, [])).size).toBe(0);
  expect(operations()).toEqual(["GetParameters", "GetParameters", "GetParameters"]);
});

test("a batch that is refused because of one of its names is requested one by one", async () => {
  endpoint.fail("GetParameters", { kind: "error", status: 400, type: "AccessDeniedException", message: "no" });
  const found = await getParameters(aws, ["/app/HOST", "/app/TOKEN"]);
  expect([...found.values()].map(({ kind }) => kind)).toEqual(["found", "found"]);
  expect(operations()).toEqual(["GetParameters", "GetParameters", "GetParameters"]);
});

test("each parameter that may not be read is reported", async () => {
  endpoint.deny("GetParameters");
  const found = await getParameters(aws, ["/app/HOST", "/app/TOKEN"]);
  endpoint.allow("GetParameters");
  for (const name of ["/app/HOST", "/app/TOKEN"]) {
    expect(found.get(name)).toMatchObject({ kind: "failed", code: "ACCESS_DENIED", errorCode: "AccessDeniedException" });
  }
});

test("a path returns the parameters directly under it, over all pages", async () => {
  const names = async (path: string) => (await getParametersByPath(aws, path)).map(({ name, value }) => [name, value]);
  expect(await names("/app/")).toEqual([
    ["/app/HOST", "second"],
    ["/app/TOKEN", "kept"],
  ]);
  expect(await names("/many")).toHaveLength(25);
  expect(await names("/none")).toEqual([]);
});

test("a folder that may not be read is reported with the action", async () => {
  endpoint.deny("GetParametersByPath");
  const failure = await failureOf(getParametersByPath(aws, "/app/"));
  endpoint.allow("GetParametersByPath");
  expect(failure).toMatchObject({ code: "ACCESS_DENIED", hint: "allow ssm:GetParametersByPath in the caller's policy" });
});
