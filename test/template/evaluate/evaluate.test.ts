/** Every intrinsic function over given facts, and everything that must stay unresolved. */
import { describe, expect, test } from "vitest";
import type { Facts } from "../../../src/template/evaluate/facts.ts";
import { templateLayer } from "../../../src/template/evaluate/layer.ts";
import { deployed, evaluateExpression, outcomeOf, type Sections, stackFacts, templateOf } from "../support.ts";

const stack = stackFacts({
  parameters: new Map([
    ["Stage", { value: "prod" }],
    ["Empty", { value: "" }],
    ["Subnets", { value: "subnet-1, subnet-2" }],
    ["Secret", { value: "****" }],
    ["Image", { value: "/images/latest", resolvedValue: "ami-1" }],
    ["Images", { value: "/images/all", resolvedValue: "ami-1,ami-2" }],
    ["Doubt", { value: "caf?" }],
    ["Link", { value: "https://example.com/?a=b" }],
    ["Damaged", { value: "[object Object]" }],
    ["Reference", { value: "{{resolve:ssm:/app/host}}" }],
  ]),
  outputs: new Map([["Url", "https://example.com"]]),
  resources: new Map([
    ["Table", deployed("AWS::DynamoDB::Table", "orders-table")],
    ["Queue", deployed("AWS::SQS::Queue", "https://sqs.eu-west-1.amazonaws.com/111122223333/orders.fifo")],
    ["Failed", deployed("AWS::DynamoDB::Table", "x", "UPDATE_FAILED")],
    ["Retyped", deployed("AWS::S3::Bucket", "x")],
    ["Child", deployed("AWS::CloudFormation::Stack", "arn:child")],
    ["FnRole", deployed("AWS::IAM::Role", "orders-prod-FnRole-1")],
    ["2ndTable", deployed("AWS::DynamoDB::Table", "second-table")],
    ["FlowRole", deployed("AWS::IAM::Role", "orders-prod-FlowRole-1")],
    ["DeepRole", deployed("AWS::IAM::Role", "orders-prod-DeepRole-1")],
    ["FnAliaslive", deployed("AWS::Lambda::Alias", "arn:aws:lambda:eu-west-1:111122223333:function:f:live")],
    ["Layer1a2b3c4d5e", deployed("AWS::Lambda::LayerVersion", "arn:layer:1")],
    ["Twice1a2b3c4d5e", deployed("AWS::Lambda::LayerVersion", "arn:layer:2")],
    ["Twice6f7a8b9c0d", deployed("AWS::Lambda::LayerVersion", "arn:layer:3")],
    ["ServerlessRestApi", deployed("AWS::ApiGateway::RestApi", "api123")],
  ]),
  notificationArns: ["arn:topic:a"],
});
const facts: Facts = {
  stack,
  exports: { value: new Map([["net-prod-vpc", "vpc-1"]]) },
  outputs: new Map([["arn:child", { value: new Map([["Host", "db.internal"]]) }]]),
  ssm: new Map([
    ["/app/host", { value: "host-from-ssm" }],
    ["/app/host:3", { value: "host-three" }],
    ["/new/image", { value: "ami-9" }],
    ["/gone", { unavailable: "Parameter Store has no /gone" }],
  ]),
};
const sections: Sections = {
  Globals: "{Function: {AutoPublishAlias: live}}",
  Parameters: `{Stage: {Type: String, Default: dev}, Empty: {Type: String}, Subnets: {Type: CommaDelimitedList},
    Secret: {Type: String, NoEcho: true}, Image: {Type: "AWS::SSM::Parameter::Value<String>"},
    Images: {Type: "AWS::SSM::Parameter::Value<List<String>>"}, Fresh: {Type: String, Default: fresh},
    FreshImage: {Type: "AWS::SSM::Parameter::Value<String>", Default: /new/image}, Bare: {Type: String},
    Octal: {Type: Number, Default: 017}, Doubt: {Type: String}, Link: {Type: String}, Damaged: {Type: String},
    Reference: {Type: String}, SsmName: {Type: "AWS::SSM::Parameter::Name"}}`,
  Mappings: `{Config: {prod: {Host: db.example.com, Port: 5432, Zones: [a, b], Flag: yes}, "017": {Host: octal}}, Bare: {017: {Host: octal}}}`,
  Conditions: `{IsProd: !Equals [!Ref Stage, prod], IsDev: !Not [!Condition IsProd], Never: !Equals [a, b],
    Unknown: !Equals [!Ref Secret, x], Loop: !Not [!Condition Pool], Pool: !Not [!Condition Loop],
    Both: !And [!Condition IsProd, !Condition Unknown], NotBoth: !And [!Condition IsDev, !Condition Unknown],
    Either: !Or [!Condition Unknown, !Condition IsProd], Truth: !Equals [true, "true"], Number: !Equals [2, "2.0"],
    Late: !Equals ["{{resolve:ssm:/app/host}}", host-from-ssm]}`,
  Resources: `{Table: {Type: AWS::Serverless::SimpleTable}, 2ndTable: {Type: AWS::DynamoDB::Table},
    Flow: {Type: AWS::Serverless::StateMachine, Properties: {Policies: []}},
    Deep: {Type: AWS::Serverless::StateMachine, Properties: {RolePath: /deep/}}, Queue: {Type: AWS::SQS::Queue}, Failed: {Type: AWS::DynamoDB::Table},
    Retyped: {Type: AWS::DynamoDB::Table}, Planned: {Type: AWS::S3::Bucket}, Gone: {Type: AWS::S3::Bucket, Condition: Never},
    Child: {Type: AWS::Serverless::Application}, Layer: {Type: AWS::Serverless::LayerVersion}, Twice: {Type: AWS::Serverless::LayerVersion}}`,
};

