/** How an evaluation requests facts, and how it treats those that CloudFormation hides, masks or generates. */
import { describe, expect, test } from "vitest";
import { type Facts, needKey } from "../../../src/template/evaluate/facts.ts";
import { templateLayer } from "../../../src/template/evaluate/layer.ts";
import { parseTemplate } from "../../../src/template/template.ts";
import { deployed, evaluateExpression, outcomeOf, type Sections, stackFacts, templateOf } from "../support.ts";

describe("needs", () => {
  const everything: Sections = {
    Parameters: "{Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /image}}",
    Resources: "{Db: {Type: AWS::RDS::DBCluster}, Child: {Type: AWS::CloudFormation::Stack}}",
  };
  const expression = `!Join ["|", [!Ref Image, !GetAtt Db.Endpoint.Address, !GetAtt Child.Outputs.Host, !ImportValue vpc,
    !GetAtt Db.Endpoint.Port, "{{resolve:ssm:/host}}", "{{resolve:secretsmanager:app:SecretString:key}}"]]`;

  test("without facts, only the stack and facts that do not need it are requested", () => {
    const result = templateLayer(templateOf(expression, everything), "Fn", {});
    expect(result.needs).toEqual([{ kind: "stack" }, { kind: "exports" }]);
    expect(outcomeOf(result)).toEqual({ reason: "it needs the stack that the template is deployed to" });
  });

  test("everything that can be read together is requested in one round, each once", () => {
    const stack = stackFacts({
      resources: new Map([
        ["Db", deployed("AWS::RDS::DBCluster", "db")],
        ["Child", deployed("AWS::CloudFormation::Stack", "arn:child")],
      ]),
    });
    const second = templateLayer(templateOf(expression, everything), "Fn", { stack });
    expect(second.needs).toEqual([
      { kind: "ssm", name: "/image" },
      { kind: "resource", type: "AWS::RDS::DBCluster", identifier: "db" },
      { kind: "outputs", stack: "arn:child" },
      { kind: "exports" },
    ]);
    const facts: Facts = {
      stack,
      exports: { value: new Map([["vpc", "vpc-1"]]) },
      outputs: new Map([["arn:child", { value: new Map([["Host", "child-host"]]) }]]),
      ssm: new Map([["/image", { value: "ami-1" }]]),
      resources: new Map([["AWS::RDS::DBCluster|db", { value: { Endpoint: { Address: "db-host", Port: 3306 } } }]]),
    };
    const third = templateLayer(templateOf(expression, everything), "Fn", facts);
    expect(third.needs).toEqual([
      { kind: "ssm", name: "/host" },
      { kind: "secret", id: "app" },
    ]);
    const last = templateLayer(templateOf(expression, everything), "Fn", {
      ...facts,
      ssm: new Map([...(facts.ssm ?? []), ["/host", { value: "h" }]]),
      secrets: new Map([[needKey({ kind: "secret", id: "app" }), { value: '{"key":"k"}' }]]),
    });
    expect(last.needs).toEqual([]);
    expect(outcomeOf(last)).toEqual({ value: "ami-1|db-host|child-host|vpc-1|3306|h|k", sensitive: true });
  });

  test("a branch that is not taken requests nothing", () => {
    const conditions = { Conditions: "{Never: !Equals [a, b]}" };
    const result = templateLayer(templateOf("!If [Never, !ImportValue vpc, x]", conditions), "Fn", {});
    expect(result.needs).toEqual([]);
    expect(outcomeOf(result)).toEqual({ value: "x", sensitive: false });
  });

  test("a fact that cannot be read is not requested again and says why", () => {
    const result = templateLayer(templateOf("!Ref AWS::Region"), "Fn", { stack: { unavailable: "no stack is named" } });
    expect(result.needs).toEqual([]);
    expect(outcomeOf(result)).toEqual({ reason: "no stack is named" });
  });

  test("only the requested function is evaluated", () => {
    const other =
      "{Other: {Type: AWS::Serverless::Function, Properties: {Environment: {Variables: {X1: !ImportValue x, X2: 017}}}}}";
    const result = templateLayer(templateOf("plain", { Resources: other }), "Fn", {});
    expect(result).toMatchObject({ needs: [], findings: [] });
  });
});

