/** Secrets by the real SDK: together where possible, one by one where not, and every failure reported. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Aws } from "../../src/aws/connection/clients.ts";
import { getSecrets, getSecretVersion } from "../../src/aws/secrets.ts";
import { type LocalEndpoint, startLocalEndpoint } from "../../src/local/server/server.ts";
import { connectTo, failureOf } from "./connection/connection.ts";

let endpoint: LocalEndpoint;
let aws: Aws;
let arn: string;
let sentBefore = 0;

beforeAll(async () => {
  vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
  endpoint = await startLocalEndpoint();
  arn = endpoint.setSecret("prod/api", { TOKEN: "one" });
  endpoint.setSecret("prod/db", "two");
  endpoint.setSecret("prod/key", new Uint8Array([1, 2, 3]));
  for (let index = 0; index < 45; index++) endpoint.setSecret(`many/${index}`, `text ${index}`);
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

test("one secret is requested by itself", async () => {
  const secrets = await getSecrets(aws, ["prod/api", "prod/api"]);
  const version = { versionId: expect.any(String), createdAt: expect.any(Date) };
  expect([...secrets]).toEqual([["prod/api", { kind: "string", value: '{"TOKEN":"one"}', arn, ...version }]]);
  expect(operations()).toEqual(["GetSecretValue"]);
});

test("several are requested together, by name, by ARN and by ARN without its suffix", async () => {
  const short = arn.slice(0, -7);
  const secrets = await getSecrets(aws, [arn, short, "prod/db", "prod/key"]);
  expect(secrets.get(arn)).toMatchObject({ kind: "string", value: '{"TOKEN":"one"}' });
  expect(secrets.get(short)).toMatchObject({ kind: "string", arn });
  expect(secrets.get("prod/db")).toMatchObject({ kind: "string", value: "two" });
  expect(secrets.get("prod/key")).toEqual({ kind: "binary", arn: expect.stringContaining("prod/key") });
  expect(operations()).toEqual(["BatchGetSecretValue"]);
});

test("more than twenty take one call for each twenty", async () => {
  const ids = Array.from({ length: 45 }, (_, index) => `many/${index}`);
  const secrets = await getSecrets(aws, ids);
  expect(ids.map((id) => secrets.get(id))).toEqual(ids.map((_, index) => expect.objectContaining({ value: `text ${index}` })));
  expect(operations()).toEqual(["BatchGetSecretValue", "BatchGetSecretValue", "BatchGetSecretValue"]);
});

test("a failure of one secret does not hide the others, and is reported", async () => {
  endpoint.deny("GetSecretValue", "prod/db");
  const secrets = await getSecrets(aws, ["prod/api", "prod/db", "prod/none"]);
  endpoint.allow("GetSecretValue", "prod/db");
  expect(secrets.get("prod/api")).toMatchObject({ kind: "string" });
  expect(secrets.get("prod/db")).toMatchObject({ kind: "failed", code: "ACCESS_DENIED", errorCode: "AccessDeniedException" });
  expect(secrets.get("prod/none")).toEqual({
    kind: "failed",
    code: "NOT_FOUND",
    errorCode: "ResourceNotFoundException",
    message: "Secrets Manager can't find the specified secret",
  });
  expect(operations()).toEqual(["BatchGetSecretValue"]);
});

test("where the batch call is denied, secrets are requested one by one", async () => {
  endpoint.deny("BatchGetSecretValue");
  const secrets = await getSecrets(aws, ["prod/api", "prod/db", "prod/none"]);
  endpoint.allow("BatchGetSecretValue");
  expect([...secrets].map(([id, { kind }]) => [id, kind])).toEqual([
    ["prod/api", "string"],
    ["prod/db", "string"],
    ["prod/none", "failed"],
  ]);
  expect(operations()).toEqual(["BatchGetSecretValue", "GetSecretValue", "GetSecretValue", "GetSecretValue"]);
});

test("pages of a batch are followed, empty ones too, and what a batch leaves out is requested", async () => {
  const page = (members: object) => ({
    kind: "body" as const,
    status: 200,
    contentType: "application/x-amz-json-1.1",
    body: JSON.stringify(members),
  });
  endpoint.fail("BatchGetSecretValue", page({ SecretValues: [], Errors: [], NextToken: "next" }));
  endpoint.fail("BatchGetSecretValue", page({ SecretValues: [{ Name: "prod/db", ARN: "arn:db", SecretString: "paged" }] }));
  const secrets = await getSecrets(aws, ["prod/api", "prod/db"]);
  expect(secrets.get("prod/db")).toEqual({ kind: "string", value: "paged", arn: "arn:db" });
  expect(secrets.get("prod/api")).toMatchObject({ kind: "string", value: '{"TOKEN":"one"}' });
  expect(operations()).toEqual(["BatchGetSecretValue", "BatchGetSecretValue", "GetSecretValue"]);
});

test.each([
  ["DecryptionFailure", "NOT_DECRYPTABLE"],
  ["InvalidRequestException", "UNUSABLE"],
  ["ValidationException", "UNUSABLE"],
])("%s is a failure of that secret: %s", async (type, code) => {
  endpoint.fail("GetSecretValue", { kind: "error", status: 400, type, message: "the request is not valid" });
  expect((await getSecrets(aws, ["prod/api"])).get("prod/api")).toEqual({
    kind: "failed",
    code,
    errorCode: type,
    message: "the request is not valid",
  });
});

test("a service that cannot be used stops the call", async () => {
  endpoint.fail("GetSecretValue", { kind: "error", status: 503, type: "ServiceUnavailable" });
  expect(await failureOf(getSecrets(aws, ["prod/api"]))).toMatchObject({ code: "UNAVAILABLE" });
  endpoint.fail("BatchGetSecretValue", { kind: "throttle" });
  expect(await failureOf(getSecrets(aws, ["prod/api", "prod/db"]))).toMatchObject({ code: "UNAVAILABLE" });
});

test("no ids need no call", async () => {
  expect((await getSecrets(aws, [])).size).toBe(0);
  expect(operations()).toEqual([]);
});

test("a version is read by its label or its id", async () => {
  endpoint.setSecret("prod/rotated", "old");
  const first = await getSecretVersion(aws, { id: "prod/rotated" });
  endpoint.setSecret("prod/rotated", "new");
  const id = "prod/rotated";
  expect(await getSecretVersion(aws, { id })).toMatchObject({ value: "new" });
  expect(await getSecretVersion(aws, { id, stage: "AWSPREVIOUS" })).toMatchObject({ value: "old" });
  const version = first.kind === "string" ? (first.versionId ?? "") : "";
  expect(await getSecretVersion(aws, { id, version })).toMatchObject({ value: "old", versionId: version });
  expect(await getSecretVersion(aws, { id, stage: "NONE" })).toMatchObject({ kind: "failed", code: "NOT_FOUND" });
});
