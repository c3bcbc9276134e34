/** Cloud Control by the real SDK. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { getResource } from "../../src/aws/cloud-control.ts";
import type { Aws } from "../../src/aws/connection/clients.ts";
import { type LocalEndpoint, startLocalEndpoint } from "../../src/local/server/server.ts";
import { connectTo, failureOf } from "./connection/connection.ts";

let endpoint: LocalEndpoint;
let aws: Aws;
const table = { type: "AWS::DynamoDB::Table", identifier: "orders" };

beforeAll(async () => {
  vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
  endpoint = await startLocalEndpoint();
  aws = connectTo(endpoint.url).aws;
  endpoint.setResource(table.type, table.identifier, { StreamArn: "arn:stream", Nested: { Port: 1 } });
});

afterAll(async () => {
  await endpoint.close();
  vi.unstubAllEnvs();
});

test("a resource is read with its properties", async () => {
  expect(await getResource(aws, table)).toEqual({ kind: "found", properties: { StreamArn: "arn:stream", Nested: { Port: 1 } } });
});

test("a resource that is not there, or not for this caller, is a result", async () => {
  const missing = await getResource(aws, { ...table, identifier: "other" });
  expect(missing).toMatchObject({ kind: "failed", errorCode: "ResourceNotFoundException" });
  endpoint.deny("GetResource");
  const denied = await getResource(aws, table);
  endpoint.allow("GetResource");
  expect(denied).toMatchObject({ kind: "failed", errorCode: expect.stringContaining("AccessDenied") });
});

test("credentials that AWS does not accept, and a service that is down, stop everything", async () => {
  endpoint.fail("GetResource", { kind: "error", status: 403, type: "UnrecognizedClientException", message: "no" });
  expect(await failureOf(getResource(aws, table))).toMatchObject({ code: "NO_CREDENTIALS" });
  endpoint.fail("GetResource", { kind: "error", status: 500, type: "ServiceInternalErrorException", message: "no" });
  expect(await failureOf(getResource(aws, table))).toMatchObject({ code: "UNAVAILABLE" });
});
