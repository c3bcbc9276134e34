import {
  type CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListStackResourcesCommand,
} from "@aws-sdk/client-cloudformation";
import { describe, expect, it } from "vitest";
import { startStackClients } from "../../support/stack-clients.ts";

const describeStacks = async (client: CloudFormationClient, StackName?: string) =>
  (await client.send(new DescribeStacksCommand(StackName === undefined ? {} : { StackName }))).Stacks ?? [];

describe("DescribeStacks", () => {
  it("finds a stack by its name and by its ARN, and all stacks without either", async () => {
    const { endpoint, cloudFormation } = await startStackClients();
    const arn = endpoint.setStack({ name: "orders" });
    endpoint.setStack({ name: "network", status: "UPDATE_ROLLBACK_COMPLETE" });

    const [byName] = await describeStacks(cloudFormation, "orders");
    expect(byName).toMatchObject({ StackId: arn, StackName: "orders", StackStatus: "CREATE_COMPLETE" });
    expect(await describeStacks(cloudFormation, arn)).toEqual([byName]);
    expect((await describeStacks(cloudFormation)).map(({ StackName }) => StackName)).toEqual(["orders", "network"]);
  });

  it("knows the times of a stack, and leaves out lists that are empty", async () => {
    const { endpoint, cloudFormation } = await startStackClients({ now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678) });
    endpoint.setStack({ name: "orders" });

    const [stack] = await describeStacks(cloudFormation, "orders");
    expect(stack).toMatchObject({ CreationTime: new Date("2026-01-02T03:04:05.678Z"), NotificationARNs: [], Tags: [] });
    for (const member of ["Parameters", "Outputs", "LastUpdatedTime"]) expect(stack).not.toHaveProperty(member);
  });

  it("masks parameters that are NoEcho and no outputs, and shows what an SSM type resolved to", async () => {
    const { endpoint, cloudFormation } = await startStackClients();
    endpoint.setStack({
      name: "orders",
      parameters: [
        { key: "Stage", value: "prod" },
        { key: "Key", value: "example-key", noEcho: true },
        { key: "Url", value: "/app/url", resolvedValue: "https://example.com" },
        { key: "Hidden", value: "/app/key", resolvedValue: "example-key", noEcho: true },
      ],
      outputs: [{ key: "Leaked", value: "example-key", description: "made of Key" }],
    });

    const [stack] = await describeStacks(cloudFormation, "orders");
    expect(stack?.Parameters).toEqual([
      { ParameterKey: "Stage", ParameterValue: "prod" },
      { ParameterKey: "Key", ParameterValue: "****" },
      { ParameterKey: "Url", ParameterValue: "/app/url", ResolvedValue: "https://example.com" },
      { ParameterKey: "Hidden", ParameterValue: "****", ResolvedValue: "****" },
    ]);
    expect(stack?.Outputs).toEqual([{ OutputKey: "Leaked", OutputValue: "example-key", Description: "made of Key" }]);
  });

  it("reports a ? for each character outside ASCII, and every other character as it is", async () => {
    const { endpoint, cloudFormation } = await startStackClients();
    const awkward = `<a href="x">&amp;'\r\n\ttail</a>`;
    endpoint.setStack({
      name: "orders",
      parameters: [{ key: "City", value: "Zürich 🏔" }],
      outputs: [{ key: "Awkward", value: awkward }],
    });

    const [stack] = await describeStacks(cloudFormation, "orders");
    expect(stack?.Parameters?.[0]?.ParameterValue).toBe("Z?rich ?");
    expect(stack?.Outputs?.[0]?.OutputValue).toBe(awkward);
  });

  it("refuses what is not a stack, and does not find a deleted one by its name", async () => {
    const { endpoint, cloudFormation } = await startStackClients();
    const arn = endpoint.setStack({ name: "gone", status: "DELETE_COMPLETE" });

    await expect(describeStacks(cloudFormation, "none")).rejects.toMatchObject({
      name: "ValidationError",
      message: "Stack with id none does not exist",
      $metadata: { httpStatusCode: 400 },
    });
    await expect(describeStacks(cloudFormation, "gone")).rejects.toThrow("Stack with id gone does not exist");
    await expect(describeStacks(cloudFormation, "a_b")).rejects.toMatchObject({
      name: "ValidationError",
      message: expect.stringContaining("at 'stackName' failed to satisfy constraint"),
    });
    expect(await describeStacks(cloudFormation, arn)).toMatchObject([{ StackStatus: "DELETE_COMPLETE" }]);
    expect(await describeStacks(cloudFormation)).toEqual([]);
  });

  it("can be denied, and throttled, in the words of this protocol", async () => {
    const { endpoint, cloudFormation } = await startStackClients();
    endpoint.setStack({ name: "orders" });
    endpoint.setStack({ name: "network" });
    endpoint.deny("DescribeStacks", "orders");

    await expect(describeStacks(cloudFormation, "orders")).rejects.toMatchObject({
      name: "AccessDenied",
      message: expect.stringContaining("is not authorized to perform: cloudformation:DescribeStacks on resource: orders"),
      $metadata: { httpStatusCode: 403 },
    });
    endpoint.fail("DescribeStacks", { kind: "throttle" });
    await expect(describeStacks(cloudFormation, "network")).rejects.toMatchObject({
      name: "Throttling",
      message: "Rate exceeded",
      $metadata: { httpStatusCode: 400 },
    });
    expect(await describeStacks(cloudFormation, "network")).toHaveLength(1);
  });
});

