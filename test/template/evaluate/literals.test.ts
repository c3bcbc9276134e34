/** Where the literals of a template are found, and what is said about those that are secrets. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkTemplateLiterals } from "../../../src/template/evaluate/literals.ts";
import { parseTemplate } from "../../../src/template/template.ts";
import { ALNUM, makePick } from "../../core/checks/made-secrets.ts";
import { runs } from "../../support/depth.ts";

/** A secret of its own for each letter. */
const secret = (letter: string): string => makePick(letter.charCodeAt(0))(ALNUM, 32);

/** Returns `NAME kind line parameter functions` of each finding; `{x}` in the template stands for a secret. */
function found(text: string, isPublic?: (name: string, logicalId: string) => boolean): readonly string[] {
  const filled = text.replace(/\{([a-z])\}/g, (_, letter: string) => secret(letter));
  const findings = checkTemplateLiterals(parseTemplate(filled, { source: "t.yaml" }), isPublic);
  expect(JSON.stringify(findings)).not.toMatch(new RegExp(Array.from("abcdefghijklmn", secret).join("|")));
  return findings.map(({ code, severity, name, at, args }) => {
    expect([code, severity, at?.source]).toEqual(["SECRET_LITERAL", "warning", "t.yaml"]);
    return `${name} ${args["kind"]} ${at?.line} ${args["parameter"] || "-"} ${args["functions"] || "-"}`;
  });
}

const template = (variables: string, rest = "", type = "Serverless"): string => `
Resources:
  Api:
    Type: AWS::${type}::Function
    Properties:
      Environment:
        Variables:
${variables.replace(/^/gm, "          ")}
${rest}`;

test.each(["Serverless", "Lambda"])("a value of an AWS::%s::Function, in every way to write it", (type) => {
  const variables = `A_KEY: {a}
B_KEY: "{b}"
C_KEY: !Sub "\${AWS::Region}"
D_KEY: !Sub ["\${Part}", {Part: "{c}"}]
E_URL: !Sub "postgres://app:{d}@\${Db.Endpoint.Address}/orders"
F_URL: !Join ["", ["postgres://app:{e}@", !GetAtt Db.Endpoint.Address, "/orders"]]
G_KEY: !If [IsProd, "{f}", !If [IsTest, "{g}", none]]
H_KEY: !FindInMap [Stages, !Ref Stage, Key]
I_KEY: !Base64 "{h}"
J_KEY: !Ref Unknown
K_KEY: !ImportValue "{i}"
L_KEY: 12345678901234567890`;
  const maps = `Mappings:
  Stages:
    dev: {Key: "{j}", Other: "{k}"}
    prod: {Key: "{l}"}`;
  expect(found(template(variables, maps, type))).toEqual([
    "A_KEY key 8 - Api",
    "B_KEY key 9 - Api",
    "D_KEY key 11 - Api",
    "E_URL password in a URL 12 - Api",
    "F_URL password in a URL 13 - Api",
    "G_KEY key 14 - Api",
    "G_KEY key 14 - Api",
    "H_KEY key 22 - Api",
    "H_KEY key 23 - Api",
    "I_KEY key 16 - Api",
  ]);
});

test("a default of a parameter that reaches a variable, and one that is declared secret", () => {
  const parameters = `Parameters:
  PartnerKey: {Type: String, Default: "{a}"}
  Opaque: {Type: String, NoEcho: true, Default: "{b}"}
  Unused: {Type: String, NoEcho: true, Default: "{c}"}
  Plain: {Type: String, Default: "{d}"}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: "{e}"}
  DbPassword: {Type: String, NoEcho: "true", Default: "{f}"}
  Empty: {Type: String, NoEcho: true, Default: ""}
  None: {Type: String, NoEcho: true}`;
  const variables = `X: !Ref PartnerKey
Y: !Ref Opaque
Z: !Ref Plain
S_KEY: !Ref Stored
U: !Sub "postgres://app:\${DbPassword}@db.orders.eu"
E: !Ref Empty
N: !Ref None`;
  expect(found(template(variables, parameters))).toEqual([
    "X key 16 PartnerKey Api",
    "Y secret 17 Opaque Api",
    "U password 21 DbPassword Api",
    "Unused secret 18 Unused -",
  ]);
});

