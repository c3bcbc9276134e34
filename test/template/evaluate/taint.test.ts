/** A secret that names something is not shown by messages about that thing. */
import { describe, expect, test } from "vitest";
import { type Facts, type Need, needKey } from "../../../src/template/evaluate/facts.ts";
import { templateLayer } from "../../../src/template/evaluate/layer.ts";
import { deployed, type Sections, stackFacts, templateOf } from "../support.ts";

const CANARY = "canary7f3a";

const sections: Sections = {
  Parameters: `{Pw: {Type: String, NoEcho: true}, Stored: {Type: "AWS::SSM::Parameter::Value<String>", NoEcho: true},
    Store: {Type: "AWS::SSM::Parameter::Value<String>", NoEcho: true, Default: ${CANARY}}, Public: {Type: String}}`,
  Mappings: `{Maps: {a: {b: mapped}}, ${CANARY}: {a: {b: mapped}}}`,
  Conditions: "{Odd: !Equals [!FindInMap [!Ref Pw, x, z], q]}",
  Resources: `{Db: {Type: AWS::RDS::DBCluster}, Part: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Pw}},
    Child: {Type: AWS::CloudFormation::Stack}, Maker: {Type: Custom::Maker}}`,
};

const stack = stackFacts({
  resources: new Map([
    ["Db", deployed("AWS::RDS::DBCluster", "db")],
    ["Part", deployed("AWS::ApiGateway::Resource", "part")],
    ["Child", deployed("AWS::CloudFormation::Stack", "arn:child")],
    ["Maker", deployed("Custom::Maker", "maker")],
  ]),
});
const overrides = new Map([
  ["Pw", CANARY],
  ["Stored", `/app/${CANARY}`],
  ["Public", "public"],
]);

const expressions = [
  "!Ref Stored",
  "!Ref Store",
  "{Ref: {Ref: Pw}}",
  '{Ref: {"Fn::Sub": "AWS::${Pw}"}}',
  '{Ref: {"Fn::Sub": "Maker.${Pw}"}}',
  "{'Fn::GetAtt': [Db, !Ref Pw]}",
  "{'Fn::GetAtt': [!Ref Pw, Arn]}",
  "{'Fn::GetAtt': [Maker, !Ref Pw]}",
  '{"Fn::GetAtt": [Child, !Sub "Outputs.${Pw}"]}',
  "!GetAtt Part.Other",
  "!ImportValue {Ref: Pw}",
  '!ImportValue {"Fn::Join": ["-", [a, !Ref Pw]]}',
  "!FindInMap [!Ref Pw, a, z]",
  "!FindInMap [Maps, !Ref Pw, b]",
  "!FindInMap [!Ref Pw, a, b]",
  '!Sub "{{resolve:ssm:/app/${Pw}}}"',
  '!Sub "{{resolve:ssm:/app/${Pw}:3}}"',
  '!Sub "{{resolve:secretsmanager:${Pw}}}"',
  '!Sub "{{resolve:secretsmanager:app:SecretString:${Pw}}}"',
  '!Sub "{{resolve:secretsmanager:${Pw}:SecretString:user}}"',
  '!Sub "{{resolve:${Pw}:x}}"',
  '!Join ["/", ["a", !Sub "{{resolve:ssm:${Pw}}}"]]',
  '{"Fn::GetStackOutput": {StackName: !Ref Pw, OutputName: Host}}',
  '{"Fn::GetStackOutput": {StackName: other, OutputName: !Ref Pw}}',
  "!If [Odd, a, b]",
  "!Select [0, [!FindInMap [!Ref Pw, a, z]]]",
  '!Sub ["${x}", {x: !ImportValue {Ref: Pw}}]',
];

/** Every fact is there, or none of them is: each with the names that AWS would repeat. */
function answer(facts: Facts, expression: string, isThere: boolean): Facts {
  const { needs } = templateLayer(templateOf(expression, sections), "Fn", facts);
  const fact = <T>(name: string, value: T) => (isThere ? { value } : { unavailable: `there is no ${name}` });
  const of = <Kind extends Need["kind"]>(kind: Kind) =>
    needs.filter((need): need is Extract<Need, { kind: Kind }> => need.kind === kind);
  return {
    ...facts,
    ssm: new Map([...(facts.ssm ?? []), ...of("ssm").map(({ name }) => [name, fact(name, "stored")] as const)]),
    secrets: new Map([
      ...(facts.secrets ?? []),
      ...of("secret").map((need) => [needKey(need), fact(need.id, '{"user":"stored"}')] as const),
    ]),
    outputs: new Map([
      ...(facts.outputs ?? []),
      ...of("outputs").map((need) => [need.stack, fact(need.stack, new Map([["Host", "stored"]]))] as const),
    ]),
    resources: new Map([
      ...(facts.resources ?? []),
      ...of("resource").map((need) => [needKey(need), fact(need.identifier, { A: "stored" })] as const),
    ]),
    ...(of("exports").length === 0 ? {} : { exports: { value: new Map([[`a-${CANARY}`, "stored"]]) } }),
  };
}

describe.each([true, false])("with everything there: %s", (isThere) => {
  test.each(expressions)("%s", (expression) => {
    let facts: Facts = { stack, overrides };
    for (let round = 0; round < 4; round += 1) {
      const { layer, findings } = templateLayer(templateOf(expression, sections), "Fn", facts);
      const entry = layer.entries.get("NAME");
      expect(entry).toBeDefined();
      // The value itself is hidden by being sensitive.
      const { value, sensitive, ...reported } = { value: undefined, sensitive: true, ...entry };
      expect(JSON.stringify([reported, findings])).not.toContain(CANARY);
      if (value !== undefined) expect(sensitive).toBe(true);
      facts = answer(facts, expression, isThere);
    }
  });
});

test("what is public keeps its name", () => {
  const reasonOf = (expression: string) => {
    const { layer } = templateLayer(templateOf(expression, sections), "Fn", { stack, overrides, exports: { value: new Map() } });
    const entry = layer.entries.get("NAME");
    return entry?.kind === "unresolved" ? entry.reason : undefined;
  };
  expect(reasonOf("!ImportValue {Ref: Public}")).toBe("export public does not exist");
  expect(reasonOf("!ImportValue {Ref: Pw}")).toBe("export *** does not exist");
  expect(reasonOf('!Join ["", [!Ref Pw, !ImportValue {Ref: Public}]]')).toBe("export public does not exist");
});
