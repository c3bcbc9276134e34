/** What the endpoint makes of SAM's resources: the same logical ids and types as SAM's own translator, hashes aside. */
import { describe, expect, test } from "vitest";
import { transformResources } from "../../../src/local/cloudformation/transform.ts";
import { type Node, textOf } from "../../../src/template/read/tree.ts";
import { parseTemplate } from "../../../src/template/template.ts";
import { SAM, transform } from "../../template/sam/sam.ts";

const FUNCTION = "Runtime: nodejs22.x, Handler: index.handler, CodeUri: s3://b/k";
const fn = (more: string): string => `{Type: AWS::Serverless::Function, Properties: {${FUNCTION}, ${more}}}`;
const events = (text: string): string => fn(`Events: {${text}}`);

const cases: readonly (readonly [about: string, resources: string])[] = [
  ["an alias", `Fn: ${fn("AutoPublishAlias: live")}`],
  ["an alias with other characters", `Fn: ${fn("AutoPublishAlias: blue-green_1")}`],
  ["an alias of a parameter", `Fn: ${fn("AutoPublishAlias: !Ref Stage")}`],
  ["a function URL and a role of one's own", `Fn: ${fn("Role: arn:role, FunctionUrlConfig: {AuthType: NONE}")}`],
  ["destinations", `Fn: ${fn("EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SQS}, OnFailure: {Type: SNS}}}")}`],
  [
    "destinations that exist",
    `Fn: ${fn("EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SQS, Destination: arn:q}}}")}`,
  ],
  ["an implicit API", `Fn: ${events("Get: {Type: Api, Properties: {Path: /, Method: get}}")}`],
  ["an implicit HTTP API", `Fn: ${events("Get: {Type: HttpApi, Properties: {Path: /, Method: get}}")}`],
  [
    "events with rules",
    `Fn: ${events(
      "Tick: {Type: Schedule, Properties: {Schedule: rate(1 hour)}}, Old: {Type: CloudWatchEvent, Properties: {Pattern: {source: [a]}}}, " +
        "New: {Type: EventBridgeRule, Properties: {Pattern: {source: [a]}}}, Cron: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 hour)}}",
    )}`,
  ],
  [
    "events with mappings",
    `Fn: ${events(
      "Q: {Type: SQS, Properties: {Queue: arn:q}}, S: {Type: Kinesis, Properties: {Stream: arn:s, StartingPosition: LATEST}}, " +
        "T: {Type: DynamoDB, Properties: {Stream: arn:t, StartingPosition: LATEST}}, N: {Type: SNS, Properties: {Topic: arn:n}}",
    )}`,
  ],
  ["an API", "Api: {Type: AWS::Serverless::Api, Properties: {StageName: v1, DefinitionBody: {swagger: '2.0', paths: {}}}}"],
  [
    "an API with an odd stage",
    "Api: {Type: AWS::Serverless::Api, Properties: {StageName: v1-beta, DefinitionBody: {swagger: '2.0', paths: {}}}}",
  ],
  [
    "an API with a stage of a parameter, a domain and a usage plan",
    `Api: {Type: AWS::Serverless::Api, Properties: {StageName: !Ref Stage, DefinitionBody: {swagger: '2.0', paths: {}},
      Domain: {DomainName: api.example.com, CertificateArn: arn:cert}, Auth: {UsagePlan: {CreateUsagePlan: PER_API}}}}`,
  ],
  [
    "a shared usage plan",
    `Api: {Type: AWS::Serverless::Api, Properties: {StageName: v1, DefinitionBody: {swagger: '2.0', paths: {}},
      Auth: {UsagePlan: {CreateUsagePlan: SHARED}}}}`,
  ],
  ["an HTTP API", "Http: {Type: AWS::Serverless::HttpApi}"],
  [
    "an HTTP API with a stage and a domain",
    `Http: {Type: AWS::Serverless::HttpApi, Properties: {StageName: prod,
      Domain: {DomainName: http.example.com, CertificateArn: arn:cert}}}`,
  ],
  ["a layer", "Common: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://b/k}}"],
  [
    "a table and a state machine",
    `Table: {Type: AWS::Serverless::SimpleTable}
  Flow: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: A, States: {A: {Type: Succeed}}}}}`,
  ],
];

/** Nothing can be referred to of these. */
const BESIDE = /::(?:Permission|BasePathMapping|ApiMapping|EventInvokeConfig|RecordSetGroup|QueuePolicy)$/;

const textOfCase = (resources: string): string => `Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String, Default: green}}
Resources:
  ${resources}
`;

/** Their hashes are of the content, ours of the id. A hash of a domain is of the domain in both. */
const comparable = (resources: readonly (readonly [string, string])[]): readonly string[] =>
  resources
    .filter(([, type]) => !BESIDE.test(type))
    .map(([id, type]) => `${/DomainName/.test(id) ? id : id.replace(/[0-9a-f]{10}$/, "<hash>")} ${type}`)
    .sort();

describe.skipIf(!SAM.isUsed)(`as SAM's own translator makes it${SAM.note}`, () => {
  const theirs = SAM.isUsed ? transform(cases.map(([, resources]) => ({ text: textOfCase(resources) }))) : [];
  const evaluate = (node: Node): string | undefined => (node.kind === "map" ? "green" : textOf(node));

  test.each(cases.map(([about, resources], index) => [about, resources, index] as const))("%s", (_, resources, index) => {
    const template = parseTemplate(textOfCase(resources), { source: "template.yaml" });
    const ours = transformResources(template, evaluate).map(({ logicalId, type }) => [logicalId, type] as const);
    expect(comparable(ours)).toEqual(comparable(Object.entries(theirs[index]?.resources ?? {})));
  });
});