test("Globals, loops and conditions around variables, each place once with all its functions", () => {
  const text = `Transform: AWS::LanguageExtensions
Globals:
  Function:
    Environment:
      Variables: {A_KEY: "{a}", B_KEY: "{b}"}
Resources:
  One: {Type: "AWS::Serverless::Function", Properties: {Environment: {Variables: {B_KEY: !Ref Own}}}}
  Two: {Type: "AWS::Serverless::Function"}
  Three: {Type: "AWS::Serverless::Function", IgnoreGlobals: "*"}
  Plain: {Type: "AWS::Lambda::Function", Properties: {Environment: !If [C, {Variables: {C_KEY: "{c}"}}, !Ref "AWS::NoValue"]}}
  Fn::ForEach::Each:
    - Name
    - [x, y]
    - Fn\${Name}:
        Type: AWS::Lambda::Function
        Properties: {Environment: {Variables: {D_KEY: "{d}", Fn::ForEach::V: [V, [s, t], {"\${V}_KEY": "{e}"}]}}}`;
  expect(found(text)).toEqual([
    "A_KEY key 5 - One, Two",
    "B_KEY key 5 - Two",
    "C_KEY key 10 - Plain",
    "D_KEY key 16 - Fn${Name}",
    "${V}_KEY key 16 - Fn${Name}",
  ]);
});

test("what is declared not to be a secret is left out", () => {
  const text = template("A_KEY: {a}\nB_KEY: {b}");
  expect(found(text, (name, logicalId) => name === "A_KEY" && logicalId === "Api")).toEqual(["B_KEY key 9 - Api"]);
});

test("a template that is odd everywhere causes no findings", () => {
  expect(found("Resources: {A: {Type: AWS::Lambda::Function, Properties: [1]}, B: x, Fn::ForEach::C: 1}")).toEqual([]);
  expect(found(template("A: {b: c}\nB: [1]\nC: !If x\nD: !Sub {}\nE: !Join x\nF: !FindInMap [x]\nG: !Ref [x]\nH: null"))).toEqual(
    [],
  );
});

const FUNCTIONS = [
  "Ref",
  "Fn::If",
  "Fn::Sub",
  "Fn::Join",
  "Fn::FindInMap",
  "Fn::Base64",
  "Fn::Select",
  "Fn::GetAtt",
  "Fn::ForEach::X",
];

const { node: anyNode } = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("P", "M", "${P}", "${M.x}", "", 1, true, null, secret("z")),
    fc.array(tie("node"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("A_KEY", "P", "M", "Type", "Default", ...FUNCTIONS), tie("node"), { maxKeys: 3 }),
    fc.tuple(fc.constantFrom(...FUNCTIONS), tie("node")).map(([name, argument]) => ({ [name]: argument })),
  ),
}));

test("no template makes it throw, and no finding holds a value", () => {
  const type = fc.constantFrom("AWS::Serverless::Function", "AWS::Lambda::Function");
  fc.assert(
    fc.property(type, anyNode, anyNode, anyNode, anyNode, (Type, Variables, Default, map, globals) => {
      const Parameters = { P: { Type: "String", NoEcho: true, Default } };
      const Globals = { Function: { Environment: { Variables: globals } } };
      const Resources = { F: { Type, Properties: { Environment: { Variables } } }, "Fn::ForEach::L": map };
      const text = JSON.stringify({ Parameters, Mappings: { M: map }, Globals, Resources });
      const findings = checkTemplateLiterals(parseTemplate(text, { source: "t.json" }));
      expect(JSON.stringify(findings)).not.toContain(secret("z"));
      expect(new Set(findings.map(({ at }) => `${at?.line}:${at?.column}`)).size).toBe(findings.length);
    }),
    { numRuns: runs(500) },
  );
});