describe("the resources of a stack", () => {
  const many = Array.from({ length: 230 }, (_, at) => ({
    logicalId: `Table${at}`,
    type: "AWS::DynamoDB::Table",
    physicalId: `t-${at}`,
  }));

  it("are listed in pages of 100, and described without a second page", async () => {
    const { endpoint, cloudFormation } = await startStackClients();
    endpoint.setStack({ name: "orders", resources: many });
    const sizes: number[] = [];
    const ids: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await cloudFormation.send(new ListStackResourcesCommand({ StackName: "orders", NextToken }));
      const summaries = page.StackResourceSummaries ?? [];
      sizes.push(summaries.length);
      ids.push(...summaries.map(({ LogicalResourceId }) => LogicalResourceId));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    const { StackResources } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: "orders" }));

    expect(sizes).toEqual([100, 100, 30]);
    expect(ids).toEqual(many.map(({ logicalId }) => logicalId));
    expect(StackResources).toHaveLength(100);
  });

  it("have types, ids and states; one that failed to be created has no id", async () => {
    const { endpoint, cloudFormation } = await startStackClients({ now: () => Date.UTC(2026, 0, 2) });
    const arn = endpoint.setStack({
      name: "orders",
      resources: [
        { logicalId: "Orders", type: "AWS::DynamoDB::Table", physicalId: "orders-Orders-1ABC" },
        { logicalId: "Jobs", type: "AWS::SQS::Queue", physicalId: "", status: "CREATE_FAILED" },
      ],
    });

    const { StackResourceSummaries } = await cloudFormation.send(new ListStackResourcesCommand({ StackName: "orders" }));
    expect(StackResourceSummaries).toEqual([
      {
        LogicalResourceId: "Orders",
        PhysicalResourceId: "orders-Orders-1ABC",
        ResourceType: "AWS::DynamoDB::Table",
        ResourceStatus: "CREATE_COMPLETE",
        LastUpdatedTimestamp: new Date(Date.UTC(2026, 0, 2)),
        DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" },
      },
      expect.not.objectContaining({ PhysicalResourceId: expect.anything() }),
    ]);
    const one = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: arn, LogicalResourceId: "Orders" }));
    expect(one.StackResources).toMatchObject([{ StackName: "orders", StackId: arn, LogicalResourceId: "Orders" }]);
  });
});

describe("ListExports", () => {
  it("lists the exports of all stacks, and those of no stack here, by name in pages of 100", async () => {
    const { endpoint, cloudFormation } = await startStackClients();
    const arn = endpoint.setStack({
      name: "network",
      outputs: [
        { key: "Vpc", value: "vpc-1", exportName: "network-VpcId" },
        { key: "Own", value: "x" },
      ],
    });
    for (let at = 0; at < 120; at++) endpoint.setExport(`a-${String(at).padStart(3, "0")}`, `value ${at}`);

    const first = await cloudFormation.send(new ListExportsCommand({}));
    const second = await cloudFormation.send(new ListExportsCommand({ NextToken: first.NextToken }));
    expect(first.Exports).toHaveLength(100);
    expect(second.Exports).toHaveLength(21);
    expect(second).not.toHaveProperty("NextToken", expect.anything());
    expect(second.Exports?.at(-1)).toEqual({ ExportingStackId: arn, Name: "network-VpcId", Value: "vpc-1" });
    expect(first.Exports?.[0]?.ExportingStackId).toMatch(/^arn:aws:cloudformation:us-east-1:123456789012:stack\//);
  });

  it("has an empty list where there is none", async () => {
    const { cloudFormation } = await startStackClients();
    expect((await cloudFormation.send(new ListExportsCommand({}))).Exports).toEqual([]);
  });
});

describe("GetTemplate", () => {
  const read = async (client: CloudFormationClient, more: object = {}) =>
    (await client.send(new GetTemplateCommand({ StackName: "orders", ...more }))).TemplateBody;

  it("returns the template as it was deployed, or what transforms made of it", async () => {
    const { endpoint, cloudFormation } = await startStackClients();
    endpoint.setStack({ name: "orders", template: "Resources:\r\n  A: <ü>\n", processedTemplate: '{"Resources":{}}' });

    expect(await read(cloudFormation)).toBe("Resources:\r\n  A: <?>\n");
    expect(await read(cloudFormation, { TemplateStage: "Original" })).toBe("Resources:\r\n  A: <?>\n");
    expect(await read(cloudFormation, { TemplateStage: "Processed" })).toBe('{"Resources":{}}');
  });

  it("returns the template itself where no transform made anything of it", async () => {
    const { endpoint, cloudFormation } = await startStackClients();
    endpoint.setStack({ name: "orders", template: "{}" });
    expect(await read(cloudFormation, { TemplateStage: "Processed" })).toBe("{}");
  });

  it("refuses a stack that does not exist", async () => {
    const { cloudFormation } = await startStackClients();
    await expect(read(cloudFormation)).rejects.toMatchObject({ name: "ValidationError" });
  });
});

it("shows a nested stack as a stack with a parent and a root", async () => {
  const { endpoint, cloudFormation } = await startStackClients();
  const root = endpoint.setStack({ name: "root" });
  const middle = endpoint.setStack({ name: "root-Middle", parentArn: root });
  endpoint.setStack({ name: "root-Middle-Leaf", parentArn: middle });

  expect((await describeStacks(cloudFormation, "root"))[0]).not.toHaveProperty("ParentId");
  expect(await describeStacks(cloudFormation, "root-Middle-Leaf")).toMatchObject([{ ParentId: middle, RootId: root }]);
});

it("refuses a stack whose name CloudFormation would not take", async () => {
  const { endpoint } = await startStackClients();
  expect(() => endpoint.setStack({ name: "no_name" })).toThrow('"no_name" is not a valid stack name');
});
