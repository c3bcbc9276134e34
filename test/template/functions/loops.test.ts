/** `Fn::ForEach`, expanded. */
import { describe, expect, test } from "vitest";
import { expandLoops, type OpenLoop } from "../../../src/template/functions/loops.ts";
import type { Node } from "../../../src/template/read/tree.ts";
import { parseTemplate } from "../../../src/template/template.ts";

function plainOf(node: Node): unknown {
  if (node.kind === "text") return node.json;
  if (node.kind === "unclear") return node.source;
  if (node.kind === "list") return node.items.map(plainOf);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plainOf(value)]));
}

function expanded(resources: string): { readonly resources: unknown; readonly open: readonly OpenLoop[] } {
  const { root } = parseTemplate(`Resources:\n${resources}`, { source: "template.yaml" });
  const { root: made, open } = expandLoops(root, (collection) =>
    collection.kind === "list" ? collection.items.map((item) => (item.kind === "text" ? item.text : "")) : undefined,
  );
  return { resources: (plainOf(made) as { readonly Resources: unknown }).Resources, open };
}

test.each([
  [
    "in keys, texts and Ref",
    '  Fn::ForEach::T: [Name, [A, B], {"${Name}Topic": {Type: AWS::SNS::Topic, Name: !Sub "x-${Name}-${AWS::Region}", Of: !Ref Name, As: !Ref Other}}]',
    {
      ATopic: { Type: "AWS::SNS::Topic", Name: { "Fn::Sub": "x-A-${AWS::Region}" }, Of: "A", As: { Ref: "Other" } },
      BTopic: { Type: "AWS::SNS::Topic", Name: { "Fn::Sub": "x-B-${AWS::Region}" }, Of: "B", As: { Ref: "Other" } },
    },
  ],
  [
    "with letters and digits alone",
    '  Fn::ForEach::T: [Name, [10.0.0.1, a-b], {"R&{Name}": {Of: "${Name}"}}]',
    { R10001: { Of: "10.0.0.1" }, Rab: { Of: "a-b" } },
  ],
  [
    "beside others, in their order",
    '  First: {Type: a}\n  Fn::ForEach::T: [Name, [A], {"${Name}": {Type: b}}]\n  Last: {Type: c}',
    { First: { Type: "a" }, A: { Type: "b" }, Last: { Type: "c" } },
  ],
  [
    "nested, the inner over the outer",
    '  Fn::ForEach::T: [Name, [A, B], {"Fn::ForEach::U${Name}": [Mem, [x, "${Name}"], {"${Name}${Mem}": {Of: [!Ref Name, !Ref Mem]}}]}]',
    { Ax: { Of: ["A", "x"] }, AA: { Of: ["A", "A"] }, Bx: { Of: ["B", "x"] }, BB: { Of: ["B", "B"] } },
  ],
  [
    "deep within a resource",
    '  Fn: {Properties: {Variables: {OWN: x, "Fn::ForEach::V": [S, [A, B], {"URL_${S}": !Ref S}]}}}',
    { Fn: { Properties: { Variables: { OWN: "x", URL_A: "A", URL_B: "B" } } } },
  ],
  ["over nothing", '  Fn::ForEach::T: [Name, [], {"${Name}": {Type: b}}]\n  Last: {Type: c}', { Last: { Type: "c" } }],
  ["with $ in an item", '  Fn::ForEach::T: [Name, ["$&"], {"R": {Of: "${Name}"}}]', { R: { Of: "$&" } }],
])("a loop is expanded %s", (_, resources, made) => {
  expect(expanded(resources)).toEqual({ resources: made, open: [] });
});

describe("a loop that cannot be expanded stays, and is named with the reason", () => {
  test.each([
    ["[Name, !GetAZs x, {}]", "its collection cannot be determined"],
    ["[Name, [a]]", "it needs a name, a collection and a mapping"],
    ["[Name, [a], text]", "it needs a name, a collection and a mapping"],
    ["[[Name], [a], {}]", "it needs a name, a collection and a mapping"],
    ["text", "it needs a name, a collection and a mapping"],
  ])("%s", (loop, reason) => {
    const { resources, open } = expanded(`  Fn::ForEach::Zones: ${loop}\n`);
    expect(open).toMatchObject([{ key: "Fn::ForEach::Zones", reason, at: { line: 2 } }]);
    expect(Object.keys(resources as object)).toEqual(["Fn::ForEach::Zones"]);
  });

  test("loops in loops do not grow without bound", () => {
    const items = `[${Array.from({ length: 100 }, (_, index) => `i${index}`).join(", ")}]`;
    const inner = `{"Fn::ForEach::C\${A}\${B}": [C, ${items}, {"\${A}\${B}\${C}": x}]}`;
    const nested = `  Fn::ForEach::A: [A, ${items}, {"Fn::ForEach::B\${A}": [B, ${items}, ${inner}]}]`;
    const { open } = expanded(nested);
    expect(open.at(0)).toMatchObject({ reason: "the loops produce too much" });
  });
});
