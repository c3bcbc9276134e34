/** `Fn::GetAtt`: what is derived, what is read, and the known traps of both. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import { type Facts, needKey } from "../../../src/template/evaluate/facts.ts";
import { templateLayer } from "../../../src/template/evaluate/layer.ts";
import { deployed, type Outcome, outcomeOf, stackFacts, templateOf } from "../support.ts";

const head = "eu-west-1:111122223333";

/** Requests an attribute of one resource `R`. */
function attributeOf(
  type: string,
  attribute: string,
  physicalId: string,
  properties = "{}",
  facts: Partial<Facts> = {},
  deployedType = type,
) {
  const template = templateOf(`!GetAtt R.${attribute}`, { Resources: `{R: {Type: "${type}", Properties: ${properties}}}` });
  const stack = stackFacts({ resources: new Map([["R", deployed(deployedType, physicalId)]]) });
  return templateLayer(template, "Fn", { stack, ...facts });
}

const derived: readonly (readonly [string, string, string, string])[] = [
  ["AWS::Lambda::Function", "Arn", "fn", `arn:aws:lambda:${head}:function:fn`],
  ["AWS::DynamoDB::Table", "Arn", "t", `arn:aws:dynamodb:${head}:table/t`],
  ["AWS::S3::Bucket", "Arn", "b", "arn:aws:s3:::b"],
  ["AWS::S3::Bucket", "DomainName", "b", "b.s3.amazonaws.com"],
  ["AWS::S3::Bucket", "RegionalDomainName", "b", "b.s3.eu-west-1.amazonaws.com"],
  [
    "AWS::SQS::Queue",
    "QueueUrl",
    `https://sqs.eu-west-1.amazonaws.com/111122223333/q`,
    `https://sqs.eu-west-1.amazonaws.com/111122223333/q`,
  ],
  ["AWS::SQS::Queue", "QueueName", "https://sqs.eu-west-1.amazonaws.com/111122223333/q.fifo", "q.fifo"],
  ["AWS::SQS::Queue", "Arn", "https://sqs.eu-west-1.amazonaws.com/111122223333/q", `arn:aws:sqs:${head}:q`],
  ["AWS::SNS::Topic", "TopicArn", `arn:aws:sns:${head}:t`, `arn:aws:sns:${head}:t`],
  ["AWS::SNS::Topic", "TopicName", `arn:aws:sns:${head}:t`, "t"],
  ["AWS::StepFunctions::StateMachine", "Arn", `arn:aws:states:${head}:stateMachine:m`, `arn:aws:states:${head}:stateMachine:m`],
  ["AWS::StepFunctions::StateMachine", "Name", `arn:aws:states:${head}:stateMachine:m`, "m"],
  ["AWS::KMS::Key", "Arn", "k-1", `arn:aws:kms:${head}:key/k-1`],
  ["AWS::KMS::Key", "KeyId", "k-1", "k-1"],
  ["AWS::SecretsManager::Secret", "Id", "arn:secret", "arn:secret"],
  ["AWS::Events::EventBus", "Arn", "bus", `arn:aws:events:${head}:event-bus/bus`],
  ["AWS::Kinesis::Stream", "Arn", "s", `arn:aws:kinesis:${head}:stream/s`],
  ["AWS::KinesisFirehose::DeliveryStream", "Arn", "d", `arn:aws:firehose:${head}:deliverystream/d`],
  ["AWS::ECS::Cluster", "Arn", "c", `arn:aws:ecs:${head}:cluster/c`],
  ["AWS::Cognito::UserPool", "Arn", "eu-west-1_a", `arn:aws:cognito-idp:${head}:userpool/eu-west-1_a`],
  ["AWS::Cognito::UserPool", "ProviderName", "eu-west-1_a", "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a"],
  ["AWS::Cognito::UserPoolClient", "ClientId", "client", "client"],
  ["AWS::ApiGateway::RestApi", "RestApiId", "api", "api"],
  ["AWS::ApiGatewayV2::Api", "ApiId", "api", "api"],
  ["AWS::IAM::Role", "Arn", "role", "arn:aws:iam::111122223333:role/role"],
  ["AWS::Lambda::Alias", "AliasArn", `arn:aws:lambda:${head}:function:f:live`, `arn:aws:lambda:${head}:function:f:live`],
  ["AWS::ECS::Service", "ServiceArn", `arn:aws:ecs:${head}:service/c/s`, `arn:aws:ecs:${head}:service/c/s`],
];

test.each(derived)("%s %s follows from its Ref", (type, attribute, physicalId, value) => {
  const result = attributeOf(type, attribute, physicalId);
  expect(outcomeOf(result)).toEqual({ value, sensitive: false });
  expect(result.needs).toEqual([]);
  expect(result.derived).toEqual(new Set(["NAME"]));
});

