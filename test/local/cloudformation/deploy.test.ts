import { GetResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { DescribeStacksCommand, ListExportsCommand } from "@aws-sdk/client-cloudformation";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import type { DeploySpec } from "../../../src/local/cloudformation/control.ts";
import { parseStackFacts } from "../../../src/local/cloudformation/stack-facts.ts";
import { makeState } from "../../../src/local/state/state.ts";
import { makeSaver, readState } from "../../../src/local/state/store.ts";
import { tempFolder } from "../../support/cli.ts";
import { startStackClients } from "../../support/stack-clients.ts";
import { ACCOUNT, deploy, resourcesOf, stackOf, templateOf } from "./deployed.ts";

describe("the functions of a deployed template", () => {
  it("have the variables that CloudFormation would have given them", async () => {
    const { variables, unresolved } = await deploy(
      templateOf(
        `STAGE: !Ref Stage, LEVEL: !FindInMap [Levels, !Ref Stage, Log], TABLE: !Ref Table, STREAM: !GetAtt Table.StreamArn,
         QUEUE: !GetAtt Queue.Arn, VPC: {"Fn::ImportValue": !Sub "\${Network}-Vpc"}, KEY: !Ref Key, NESTED: !GetAtt Nested.Outputs.Host,
         LIST: !Join ["|", !Ref List], URL: !Ref Url, HOST: !Sub "{{resolve:ssm:/app/\${Stage}/host}}", HERE: !Sub "\${AWS::StackName}/\${AWS::Region}",
         PASSWORD: "{{resolve:secretsmanager:prod/db:SecretString:password}}", OLD: "{{resolve:ssm:/app/prod/host:1}}",
         GONE: !If [IsDev, x, !Ref "AWS::NoValue"], EMPTY: "" `,
        `Parameters:
  Stage: {Type: String, Default: dev}
  Network: {Type: String}
  Key: {Type: String, NoEcho: true, Default: example-default}
  List: {Type: CommaDelimitedList, Default: "a, b"}
  Url: {Type: "AWS::SSM::Parameter::Value<String>", Default: /app/url}
Mappings: {Levels: {prod: {Log: info}}}
Conditions: {IsDev: !Equals [!Ref Stage, dev]}`,
        `Table: {Type: AWS::DynamoDB::Table}
Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub "jobs-\${Stage}"}}
Nested: {Type: AWS::CloudFormation::Stack}`,
      ),
      `
parameters: {Stage: prod, Network: network}
resources: {Table: orders-Table-1ABC}
attributes: {Table: {StreamArn: arn:aws:dynamodb:stream}}
exports: {network-Vpc: vpc-1}
nested: {Nested: {outputs: {Host: nested.example}}}
ssm: {/app/url: https://example.com, /app/prod/host: db.example}
secrets: {prod/db: {password: example-password}}
`,
    );

    expect(variables()).toEqual({
      STAGE: "prod",
      LEVEL: "info",
      TABLE: "orders-Table-1ABC",
      STREAM: "arn:aws:dynamodb:stream",
      QUEUE: `arn:aws:sqs:${ACCOUNT}:jobs-prod`,
      VPC: "vpc-1",
      KEY: "example-default",
      NESTED: "nested.example",
      LIST: "a|b",
      URL: "https://example.com",
      HOST: "db.example",
      HERE: "orders/us-east-1",
      PASSWORD: "example-password",
      OLD: "db.example",
      EMPTY: "",
    });
    expect(unresolved).toEqual([]);
  });

  it("start without what cannot be determined, which is reported with its reason and never guessed", async () => {
    const { variables, unresolved } = await deploy(
      templateOf(
        'PLAIN: "x", MISSING: !Ref Stage, HOST: "{{resolve:ssm:/none}}", KEY: "{{resolve:ssm:/app/key}}", VPC: !ImportValue none, MADE: !GetAtt Made.Value',
        "Parameters: {Stage: {Type: String}}",
        "Made: {Type: Custom::Maker}",
      ),
      "ssm: {/app/key: {type: SecureString, value: example-key}}",
    );

    expect(variables()).toEqual({ PLAIN: "x" });
    expect(unresolved.map(({ subject, name, reason }) => `${subject} ${name}: ${reason}`)).toEqual([
      "Fn MISSING: parameter Stage has neither a value nor a default",
      "Fn HOST: Parameter Store does not have parameter /none",
      "Fn KEY: parameter /app/key of Parameter Store is a SecureString",
      "Fn VPC: export none does not exist",
      "Fn MADE: only CloudFormation knows the attributes of the custom resource Made",
    ]);
  });

  it("read a secret of the stack itself by its ARN", async () => {
    const { variables } = await deploy(
      templateOf(
        'ARN: !Ref Db, PASSWORD: !Sub "{{resolve:secretsmanager:${Db}:SecretString:password}}"',
        "",
        "Db: {Type: AWS::SecretsManager::Secret, Properties: {Name: prod/db}}",
      ),
      "secrets: {prod/db: {password: example-password}}",
    );

    expect(variables()).toEqual({
      ARN: expect.stringMatching(/^arn:aws:secretsmanager:us-east-1:123456789012:secret:prod\/db-\w{6}$/),
      PASSWORD: "example-password",
    });
  });

  it("take their names from the template, and are not created where their condition is false", async () => {
    const resources = `Never: {Type: AWS::Serverless::Function, Condition: Nope, Properties: {Environment: {Variables: {A1: x}}}}
Named: {Type: AWS::Serverless::Function, Properties: {FunctionName: !Sub "\${AWS::StackName}-api"}}`;
    const deployed = await deploy(templateOf("AA: x", "Conditions: {Nope: !Equals [a, b]}", resources));

    expect(deployed.created).toEqual([expect.stringMatching(/^orders-Fn-[A-Z0-9]{12}$/), "orders-api"]);
    expect(Object.keys(await resourcesOf(deployed))).toEqual(["Fn", "FnRole", "Named", "NamedRole"]);
  });
});

describe("a deployment of a template that is deployed already", () => {
  const template = templateOf('STAGE: !Ref Stage, API_KEY: ""', "Parameters: {Stage: {Type: String, Default: dev}}");

  it("writes the template's variables over the function: placeholders blank, and others are dropped", async () => {
    const { endpoint, again, variables, created } = await deploy(template);
    const [name = ""] = created;
    endpoint.setVariables(name, { STAGE: "dev", API_KEY: "live-key", BY_HAND: "x" });
    const revisionId = endpoint.revisionId(name);

    expect(again()).toEqual({ stackName: "orders", functions: new Map([["Fn", name]]), created: [], unresolved: [] });
    expect(variables()).toEqual({ STAGE: "dev", API_KEY: "" });
    expect(endpoint.revisionId(name)).not.toBe(revisionId);
  });

  it("leaves stack and function as they are where a data file had them, and creates what it had not", async () => {
    const deployed = await deploy(template);
    const { endpoint, again, variables, created } = deployed;
    endpoint.setVariables(created[0] ?? "", { STAGE: "dev", API_KEY: "live-key" });
    const before = await stackOf(deployed);
    const more = `${template}  More: {Type: AWS::Serverless::Function, Properties: {Environment: {Variables: {STAGE: !Ref None}}}}\n`;

    expect(again({ keep: true, template: more })).toMatchObject({
      created: [expect.stringMatching(/^orders-More-/)],
      unresolved: [],
    });
    expect(variables()).toEqual({ STAGE: "dev", API_KEY: "live-key" });
    expect(await stackOf(deployed)).toEqual(before);
  });

  it("updates the stack: its status, its time and its parameters, not its ARN", async () => {
    const deployed = await deploy(template);
    const before = await stackOf(deployed);
    deployed.again({ facts: parseStackFacts("parameters: {Stage: prod}", { source: "facts.yaml" }) });
    const after = await stackOf(deployed);

    expect(before).toMatchObject({
      StackStatus: "CREATE_COMPLETE",
      Parameters: [{ ParameterKey: "Stage", ParameterValue: "dev" }],
    });
    expect(after).toMatchObject({
      StackStatus: "UPDATE_COMPLETE",
      Parameters: [{ ParameterKey: "Stage", ParameterValue: "prod" }],
    });
    expect(after).toMatchObject({
      StackId: before?.StackId,
      CreationTime: before?.CreationTime,
      LastUpdatedTime: expect.any(Date),
    });
    expect(deployed.variables()["STAGE"]).toBe("prod");
  });

  it("keeps parameters, secrets and exports that were changed since, and reads them again", async () => {
    const dynamic = templateOf(
      'HOST: "{{resolve:ssm:/app/host}}", KEY: "{{resolve:secretsmanager:prod/key}}", VPC: !ImportValue vpc',
    );
    const { endpoint, ssm, again, variables } = await deploy(
      dynamic,
      "{ssm: {/app/host: old}, secrets: {prod/key: example-old}, exports: {vpc: vpc-1}}",
    );
    endpoint.setParameter("/app/host", "new");
    endpoint.setSecret("prod/key", "example-new");
    endpoint.setExport("vpc", "vpc-2");

    expect(variables()).toEqual({ HOST: "old", KEY: "example-old", VPC: "vpc-1" });
    again();
    expect(variables()).toEqual({ HOST: "new", KEY: "example-new", VPC: "vpc-2" });
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/app/host" }));
    expect(Parameter).toMatchObject({ Value: "new", Version: 2 });
  });
});

it("refuses facts of what the template does not have, and suggests what it has", async () => {
  const template = "Parameters: {Stage: {Type: String}}\nResources: {Table: {Type: AWS::DynamoDB::Table}}";
  const wrong = (facts: string) => deploy(template, facts);

  await expect(wrong("parameters: {Stagee: prod}")).rejects.toMatchObject({
    code: "INVALID_INPUT",
    message: "the facts name the parameter Stagee, which is not in the stack",
    hint: "did you mean Stage?",
  });
  await expect(wrong("resources: {Tabel: t}")).rejects.toThrow("the facts name the resource Tabel");
  await expect(wrong("attributes: {Other: {}}")).rejects.toThrow("the facts name the resource Other");
  await expect(wrong("nested: {Table: {}}")).rejects.toThrow("the facts name the nested stack Table");
});

it("names the stack by its option, else by its facts, else as SAM does", async () => {
  const name = async (facts: string, more: Partial<DeploySpec>) => (await deploy("Resources: {}", facts, more)).stackName;

  expect(await name("stack: by-facts", {})).toBe("orders");
  const { endpoint } = await startStackClients();
  const facts = parseStackFacts("stack: by-facts", { source: "facts.yaml" });
  expect(endpoint.deploy({ template: "Resources: {}", facts }).stackName).toBe("by-facts");
  expect(endpoint.deploy({ template: "Resources: {}" }).stackName).toBe("sam-app");
});

describe("the data file", () => {
  it("keeps stacks, exports, parameters and resources", async () => {
    const file = `${tempFolder()}/data.json`;
    const first = await startStackClients({ dataFile: file });
    const arn = first.endpoint.setStack({ name: "orders", outputs: [{ key: "A", value: "1" }] });
    first.endpoint.setExport("vpc", "vpc-1");
    first.endpoint.setParameter("/app/url", "x");
    first.endpoint.setResource("AWS::DynamoDB::Table", "t-1", { StreamArn: "stream" });
    const second = await startStackClients({ dataFile: file });

    const { Stacks } = await second.cloudFormation.send(new DescribeStacksCommand({ StackName: "orders" }));
    expect(Stacks).toMatchObject([{ StackId: arn, Outputs: [{ OutputKey: "A" }] }]);
    expect((await second.cloudFormation.send(new ListExportsCommand({}))).Exports).toMatchObject([
      { Name: "vpc", Value: "vpc-1" },
    ]);
    expect((await second.ssm.send(new GetParameterCommand({ Name: "/app/url" }))).Parameter?.Value).toBe("x");
    const read = new GetResourceCommand({ TypeName: "AWS::DynamoDB::Table", Identifier: "t-1" });
    expect((await second.cloudControl.send(read)).ResourceDescription?.Properties).toBe('{"StreamArn":"stream"}');
  });

  it("may come from a version with only functions and secrets", () => {
    const folder = tempFolder({ "data.json": '{"formatVersion": 1, "functions": [], "secrets": []}' });
    const state = readState(`${folder}/data.json`);
    expect(state).toEqual(makeState());
    makeSaver(`${folder}/data.json`, state)();
    expect(readState(`${folder}/data.json`)).toEqual(state);
  });
});

describe("a deployed template that Lambda would refuse", () => {
  it("says of each variable why, with its place, and never its value", async () => {
    const failure = await deploy(
      templateOf(`AWS_REGION: canary, "A-B": canary, OK: canary, LARGE: ${"canary".repeat(800)}`),
    ).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "INVALID_INPUT",
      findings: [
        { code: "NAME_INVALID", name: "A-B", at: { line: expect.any(Number) } },
        { code: "NAME_RESERVED", name: "AWS_REGION" },
        { code: "TOO_LARGE" },
      ],
    });
    expect(JSON.stringify(failure)).not.toContain("canary");
  });
});

