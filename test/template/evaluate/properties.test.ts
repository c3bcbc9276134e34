/** Promises that hold for every template and all facts, over generated ones. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Facts, type Known, type Need, needKey } from "../../../src/template/evaluate/facts.ts";
import { templateLayer } from "../../../src/template/evaluate/layer.ts";
import { parseTemplate } from "../../../src/template/template.ts";
import { runs } from "../../support/depth.ts";
import { deployed, stackFacts } from "../support.ts";

const names = [
  "Stage",
  "Secret",
  "Subnets",
  "Image",
  "Table",
  "Role",
  "Maker",
  "Child",
  "Nobody",
  "AWS::Region",
  "AWS::NoValue",
  "AWS::StackName",
];
const name = fc.constantFrom(...names);
const attribute = fc.constantFrom(
  "Table.Arn",
  "Role.Arn",
  "Maker.Value",
  "Child.Outputs.Url",
  "Table.StreamArn",
  "Nobody.Arn",
  "Table",
);
const condition = fc.constantFrom("IsProd", "Unknown", "Loop", "Never", "Missing");
const reference = fc.constantFrom(
  "{{resolve:ssm:/host}}",
  "{{resolve:ssm:/gone}}",
  "{{resolve:ssm-secure:/host}}",
  "{{resolve:secretsmanager:app:SecretString:key}}",
  "{{resolve:secretsmanager:app}}",
  "{{resolve:",
);
const literal = fc.oneof(fc.constantFrom("text", "", "a,b", "0", "1"), reference, fc.integer({ min: 0, max: 3 }), fc.boolean());

const { expression } = fc.letrec<{ expression: unknown; list: unknown }>((tie) => ({
  list: fc.oneof(
    { depthSize: "small" },
    fc.array(tie("expression"), { maxLength: 3 }),
    name.map((Ref) => ({ Ref })),
    tie("expression").map((source) => ({ "Fn::Split": [",", source] })),
  ),
  expression: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    literal,
    name.map((Ref) => ({ Ref })),
    attribute.map((path) => ({ "Fn::GetAtt": path })),
    fc.tuple(name, reference).map(([ref, text]) => ({ "Fn::Sub": `x-$\{${ref}}-${text}` })),
    fc.constantFrom("${", "${}", "${!Literal}", "${Stage", "$${Stage}", "${Table.Arn}").map((text) => ({ "Fn::Sub": text })),
    fc.tuple(name, tie("expression")).map(([ref, value]) => ({ "Fn::Sub": [`$\{Own}-$\{${ref}}`, { Own: value }] })),
    fc.tuple(condition, tie("expression"), tie("expression")).map((operands) => ({ "Fn::If": operands })),
    tie("list").map((list) => ({ "Fn::Join": ["-", list] })),
    fc.tuple(fc.nat({ max: 2 }), tie("list")).map((operands) => ({ "Fn::Select": operands })),
    tie("expression").map((value) => ({ "Fn::Base64": value })),
    tie("expression").map((value) => ({ "Fn::ImportValue": value })),
    tie("list").map((list) => ({ "Fn::Length": list })),
    tie("list").map((value) => ({ "Fn::ToJsonString": { value } })),
    fc
      .tuple(fc.constantFrom("prod", "dev"), tie("expression"))
      .map(([key, value]) => ({ "Fn::FindInMap": ["Config", key, "Host", { DefaultValue: value }] })),
    fc.constant({ "Fn::Nonsense": "x" }),
  ),
}));

const variables = fc.dictionary(fc.constantFrom("AA", "BB", "CC", "constructor"), expression, {
  minKeys: 1,
  noNullPrototype: true,
});

function templateWith(map: Record<string, unknown>) {
  const template = {
    Transform: ["AWS::LanguageExtensions", "AWS::Serverless-2016-10-31"],
    Parameters: {
      Stage: { Type: "String" },
      Secret: { Type: "String", NoEcho: true },
      Subnets: { Type: "CommaDelimitedList" },
      Image: { Type: "AWS::SSM::Parameter::Value<String>" },
    },
    Conditions: {
      IsProd: { "Fn::Equals": [{ Ref: "Stage" }, "prod"] },
      Unknown: { "Fn::Equals": [{ Ref: "Secret" }, "x"] },
      Loop: { "Fn::Not": [{ Condition: "Loop" }] },
      Never: { "Fn::Equals": ["a", "b"] },
    },
    Mappings: { Config: { prod: { Host: "db.example.com" } } },
    Resources: {
      Fn: { Type: "AWS::Serverless::Function", Properties: { Environment: { Variables: map } } },
      Table: { Type: "AWS::DynamoDB::Table" },
      Role: { Type: "AWS::IAM::Role", Properties: { Path: "/p/" } },
      Maker: { Type: "Custom::Maker" },
      Child: { Type: "AWS::CloudFormation::Stack" },
    },
  };
  return parseTemplate(JSON.stringify(template), { source: "template.json" });
}

/** What CloudFormation or a broken tool may report; the last ones must never get through. */
const reportedText = fc.constantFrom(
  "prod",
  "dev",
  "a,b",
  "",
  "https://x.example/?q",
  "****",
  "[object Object]",
  "undefined",
  "x${y}",
  "caf?",
);
const stack = fc.record({
  stage: reportedText,
  image: reportedText,
  output: reportedText,
  exported: reportedText,
  isDeployed: fc.boolean(),
});

