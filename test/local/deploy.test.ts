import { GetResourceCommand } from "@aws-sdk/client-cloudcontrol";
import {
  DescribeStacksCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListStackResourcesCommand,
} from "@aws-sdk/client-cloudformation";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import type { DeployResult, DeploySpec } from "../../src/local/cloudformation-control.ts";
import { parseStackFacts } from "../../src/local/stack-facts.ts";
import { makeState } from "../../src/local/state.ts";
import { makeSaver, readState } from "../../src/local/store.ts";
import { tempFolder } from "../support/cli.ts";
import { type StackClients, startStackClients } from "../support/stack-clients.ts";

const ACCOUNT = "us-east-1:123456789012";

interface Deployed extends StackClients, DeployResult {
  /** Deploys again. */
  readonly again: (spec?: Partial<DeploySpec>) => DeployResult;
  /** The live variables of the first function that was created. */
  readonly variables: () => Readonly<Record<string, string>>;
}

async function deploy(template: string, facts = "{}", more: Partial<DeploySpec> = {}): Promise<Deployed> {
  const clients = await startStackClients();
  const spec = { template, facts: parseStackFacts(facts, { source: "facts.yaml" }), stackName: "orders", ...more };
  const result = clients.endpoint.deploy(spec);
  return {
    ...clients,
    ...result,
    again: (changed = {}) => clients.endpoint.deploy({ ...spec, ...changed }),
    variables: () => clients.endpoint.variables(result.created[0] ?? ""),
  };
}

/** A SAM template whose function `Fn` has `variables`; both parts are YAML in flow style. */
function templateOf(variables: string, sections = "", resources = ""): string {
  return `Transform: AWS::Serverless-2016-10-31
${sections}
Resources:
  Fn: {Type: AWS::Serverless::Function, Properties: {PackageType: Image, Environment: {Variables: {${variables}}}}}
${resources.replace(/^/gm, "  ")}
`;
}

async function resourcesOf({ cloudFormation, stackName }: Deployed): Promise<Readonly<Record<string, string>>> {
  const { StackResourceSummaries = [] } = await cloudFormation.send(new ListStackResourcesCommand({ StackName: stackName }));
  return Object.fromEntries(
    StackResourceSummaries.map((row) => [row.LogicalResourceId, `${row.ResourceType} ${row.PhysicalResourceId}`]),
  );
}

async function stackOf({ cloudFormation, stackName }: Deployed) {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
  return Stacks[0];
}

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

  it("start without what cannot be told, which is reported with its reason and never guessed", async () => {
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
      "Fn HOST: Parameter Store has no parameter /none",
      "Fn KEY: parameter /app/key of Parameter Store is a SecureString",
      "Fn VPC: there is no export none",
      "Fn MADE: only CloudFormation knows the attributes of the custom resource Made",
    ]);
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

  it("leaves the function as it is where a data file had it", async () => {
    const { endpoint, again, variables, created } = await deploy(template);
    endpoint.setVariables(created[0] ?? "", { STAGE: "dev", API_KEY: "live-key" });

    again({ keepFunctions: true });
    expect(variables()).toEqual({ STAGE: "dev", API_KEY: "live-key" });
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

  it("keeps parameters and secrets that were changed since, and reads them again", async () => {
    const dynamic = templateOf('HOST: "{{resolve:ssm:/app/host}}", KEY: "{{resolve:secretsmanager:prod/key}}"');
    const { endpoint, ssm, again, variables } = await deploy(
      dynamic,
      "{ssm: {/app/host: old}, secrets: {prod/key: example-old}}",
    );
    endpoint.setParameter("/app/host", "new");
    endpoint.setSecret("prod/key", "example-new");

    expect(variables()).toEqual({ HOST: "old", KEY: "example-old" });
    again();
    expect(variables()).toEqual({ HOST: "new", KEY: "example-new" });
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/app/host" }));
    expect(Parameter).toMatchObject({ Value: "new", Version: 2 });
  });
});

