/** The services that a stack is read from, through clients written by others. */
import { expect, it } from "vitest";
import type { LocalEndpoint } from "../../src/local/server/server.ts";
import { AWS_CLI, BOTO3, startClient } from "../support/programs.ts";

/** More of everything than a page holds, and characters that XML and JSON escape. */
function fill(endpoint: LocalEndpoint): void {
  endpoint.setStack({
    name: "orders",
    parameters: [
      { key: "Stage", value: `"prod" & <more>` },
      { key: "Key", value: "example-key", noEcho: true },
      { key: "Url", value: "/app/url", resolvedValue: "https://example.com" },
    ],
    outputs: [{ key: "Table", value: "first\r\nsecond", exportName: "orders-Table" }],
    resources: Array.from({ length: 101 }, (_, at) => ({
      logicalId: `Table${at}`,
      type: "AWS::DynamoDB::Table",
      physicalId: `t-${at}`,
    })),
    template: "Resources:\n  A: 1\n",
    processedTemplate: '{"Resources": {}}',
  });
  for (let at = 0; at < 101; at++) endpoint.setExport(`x-${at}`, "value");
  for (let at = 0; at < 11; at++) endpoint.setParameter(`/app/deep/${at}`, "value");
  endpoint.setParameter("/app/key", "example-key ü 🔑", "SecureString");
  endpoint.setResource("AWS::RDS::DBCluster", "db", { Endpoint: { Address: "db.example" } });
}

const BOTO3_SCRIPT = `
import boto3, json
stacks, ssm, control = (boto3.client(name) for name in ("cloudformation", "ssm", "cloudcontrol"))
def failure(call, **arguments):
    try:
        call(**arguments)
    except Exception as error:
        return [error.response["Error"]["Code"], error.response["Error"]["Message"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
stack = stacks.describe_stacks(StackName="orders")["Stacks"][0]
resources = [row["PhysicalResourceId"] for page in stacks.get_paginator("list_stack_resources").paginate(StackName="orders") for row in page["StackResourceSummaries"]]
exports = [row["Name"] for page in stacks.get_paginator("list_exports").paginate() for row in page["Exports"]]
paths = [row["Name"] for page in ssm.get_paginator("get_parameters_by_path").paginate(Path="/app", Recursive=True) for row in page["Parameters"]]
read = ssm.get_parameters(Names=["/app/key", "/app/none"], WithDecryption=True)
print(json.dumps({
    "parameters": stack["Parameters"],
    "outputs": stack["Outputs"],
    "created": stack["CreationTime"].year,
    "resources": [len(resources), resources[-1]],
    "exports": len(exports),
    "original": stacks.get_template(StackName="orders")["TemplateBody"],
    "processed": stacks.get_template(StackName="orders", TemplateStage="Processed")["TemplateBody"],
    "paths": len(paths),
    "key": [read["Parameters"][0]["Value"], read["InvalidParameters"]],
    "resource": json.loads(control.get_resource(TypeName="AWS::RDS::DBCluster", Identifier="db")["ResourceDescription"]["Properties"]),
    "noStack": failure(stacks.describe_stacks, StackName="none"),
    "noParameter": failure(ssm.get_parameter, Name="/app/none"),
    "noResource": failure(control.get_resource, TypeName="AWS::RDS::DBCluster", Identifier="none"),
    "denied": failure(stacks.get_template, StackName="denied"),
}))
`;

it.skipIf(!BOTO3.isUsed)(`are read by boto3${BOTO3.note}`, async () => {
  const { endpoint, run } = await startClient();
  fill(endpoint);
  endpoint.deny("GetTemplate", "denied");

  expect(JSON.parse(await run("python3", "-c", BOTO3_SCRIPT))).toEqual({
    parameters: [
      { ParameterKey: "Stage", ParameterValue: `"prod" & <more>` },
      { ParameterKey: "Key", ParameterValue: "****" },
      { ParameterKey: "Url", ParameterValue: "/app/url", ResolvedValue: "https://example.com" },
    ],
    outputs: [{ OutputKey: "Table", OutputValue: "first\r\nsecond", ExportName: "orders-Table" }],
    created: expect.any(Number),
    resources: [101, "t-100"],
    exports: 102,
    original: "Resources:\n  A: 1\n",
    // boto3 reads a template that is JSON.
    processed: { Resources: {} },
    paths: 12,
    key: ["example-key ü 🔑", ["/app/none"]],
    resource: { Endpoint: { Address: "db.example" } },
    noStack: ["ValidationError", "Stack with id none does not exist", 400],
    noParameter: ["ParameterNotFound", expect.any(String), 400],
    noResource: ["ResourceNotFoundException", expect.stringContaining("was not found"), 400],
    denied: ["AccessDenied", expect.stringContaining("cloudformation:GetTemplate"), 403],
  });
});

it.skipIf(!AWS_CLI.isUsed)(`are read by the AWS CLI${AWS_CLI.note}`, async () => {
  const { endpoint, run } = await startClient();
  fill(endpoint);
  const aws = async (...args: string[]): Promise<unknown> => JSON.parse(await run("aws", ...args, "--output", "json"));

  expect(await aws("cloudformation", "describe-stacks", "--stack-name", "orders", "--query", "Stacks[0].Outputs")).toEqual([
    { OutputKey: "Table", OutputValue: "first\r\nsecond", ExportName: "orders-Table" },
  ]);
  const listed = await aws(
    "cloudformation",
    "list-stack-resources",
    "--stack-name",
    "orders",
    "--query",
    "length(StackResourceSummaries)",
  );
  expect(listed).toBe(101);
  expect(await aws("cloudformation", "list-exports", "--query", "length(Exports)")).toBe(102);
  expect(await aws("ssm", "put-parameter", "--name", "/app/new", "--type", "String", "--value", "x")).toMatchObject({
    Version: 1,
  });
  expect(await aws("ssm", "get-parameter", "--name", "/app/key", "--with-decryption")).toMatchObject({
    Parameter: { Value: "example-key ü 🔑", Type: "SecureString", Version: 1 },
  });
  const type = ["--type-name", "AWS::RDS::DBCluster", "--identifier", "db"];
  expect(await aws("cloudcontrol", "get-resource", ...type)).toMatchObject({
    ResourceDescription: { Identifier: "db", Properties: '{"Endpoint":{"Address":"db.example"}}' },
  });
  await expect(aws("cloudformation", "describe-stacks", "--stack-name", "none")).rejects.toThrow(
    "Stack with id none does not exist",
  );
});