describe("NoEcho and the outputs", () => {
  const sections: Sections = {
    Parameters: "{Secret: {Type: String, NoEcho: true}, Other: {Type: String, NoEcho: true}}",
    Resources: "{Maker: {Type: Custom::Maker}}",
  };
  const stack = stackFacts({
    parameters: new Map([
      ["Secret", { value: "****" }],
      ["Other", { value: "****" }],
    ]),
    outputs: new Map([
      ["Shown", "noecho-text"],
      ["Made", "made-value"],
      ["Whole", "made-value/tail"],
      ["Masked", "****"],
    ]),
    resources: new Map([["Maker", deployed("Custom::Maker", "maker-1")]]),
  });
  const processed = {
    value: parseTemplate(
      JSON.stringify({
        Resources: {},
        Outputs: {
          Masked: { Value: { Ref: "Other" } },
          Shown: { Value: { Ref: "Secret" } },
          Made: { Value: { "Fn::GetAtt": ["Maker", "Value"] } },
          Whole: { Value: { "Fn::Sub": "${Maker.Other}/tail" } },
          Absent: { Value: { "Fn::GetAtt": ["Maker", "Third"] } },
        },
      }),
      { source: "processed" },
    ),
  };

  test.each([
    ["!Ref Secret", "noecho-text", true],
    ['!Sub "x-${Secret}"', "x-noecho-text", true],
    ["!GetAtt Maker.Value", "made-value", false],
    ["!GetAtt [Maker, Value]", "made-value", false],
    ['!Sub "${Maker.Value}!"', "made-value!", false],
    ['!Sub "${Maker.Other}/tail"', "made-value/tail", true],
  ])("%s is recovered from an output that is exactly it", (expression, value, sensitive) => {
    expect(evaluateExpression(expression, sections, { stack, processed })).toEqual({ value, sensitive });
  });

  test.each(["!Ref Other", "!GetAtt Maker.Third", "!GetAtt Maker.Fourth", '!Sub "${Maker.Fourth}"'])(
    "%s stays unresolved, never masked",
    (expression) => {
      expect(evaluateExpression(expression, sections, { stack, processed })).toHaveProperty("reason");
    },
  );

  test("the processed template is requested only where it may help", () => {
    expect(templateLayer(templateOf("!Ref Secret", sections), "Fn", { stack }).needs).toEqual([{ kind: "processed" }]);
    const silent = { value: { ...stack.value, outputs: new Map<string, string>() } };
    expect(templateLayer(templateOf("!Ref Secret", sections), "Fn", { stack: silent }).needs).toEqual([]);
  });

  test("a fact that is still to be read is read before any output is looked at", () => {
    const expression = '!Join ["", [!ImportValue vpc, !GetAtt Maker.Fourth]]';
    expect(templateLayer(templateOf(expression, sections), "Fn", { stack, processed }).needs).toEqual([{ kind: "exports" }]);
    expect(templateLayer(templateOf("!ImportValue vpc", sections), "Fn", { stack }).needs).toEqual([{ kind: "exports" }]);
  });

  test("an output does not replace an expression if the next deployment gets other parameters", () => {
    const facts = { stack, processed, overrides: new Map([["Secret", "new"]]) };
    expect(evaluateExpression('!Sub "${Maker.Other}/tail"', sections, facts)).toHaveProperty("reason");
  });

  test("a value that is masked is never taken, even of a parameter that is not NoEcho here", () => {
    const plain = { Parameters: "{Secret: {Type: String}}" };
    expect(evaluateExpression("!Ref Secret", plain, { stack })).toHaveProperty("reason");
  });
});

