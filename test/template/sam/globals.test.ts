/** Globals: our merge agrees with the one of SAM itself, over templates that people and fast-check wrote. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { child, type Node } from "../../../src/template/read/tree.ts";
import { mergedProperties } from "../../../src/template/sam/globals.ts";
import { parseTemplate } from "../../../src/template/template.ts";
import { runSam, SAM } from "./sam.ts";

const written = [
  ["per key, the function wins", "{A1: global, B1: global}", "{B1: own, C1: own}"],
  ["a function at one key", "{A1: !Ref X, B1: [x]}", "{A1: text, B1: {Ref: X}}"],
  ["a whole-map function of the function drops all", "{A1: global}", "!If [Prod, {B1: x}, {C1: z}]"],
  ["a whole-map function of Globals is replaced", "!If [Prod, {B1: x}, {C1: z}]", "{A1: own}"],
  ["one variable named Ref counts as a function", "{A1: global}", "{Ref: own}"],
  ["one variable named Condition counts as a function", "{A1: global}", "{Condition: own}"],
  ["one variable named Ref in Globals counts as a function", "{Ref: global}", "{A1: own}"],
  ["two variables, one named Ref, do not", "{A1: global}", "{Ref: own, B1: own}"],
  ["an empty map", "{A1: global}", "{}"],
  ["null", "{A1: global}", "null"],
  ["lists are joined", "{A1: [x]}", "{A1: [z, x]}"],
  ["maps below a variable are merged", "{A1: {x: 1, z: 1}}", "{A1: {z: 2}}"],
].map(([about, global, own]) => ({
  about,
  text: samTemplate(`{Environment: {Variables: ${global}}}`, `{Environment: {Variables: ${own}}}`),
}));

const attributes = ['IgnoreGlobals: "*"', "IgnoreGlobals: [Environment]", "IgnoreGlobals: [Timeout]", "IgnoreGlobals: []"].map(
  (attribute) => ({
    about: attribute,
    text: samTemplate("{Timeout: 3, Environment: {Variables: {A1: global}}}", "{Environment: {Variables: {B1: own}}}", attribute),
  }),
);

const shapes = [
  {
    about: "the function's Environment is a function",
    text: samTemplate("{Environment: {Variables: {A1: x}}}", "{Environment: !If [Prod, {}, {}]}"),
  },
  { about: "no properties", text: samTemplate("{Environment: {Variables: {A1: x}}}", "{}") },
  { about: "no Environment in Globals", text: samTemplate("{Timeout: 3}", "{Environment: {Variables: {A1: x}}}") },
];

function samTemplate(globals: string, properties: string, attribute = "DeletionPolicy: Delete"): string {
  return `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: ${globals}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    ${attribute}
    Properties: ${properties}
  Plain:
    Type: AWS::Lambda::Function
    Properties: ${properties}
`;
}

const value: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom("text", "", "other"),
    fc.integer({ min: 0, max: 9 }),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("A1", "B1", "Ref", "Condition", "Fn::Sub", "Fn::If", "Variables"), tie("value"), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
})).value;
const properties = fc.record({ Environment: fc.oneof(value, fc.record({ Variables: value })) }, { requiredKeys: [] });

test.skipIf(!SAM.isUsed)(`the merged variables are those that SAM's own translator gives${SAM.note}`, () => {
  const generated = fc
    .sample(fc.tuple(properties, properties), { numRuns: 400, seed: 5 })
    .map(([globals, own]) => ({ about: "generated", text: samTemplate(JSON.stringify(globals), JSON.stringify(own)) }));
  const cases = [...written, ...attributes, ...shapes, ...generated];
  const theirs = runSam(
    "globals.py",
    cases.map(({ text }) => text),
  ) as readonly Record<string, unknown>[];
  expect(theirs).toHaveLength(cases.length);
  for (const [index, { about, text }] of cases.entries()) {
    const template = parseTemplate(text, { source: "template.yaml" });
    for (const [logicalId, fn] of template.functions) {
      const ours = plainOf(child(mergedProperties(template, fn), "Environment"));
      expect({ about, text, logicalId, variables: ours }).toEqual({
        about,
        text,
        logicalId,
        variables: theirs[index]?.[logicalId] ?? null,
      });
    }
  }
});

function plainOf(node: Node | undefined): unknown {
  if (node === undefined || node.kind === "unclear") return null;
  if (node.kind === "text") return node.json;
  if (node.kind === "list") return node.items.map(plainOf);
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plainOf(entry.value)]));
}
