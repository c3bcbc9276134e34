/** Templates as text: what is read, at which place, and what is refused. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { LambdaEnvError } from "../../../src/errors.ts";
import { templateLayer } from "../../../src/template/evaluate/layer.ts";
import { readTree } from "../../../src/template/read/read-tree.ts";
import { child } from "../../../src/template/read/tree.ts";
import { parseTemplate, selectFunction } from "../../../src/template/template.ts";
import { runs } from "../../support/depth.ts";
import { caught, functionTemplate, layerOf } from "../support.ts";

const source = "template.yaml";

test("each variable's origin is the place of its value, in YAML and in JSON", () => {
  const yaml = functionTemplate("          STAGE: prod\n          PORT: 8080\n");
  expect(layerOf(yaml).entries.get("PORT")).toEqual({
    kind: "value",
    name: "PORT",
    value: "8080",
    sensitive: false,
    origin: { layer: "template", source, line: 9, column: 17 },
  });
  const json = `{"Resources":{"Fn":{"Type":"AWS::Lambda::Function",\n"Properties":{"Environment":{"Variables":{"A1": "x"}}}}}}`;
  expect(layerOf(json).entries.get("A1")).toMatchObject({ value: "x", origin: { line: 2, column: 49 } });
});

test("text stays as it is: quoted, block, folded and tagged", () => {
  const { entries } = layerOf(
    functionTemplate(
      [
        'Q1: "017"',
        "Q2: 'yes'",
        'Q3: "a\\tb\\u00e9"',
        "BLOCK: |\n  one\n  two",
        "FOLDED: >-\n  one\n  two",
        "TAGGED: !!str 017",
        'EMPTY: ""',
        "URL: https://example.com/?a=b#c",
        "constructor: c",
        "__proto__: p",
      ]
        .map((line) => `          ${line.replaceAll("\n", "\n          ")}\n`)
        .join(""),
    ),
  );
  expect(new Map([...entries].map(([name, entry]) => [name, entry.kind === "value" ? entry.value : entry.reason]))).toEqual(
    new Map([
      ["Q1", "017"],
      ["Q2", "yes"],
      ["Q3", "a\tbé"],
      ["BLOCK", "one\ntwo\n"],
      ["FOLDED", "one two"],
      ["TAGGED", "017"],
      ["EMPTY", ""],
      ["URL", "https://example.com/?a=b#c"],
      ["constructor", "c"],
      ["__proto__", "p"],
    ]),
  );
});

test.each(["0", "1", "-5", "8080", "123456789012", "0.1", "-2.75", "true", "false", "y", "n", "Y", "N"])(
  "the plain scalar %s becomes its text",
  (plain) => {
    expect(layerOf(functionTemplate(`          NAME: ${plain}\n`)).entries.get("NAME")).toMatchObject({
      kind: "value",
      value: plain,
    });
  },
);

test.each([
  "yes",
  "No",
  "ON",
  "off",
  "True",
  "FALSE",
  "null",
  "Null",
  "~",
  "",
  "017",
  "-017",
  "0o17",
  "0x1F",
  "0b11",
  "089",
  "012345678901",
  "1e3",
  "12345e67",
  "1.0",
  "1.",
  ".5",
  "+1",
  "-0",
  "1_000",
  "17:00",
  "1:30:00",
  "2012-10-17",
  "2001-12-14t21:59:43.10-05:00",
  ".inf",
  "-.INF",
  ".NaN",
  "=",
  "12345678901234567890",
  "!!int 5",
  "!!float 1",
])("the plain scalar %j is refused at its place, never guessed", (plain) => {
  const { layer, findings } = templateLayer(parseTemplate(functionTemplate(`          NAME: ${plain}\n`), { source }), "Fn");
  expect(layer.entries.get("NAME")).toMatchObject({ kind: "unresolved" });
  expect(findings).toMatchObject([{ code: "TEMPLATE_UNCLEAR", severity: "error", name: "NAME", at: { source, line: 8 } }]);
  expect(findings[0]?.at?.column).toBeGreaterThanOrEqual(15);
});

test("a plain scalar is either refused or kept letter by letter", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-fA-FxXoO_.:+~yYnNeE-]{1,12}$/), (plain) => {
      const text = functionTemplate(`          NAME: ${plain}\n`);
      try {
        const entry = layerOf(text).entries.get("NAME");
        if (entry?.kind === "value") expect(entry.value).toBe(plain);
      } catch (error) {
        expect(error).toBeInstanceOf(LambdaEnvError);
      }
    }),
    { numRuns: runs(500) },
  );
});

test("a name that YAML reads as something else is refused, and so is a value that is not text; all are reported together", () => {
  const { layer, findings } = templateLayer(
    parseTemplate(functionTemplate("          ON: 1\n          LIST: [a]\n          MAP: {a: b}\n          OK: x\n"), { source }),
    "Fn",
  );
  expect(findings.map(({ code, at }) => [code, at?.line])).toEqual([
    ["TEMPLATE_NAME_UNCLEAR", 8],
    ["TEMPLATE_SHAPE", 9],
    ["TEMPLATE_SHAPE", 10],
  ]);
  expect([...layer.entries.keys()]).toEqual(["LIST", "MAP", "OK"]);
});

test.each([
  ["a mapping with the sole key Ref", "Variables: {Ref: text}", "TEMPLATE_SOLE_KEY"],
  ["a mapping with the sole key Condition", "Variables: {Condition: text}", "TEMPLATE_SOLE_KEY"],
  ["a list", "Variables: [a]", "TEMPLATE_SHAPE"],
  ["nothing", "Variables:", "TEMPLATE_SHAPE"],
  ["a level too high", "LOG_LEVEL: debug", "TEMPLATE_NOT_VARIABLES"],
  ["under a misspelled key", "Variable: {LOG_LEVEL: debug}", "TEMPLATE_NOT_VARIABLES"],
])("variables that are %s are refused", (_, variables, code) => {
  const text = `Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        ${variables}\n`;
  const { layer, findings } = templateLayer(parseTemplate(text, { source }), "Fn");
  expect(findings).toMatchObject([{ code, severity: "error", at: { line: 6 } }]);
  expect(layer.entries.size).toBe(0);
});

test("aliases and merged mappings are resolved, a mapping's own keys win, and the last of equal keys wins", () => {
  const { entries } = layerOf(
    functionTemplate(
      "          <<: [*first, *second]\n          B1: own\n          C1: *text\n          D1: 1\n          D1: 2\n",
      ["x-first: &first {A1: first, B1: first}", "x-second: &second {A1: second, B2: &text second}"],
    ),
  );
  expect(new Map([...entries].map(([name, entry]) => [name, entry.kind === "value" ? entry.value : undefined]))).toEqual(
    new Map([
      ["B2", "second"],
      ["A1", "first"],
      ["B1", "own"],
      ["C1", "second"],
      ["D1", "2"],
    ]),
  );
});

test("brackets may close, and go on, left of the text in them; places are those of the file", () => {
  const text = functionTemplate(
    [
      "          AA: !If [Never, {",
      "            Ref: One",
      "  }, !Join ['', [",
      "a, # it's ]",
      "  b",
      "        ]]",
      "          ]",
      "          BB: after",
      "",
    ].join("\n"),
    ["Conditions: {Never: !Equals [a, b]}"],
  );
  const { entries } = layerOf(text);
  expect(entries.get("AA")).toMatchObject({ value: "ab", origin: { line: 9, column: 19 } });
  expect(entries.get("BB")).toMatchObject({ value: "after", origin: { line: 16, column: 15 } });
  const tree = readTree("A: {\nB: [\n c],\n\n D: 1 }\nE: 1\n", source);
  expect(child(tree, "A", "B")).toMatchObject({ items: [{ text: "c", at: { line: 3, column: 2 } }], at: { line: 2, column: 4 } });
  expect(child(tree, "A", "D")?.at).toEqual({ source, line: 5, column: 5 });
  expect(child(tree, "E")?.at).toEqual({ source, line: 6, column: 4 });
});

test.each([
  ["in double quotes", '"one\n          two\n\n three \\\n\n  \\  four"', "one two\nthree \n  four"],
  ["in single quotes", "'it''s\n#two\n   three'", "it's #two three"],
  ["with every line break of YAML 1.1", '"a\u0085b \u2028 c\u2029\n d"', "a b\u2028c\u2029\nd"],
  ["with an escaped line break before an empty line", '"a\\\n\n            b"', "a\nb"],
  ["in a block at the end of the file", "|\n            one\n            two", "one\ntwo"],
])("a text %s is what SAM reads, wherever its lines begin", (_, written, value) => {
  expect(layerOf(functionTemplate(`          NAME: ${written}`)).entries.get("NAME")).toMatchObject({ kind: "value", value });
});

test("a place behind such a text is that of the file", () => {
  const { entries } = layerOf(functionTemplate('          AA: "one\n two"\n          BB: x\n'));
  expect(entries.get("BB")).toMatchObject({ value: "x", origin: { line: 10, column: 15 } });
});

test.each([
  ["!", "null"],
  ["! 017", "a number"],
  ['! "017"', "a number"],
  ["! 'yes'", "a boolean"],
  ["! |\n            12", "a number"],
  ["!!int '017'", "a tagged value"],
  ["!!binary aGk=", "a tagged value"],
])("%j is refused: SAM does not take it for a text", (written) => {
  const { findings } = templateLayer(parseTemplate(functionTemplate(`          NAME: ${written}\n`), { source }), "Fn");
  expect(findings).toMatchObject([{ code: "TEMPLATE_UNCLEAR", severity: "error", name: "NAME", at: { line: 8 } }]);
});

test.each([
  ["a mapping behind a tag on its line", "  A: !Sub b: c\n", "a nested mapping on one line"],
  ["a bracket that is not closed", "  A: [b, c\n  D: 1\n", "wrong indentation, or a bracket or quote that is not closed"],
  ["a key over two lines", "  A: {b\n    c: 1}\n", "a key over several lines"],
  ["a colon in the next line", "  A: {b\n    : 1}\n", "a key over several lines"],
  ["a merge key with a text", "  A: {<<: text}\n", "a merge key without a mapping"],
  ["a merge key with a function", "  A: {<<: !Sub text}\n", "a merge key without a mapping"],
  ["a character beyond Unicode", '  A: "\\UFFFFFFFF"\n', "an unknown escape in a double-quoted string"],
])("%s is one mistake", (_, text, problem) => {
  expect(caught(() => parseTemplate(`Resources:\n${text}`, { source })).findings).toMatchObject([
    { code: "TEMPLATE_SYNTAX", args: { problem } },
  ]);
});

test.each([
  ["an open bracket", "Resources:\n  A: [\n", 2],
  ["a tab", "Resources:\n\tA: 1\n", 2],
  ["two documents", "Resources: {}\n---\nResources: {}\n", 2],
  ["an alias without its anchor", "Resources:\n  A: *nobody\n", 2],
  ["an alias inside its own anchor", "Resources: &r\n  A: *r\n", 2],
  ["an open quote", 'Resources:\n  A: "never closed\n', 2],
  ["a half-closed JSON", '{"Resources": {"A": {}', 1],
])("a template with %s is refused at its line", (_, text, line) => {
  const error = caught(() => parseTemplate(text, { source }));
  expect(error).toMatchObject({ code: "INVALID_INPUT" });
  expect(error.findings[0]).toMatchObject({ code: "TEMPLATE_SYNTAX", severity: "error", at: { source } });
  expect(error.findings[0]?.at?.line).toBeGreaterThanOrEqual(line);
});

test.each(["[", "{a: ", '{"a": ', "!Sub ["])("%s ten thousand levels deep is refused, not a crash", (open) => {
  expect(caught(() => parseTemplate(`Resources: ${open.repeat(10_000)}`, { source })).code).toBe("INVALID_INPUT");
});

test("aliases that grow exponentially are refused", () => {
  const lines = Array.from({ length: 40 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`);
  const text = ["a0: &a0 [x]", ...lines, "Resources: {}"].join("\n");
  expect(caught(() => parseTemplate(text, { source })).code).toBe("INVALID_INPUT");
});

test("a syntax error never quotes the text", () => {
  const error = caught(() => parseTemplate('Resources:\n  A: "hunter-two" hunter-three\n  - hunter-four\n', { source }));
  expect(JSON.stringify([error.message, error.hint, error.findings])).not.toContain("hunter");
});

test.each(["", "just text", "- a\n- list", "services: {web: {}}", "Resources: [a]", "null"])(
  "%j is refused as no template",
  (text) => {
    expect(caught(() => parseTemplate(text, { source })).code).toBe("INVALID_INPUT");
  },
);

const three = `Resources:
  Orders: {Type: AWS::Serverless::Function}
  OrdersTable: {Type: AWS::DynamoDB::Table}
  Payments: {Type: AWS::Lambda::Function}
`;

test("the only function is chosen, several are listed, and an unknown one suggests similar names", () => {
  const template = parseTemplate(three, { source });
  expect(caught(() => selectFunction(template))).toMatchObject({
    code: "USAGE",
    message: `${source} has 2 functions: Orders, Payments`,
    hint: "name one of them with --logical-id",
  });
  expect(caught(() => selectFunction(template, "order"))).toMatchObject({ hint: "did you mean Orders?" });
  expect(caught(() => selectFunction(template, "Zzzzzzzz"))).toMatchObject({ hint: "its functions: Orders, Payments" });
  expect(selectFunction(template, "Payments").at).toEqual({ source, line: 4, column: 3 });
  expect(selectFunction(parseTemplate(functionTemplate("          A1: x\n"), { source })).logicalId).toBe("Fn");
  expect(caught(() => selectFunction(parseTemplate("Resources: {}", { source }))).code).toBe("INVALID_INPUT");
});

test("a function without variables has an empty layer", () => {
  const template = parseTemplate(three, { source });
  expect(templateLayer(template, "Orders")).toMatchObject({ findings: [], layer: { kind: "template", entries: new Map() } });
});

test("variables that are a level too high are refused beside others, in Globals too, and an empty Environment is not", () => {
  const codesOf = (own: string, globals = "{}") => {
    const fn = `Resources: {Fn: {Type: AWS::Serverless::Function, Properties: {Environment: ${own}}}}`;
    const text = `Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {Environment: ${globals}}}\n${fn}\n`;
    return templateLayer(parseTemplate(text, { source }), "Fn").findings.map(({ code, args, at }) => [code, args, at?.line]);
  };
  expect(codesOf("{Variables: {A1: x}, B1: z}")).toEqual([["TEMPLATE_NOT_VARIABLES", { key: "B1" }, 3]]);
  expect(codesOf("{Variables: {A1: x}}", "{B1: z}")).toEqual([["TEMPLATE_NOT_VARIABLES", { key: "B1" }, 2]]);
  expect(codesOf("{}")).toEqual([]);
  expect(codesOf("{Variables: {A1: x}}")).toEqual([]);
});
