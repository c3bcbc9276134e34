/** References to what SAM generates: they mean exactly the resource that SAM means, never one of a sibling with a longer name. */
import { expect, test } from "vitest";
import { templateLayer } from "../../../src/template/evaluate/layer.ts";
import { parseTemplate } from "../../../src/template/template.ts";
import { SAM, transform } from "../sam/sam.ts";
import { deployed, outcomeOf, stackFacts } from "../support.ts";

const FUNCTION = "Runtime: nodejs22.x, Handler: index.handler, CodeUri: s3://b/k";
const DESTINATIONS = "EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SQS}, OnFailure: {Type: SNS}}}";
const api = (stage: string, more = ""): string => `{Type: AWS::Serverless::Api, Properties: {StageName: ${stage}${more}}}`;
const plan = (kind: string): string => `, Auth: {UsagePlan: {CreateUsagePlan: ${kind}}}`;
const domain = (name: string): string => `Domain: {DomainName: ${name}, CertificateArn: arn:cert}`;

/** Each resource beside ones whose logical ids begin with its own. */
const RESOURCES: readonly (readonly [id: string, text: string])[] = [
  ["Fn", `{Type: AWS::Serverless::Function, Properties: {${FUNCTION}, AutoPublishAlias: live, ${DESTINATIONS}}}`],
  ["FnAlias", `{Type: AWS::Serverless::Function, Properties: {${FUNCTION}, AutoPublishAlias: live, ${DESTINATIONS}}}`],
  ["FnVersion", `{Type: AWS::Serverless::Function, Properties: {${FUNCTION}, AutoPublishAlias: blue-green_1}}`],
  ["FnEvent", `{Type: AWS::Serverless::Function, Properties: {${FUNCTION}, ${DESTINATIONS}}}`],
  ["Staged", `{Type: AWS::Serverless::Function, Properties: {${FUNCTION}, AutoPublishAlias: !Ref Stage}}`],
  ["Common", "{Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://b/k}}"],
  ["CommonExtra", "{Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://b/k}}"],
  ["Api", api("v1", plan("PER_API"))],
  ["Apiv1", api("v1", plan("PER_API"))],
  ["ApiWorker", api("v1-beta", `${plan("SHARED")}, ${domain("api.example.com")}`)],
  ["ApiParameter", api("!Ref Stage", `, ${domain("!Ref Host")}`)],
  ["Http", "{Type: AWS::Serverless::HttpApi}"],
  ["HttpNamed", `{Type: AWS::Serverless::HttpApi, Properties: {StageName: prod, ${domain("http.example.com")}}}`],
  ["HttpOdd", "{Type: AWS::Serverless::HttpApi, Properties: {StageName: a_b}}"],
];

const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  Function: ["", "Alias", "Version", "DestinationTopic", "DestinationQueue"],
  LayerVersion: [""],
  Api: ["", "Stage", "Deployment", "DomainName", "UsagePlan", "UsagePlanKey", "ApiKey"],
  HttpApi: ["", "Stage", "DomainName"],
};

const asked = RESOURCES.flatMap(([id, text]) => {
  const [, type = ""] = /AWS::Serverless::(\w+)/.exec(text) ?? [];
  return (PROPERTIES[type] ?? []).map((property) => (property === "" ? id : `${id}.${property}`));
});

function templateText(omit?: string): string {
  const resources = RESOURCES.filter(([id]) => id !== omit).map(([id, text]) => `  ${id}: ${text}\n`);
  const outputs = asked.map((name, index) => `  O${index}: {Value: !Ref ${name}}\n`);
  const variables = asked.map((name, index) => `V${index}: !Ref ${name}`).join(", ");
  return `Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String, Default: green}, Host: {Type: String, Default: p.example.com}}
Resources:
${resources.join("")}  Asking: {Type: AWS::Serverless::Function, Properties: {${FUNCTION}, Environment: {Variables: {${variables}}}}}
Outputs:
${outputs.join("")}`;
}

/** The domain is the `Ref` of its resource. */
function physicalId(logicalId: string, type: string, domains: Readonly<Record<string, string>>): string {
  return type.endsWith("::DomainName") ? (domains[logicalId] ?? "") : `physical-${logicalId}`;
}

test.skipIf(!SAM.isUsed)(`each reference means what SAM's own translator means by it${SAM.note}`, () => {
  const [made] = transform([{ text: templateText(), parameters: {} }]);
  const { resources = {}, outputs = {} } = made ?? {};
  const refOf = (index: number): string | undefined => {
    const value = outputs[`O${index}`];
    return typeof value === "object" && value !== null && "Ref" in value ? String(value.Ref) : undefined;
  };
  const domains = Object.fromEntries(
    asked.flatMap((name, index): [string, string][] => {
      const names: Readonly<Record<string, string>> = {
        ApiWorker: "api.example.com",
        ApiParameter: "p.example.com",
        HttpNamed: "http.example.com",
      };
      const [id = "", property] = name.split(".");
      return property === "DomainName" ? [[refOf(index) ?? "", names[id] ?? ""]] : [];
    }),
  );
  const stack = stackFacts({
    parameters: new Map([
      ["Stage", { value: "green" }],
      ["Host", { value: "p.example.com" }],
    ]),
    resources: new Map(Object.entries(resources).map(([id, type]) => [id, deployed(type, physicalId(id, type, domains))])),
  });
  const { layer } = templateLayer(parseTemplate(templateText(), { source: "template.yaml" }), "Asking", { stack });
  const seen = { resolved: 0, unresolved: 0 };
  for (const [index, name] of asked.entries()) {
    const entry = layer.entries.get(`V${index}`);
    const id = refOf(index);
    const isGenerated = id !== undefined && id in resources;
    seen[isGenerated ? "resolved" : "unresolved"] += 1;
    const expected = isGenerated ? { value: physicalId(id, resources[id] ?? "", domains) } : { kind: "unresolved" };
    expect({ ...entry, asked: name }).toMatchObject({ ...expected, asked: name });
  }
  expect(seen.resolved).toBeGreaterThan(35);
  expect(seen.unresolved).toBeGreaterThan(5);
});

const HASH = "0123456789";
test.each([
  ["Fn.Alias", "FnWorkerAliaslive", "AWS::Lambda::Alias"],
  ["Fn.Alias", "FnAliasXAliaslive", "AWS::Lambda::Alias"],
  ["Fn.Version", `FnWorkerVersion${HASH}`, "AWS::Lambda::Version"],
  ["Fn.Version", `FnVersionVersion${HASH}`, "AWS::Lambda::Version"],
  ["Common", `CommonExtra${HASH}`, "AWS::Lambda::LayerVersion"],
  ["Api.Stage", "ApiWorkerv1Stage", "AWS::ApiGateway::Stage"],
  ["Api.Deployment", `ApiWorkerDeployment${HASH}`, "AWS::ApiGateway::Deployment"],
  ["Api.UsagePlan", "ApiWorkerUsagePlan", "AWS::ApiGateway::UsagePlan"],
])("%s is not deployed yet, whatever %s is", (name, sibling, type) => {
  const text = `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: live, Environment: {Variables: {NAME: !Ref ${name}}}}}
  Common: {Type: AWS::Serverless::LayerVersion}
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: v1}}
`;
  const stack = stackFacts({ resources: new Map([[sibling, deployed(type, "the-sibling")]]) });
  const layer = templateLayer(parseTemplate(text, { source: "template.yaml" }), "Fn", { stack });
  expect(outcomeOf(layer)).toEqual({ reason: `the stack does not have a resource that SAM created for ${name}` });
});