const SECRET = "S3NSITIVE";

/** Answers every need of a round, some with "unavailable". */
function answer(facts: Facts, needs: readonly Need[], world: { output: string; exported: string; denied: number }): Facts {
  const answers = needs.map((need, index) => [need, (index + world.denied) % 3 === 0] as const);
  const map = <T>(kind: Need["kind"], key: (need: Need) => string, value: (need: Need) => T): ReadonlyMap<string, Known<T>> =>
    new Map(
      answers
        .filter(([need]) => need.kind === kind)
        .map(([need, isDenied]) => [key(need), isDenied ? { unavailable: "denied" } : { value: value(need) }]),
    );
  const wants = (kind: Need["kind"]) => answers.find(([need]) => need.kind === kind);
  return {
    ...facts,
    ...(wants("exports") === undefined ? {} : { exports: { value: new Map([["text", world.exported]]) } }),
    ...(wants("processed") === undefined ? {} : { processed: { value: templateWith({}) } }),
    outputs: new Map([
      ...(facts.outputs ?? []),
      ...map(
        "outputs",
        (need) => (need.kind === "outputs" ? need.stack : ""),
        () => new Map([["Url", world.output]]),
      ),
    ]),
    ssm: new Map([
      ...(facts.ssm ?? []),
      ...map(
        "ssm",
        (need) => (need.kind === "ssm" ? need.name : ""),
        () => SECRET,
      ),
    ]),
    secrets: new Map([...(facts.secrets ?? []), ...map("secret", needKey, () => `{"key":"${SECRET}"}`)]),
    resources: new Map([...(facts.resources ?? []), ...map("resource", needKey, () => ({ Arn: "arn:read", StreamArn: null }))]),
  };
}

const FORBIDDEN = /\$\{(?!Literal\})|\{\{resolve:|\*\*\*\*|\[object|undefined|caf\?/;

test("no value ever shows what could not be resolved, each round needs something new, and the requests end", () => {
  fc.assert(
    fc.property(variables, stack, fc.nat({ max: 2 }), (map, world, denied) => {
      const template = templateWith(map);
      const resources = world.isDeployed
        ? new Map([
            ["Table", deployed("AWS::DynamoDB::Table", "t")],
            ["Role", deployed("AWS::IAM::Role", "r")],
            ["Maker", deployed("Custom::Maker", "m")],
            ["Child", deployed("AWS::CloudFormation::Stack", "arn:child")],
          ])
        : new Map();
      let facts: Facts = {
        stack: stackFacts({
          parameters: new Map([
            ["Stage", { value: world.stage }],
            ["Secret", { value: "****" }],
            ["Subnets", { value: "s-1,s-2" }],
            ["Image", { value: "/image", resolvedValue: world.image }],
          ]),
          outputs: new Map([["Url", world.output]]),
          resources,
        }),
      };
      const asked = new Set<string>();
      for (let round = 0; ; round += 1) {
        const result = templateLayer(template, "Fn", facts);
        for (const entry of result.layer.entries.values()) {
          expect(entry.origin.line).toBeGreaterThan(0);
          if (entry.kind === "unresolved") {
            expect(entry.reason).not.toContain(SECRET);
            continue;
          }
          expect(typeof entry.value).toBe("string");
          expect(entry.value).not.toMatch(FORBIDDEN);
          if (entry.value.includes(SECRET)) expect(entry.sensitive || usesPlainParameter(map)).toBe(true);
        }
        if (result.needs.length === 0) break;
        for (const need of result.needs) {
          expect(asked).not.toContain(needKey(need));
          asked.add(needKey(need));
        }
        facts = answer(facts, result.needs, { ...world, denied });
        expect(round).toBeLessThan(8);
      }
    }),
    { numRuns: runs(600) },
  );
});

/** A value of Parameter Store behind a parameter of an SSM type is as public as any parameter. */
function usesPlainParameter(map: unknown): boolean {
  return JSON.stringify(map).includes("Image");
}

test("the branch that is not taken has no influence", () => {
  fc.assert(
    fc.property(expression, expression, (taken, other) => {
      const layer = (untaken: unknown) =>
        templateLayer(templateWith({ AA: { "Fn::If": ["Never", untaken, taken] } }), "Fn", { stack: stackFacts() });
      const [first, second] = [layer(other), layer("plain")];
      expect(first.needs).toEqual(second.needs);
      expect(plain(first.layer.entries.get("AA"))).toEqual(plain(second.layer.entries.get("AA")));
    }),
  );
});

function plain(entry: object | undefined): unknown {
  return entry === undefined ? undefined : { ...entry, origin: undefined };
}
