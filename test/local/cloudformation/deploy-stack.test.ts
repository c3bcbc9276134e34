import { GetResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { DescribeStacksCommand, GetTemplateCommand, ListExportsCommand } from "@aws-sdk/client-cloudformation";
import { describe, expect, it } from "vitest";
import { ACCOUNT, deploy, resourcesOf, stackOf } from "./deployed.ts";

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

  it("has what SAM adds for several functions once, where one of them is created", async () => {
    const events = "Events: {Web: {Type: HttpApi}}";
    const deployed = await deploy(
      `Transform: AWS::Serverless-2016-10-31
Conditions: {Nope: !Equals [a, b]}
Resources:
  None: {Type: AWS::Serverless::Function, Condition: Nope, Properties: {Events: {Old: {Type: Api}}}}
  Before: {Type: AWS::Serverless::Function, Condition: Nope, Properties: {${events}}}
  First: {Type: AWS::Serverless::Function, Properties: {${events}}}
  After: {Type: AWS::Serverless::Function, Condition: Nope, Properties: {${events}}}
`,
    );

    expect(Object.keys(await resourcesOf(deployed)).toSorted()).toEqual([
      "First",
      "FirstRole",
      "FirstWebPermission",
      "ServerlessHttpApi",
      "ServerlessHttpApiApiGatewayDefaultStage",
    ]);
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

  it("makes its resources known to Cloud Control", async () => {
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