describe("dynamic references", () => {
  const arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-a1b2c3";
  const secret = (id: string, rest: { stage?: string; version?: string } = {}) => needKey({ kind: "secret", id, ...rest });
  const json = {
    value:
      '{"user": "admin", "port": 5432, "float": 1.0, "on": true, "list": [], "none": null, "__proto__": "p",' +
      '"one": 1, "rounded": 1.0, "large": 1e21, "text": "1e+21"}',
  };
  const facts: Facts = {
    stack: stackFacts({ parameters: new Map([["Key", { value: "user" }]]) }),
    ssm: new Map([
      ["/app/host", { value: "host" }],
      ["/app/host:3", { value: "host-three" }],
      ["/app/loop", { value: "{{resolve:ssm:/app/host}}" }],
      ["/app/odd", { value: "a${b}****undefined" }],
      ["/gone", { unavailable: "there is no parameter /gone" }],
    ]),
    secrets: new Map([
      [secret("app"), json],
      [secret("app", { stage: "AWSPREVIOUS" }), { value: '{"user":"former"}' }],
      [secret("app", { version: "v-1" }), { value: '{"user":"first"}' }],
      [secret(arn), json],
      [secret("plain"), { value: "plain-text" }],
    ]),
  };
  const sections: Sections = {
    Parameters: "{Key: {Type: String}}",
    Mappings: '{Refs: {prod: {Host: "{{resolve:ssm:/app/host}}"}}}',
  };

  test.each([
    ['"{{resolve:ssm:/app/host}}"', "host"],
    ['"{{resolve:ssm:/app/host:3}}"', "host-three"],
    ['"https://{{resolve:ssm:/app/host}}:{{resolve:secretsmanager:app:SecretString:port}}/"', "https://host:5432/"],
    ['"{{resolve:secretsmanager:app:SecretString:user}}"', "admin"],
    ['"{{resolve:secretsmanager:app:SecretString:on}}"', "true"],
    ['"{{resolve:secretsmanager:app:SecretString:user:AWSPREVIOUS}}"', "former"],
    ['"{{resolve:secretsmanager:app:SecretString:user::v-1}}"', "first"],
    ['"{{resolve:secretsmanager:plain}}"', "plain-text"],
    ['"{{resolve:secretsmanager:plain:SecretString}}"', "plain-text"],
    ['"{{resolve:secretsmanager:plain:SecretString:::}}"', "plain-text"],
    ['"{{resolve:secretsmanager:plain::::}}"', "plain-text"],
    ['"{{resolve:secretsmanager:plain:}}"', "plain-text"],
    ['"{{resolve:secretsmanager:app::user}}"', "admin"],
    ['"{{resolve:secretsmanager:app::user:AWSPREVIOUS}}"', "former"],
    [`"{{resolve:secretsmanager:${arn}::user}}"`, "admin"],
    [`"{{resolve:secretsmanager:${arn}:SecretString:user}}"`, "admin"],
    ['!Sub "{{resolve:secretsmanager:app:SecretString:${Key}}}"', "admin"],
    ['!Join ["", ["{{resolve:ssm:", "/app/host", "}}"]]', "host"],
    ["!FindInMap [Refs, prod, Host]", "host"],
    ["'{{resolve:ssm:/app/odd}}'", "a${b}****undefined"],
  ])("%s is resolved and sensitive", (expression, value) => {
    expect(evaluateExpression(expression, sections, facts)).toEqual({ value, sensitive: true });
  });

  test.each([
    ['"{{resolve:ssm-secure:/app/host}}"', /ssm-secure.*not supported/],
    ['"{{resolve:ssm-secure:/app/host:1}}"', /ssm-secure.*not supported/],
    ['"{{resolve:ssm:}}"', /unknown service/],
    ['"{{resolve:vault:x}}"', /unknown service/],
    ['"{{resolve:ssm:/app/host"', /is not closed/],
    ['"{{resolve:ssm:/app/loop}}"', /another one/],
    ['"{{resolve:ssm:/gone}}"', /no parameter \/gone/],
    ['"{{resolve:secretsmanager:app:SecretBinary:user}}"', /malformed/],
    ['"{{resolve:secretsmanager:app:SecretString:user:::}}"', /malformed/],
    ['"{{resolve:secretsmanager:app:SecretString:list}}"', /does not have a string under list/],
    ['"{{resolve:secretsmanager:app:SecretString:none}}"', /does not have a string under none/],
    ['"{{resolve:secretsmanager:app:SecretString:float}}"', /does not have a string under float/],
    ['"{{resolve:secretsmanager:app:SecretString:rounded}}"', /does not have a string under rounded/],
    ['"{{resolve:secretsmanager:app:SecretString:large}}"', /does not have a string under large/],
    ['"{{resolve:secretsmanager:app:SecretString:missing}}"', /does not have a string under missing/],
    ['"{{resolve:secretsmanager:app:SecretString:toString}}"', /does not have a string under toString/],
    ['"{{resolve:secretsmanager:plain:SecretString:user}}"', /does not have a string under user/],
  ])("%s is refused", (expression, reason) => {
    expect(evaluateExpression(expression, sections, facts)).toEqual({ reason: expect.stringMatching(reason) });
  });

  test("two references to one secret request it once", () => {
    const expression = '"{{resolve:secretsmanager:db:SecretString:user}}:{{resolve:secretsmanager:db:SecretString:password}}"';
    expect(templateLayer(templateOf(expression), "Fn", {}).needs).toEqual([{ kind: "secret", id: "db" }]);
  });
});