const values: readonly (readonly [string, string])[] = [
  ["!Ref Stage", "prod"],
  ["{Ref: Stage}", "prod"],
  ["!Ref Empty", ""],
  ["!Ref Fresh", "fresh"],
  ["!Ref Link", "https://example.com/?a=b"],
  ["!Ref Table", "orders-table"],
  ["!Ref FnRole", "orders-prod-FnRole-1"],
  ["!Ref ServerlessRestApi", "api123"],
  ["!Ref Fn.Alias", "arn:aws:lambda:eu-west-1:111122223333:function:f:live"],
  ["!Ref Layer", "arn:layer:1"],
  ["!Ref AWS::Region", "eu-west-1"],
  ["!Ref AWS::AccountId", "111122223333"],
  ["!Ref AWS::Partition", "aws"],
  ["!Ref AWS::StackName", "orders-prod"],
  ["!Ref AWS::StackId", "arn:aws:cloudformation:eu-west-1:111122223333:stack/orders-prod/1f2e3d4c"],
  ["!Ref AWS::URLSuffix", "amazonaws.com"],
  ['!Join [",", !Ref AWS::NotificationARNs]', "arn:topic:a"],
  ["!Ref 2ndTable", "second-table"],
  ['!Sub "${2ndTable}/${2ndTable.Arn}"', "second-table/arn:aws:dynamodb:eu-west-1:111122223333:table/second-table"],
  ["!GetAtt FlowRole.Arn", "arn:aws:iam::111122223333:role/orders-prod-FlowRole-1"],
  ["!Sub plain", "plain"],
  ['!Sub "${Stage}-${AWS::Region}-${Table}"', "prod-eu-west-1-orders-table"],
  ['!Sub ["${Local}/${Stage}", {Local: !Ref Table}]', "orders-table/prod"],
  ['!Sub ["${Stage}", {Stage: shadowed}]', "shadowed"],
  ['!Sub "${!Literal} ${!Other.Name}"', "${Literal} ${Other.Name}"],
  ['!Sub "$${Stage} $1 {x}"', "$prod $1 {x}"],
  ['!Sub "${Queue.QueueName}"', "orders.fifo"],
  ['!Sub "${Fn.Alias}"', "arn:aws:lambda:eu-west-1:111122223333:function:f:live"],
  ['!Sub "${Child.Outputs.Host}"', "db.internal"],
  ["!GetAtt Child.Outputs.Host", "db.internal"],
  ["!GetAtt [Child, Outputs.Host]", "db.internal"],
  ["{'Fn::GetAtt': [Queue, Arn]}", "arn:aws:sqs:eu-west-1:111122223333:orders.fifo"],
  ["!ImportValue net-prod-vpc", "vpc-1"],
  ['!ImportValue {"Fn::Sub": "net-${Stage}-vpc"}', "vpc-1"],
  ['!ImportValue {"Fn::Join": ["-", [net, !Ref Stage, vpc]]}', "vpc-1"],
  ["!FindInMap [Config, prod, Host]", "db.example.com"],
  ["!FindInMap [Config, !Ref Stage, Port]", "5432"],
  ["!FindInMap [Config, dev, Host, {DefaultValue: localhost}]", "localhost"],
  ["!FindInMap [Config, '017', Host]", "octal"],
  ["!Select [1, !FindInMap [Config, prod, Zones]]", "b"],
  ["!If [IsProd, yes-prod, no-prod]", "yes-prod"],
  ["!If [IsDev, dev, other]", "other"],
  ["!If [Truth, same, different]", "same"],
  ["!If [Number, same, different]", "different"],
  ["!If [Either, either, neither]", "either"],
  ["!If [NotBoth, both, not-both]", "not-both"],
  ["!If [IsProd, taken, !ImportValue nowhere]", "taken"],
  ['!Join ["-", [a, !Ref Stage, 80, true]]', "a-prod-80-true"],
  ['!Join [",", !Ref Subnets]', "subnet-1,subnet-2"],
  ['!Join [",", [a, !Ref AWS::NoValue, b]]', "a,b"],
  ['!Join [",", [!Ref AWS::NoValue]]', ""],
  ['!Join [",", !Split ["/", "a/b"]]', "a,b"],
  ["!Select [1, [a, b]]", "b"],
  ['!Select ["0", !Split [".", !FindInMap [Config, prod, Host]]]', "db"],
  ["!Select [0, [!Ref AWS::NoValue, b]]", "b"],
  ["!Base64 héllo", "aMOpbGxv"],
  ["{'Fn::Length': [a, b, c]}", "3"],
  ["{'Fn::Length': !Ref Subnets}", "2"],
  [
    "{'Fn::ToJsonString': {stage: !Ref Stage, port: 80, on: true, list: [a], gone: !Ref AWS::NoValue}}",
    '{"stage":"prod","port":80,"on":true,"list":["a"]}',
  ],
];