describe("the stack of a deployed template", () => {
  it("has the types and ids that each resource has after SAM's transform, and what SAM adds", async () => {
    const deployed = await deploy(
      `Transform: AWS::Serverless-2016-10-31
Globals: {Function: {AutoPublishAlias: live}}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig: {AuthType: NONE}
      Events: {Web: {Type: HttpApi}, Old: {Type: Api}, Jobs: {Type: SQS}, Daily: {Type: Schedule}, Own: {Type: HttpApi, Properties: {ApiId: !Ref Own}}}
  WithRole: {Type: AWS::Serverless::Function, Properties: {Role: "arn:aws:iam::123456789012:role/mine", AutoPublishAlias: !Ref AWS::NoValue}}
  Own: {Type: AWS::Serverless::HttpApi}
  Machine: {Type: AWS::Serverless::StateMachine}
  Table: {Type: AWS::Serverless::SimpleTable}
  Layer: {Type: AWS::Serverless::LayerVersion}
  Bucket: {Type: AWS::S3::Bucket}
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: news}}
  Queue: {Type: AWS::SQS::Queue}
  Key: {Type: AWS::KMS::Key}
  Secret: {Type: AWS::SecretsManager::Secret}
`,
      "resources: {FnExtra: {type: AWS::Custom::Thing, physicalId: extra-1}}",
    );
    const resources = await resourcesOf(deployed);
    const name = /^orders-Fn-[A-Z0-9]{12}$/;
    const fn = deployed.created[0] ?? "";

    expect(fn).toMatch(name);
    const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    const generated = (id: string): string => `orders-${id}-[A-Z0-9]{12}`;
    const expected: Readonly<Record<string, string>> = {
      Fn: `AWS::Lambda::Function ${generated("Fn")}`,
      FnRole: `AWS::IAM::Role ${generated("FnRole")}`,
      "FnVersion[0-9a-f]{10}": `AWS::Lambda::Version arn:aws:lambda:${ACCOUNT}:function:${fn}:1`,
      FnAliaslive: `AWS::Lambda::Alias arn:aws:lambda:${ACCOUNT}:function:${fn}:live`,
      FnUrl: `AWS::Lambda::Url arn:aws:lambda:${ACCOUNT}:function:${fn}`,
      ServerlessHttpApi: "AWS::ApiGatewayV2::Api [0-9a-z]{10}",
      ServerlessHttpApiApiGatewayDefaultStage: "AWS::ApiGatewayV2::Stage \\$default",
      FnWebPermission: `AWS::Lambda::Permission ${generated("FnWebPermission")}`,
      ServerlessRestApi: "AWS::ApiGateway::RestApi [0-9a-z]{10}",
      "ServerlessRestApiDeployment[0-9a-f]{10}": "AWS::ApiGateway::Deployment .+",
      ServerlessRestApiProdStage: "AWS::ApiGateway::Stage Prod",
      FnOldPermissionProd: "AWS::Lambda::Permission .+",
      FnJobs: `AWS::Lambda::EventSourceMapping ${uuid}`,
      FnDaily: "AWS::Events::Rule .+",
      FnDailyPermission: "AWS::Lambda::Permission .+",
      FnOwnPermission: "AWS::Lambda::Permission .+",
      WithRole: `AWS::Lambda::Function ${generated("WithRole")}`,
      Own: "AWS::ApiGatewayV2::Api [0-9a-z]{10}",
      OwnApiGatewayDefaultStage: "AWS::ApiGatewayV2::Stage \\$default",
      Machine: `AWS::StepFunctions::StateMachine arn:aws:states:${ACCOUNT}:stateMachine:${generated("Machine")}`,
      MachineRole: "AWS::IAM::Role .+",
      Table: `AWS::DynamoDB::Table ${generated("Table")}`,
      "Layer[0-9a-f]{10}": `AWS::Lambda::LayerVersion arn:aws:lambda:${ACCOUNT}:layer:.+:1`,
      Bucket: "AWS::S3::Bucket orders-bucket-[a-z0-9]{12}",
      Topic: `AWS::SNS::Topic arn:aws:sns:${ACCOUNT}:news`,
      Queue: `AWS::SQS::Queue https://sqs\\.us-east-1\\.amazonaws\\.com/123456789012/${generated("Queue")}`,
      Key: `AWS::KMS::Key ${uuid}`,
      Secret: `AWS::SecretsManager::Secret arn:aws:secretsmanager:${ACCOUNT}:secret:${generated("Secret")}-[0-9a-f]{6}`,
      FnExtra: "AWS::Custom::Thing extra-1",
    };
    const patterns = Object.entries(expected).map(([id, what]) => new RegExp(`^${id} ${what}$`));
    const rows = Object.entries(resources).map(([id, what]) => `${id} ${what}`);
    expect(rows).toHaveLength(patterns.length);
    for (const [at, row] of rows.entries()) expect(row).toMatch(patterns[at] ?? "");
    expect(await resourcesOf(await deploy("Resources: {Queue: {Type: AWS::SQS::Queue}}"))).toEqual({ Queue: resources["Queue"] });
  });

  it("has its parameters, its outputs evaluated, and its exports; NoEcho masks the parameter alone", async () => {
    const deployed = await deploy(
      `Description: Orders
Parameters: {Key: {Type: String, NoEcho: true, Default: example-key}, Stage: {Type: String, Default: dev}, Url: {Type: "AWS::SSM::Parameter::Value<String>", Default: /app/url}}
Conditions: {Nope: !Equals [a, b]}
Resources: {Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}}
Outputs:
  Leaked: {Value: !Sub "key-\${Key}", Description: what it leaks}
  Queue: {Value: !GetAtt Queue.QueueName, Export: {Name: !Sub "\${AWS::StackName}-Queue"}}
  Never: {Condition: Nope, Value: x}
  Given: {Value: !GetAtt Queue.Nothing}
  Unknown: {Value: !GetAtt Queue.Nothing}`,
      "{outputs: {Given: from-the-facts, Beside: given}, ssm: {/app/url: https://example.com}}",
    );

    expect(await stackOf(deployed)).toMatchObject({
      Description: "Orders",
      Parameters: [
        { ParameterKey: "Key", ParameterValue: "****" },
        { ParameterKey: "Stage", ParameterValue: "dev" },
        { ParameterKey: "Url", ParameterValue: "/app/url", ResolvedValue: "https://example.com" },
      ],
      Outputs: [
        { OutputKey: "Leaked", OutputValue: "key-example-key", Description: "what it leaks" },
        { OutputKey: "Queue", OutputValue: "jobs", ExportName: "orders-Queue" },
        { OutputKey: "Given", OutputValue: "from-the-facts" },
        { OutputKey: "Beside", OutputValue: "given" },
      ],
    });
    const { Exports } = await deployed.cloudFormation.send(new ListExportsCommand({}));
    expect(Exports).toMatchObject([{ Name: "orders-Queue", Value: "jobs" }]);
    expect(deployed.unresolved).toEqual([{ subject: "Outputs", name: "Unknown", reason: expect.stringContaining("Queue") }]);
  });

  it("has a stack for each nested one, whose ARN is the resource's id", async () => {
    const deployed = await deploy(
      "Resources: {Network: {Type: AWS::CloudFormation::Stack}, Empty: {Type: AWS::Serverless::Application}}\nTransform: AWS::Serverless-2016-10-31",
      "nested: {Network: {parameters: {Cidr: 10.0.0.0/16}, outputs: {Vpc: vpc-1}}}",
    );
    const [, arn = ""] = (await resourcesOf(deployed))["Network"]?.split(" ") ?? [];
    const { Stacks } = await deployed.cloudFormation.send(new DescribeStacksCommand({ StackName: arn }));

    expect(arn).toMatch(/^arn:aws:cloudformation:us-east-1:123456789012:stack\/orders-Network-[A-Z0-9]{12}\//);
    expect(Stacks).toMatchObject([
      {
        ParentId: (await stackOf(deployed))?.StackId,
        Parameters: [{ ParameterKey: "Cidr", ParameterValue: "10.0.0.0/16" }],
        Outputs: [{ OutputKey: "Vpc", OutputValue: "vpc-1" }],
      },
    ]);
  });

  it("has its template as it was given, and as the transform made it", async () => {
    const template = `Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Environment: {Variables: {STAGE: !Ref AWS::StackName}}}}
Resources:
  Fn: {Type: AWS::Serverless::Function, Properties: {CodeUri: ., Environment: {Variables: {NAME: x}}}} # comment
Outputs: {Name: {Value: !Ref Fn}}
`;
    const { cloudFormation } = await deploy(template);
    const read = async (TemplateStage: "Original" | "Processed") =>
      (await cloudFormation.send(new GetTemplateCommand({ StackName: "orders", TemplateStage }))).TemplateBody ?? "";

    expect(await read("Original")).toBe(template);
    expect(JSON.parse(await read("Processed"))).toEqual({
      Resources: {
        Fn: {
          Type: "AWS::Lambda::Function",
          Properties: { Environment: { Variables: { STAGE: { Ref: "AWS::StackName" }, NAME: "x" } } },
        },
        FnRole: { Type: "AWS::IAM::Role", Properties: {} },
      },
      Outputs: { Name: { Value: { Ref: "Fn" } } },
    });
  });

  it("tells Cloud Control of its resources", async () => {
    const { cloudControl } = await deploy(
      "Resources: {Table: {Type: AWS::DynamoDB::Table}, Bare: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}}",
      "{resources: {Table: t-1}, attributes: {Table: {StreamArn: stream}}}",
    );
    const read = async (TypeName: string, Identifier: string) =>
      (await cloudControl.send(new GetResourceCommand({ TypeName, Identifier }))).ResourceDescription?.Properties;

    expect(await read("AWS::DynamoDB::Table", "t-1")).toBe('{"StreamArn":"stream"}');
    expect(await read("AWS::SQS::Queue", "https://sqs.us-east-1.amazonaws.com/123456789012/q")).toBe("{}");
  });
});

it("refuses facts of what the template does not have, and suggests what it has", async () => {
  const template = "Parameters: {Stage: {Type: String}}\nResources: {Table: {Type: AWS::DynamoDB::Table}}";
  const wrong = (facts: string) => deploy(template, facts);

  await expect(wrong("parameters: {Stagee: prod}")).rejects.toMatchObject({
    code: "INVALID_INPUT",
    message: "the facts name the parameter Stagee, which the stack does not have",
    hint: "did you mean Stage?",
  });
  await expect(wrong("resources: {Tabel: t}")).rejects.toThrow("the facts name the resource Tabel");
  await expect(wrong("attributes: {Other: {}}")).rejects.toThrow("the facts name the resource Other");
  await expect(wrong("nested: {Table: {}}")).rejects.toThrow("the facts name the nested stack Table");
});

it("names the stack as it is told, else by its facts, else as SAM does", async () => {
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

  it("may come from a time when there were functions and secrets alone", () => {
    const folder = tempFolder({ "data.json": '{"formatVersion": 1, "functions": [], "secrets": []}' });
    const state = readState(`${folder}/data.json`);
    expect(state).toEqual(makeState());
    makeSaver(`${folder}/data.json`, state)();
    expect(readState(`${folder}/data.json`)).toEqual(state);
  });
});