describe("Fn::ForEach in a deployed template", () => {
  const loops = `Fn::ForEach::Tables: [Name, !Ref Names, {"\${Name}Table": {Type: AWS::DynamoDB::Table, Properties: {TableName: !Sub "\${Name}-x"}}}]`;
  const extended = (variables: string, resources: string): string =>
    templateOf(variables, 'Parameters: {Names: {Type: CommaDelimitedList, Default: "Orders, Users"}}', resources).replace(
      /^Transform: .*$/m,
      "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]",
    );

  it("is expanded, over the parameters, in resources and in variables", async () => {
    const { variables, unresolved } = await deploy(
      extended(
        'TABLE: !Ref OrdersTable, "Fn::ForEach::Urls": [Name, [A, B], {"URL_${Name}": !Sub "${Name}/${UsersTable}"}]',
        loops,
      ),
    );
    expect(unresolved).toEqual([]);
    expect(variables()).toEqual({ TABLE: "Orders-x", URL_A: "A/Users-x", URL_B: "B/Users-x" });
  });

  it("is named where its collection cannot be determined, or the transform is missing", async () => {
    const odd = loops.replace("!Ref Names", "!GetAZs eu-west-1");
    const open = { subject: "the stack", name: "Fn::ForEach::Tables" };
    expect((await deploy(extended("A1: x", odd))).unresolved).toEqual([
      { ...open, reason: "its collection cannot be determined" },
    ]);
    const plain = templateOf("A1: x", 'Parameters: {Names: {Type: CommaDelimitedList, Default: "Orders"}}', loops);
    expect((await deploy(plain)).unresolved).toEqual([{ ...open, reason: "it needs the transform AWS::LanguageExtensions" }]);
  });
});