test.each(values)("%s evaluates to %j", (expression, value) => {
  expect(evaluateExpression(expression, sections, facts)).toEqual({ value, sensitive: false });
});

test.each([
  ["!Ref Image", "ami-1"],
  ["!Ref FreshImage", "ami-9"],
  ['!Join [",", !Ref Images]', "ami-1,ami-2"],
])("%s comes from Parameter Store, and so is not shown", (expression, value) => {
  expect(evaluateExpression(expression, sections, facts)).toEqual({ value, sensitive: true });
});

const reasons: readonly (readonly [string, RegExp])[] = [
  ["!Ref Nobody", /not deployed/],
  ["!Ref Secret", /NoEcho/],
  ["!Ref Bare", /neither a value nor a default/],
  ["!Ref Octal", /looks like a number/],
  ["!Ref Doubt", /\?/],
  ["!Ref Damaged", /masked or damaged/],
  ["!Ref Subnets", /list/],
  ["!Ref Planned", /not deployed yet/],
  ["!Ref Gone", /condition Never is false/],
  ["!Ref Failed", /UPDATE_FAILED/],
  ["!Ref Retyped", /another type/],
  ["!Ref AWS::Nonsense", /pseudo parameter .* does not exist/],
  ["!Ref Fn.Version", /does not have a resource that SAM created/],
  ["!Ref Twice", /several resources that SAM may have created/],
  ["!Ref Fn.Nonsense", /does not have a Nonsense to refer to/],
  ["!Ref A.B.C", /needs a name/],
  ["!FindInMap [Bare, '017', Host]", /looks like a number/],
  ['!Sub "${Nobody}"', /not deployed/],
  ['!Sub "${Stage"', /placeholder/],
  ['!Sub "${ Stage }"', /placeholder/],
  ['!Sub "${}"', /placeholder/],
  ['!Sub "${a${Stage}}"', /placeholder/],
  ['!Sub "${Subnets}"', /not a string/],
  ['!Sub ["${X}", {X: !Ref "AWS::NoValue"}]', /NoValue/],
  ["!GetAtt Child.Outputs.Nothing", /does not have an output Nothing/],
  ["!GetAtt Child", /needs a resource and an attribute/],
  ["!ImportValue nowhere", /export nowhere does not exist/],
  ["!FindInMap [Config, dev, Host]", /no such entry|needs quotes/],
  ["!FindInMap [Config, prod, Flag]", /looks like a boolean/],
  ["!FindInMap [Config, prod, Zones]", /list/],
  ["!If [Unknown, a, b]", /undecided.*NoEcho/],
  ["!If [Both, a, b]", /undecided/],
  ["!If [Loop, a, b]", /refers to itself/],
  ["!If [Yes, a, b]", /looks like a boolean/],
  ["!If [Missing, a, b]", /no condition Missing/],
  ["!If [Late, a, b]", /dynamic reference/],
  ["!If [IsProd, a]", /needs a condition and two values/],
  ['!Join [",", !Ref Stage]', /list/],
  ["!Select [5, [a]]", /nothing at that index/],
  ["!Select [-1, [a]]", /nothing at that index/],
  ["!Base64 '{{resolve:ssm:/app/host}}'", /dynamic reference/],
  ["!Cidr [10.0.0.0/16, 1, 8]", /!Cidr is not evaluated/],
  ["!GetAZs ''", /!GetAZs is not evaluated/],
  ["!Transform {Name: Mine}", /not evaluated/],
  ["!Nonsense x", /!Nonsense is not evaluated/],
  ["!Join [',', [{'Fn::Transform': {Name: Mine}}]]", /not evaluated/],
];