describe("variables that are one expression as a whole", () => {
  const template = (environment: string) =>
    parseTemplate(
      `Conditions: {Yes1: !Equals [a, a], Open: !Equals [!Ref AWS::Region, x]}
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Environment: ${environment}
`,
      { source: "template.yaml" },
    );
  test.each([
    "{Variables: !If [Yes1, {NAME: taken}, {OTHER: not}]}",
    "!If [Yes1, {Variables: {NAME: taken}}, !Ref AWS::NoValue]",
    "{Variables: !If [Yes1, !If [Yes1, {NAME: taken}, {}], {}]}",
  ])("%s takes its branch", (environment) => {
    expect(outcomeOf(templateLayer(template(environment), "Fn", {}))).toEqual({ value: "taken", sensitive: false });
  });
  test("an undecided one stops the command, since its names cannot be determined", () => {
    const result = templateLayer(template("{Variables: !If [Open, {NAME: a}, {OTHER: b}]}"), "Fn", {});
    expect(result).toMatchObject({
      findings: [{ code: "TEMPLATE_MAP_UNRESOLVED", severity: "error" }],
      needs: [{ kind: "stack" }],
    });
  });
  test("AWS::NoValue means no variables", () => {
    expect(templateLayer(template("!If [Yes1, !Ref AWS::NoValue, {}]"), "Fn", {})).toMatchObject({ findings: [], needs: [] });
  });
});

test("outputs of other stacks are read by name", () => {
  const expression = "{'Fn::GetStackOutput': {StackName: network, OutputName: Vpc}}";
  expect(templateLayer(templateOf(expression), "Fn", {}).needs).toEqual([{ kind: "outputs", stack: "network" }]);
  const outputs = new Map([["network", { value: new Map([["Vpc", "vpc-1"]]) }]]);
  expect(evaluateExpression(expression, {}, { outputs })).toMatchObject({ value: "vpc-1" });
  const elsewhere = "{'Fn::GetStackOutput': {StackName: network, OutputName: Vpc, Region: us-east-1}}";
  expect(evaluateExpression(elsewhere, {}, { outputs })).toHaveProperty("reason");
});

describe("a parameter whose value CloudFormation may have changed in reporting it", () => {
  const texts = ["cron(0 9 ? * MON *)", "s3://bucket/${athena:user}", "undefined", "a?b?c", "x${y}"];
  const parameterOf = (text: string, about: string) => ({ Parameters: `{P: {Type: String${about}}}`, deployed: text });
  const outcome = (text: string, about: string, facts: Partial<Facts> = {}) => {
    const { Parameters, deployed: value } = parameterOf(text, about);
    const stack = stackFacts({ parameters: new Map([["P", { value }]]) });
    return evaluateExpression("!Ref P", { Parameters }, { stack, ...facts });
  };

  test.each(texts)("%s is certain where it is the template's default", (text) => {
    expect(outcome(text, `, Default: ${JSON.stringify(text)}`)).toEqual({ value: text, sensitive: false });
    expect(outcome(text, `, Default: other`)).toHaveProperty("reason");
    expect(outcome(text, "")).toHaveProperty("reason");
  });

  test.each(texts)("%s is certain if the project defines it", (text) => {
    expect(outcome(text, "", { stated: new Map([["P", text]]) })).toEqual({ value: text, sensitive: false });
    expect(outcome(text, "", { overrides: new Map([["P", text]]) })).toEqual({ value: text, sensitive: false });
    expect(outcome(text, "", { stated: new Map([["P", "other"]]) })).toHaveProperty("reason");
  });

  test("a default that CloudFormation reports itself proves nothing", () => {
    const stack = stackFacts({ parameters: new Map([["P", { value: "caf?" }]]) });
    const template = templateOf("!Ref P", { Parameters: '{P: {Type: String, Default: "caf?"}}' });
    const outcome = (facts: Facts) => outcomeOf(templateLayer(template, "Fn", { stack, ...facts }));
    expect(outcome({})).toEqual({ value: "caf?", sensitive: false });
    expect(outcome({ processed: { value: template } })).toHaveProperty("reason");
    expect(outcome({ processed: { value: template }, stated: new Map([["P", "caf?"]]) })).toEqual({
      value: "caf?",
      sensitive: false,
    });
  });

  test("a mask is never a value, whatever the default is", () => {
    expect(outcome("****", ', Default: "****"')).toHaveProperty("reason");
    expect(outcome("caf?", ", Default: café")).toHaveProperty("reason");
  });
});
