/** Each case that the evaluator behind `cdk deploy --hotswap` gets wrong or gives up on: here it is right, or unresolved. */
import { expect, test } from "vitest";
import { type Facts, needKey } from "../../../src/template/evaluate/facts.ts";
import { templateLayer } from "../../../src/template/evaluate/layer.ts";
import { parseTemplate } from "../../../src/template/template.ts";
import { deployed, evaluateExpression, stackFacts } from "../support.ts";

const sections = {
  Parameters: "{Secret: {Type: String, NoEcho: true}, Blank: {Type: String}, Stage: {Type: String}}",
  Resources:
    "{Role: {Type: AWS::IAM::Role, Properties: {Path: /service/}}, Db: {Type: AWS::RDS::DBCluster}, T: {Type: AWS::DynamoDB::Table}}",
  Conditions: "{IsProd: !Equals [!Ref Stage, prod]}",
  Mappings: "{Hosts: {prod: {Url: https://prod.example.com}}}",
};
const facts: Facts = {
  stack: stackFacts({
    parameters: new Map([
      ["Secret", { value: "****" }],
      ["Blank", { value: "" }],
      ["Stage", { value: "prod" }],
    ]),
    resources: new Map([
      ["Role", deployed("AWS::IAM::Role", "role")],
      ["Db", deployed("AWS::RDS::DBCluster", "db")],
      ["T", deployed("AWS::DynamoDB::Table", "t")],
    ]),
  }),
  exports: { value: new Map([["net-prod", "vpc-1"]]) },
  secrets: new Map([[needKey({ kind: "secret", id: "app" }), { value: '{"key":"s3same"}' }]]),
  resources: new Map([
    [
      needKey({ kind: "resource", type: "AWS::IAM::Role", identifier: "role" }),
      { value: { Arn: "arn:aws:iam::1:role/service/role" } },
    ],
    [
      needKey({ kind: "resource", type: "AWS::RDS::DBCluster", identifier: "db" }),
      { value: { Endpoint: { Address: "h", Port: 0 } } },
    ],
  ]),
};

test.each([
  ["a dynamic reference is resolved, not written as text", '"{{resolve:secretsmanager:app:SecretString:key}}"', "s3same"],
  ["the path of a role is part of its ARN", "!GetAtt Role.Arn", "arn:aws:iam::1:role/service/role"],
  ["a number is text", "8080", "8080"],
  ["a boolean is text", "true", "true"],
  ["AWS::StackName is known", "!Ref AWS::StackName", "orders-prod"],
  ["AWS::StackId is known", "!Ref AWS::StackId", "arn:aws:cloudformation:eu-west-1:111122223333:stack/orders-prod/1f2e3d4c"],
  ["an empty parameter is a value", "!Ref Blank", ""],
  ["${!Literal} is literal", '!Sub "${!Literal}"', "${Literal}"],
  ["the name of an import may be an expression", '!ImportValue {"Fn::Sub": "net-${Stage}"}', "vpc-1"],
  ["an attribute may be one text", '{"Fn::GetAtt": "T.Arn"}', "arn:aws:dynamodb:eu-west-1:111122223333:table/t"],
  ["an attribute may be a path", "!GetAtt Db.Endpoint.Address", "h"],
  ["an attribute may be falsy", "!GetAtt Db.Endpoint.Port", "0"],
  ["conditions are evaluated", "!If [IsProd, a, b]", "a"],
  ["mappings are evaluated", "!FindInMap [Hosts, !Ref Stage, Url]", "https://prod.example.com"],
])("%s", (_, expression, value) => {
  expect(evaluateExpression(expression, sections, facts)).toMatchObject({ value });
});

test("a NoEcho parameter is unresolved, never ****", () => {
  expect(evaluateExpression("!Ref Secret", sections, facts)).toEqual({ reason: expect.stringContaining("NoEcho") });
});

test("AWS::NoValue leaves the variable out", () => {
  expect(evaluateExpression("!Ref AWS::NoValue", sections, facts)).toBeUndefined();
});

test("a variable that is named Ref does not replace the map", () => {
  const text = "Resources: {Fn: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {Ref: x}}}}}";
  const { layer, findings } = templateLayer(parseTemplate(text, { source: "template.yaml" }), "Fn", facts);
  expect(findings).toMatchObject([{ code: "TEMPLATE_SOLE_KEY", severity: "error" }]);
  expect(layer.entries.size).toBe(0);
});