test.each(reasons)("%s is unresolved, and says why", (expression, reason) => {
  expect(evaluateExpression(expression, sections, facts)).toEqual({ reason: expect.stringMatching(reason) });
});

test("AWS::NoValue leaves the variable out, also over Globals and in a branch", () => {
  expect(evaluateExpression("!Ref AWS::NoValue")).toBeUndefined();
  expect(evaluateExpression("!If [IsDev, x, !Ref AWS::NoValue]", sections, facts)).toBeUndefined();
  const globals = { Globals: "{Function: {Environment: {Variables: {NAME: global, OTHER: kept}}}}" };
  const result = templateLayer(templateOf("!Ref AWS::NoValue", globals), "Fn");
  expect([...result.layer.entries.keys()]).toEqual(["OTHER"]);
});

test("without the language extensions their functions are unresolved, as CloudFormation would refuse them", () => {
  const plain = { ...sections, Transform: "AWS::Serverless-2016-10-31" };
  for (const expression of [
    "{'Fn::Length': [a]}",
    "{'Fn::ToJsonString': {a: b}}",
    "!FindInMap [Config, dev, Host, {DefaultValue: x}]",
  ]) {
    expect(evaluateExpression(expression, plain, facts)).toEqual({ reason: expect.stringContaining("AWS::LanguageExtensions") });
  }
});

test("a name that is neither a parameter nor a resource is refused at once if no transform could create it", () => {
  const result = templateLayer(templateOf("!Ref Nobody", { Transform: "[]" }), "Fn", {});
  expect(outcomeOf(result)).toEqual({ reason: "the template does not have a parameter or resource Nobody" });
  expect(result.needs).toEqual([]);
});

