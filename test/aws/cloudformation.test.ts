/** CloudFormation's reads by the real SDK. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { describeStack, getTemplate, listExports, listStackResources } from "../../src/aws/cloudformation.ts";
import type { Aws } from "../../src/aws/connection/clients.ts";
import { type LocalEndpoint, startLocalEndpoint } from "../../src/local/server/server.ts";
import { connectTo, failureOf } from "./connection/connection.ts";

let endpoint: LocalEndpoint;
let aws: Aws;
let arn: string;

beforeAll(async () => {
  vi.stubEnv("AWS_MAX_ATTEMPTS", "1");
  endpoint = await startLocalEndpoint();
  aws = connectTo(endpoint.url).aws;
  arn = endpoint.setStack({
    name: "app",
    status: "UPDATE_COMPLETE",
    parameters: [
      { key: "Stage", value: "prod" },
      { key: "Image", value: "/image", resolvedValue: "ami-1" },
    ],
    outputs: [{ key: "Url", value: "https://example.org" }],
    resources: Array.from({ length: 230 }, (_, index) => ({
      logicalId: `Table${index}`,
      type: "AWS::DynamoDB::Table",
      physicalId: `app-table-${index}`,
    })),
    template: '{"Resources": {}}',
    processedTemplate: '{"Resources": {"Made": {}}}',
  });
  for (let index = 0; index < 150; index++) endpoint.setExport(`export-${index}`, `value ${index}`);
});

afterAll(async () => {
  await endpoint.close();
  vi.unstubAllEnvs();
});

test("a stack is described with its parameters, what they resolved to, and its outputs", async () => {
  for (const name of ["app", arn]) {
    expect(await describeStack(aws, name)).toEqual({
      stackId: arn,
      status: "UPDATE_COMPLETE",
      parameters: new Map([
        ["Stage", { value: "prod" }],
        ["Image", { value: "/image", resolvedValue: "ami-1" }],
      ]),
      outputs: new Map([["Url", "https://example.org"]]),
      notificationArns: [],
    });
  }
});

test("resources and exports are listed over all pages", async () => {
  const resources = await listStackResources(aws, "app");
  expect(resources.size).toBe(230);
  expect(resources.get("Table229")).toEqual({
    type: "AWS::DynamoDB::Table",
    physicalId: "app-table-229",
    status: "CREATE_COMPLETE",
    updatedAt: expect.any(Date),
  });
  const exports = await listExports(aws);
  expect(exports.size).toBe(150);
  expect(exports.get("export-149")).toBe("value 149");
});

test("the template is read as it was given, or as its transforms made it", async () => {
  expect(await getTemplate(aws, { stack: "app", stage: "Original" })).toBe('{"Resources": {}}');
  expect(await getTemplate(aws, { stack: "app", stage: "Processed" })).toBe('{"Resources": {"Made": {}}}');
});

test.each([
  ["described", describeStack],
  ["listed", listStackResources],
  ["read", (connection: Aws, stack: string) => getTemplate(connection, { stack, stage: "Processed" })],
])("a stack that does not exist cannot be %s", async (_, read) => {
  expect(await failureOf(read(aws, "no-such-stack"))).toEqual({
    code: "STACK_NOT_FOUND",
    message: "stack no-such-stack does not exist",
    hint: "check the name, --region and --profile",
  });
});

test("what the caller may not do is reported with the action", async () => {
  for (const operation of ["DescribeStacks", "ListStackResources", "GetTemplate", "ListExports"]) endpoint.deny(operation);
  const reads = [
    describeStack(aws, "app"),
    listStackResources(aws, "app"),
    getTemplate(aws, { stack: "app", stage: "Processed" }),
    listExports(aws),
  ];
  const failures = await Promise.all(reads.map((read) => failureOf(read)));
  for (const operation of ["DescribeStacks", "ListStackResources", "GetTemplate", "ListExports"]) endpoint.allow(operation);
  expect(failures.map(({ code }) => code)).toEqual(Array(4).fill("ACCESS_DENIED"));
  expect(failures.map(({ hint }) => hint)).toEqual([
    "allow cloudformation:DescribeStacks in the caller's policy",
    "allow cloudformation:ListStackResources in the caller's policy",
    "allow cloudformation:GetTemplate in the caller's policy",
    "allow cloudformation:ListExports in the caller's policy",
  ]);
});
