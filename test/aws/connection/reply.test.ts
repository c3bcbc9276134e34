/** Replies that do not come from AWS, and replies that stop early: for every service, in bounded time, and without their text. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { getResource } from "../../../src/aws/cloud-control.ts";
import { describeStack, getTemplate, listExports, listStackResources } from "../../../src/aws/cloudformation.ts";
import type { Aws } from "../../../src/aws/connection/clients.ts";
import { getFunctionConfiguration, updateFunctionVariables } from "../../../src/aws/function.ts";
import { listFunctions } from "../../../src/aws/listing.ts";
import { getParameters, getParametersByPath } from "../../../src/aws/parameter-store.ts";
import { getSecrets } from "../../../src/aws/secrets.ts";
import { listAliases, publishVersion } from "../../../src/aws/versions.ts";
import { type LocalEndpoint, startLocalEndpoint } from "../../../src/local/server/server.ts";
import { connectTo, failureOf } from "./connection.ts";

const SENSITIVE = "tell-nobody";
let endpoint: LocalEndpoint;
let aws: Aws;

beforeAll(async () => {
  endpoint = await startLocalEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "test" } });
  endpoint.setSecret("one", { A: "1" });
  endpoint.setStack({ name: "my-app", resources: [] });
});

beforeEach(() => {
  endpoint.clearFaults();
  aws = connectTo(endpoint.url, { patienceMs: 150 }).aws;
});

afterAll(() => endpoint.close());

const READS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["GetFunctionConfiguration", () => getFunctionConfiguration(aws, "my-fn")],
  ["ListAliases", () => listAliases(aws, "my-fn")],
  ["ListFunctions", () => listFunctions(aws, { limit: 9 })],
  ["GetSecretValue", () => getSecrets(aws, ["one"])],
  ["BatchGetSecretValue", () => getSecrets(aws, ["one", "two"])],
  ["GetParameters", () => getParameters(aws, ["/one"])],
  ["GetParametersByPath", () => getParametersByPath(aws, "/app/")],
  ["GetResource", () => getResource(aws, { type: "AWS::S3::Bucket", identifier: "one" })],
  ["DescribeStacks", () => describeStack(aws, "my-app")],
  ["ListStackResources", () => listStackResources(aws, "my-app")],
  ["GetTemplate", () => getTemplate(aws, { stack: "my-app", stage: "Processed" })],
  ["ListExports", () => listExports(aws)],
];
const BODIES: readonly (readonly [number, string])[] = [
  [200, `<html>${SENSITIVE}</html>`],
  [403, `<html>${SENSITIVE}</html>`],
  [503, `<!doctype html><p>${SENSITIVE}`],
  [200, SENSITIVE],
  [200, ""],
  [200, "null"],
  [200, `["${SENSITIVE}"]`],
  [200, `"${SENSITIVE}"`],
  [200, "5"],
  [200, `{"FunctionName":"my-fn","SecretString":"${SENSITIVE}`],
  [200, `<?xml version="1.0"?><DescribeStacksResponse><DescribeStacksResult><Stacks>${SENSITIVE}`],
];

test.each(READS)("%s: a reply that did not come from AWS is reported as such, without its text", async (operation, read) => {
  for (const [status, body] of BODIES) {
    endpoint.fail(operation, { kind: "body", status, contentType: "text/html", body }, 9);
    const failure = await failureOf(read());
    expect(failure, `${status} ${body}`).toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("did not come from AWS: "),
    });
    expect(failure.message).toContain(`(status ${status})`);
    expect(JSON.stringify(failure)).not.toContain(SENSITIVE);
    endpoint.clearFaults();
  }
});

test.each([
  [200, `{"FunctionName":"my-fn","SecretString":"${SENSITIVE}`],
  [200, ""],
  [503, `<p>${SENSITIVE}`],
])("a read with a foreign reply (%i %s) is tried again", async (status, body) => {
  endpoint.fail("GetFunctionConfiguration", { kind: "body", status, contentType: "text/html", body });
  expect(await getFunctionConfiguration(aws, "my-fn")).toMatchObject({ functionName: "my-fn" });
});

test("a refusal that does not come from AWS is not retried", async () => {
  const before = endpoint.requests.length;
  endpoint.fail("GetFunctionConfiguration", { kind: "body", status: 403, contentType: "text/html", body: "<p>no" }, 9);
  await failureOf(getFunctionConfiguration(aws, "my-fn"));
  expect(endpoint.requests.length - before).toBe(1);
});

const inVariables = (variables: string): string => `{"FunctionName":"my-fn","Environment":${variables}}`;

test.each([
  [inVariables('{"Variables":{"A":5}}'), "JSON whose Environment.Variables holds a number"],
  [inVariables(`{"Variables":{"A":{"${SENSITIVE}":1}}}`), "JSON whose Environment.Variables holds an object"],
  [inVariables('{"Variables":{"A":null,"B":"x"}}'), "JSON whose Environment.Variables holds null"],
  [inVariables('{"Variables":{"A":true}}'), "JSON whose Environment.Variables holds a boolean"],
  [inVariables('{"Variables":null}'), "JSON whose Environment.Variables holds null"],
  [inVariables('{"Variables":[]}'), "JSON whose Environment.Variables holds an array"],
  [inVariables(`{"Variables":"${SENSITIVE}"}`), "JSON whose Environment.Variables holds a string"],
  [inVariables("[]"), "JSON whose Environment holds an array"],
  [inVariables(`"${SENSITIVE}"`), "JSON whose Environment holds a string"],
  ['{"FunctionName":5}', "JSON whose FunctionName holds a number"],
  ["{}", "JSON without FunctionName"],
])("%s is not taken for a function", async (body, found) => {
  endpoint.fail("GetFunctionConfiguration", { kind: "body", status: 200, contentType: "application/json", body }, 9);
  const failure = await failureOf(getFunctionConfiguration(aws, "my-fn"));
  expect(failure).toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining(found) });
  expect(JSON.stringify(failure)).not.toContain(SENSITIVE);
});

test.each([
  ["GetSecretValue", () => getSecrets(aws, ["one"]), '{"Message":"log in"}', "JSON without Name"],
  ["GetParameters", () => getParameters(aws, ["/one"]), '{"Message":"log in"}', "JSON without Parameters"],
  ["GetParametersByPath", () => getParametersByPath(aws, "/app/"), "{}", "JSON without Parameters"],
])("a reply to %s that has nothing of one is not taken for an empty one", async (operation, read, body, found) => {
  endpoint.fail(operation, { kind: "body", status: 200, contentType: "application/json", body }, 9);
  expect(await failureOf(read())).toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining(found) });
  endpoint.clearFaults();
});

test("every read of every service ends in bounded time where its reply stops", async () => {
  const failures = READS.map(async ([operation, read]) => {
    endpoint.fail(operation, { kind: "cut", by: "silence" }, 9);
    return [operation, (await failureOf(read())).message] as const;
  });
  for (const [operation, message] of await Promise.all(failures)) {
    expect(message, operation).toMatch(/the reply ended early$/);
  }
});

test.each(["reset", "silence"] as const)("a read that is cut by %s is tried again, and ends in bounded time", async (by) => {
  endpoint.fail("GetFunctionConfiguration", { kind: "cut", by });
  expect(await getFunctionConfiguration(aws, "my-fn")).toMatchObject({ functionName: "my-fn" });
  endpoint.fail("GetFunctionConfiguration", { kind: "cut", by }, 9);
  expect(await failureOf(getFunctionConfiguration(aws, "my-fn"))).toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringMatching(by === "reset" ? /ECONNRESET$/ : /the reply ended early$/),
  });
});

test.each(["reset", "silence"] as const)("a write whose reply is cut by %s is ambiguous, and is sent once", async (by) => {
  endpoint.fail("UpdateFunctionConfiguration", { kind: "cut", by });
  const before = endpoint.requests.length;
  const request = { variables: { STAGE: by }, revisionId: endpoint.revisionId("my-fn") };
  expect(await updateFunctionVariables(aws, "my-fn", request)).toMatchObject({ kind: "ambiguous" });
  expect(endpoint.requests.length - before).toBe(1);
  expect(endpoint.variables("my-fn")).toEqual({ STAGE: by });
});

test("a version whose number did not come is not published if we know", async () => {
  endpoint.fail("PublishVersion", {
    kind: "body",
    status: 200,
    contentType: "application/json",
    body: '{"FunctionName":"my-fn"}',
  });
  const revisionId = endpoint.revisionId("my-fn");
  expect(await publishVersion(aws, "my-fn", { revisionId })).toMatchObject({ kind: "ambiguous" });
});

test("Ctrl-C ends the wait for a reply that stopped", async () => {
  const interruption = new AbortController();
  endpoint.fail("GetFunctionConfiguration", { kind: "cut", by: "silence" });
  endpoint.before("GetFunctionConfiguration", () => void setImmediate(() => interruption.abort()));
  const patient = connectTo(endpoint.url).aws;
  expect(await failureOf(getFunctionConfiguration(patient, "my-fn", { signal: interruption.signal }))).toMatchObject({
    code: "INTERRUPTED",
  });
});
