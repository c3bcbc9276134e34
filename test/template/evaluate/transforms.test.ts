/** What a transform may have rewritten, added or made: taken from the processed template, or unresolved. */
import { describe, expect, test } from "vitest";
import type { Facts } from "../../../src/template/evaluate/facts.ts";
import { templateLayer } from "../../../src/template/evaluate/layer.ts";
import { parseTemplate } from "../../../src/template/template.ts";
import { caught, evaluateExpression, outcomeOf, type Sections, stackFacts, templateOf } from "../support.ts";

describe("transforms", () => {
  const processed = (variables: Record<string, unknown>, name = "Fn") => ({
    value: parseTemplate(
      JSON.stringify({
        Resources: { [name]: { Type: "AWS::Lambda::Function", Properties: { Environment: { Variables: variables } } } },
      }),
      { source: "processed template" },
    ),
  });
  const stack = stackFacts();
  const macro: Sections = { Transform: "[Mine, AWS::Serverless-2016-10-31]" };

  test("what a macro may have rewritten comes from the processed template, else it is unresolved", () => {
    expect(evaluateExpression("text", macro, {})).toHaveProperty("reason");
    expect(templateLayer(templateOf("text", macro), "Fn", { stack }).needs).toEqual([{ kind: "processed" }]);
    expect(evaluateExpression("text", macro, { stack, processed: processed({ NAME: "text" }) })).toMatchObject({ value: "text" });
    expect(evaluateExpression("text", macro, { stack, processed: processed({ NAME: "rewritten" }) })).toEqual({
      reason: "the transform Mine may rewrite it",
    });
    expect(evaluateExpression("text", macro, { stack, processed: { unavailable: "it is denied" } })).toEqual({
      reason: "it is denied",
    });
  });

  describe("variables that a macro adds", () => {
    const namesOf = (facts: Facts, environment = "{Variables: {NAME: text}}") => {
      const fn = `Resources: {Fn: {Type: AWS::Lambda::Function, Properties: {Environment: ${environment}}}}`;
      const template = parseTemplate(`Transform: Mine\n${fn}\n`, { source: "template.yaml" });
      const { layer, needs, findings } = templateLayer(template, "Fn", { stack, ...facts });
      return { names: [...layer.entries.keys()], openTo: layer.openTo, needs, findings, layer };
    };
    const added = processed({ NAME: "text", DD_SITE: "example.com", DD_ENV: { Ref: "AWS::Region" }, OLD: "gone" });
    const original = processed({ NAME: "text", OLD: "gone" });

    test("are the template's if the processed template shows them, and are placed where the transform is named", () => {
      const read = namesOf({ processed: added, original });
      expect(read).toMatchObject({ names: ["NAME", "DD_SITE", "DD_ENV"], openTo: undefined, needs: [], findings: [] });
      expect(read.layer.entries.get("DD_ENV")).toMatchObject({
        value: "eu-west-1",
        origin: { line: 1 },
        provenance: "AWS::Region, transform Mine",
      });
    });

    test("are distinguished from those that the deployed template itself defined, which is read for that", () => {
      expect(namesOf({ processed: added })).toMatchObject({
        names: ["NAME", "DD_SITE", "DD_ENV", "OLD"],
        needs: [{ kind: "original" }],
      });
      expect(namesOf({ processed: added, original: { unavailable: "it is denied" } })).toMatchObject({
        names: ["NAME", "DD_SITE", "DD_ENV", "OLD"],
        needs: [],
      });
      expect(namesOf({ processed: processed({ NAME: "text" }) }).needs).toEqual([]);
    });

    test("may be any where the processed template cannot be read", () => {
      expect(namesOf({ processed: { unavailable: "it is denied" } })).toMatchObject({ names: ["NAME"], openTo: "Mine" });
      expect(templateLayer(templateOf("text"), "Fn", { stack }).layer.openTo).toBeUndefined();
    });

    test.each(["{}", "{Variables: {}}", "!Ref AWS::NoValue"])("are found also where the template has %s", (environment) => {
      expect(namesOf({}, environment)).toMatchObject({ names: [], needs: [{ kind: "processed" }], openTo: "Mine" });
      expect(namesOf({ processed: added, original }, environment)).toMatchObject({ names: ["DD_SITE", "DD_ENV"] });
    });
  });

  const loop = `
Transform: AWS::LanguageExtensions
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          OWN: stated
          Fn::ForEach::Stages: [Stage, [A, B], {"URL\${Stage}": !Ref Stage}]
`;

  test("variables that Fn::ForEach creates come from the processed template and are placed at the loop", () => {
    const template = parseTemplate(loop, { source: "template.yaml" });
    const facts = { stack, processed: processed({ OWN: "old", URLA: "a", URLB: { Ref: "AWS::Region" }, DOUBT: "caf?" }) };
    const { layer, findings } = templateLayer(template, "Fn", facts);
    expect(findings).toEqual([]);
    expect(
      Object.fromEntries([...layer.entries].map(([name, entry]) => [name, entry.kind === "value" ? entry.value : null])),
    ).toEqual({
      OWN: "stated",
      URLA: "a",
      URLB: "eu-west-1",
      DOUBT: null,
    });
    expect(layer.entries.get("URLA")?.origin).toEqual({ layer: "template", source: "template.yaml", line: 10, column: 11 });
  });

  test("two loops in one mapping read the processed template once, and a doubt is reported once", () => {
    const twice = loop.replace("OWN: stated", 'Fn::ForEach::More: [N, [C], {"URL${N}": c}]');
    const template = parseTemplate(twice, { source: "template.yaml" });
    const { findings, layer } = templateLayer(template, "Fn", { stack, processed: processed({ URLA: "a", URLC: ["c"] }) });
    expect(findings).toMatchObject([{ code: "TEMPLATE_SHAPE", name: "URLC" }]);
    expect(layer.entries.get("URLA")?.origin).toMatchObject({ line: 9 });
  });

  test("without the processed template their names cannot be determined, which stops the command", () => {
    const result = templateLayer(parseTemplate(loop, { source: "template.yaml" }), "Fn", { stack });
    expect(result.findings).toMatchObject([{ code: "TEMPLATE_MAP_UNRESOLVED", severity: "error", at: { line: 10 } }]);
    expect(result.needs).toEqual([{ kind: "processed" }]);
    expect([...result.layer.entries.keys()]).toEqual(["OWN"]);
  });

  const looped = `
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Functions: [Name, [A, B], {"Fn\${Name}": {Type: AWS::Lambda::Function}}]
`;

  test("a function that only the processed template shows is read there", () => {
    const template = parseTemplate(looped, { source: "template.yaml" });
    expect(templateLayer(template, "FnA", { stack })).toMatchObject({
      needs: [{ kind: "processed" }],
      findings: [{ severity: "error" }],
    });
    const facts = { stack, processed: processed({ NAME: "x" }, "FnA") };
    expect(templateLayer(template, "FnA", facts)).toMatchObject({ logicalId: "FnA", needs: [], findings: [] });
    expect(outcomeOf(templateLayer(template, "FnA", facts))).toMatchObject({ value: "x" });
    expect(caught(() => templateLayer(template, "FnB", facts)).code).toBe("USAGE");
  });
});