test("an override is what the next deployment gives, over what is deployed", () => {
  const overrides = new Map([
    ["Stage", "staging"],
    ["Image", "/new/image"],
    ["Secret", "given"],
  ]);
  expect(evaluateExpression("!Ref Stage", sections, { ...facts, overrides })).toMatchObject({ value: "staging" });
  expect(evaluateExpression("!Ref Image", sections, { ...facts, overrides })).toMatchObject({ value: "ami-9" });
  expect(evaluateExpression('!Sub "x-${Secret}"', sections, { ...facts, overrides })).toEqual({
    value: "x-given",
    sensitive: true,
  });
  expect(evaluateExpression("!Ref Stage", sections, { overrides })).toMatchObject({ value: "staging" });
});

test("a default is not what is deployed: a changed one has no effect on a parameter that has a value", () => {
  expect(evaluateExpression("!Ref Stage", sections, facts)).toMatchObject({ value: "prod" });
});

test.each(["UPDATE_IN_PROGRESS", "REVIEW_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"])(
  "a stack in %s is not read from",
  (status) => {
    const moving = { ...facts, stack: { value: { ...stack.value, status } } };
    expect(evaluateExpression("!Ref Stage", sections, moving)).toEqual({ reason: `the stack is in ${status}` });
  },
);

test("a stack that only cleans up is read from", () => {
  const cleaning = { ...facts, stack: { value: { ...stack.value, status: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" } } };
  expect(evaluateExpression("!Ref Stage", sections, cleaning)).toMatchObject({ value: "prod" });
});

describe("provenance", () => {
  const provenanceOf = (expression: string): string | undefined => {
    const entry = templateLayer(templateOf(expression, sections), "Fn", facts).layer.entries.get("NAME");
    return entry?.kind === "value" ? entry.provenance : undefined;
  };
  test.each([
    ["text", undefined],
    ["!Ref Stage", "parameter Stage"],
    ['!Sub "${Stage}-${AWS::Region}-${Table}"', "parameter Stage, AWS::Region, Table"],
    ["!ImportValue net-prod-vpc", "export net-prod-vpc"],
    ["!FindInMap [Config, !Ref Stage, Host]", "parameter Stage, mapping Config"],
    ["!GetAtt Queue.Arn", "Arn of Queue"],
    ["!GetAtt Child.Outputs.Host", "Outputs.Host of Child"],
    ["'{{resolve:ssm:/app/host}}'", "Parameter Store /app/host"],
  ])("of %s is %j", (expression, provenance) => {
    expect(provenanceOf(expression)).toBe(provenance);
  });
});

test("a literal that looks like a forgotten !Sub stays as CloudFormation has it, with a warning", () => {
  const result = templateLayer(templateOf('"${Stage}-x ${elsewhere}"', sections), "Fn", facts);
  expect(outcomeOf(result)).toMatchObject({ value: "${Stage}-x ${elsewhere}" });
  expect(result.findings).toMatchObject([{ code: "TEMPLATE_SUB_MISSING", severity: "warning", name: "NAME" }]);
  expect(templateLayer(templateOf('"${elsewhere}"', sections), "Fn", facts).findings).toEqual([]);
});

test("an unclear scalar behind a function is refused at its own place, with the variable's name", () => {
  const result = templateLayer(templateOf("!If [IsProd, 017, 018]", sections), "Fn", facts);
  expect(result.findings).toMatchObject([{ code: "TEMPLATE_UNCLEAR", name: "NAME" }]);
  expect(result.findings).toHaveLength(1);
});

test("the role of a state machine that has a path is not derived", () => {
  const { needs } = templateLayer(templateOf("!GetAtt DeepRole.Arn", sections), "Fn", facts);
  expect(needs).toEqual([{ kind: "resource", type: "AWS::IAM::Role", identifier: "orders-prod-DeepRole-1" }]);
});
