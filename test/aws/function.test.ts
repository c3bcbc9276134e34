/** Reading a function and replacing its variables, by the real SDK against the local endpoint. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Aws } from "../../src/aws/connection/clients.ts";
import { getFunctionConfiguration, updateFunctionVariables } from "../../src/aws/function.ts";
import { publishVersion } from "../../src/aws/versions.ts";
import { type LocalEndpoint, startLocalEndpoint } from "../../src/local/server/server.ts";
import { connectTo, failureOf } from "./connection/connection.ts";

const SENSITIVE = 'tell-"nobody"\nthis';
let endpoint: LocalEndpoint;
let aws: Aws;
let name: string;
let count = 0;

beforeAll(async () => {
  endpoint = await startLocalEndpoint();
});

afterAll(async () => {
  await endpoint.close();
  vi.unstubAllEnvs();
});

beforeEach(() => {
  name = `my-fn-${count++}`;
  endpoint.createFunction({ functionName: name, variables: { STAGE: "test", constructor: "kept" } });
  aws = connectTo(endpoint.url).aws;
});

const read = () => getFunctionConfiguration(aws, name);
const write = (variables: Record<string, string>, revisionId = endpoint.revisionId(name), signal?: AbortSignal) =>
  updateFunctionVariables(aws, name, { variables, revisionId }, signal === undefined ? {} : { signal });
const sentRequests = (operation: string) =>
  endpoint.requests.filter((request) => request.operation === operation && request.subject === name);

test("a function is read with its variables and its revision id, without a qualifier", async () => {
  expect(await read()).toEqual({
    functionName: name,
    functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
    revisionId: endpoint.revisionId(name),
    codeSha256: expect.any(String),
    state: "Active",
    lastUpdateStatus: "Successful",
    environment: {
      kind: "readable",
      variables: new Map([
        ["STAGE", "test"],
        ["constructor", "kept"],
      ]),
    },
    hasCapacityProvider: false,
  });
  expect(sentRequests("GetFunctionConfiguration").at(-1)?.body).toEqual({ FunctionName: name });
});

test("a function that never had variables has none", async () => {
  endpoint.createFunction({ functionName: `${name}-bare` });
  expect(await getFunctionConfiguration(aws, `${name}-bare`)).toMatchObject({
    environment: { kind: "readable", variables: new Map() },
  });
});

test("variables that may not be decrypted are unreadable, not none", async () => {
  endpoint.denyDecrypt(name);
  expect(await read()).toMatchObject({ environment: { kind: "unreadable", errorCode: "AccessDeniedException" } });
});

test.each([
  ["{}", { kind: "readable", variables: new Map() }],
  ['{"Variables":{}}', { kind: "readable", variables: new Map() }],
  ['{"Error":{}}', { kind: "unreadable", errorCode: "no reason given" }],
  [
    '{"Error":{"ErrorCode":"X","Message":"not authorized to perform: kms:Decrypt on key"}}',
    { kind: "unreadable", errorCode: "X", action: "kms:Decrypt" },
  ],
])("a reply with Environment %s is read as what it says", async (text, environment) => {
  const body = `{"FunctionName":"${name}","Environment":${text}}`;
  endpoint.fail("GetFunctionConfiguration", { kind: "body", status: 200, contentType: "application/json", body });
  expect((await read()).environment).toEqual(environment);
});

test("an endpoint without revision ids is read anyway", async () => {
  const bare = await startLocalEndpoint();
  bare.createFunction({ functionName: "my-fn" });
  bare.omitRevisionIds();
  const snapshot = await getFunctionConfiguration(connectTo(bare.url).aws, "my-fn");
  expect(snapshot).not.toHaveProperty("revisionId");
  await bare.close();
});

test("replicas and capacity providers are reported", async () => {
  const settings = { MasterArn: "arn:aws:lambda:us-east-1:123456789012:function:main:1", CapacityProviderConfig: {} };
  endpoint.createFunction({ functionName: `${name}-far`, settings });
  expect(await getFunctionConfiguration(aws, `${name}-far`)).toMatchObject({
    masterArn: settings.MasterArn,
    hasCapacityProvider: true,
  });
});

test("a write replaces the variables, under the lock, and sends nothing else", async () => {
  const revisionId = endpoint.revisionId(name);
  expect(await write({ STAGE: "prod", TEXT: SENSITIVE, EMPTY: "" })).toEqual({ kind: "accepted" });
  expect(endpoint.variables(name)).toEqual({ STAGE: "prod", TEXT: SENSITIVE, EMPTY: "" });
  expect(sentRequests("UpdateFunctionConfiguration").map((request) => request.body)).toEqual([
    { FunctionName: name, Environment: { Variables: { STAGE: "prod", TEXT: SENSITIVE, EMPTY: "" } }, RevisionId: revisionId },
  ]);
});

test("no variables are sent as none, which clears them", async () => {
  expect(await write({})).toEqual({ kind: "accepted" });
  expect(sentRequests("UpdateFunctionConfiguration").at(-1)?.body).toMatchObject({ Environment: { Variables: {} } });
  expect(endpoint.variables(name)).toEqual({});
});

test("a revision id that is not the latest makes the write stale", async () => {
  const revisionId = endpoint.revisionId(name);
  endpoint.setVariables(name, { STAGE: "theirs" });
  expect(await write({ STAGE: "ours" }, revisionId)).toEqual({ kind: "stale" });
  expect(endpoint.variables(name)).toEqual({ STAGE: "theirs" });
});

test("an update in progress makes the write busy, and it is not sent again", async () => {
  endpoint.fail("UpdateFunctionConfiguration", { kind: "error", status: 409, type: "ResourceConflictException" });
  expect(await write({ STAGE: "prod" })).toEqual({ kind: "busy" });
  expect(sentRequests("UpdateFunctionConfiguration")).toHaveLength(1);
});

test.each([
  ["a connection reset before the update", { kind: "reset", when: "before" }, "test"],
  ["a connection reset after the update", { kind: "reset", when: "after" }, "prod"],
  ["a 500", { kind: "error", status: 500, type: "ServiceException" }, "test"],
  [
    "a 503 of a gateway after the update",
    { kind: "body", status: 503, contentType: "text/html", body: "<p>", when: "after" },
    "prod",
  ],
  ["a reply that is not JSON", { kind: "body", status: 200, contentType: "application/json", body: "<p>" }, "test"],
] as const)("%s is ambiguous, and the write is sent once", async (_, fault, stage) => {
  endpoint.fail("UpdateFunctionConfiguration", fault);
  expect(await write({ STAGE: "prod" })).toMatchObject({ kind: "ambiguous", cause: expect.any(Error) });
  expect(sentRequests("UpdateFunctionConfiguration")).toHaveLength(1);
  expect(endpoint.variables(name)).toMatchObject({ STAGE: stage });
});

test("a write that Ctrl-C cuts short is ambiguous", async () => {
  const interruption = new AbortController();
  endpoint.fail("UpdateFunctionConfiguration", { kind: "hang", when: "after" });
  endpoint.before("UpdateFunctionConfiguration", () => interruption.abort());
  expect(await write({ STAGE: "prod" }, undefined, interruption.signal)).toMatchObject({ kind: "ambiguous" });
});

test("a read that Ctrl-C cuts short is interrupted", async () => {
  const interruption = new AbortController();
  endpoint.fail("GetFunctionConfiguration", { kind: "hang" });
  endpoint.before("GetFunctionConfiguration", () => interruption.abort());
  const failure = await failureOf(getFunctionConfiguration(aws, name, { signal: interruption.signal }));
  expect(failure).toMatchObject({ code: "INTERRUPTED" });
});

test("a throttled write is sent again", async () => {
  endpoint.fail("UpdateFunctionConfiguration", { kind: "throttle" });
  expect(await write({ STAGE: "prod" })).toEqual({ kind: "accepted" });
  expect(sentRequests("UpdateFunctionConfiguration").map((request) => request.status)).toEqual([429, 200]);
});

test("a write that stays throttled is unavailable, not ambiguous", async () => {
  endpoint.fail("UpdateFunctionConfiguration", { kind: "throttle" }, 10);
  expect(await failureOf(write({ STAGE: "prod" }))).toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining(
      "keeps throttling lambda:UpdateFunctionConfiguration (TooManyRequestsException), 10 attempts",
    ),
  });
  expect(endpoint.variables(name)).toMatchObject({ STAGE: "test" });
});

test("a write to a host that is gone was not sent", async () => {
  const gone = await startLocalEndpoint();
  const { aws: lost } = connectTo(gone.url);
  await gone.close();
  const failure = await failureOf(updateFunctionVariables(lost, "my-fn", { variables: { STAGE: "prod" } }));
  expect(failure).toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining(`127.0.0.1:${gone.port}`) });
});

test("the refusal of too large variables quotes none of them", async () => {
  const failure = await failureOf(write({ TEXT: SENSITIVE, FILL: "x".repeat(4100) }));
  expect(failure.code).toBe("INVALID_INPUT");
  expect(failure.message).toContain("exceeded the 4KB limit");
  expect(failure.message).not.toMatch(/nobody|xxxx/);
});

test("the refusal of a reserved name names it", async () => {
  const failure = await failureOf(write({ AWS_REGION: "eu-west-1" }));
  expect(failure).toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining("AWS_REGION") });
});

test("the refusal of a malformed name is bad input", async () => {
  expect(await failureOf(write({ "not-a-name": "value" }))).toMatchObject({ code: "INVALID_INPUT" });
});

test("a refusal that quotes a sent value in unknown words does not pass it on", async () => {
  const message = `the value ${JSON.stringify(SENSITIVE)} cannot be used with this function`;
  endpoint.fail("UpdateFunctionConfiguration", { kind: "error", status: 400, type: "InvalidParameterValueException", message });
  const failure = await failureOf(write({ TEXT: SENSITIVE }));
  expect(failure.code).toBe("AWS_ERROR");
  expect(failure.message).not.toContain("nobody");
});

test("a write that is not allowed names the action", async () => {
  endpoint.deny("UpdateFunctionConfiguration", name);
  expect(await failureOf(write({ STAGE: "prod" }))).toMatchObject({
    code: "ACCESS_DENIED",
    hint: "allow lambda:UpdateFunctionConfiguration in the caller's policy",
  });
});

test.each([
  ["an error that AWS names", { kind: "error", status: 403, type: "AccessDeniedException" }, "ACCESS_DENIED"],
  ["a page of a proxy", { kind: "body", status: 403, contentType: "text/html", body: "<p>no" }, "UNAVAILABLE"],
  ["a refusal without a word", { kind: "body", status: 403, contentType: "application/json", body: "" }, "AWS_ERROR"],
  ["what is not implemented", { kind: "error", status: 501, type: "NotImplemented" }, "UNAVAILABLE"],
  ["a key that cannot be used", { kind: "error", status: 502, type: "KMSDisabledException" }, "AWS_ERROR"],
] as const)("%s is a refusal, and is not sent again", async (_, fault, code) => {
  endpoint.fail("UpdateFunctionConfiguration", fault, 9);
  const failure = await failureOf(write({ STAGE: "prod" })).finally(() => endpoint.clearFaults());
  expect(failure.code).toBe(code);
  expect(sentRequests("UpdateFunctionConfiguration")).toHaveLength(1);
});

test("an error of the service is ambiguous, and is named", async () => {
  endpoint.fail("UpdateFunctionConfiguration", { kind: "error", status: 500, type: "ServiceException" });
  expect(await write({ STAGE: "prod" })).toMatchObject({ kind: "ambiguous", answer: "500 (ServiceException)" });
});

test.each([
  [200, "<html>page</html>", "an HTML or XML page (status 200)"],
  [503, "<html>page</html>", "an HTML or XML page (status 503)"],
  [200, "null", "JSON that is null (status 200)"],
  [200, "", "an empty body (status 200)"],
  [200, '{"FunctionName":"my-fn","Version":"1","Envir', "JSON that is damaged or cut off (status 200)"],
])("a reply to a change that is not AWS's (%i %s) is not a missing reply: it is named", async (status, body, answer) => {
  const fault = { kind: "body", status, contentType: "text/html", body } as const;
  endpoint.fail("UpdateFunctionConfiguration", fault);
  expect(await write({ STAGE: "prod" })).toMatchObject({ kind: "ambiguous", answer });
  endpoint.fail("PublishVersion", fault);
  expect(await publishVersion(aws, name, { revisionId: endpoint.revisionId(name) })).toMatchObject({ kind: "ambiguous", answer });
});

test("a function that is gone by the time of the write does not exist", async () => {
  endpoint.fail("UpdateFunctionConfiguration", {
    kind: "error",
    status: 404,
    type: "ResourceNotFoundException",
    message: "gone-xyz",
  });
  const failure = await failureOf(write({ STAGE: "prod" }));
  expect(failure).toMatchObject({ code: "FUNCTION_NOT_FOUND", message: `function ${name} does not exist` });
});

test("a request that is too large is refused by that name", async () => {
  endpoint.fail("UpdateFunctionConfiguration", {
    kind: "error",
    status: 413,
    type: "RequestEntityTooLargeException",
    message: "xyz",
  });
  const message = `AWS refuses the variables of function ${name} (RequestEntityTooLargeException)`;
  expect(await failureOf(write({ STAGE: "prod" }))).toMatchObject({ code: "INVALID_INPUT", message });
});

test.each([
  ["Lambda was unable to decrypt the environment variables because KMS access was denied.", "kms:Decrypt"],
  ["not authorized to perform: kms:Encrypt on resource: key", "kms:Encrypt"],
])("a denied key is the key's matter, not the call's: %s", async (message, action) => {
  const fault = { kind: "error", status: 502, type: "KMSAccessDeniedException", message } as const;
  endpoint.fail("UpdateFunctionConfiguration", fault);
  const denied = { code: "ACCESS_DENIED", hint: expect.stringContaining(`${action} on the key`) };
  expect(await failureOf(write({ STAGE: "prod" }))).toMatchObject(denied);
  endpoint.fail("GetFunctionConfiguration", fault, 3);
  expect(await failureOf(getFunctionConfiguration(aws, name))).toMatchObject(denied);
  endpoint.clearFaults();
});

test("an error of the key in the reply to a write is passed on with its action", async () => {
  endpoint.denyKey(name, "kms:Encrypt");
  expect(await write({ STAGE: "prod" })).toEqual({
    kind: "accepted",
    withheld: { kind: "unreadable", errorCode: "AccessDeniedException", action: "kms:Encrypt" },
  });
});

test.each([
  [
    "Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant. Please check your KMS CreateGrant permissions.",
    { code: "ACCESS_DENIED", hint: expect.stringContaining("kms:CreateGrant") },
  ],
  [
    "The role defined for the function cannot be assumed by Lambda.",
    {
      code: "AWS_ERROR",
      message: expect.stringContaining("cannot assume the function's role"),
      hint: expect.stringContaining("trust policy"),
    },
  ],
])("%s is reported as what it is", async (message, expected) => {
  endpoint.fail("UpdateFunctionConfiguration", { kind: "error", status: 400, type: "InvalidParameterValueException", message });
  expect(await failureOf(write({ STAGE: "prod" }))).toMatchObject(expected);
});

test.each([
  ["InvalidSignatureException", "Signature expired: 20261126T120000Z is now earlier than 20261126T122000Z"],
  ["InvalidSignatureException", "Signature not yet current: 20261126T120000Z is still later than 20261126T110000Z"],
  ["RequestExpired", "Request has expired"],
])("%s (%s) is reported as a clock that is wrong", async (type, message) => {
  endpoint.fail("UpdateFunctionConfiguration", { kind: "error", status: 403, type, message });
  expect(await failureOf(write({ STAGE: "prod" }))).toMatchObject({
    code: "NO_CREDENTIALS",
    hint: expect.stringContaining("clock"),
  });
});