test("a value that is made of a derived one is derived, any other is not", () => {
  const stack = stackFacts({ resources: new Map([["R", deployed("AWS::S3::Bucket", "b")]]) });
  const derivedNames = (expression: string) =>
    templateLayer(templateOf(expression, { Resources: "{R: {Type: AWS::S3::Bucket}}" }), "Fn", { stack }).derived;
  expect(derivedNames('!Sub "${R.Arn}/*"')).toEqual(new Set(["NAME"]));
  expect(derivedNames('!Sub "${R}/*"')).toEqual(new Set());
});

test("the ARN of a log group ends with :*, which the specification leaves out", () => {
  const outcome = outcomeOf(attributeOf("AWS::Logs::LogGroup", "Arn", "/aws/lambda/f"));
  expect(outcome).toMatchObject({ value: `arn:aws:logs:${head}:log-group:/aws/lambda/f:*` });
});

test("other partitions have their own names", () => {
  const stack = stackFacts({
    stackId: "arn:aws-cn:cloudformation:cn-north-1:111122223333:stack/s/1",
    resources: new Map([["R", deployed("AWS::S3::Bucket", "b")]]),
  });
  const outcome = (attribute: string) =>
    outcomeOf(
      templateLayer(templateOf(`!GetAtt R.${attribute}`, { Resources: "{R: {Type: AWS::S3::Bucket}}" }), "Fn", { stack }),
    );
  expect(outcome("Arn")).toMatchObject({ value: "arn:aws-cn:s3:::b" });
  expect(outcome("RegionalDomainName")).toMatchObject({ value: "b.s3.cn-north-1.amazonaws.com.cn" });
});

const read: readonly (readonly [string, string, string, string, string])[] = [
  ["a role with a path", "AWS::IAM::Role", "Arn", "{Path: /service/}", "role"],
  ["a role whose path is an expression", "AWS::IAM::Role", "Arn", "{Path: !Ref X}", "role"],
  [
    "a DynamoDB global table, whose ARN form in the specification is an older one",
    "AWS::DynamoDB::GlobalTable",
    "Arn",
    "{}",
    "t",
  ],
  ["a CodeCommit repository, whose Ref is not a name", "AWS::CodeCommit::Repository", "Arn", "{}", "1-2-3"],
  ["an EventBridge connection, whose ARN ends with an id", "AWS::Events::Connection", "Arn", "{}", "c"],
  ["an SSM parameter, whose name may start with a slash", "AWS::SSM::Parameter", "Arn", "{}", "/a/b"],
  ["an attribute that only the service knows", "AWS::CloudFront::Distribution", "DomainName", "{}", "E1"],
  ["a compound physical id", "AWS::EKS::AccessEntry", "AccessEntryArn", "{}", "arn:aws:iam::1:role/x|cluster"],
  ["a type that nobody knows", "AWS::New::Thing", "Arn", "{}", "thing"],
];

test.each(read)("%s is read, not derived", (_, type, attribute, properties, physicalId) => {
  const asked = attributeOf(type, attribute, physicalId, properties);
  expect(asked.needs).toEqual([{ kind: "resource", type, identifier: physicalId }]);
  expect(outcomeOf(asked)).toEqual({ reason: expect.stringContaining("attribute") });
  const answered = answer(type, physicalId, { [attribute]: "read-value" }, properties, attribute);
  expect(outcomeOf(answered)).toMatchObject({ value: "read-value" });
  expect(answered.needs).toEqual([]);
});

function answer(type: string, physicalId: string, json: Json, properties: string, attribute: string, identifier = physicalId) {
  const resources = new Map([[needKey({ kind: "resource", type, identifier }), { value: json }]]);
  return attributeOf(type, attribute, physicalId, properties, { resources });
}

test.each<readonly [string, Json, Outcome]>([
  ["a path into the properties", { Endpoint: { Address: "db.internal" } }, { value: "db.internal", sensitive: false }],
  ["a key with a dot", { "Endpoint.Address": "db.internal" }, { value: "db.internal", sensitive: false }],
  ["a number", { Endpoint: { Address: 6379 } }, { value: "6379", sensitive: false }],
  ["an empty text", { Endpoint: { Address: "" } }, { value: "", sensitive: false }],
  ["nothing", { Endpoint: {} }, { reason: "R does not have a readable attribute Endpoint.Address" }],
  ["null", { Endpoint: null }, { reason: "R does not have a readable attribute Endpoint.Address" }],
  ["a list", { Endpoint: { Address: ["a"] } }, { reason: "R does not have a readable attribute Endpoint.Address" }],
])("a dotted attribute that is %s", (_, json, outcome) => {
  expect(outcomeOf(answer("AWS::RDS::DBCluster", "db", json, "{}", "Endpoint.Address"))).toEqual(outcome);
});

test("an attribute that is a secret is sensitive; its identifier is put together from the template's properties", () => {
  const template = templateOf("!GetAtt Client.ClientSecret", {
    Resources:
      "{Pool: {Type: AWS::Cognito::UserPool}, Client: {Type: AWS::Cognito::UserPoolClient, Properties: {UserPoolId: !Ref Pool}}}",
  });
  const stack = stackFacts({
    resources: new Map([
      ["Pool", deployed("AWS::Cognito::UserPool", "pool-1")],
      ["Client", deployed("AWS::Cognito::UserPoolClient", "client-1")],
    ]),
  });
  const need = { kind: "resource", type: "AWS::Cognito::UserPoolClient", identifier: "pool-1|client-1" } as const;
  expect(templateLayer(template, "Fn", { stack }).needs).toEqual([need]);
  const resources = new Map([[needKey(need), { value: { ClientSecret: "client-text" } }]]);
  expect(outcomeOf(templateLayer(template, "Fn", { stack, resources }))).toEqual({ value: "client-text", sensitive: true });
});

test.each([
  ["DbPassword", true],
  ["DbPasswordSecretArn", false],
  ["Host", false],
])("the output %s of a nested stack is sensitive: %s", (name, sensitive) => {
  const resources = new Map([["R", deployed("AWS::CloudFormation::Stack", "arn:child")]]);
  const outputs = new Map([["arn:child", { value: new Map([[name, "child-text"]]) }]]);
  const template = templateOf(`!GetAtt R.Outputs.${name}`, { Resources: "{R: {Type: AWS::CloudFormation::Stack}}" });
  const result = templateLayer(template, "Fn", { stack: stackFacts({ resources }), outputs });
  expect(outcomeOf(result)).toEqual({ value: "child-text", sensitive });
});

test("an identifier that cannot be known is not guessed, even in a circle", () => {
  const type = "AWS::Cognito::UserPoolClient";
  expect(outcomeOf(attributeOf(type, "ClientSecret", "c"))).toEqual({ reason: expect.stringContaining("identifier") });
  expect(outcomeOf(attributeOf(type, "ClientSecret", "c", "{UserPoolId: !GetAtt R.ClientSecret}"))).toEqual({
    reason: expect.stringContaining("identifier"),
  });
});

test("what cannot be read says why, and is not requested again", () => {
  const need = { kind: "resource", type: "AWS::RDS::DBCluster", identifier: "db" } as const;
  const resources = new Map([[needKey(need), { unavailable: "reading it is denied" }]]);
  const result = attributeOf("AWS::RDS::DBCluster", "Endpoint.Address", "db", "{}", { resources });
  expect(outcomeOf(result)).toEqual({ reason: "reading it is denied" });
  expect(result.needs).toEqual([]);
});

test("the role that SAM makes for a function has the path that the function states", () => {
  const resources = (properties: string) => ({
    Resources: `{Other: {Type: AWS::Serverless::Function, Properties: ${properties}}}`,
  });
  const stack = stackFacts({ resources: new Map([["OtherRole", deployed("AWS::IAM::Role", "role")]]) });
  const outcome = (properties: string) =>
    templateLayer(templateOf("!GetAtt OtherRole.Arn", resources(properties)), "Fn", { stack });
  expect(outcomeOf(outcome("{Timeout: 3}"))).toMatchObject({ value: "arn:aws:iam::111122223333:role/role" });
  expect(outcome("{RolePath: /service/}").needs).toMatchObject([{ kind: "resource", type: "AWS::IAM::Role" }]);
});

test("the value of an SSM parameter is read from Parameter Store", () => {
  const asked = attributeOf("AWS::SSM::Parameter", "Value", "/a/b");
  expect(asked.needs).toEqual([{ kind: "ssm", name: "/a/b" }]);
  const ssm = new Map([["/a/b", { value: "x" }]]);
  expect(outcomeOf(attributeOf("AWS::SSM::Parameter", "Value", "/a/b", "{}", { ssm }))).toMatchObject({ value: "x" });
});

test("the committed table is what its script generates from the specification", () => {
  const path = fileURLToPath(new URL("../../../src/template/functions/getatt-table.json", import.meta.url));
  const before = readFileSync(path, "utf8");
  const script = fileURLToPath(new URL("../../../scripts/make-getatt-table.js", import.meta.url));
  const run = spawnSync(process.execPath, [script, "--print"], { encoding: "utf8" });
  expect(run.stderr).toBe("");
  expect(run.stdout).toBe(before);
});
