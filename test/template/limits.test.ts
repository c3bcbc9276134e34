/** Templates and settings that are small and would take minutes, gigabytes or the whole stack: each is one mistake with its place. */
import { describe, expect, test } from "vitest";
import { templateLayer } from "../../src/template/evaluate/layer.ts";
import { readSettings } from "../../src/template/sam/settings.ts";
import { parseTemplate } from "../../src/template/template.ts";
import { caught, evaluateExpression, functionTemplate, stackFacts } from "./support.ts";

const source = "template.yaml";

/** Returns `times` times what `around` makes of the expression before. */
function nest(times: number, start: string, around: (inner: string) => string): string {
  return Array.from({ length: times }).reduce<string>(around, start);
}

/** Lines `a1` to `a<times>`, each made of the one before. */
function chain(times: number, start: string, make: (before: string, index: number) => string): string {
  const lines = Array.from({ length: times }, (_, index) => `a${index + 1}: &a${index + 1} ${make(`*a${index}`, index + 1)}`);
  return [`a0: &a0 ${start}`, ...lines, "Resources: {}", ""].join("\n");
}

describe("an expression", () => {
  test.each([
    ["JSON in JSON", nest(40, "[x]", (inner) => `[!ToJsonString ["\\"", ${inner}]]`).slice(1, -1)],
    ["Base64 of Base64", nest(80, "aaaa", (inner) => `{"Fn::Base64": ${inner}}`)],
    ["texts of texts", nest(12, "aaaa", (inner) => `!Sub ["\${X}\${X}\${X}\${X}", {X: ${inner}}]`)],
    ["lists of texts", nest(14, "aaaaaaaa", (inner) => `!Join ["", [${inner}, ${inner}]]`)],
    ["a text many times", `!Join ["", [${"aaaaaaaaaa,".repeat(7000)}]]`],
    ["a parameter many times", `!Sub "${"${Long}".repeat(1000)}"`],
  ])("that makes %s is refused before the text is made", (_, expression) => {
    const parameters = new Map([["Long", { value: "x".repeat(100) }]]);
    const sections = { Parameters: "{Long: {Type: String}}" };
    const error = caught(() => evaluateExpression(expression, sections, { stack: stackFacts({ parameters }) }));
    expect(error).toMatchObject({ code: "INVALID_INPUT", findings: [{ code: "TEMPLATE_LIMIT", at: { source } }] });
    expect(error.findings[0]?.at?.line).toBeGreaterThan(0);
  });

  test("that takes a million steps for nothing is refused", () => {
    const expression = nest(30, '""', (inner) => `!Sub ["\${X}\${X}", {X: ${inner}}]`);
    expect(caught(() => evaluateExpression(expression)).findings).toMatchObject([
      { args: { limit: "takes more than 100000 steps" }, at: { source } },
    ]);
  });

  test("with a hundred thousand placeholders is refused", () => {
    expect(caught(() => evaluateExpression(`!Sub "${"${Nobody}".repeat(100_000)}"`)).findings).toMatchObject([
      { args: { limit: "takes more than 100000 steps" } },
    ]);
  });

  test("behind a chain of conditions is decided, and refused behind an endless one", () => {
    const conditions = (count: number): string =>
      `{C0: !Equals [a, a], ${Array.from({ length: count }, (_, index) => `C${index + 1}: !Not [{Condition: C${index}}]`).join(", ")}}`;
    expect(evaluateExpression("!If [C100, a, b]", { Conditions: conditions(100) })).toMatchObject({ value: "a" });
    expect(caught(() => evaluateExpression("!If [C3000, a, b]", { Conditions: conditions(3000) })).findings).toMatchObject([
      { args: { limit: "is nested too deeply" }, at: { source } },
    ]);
  });

  test("whose text is long, yet no bomb, is still evaluated", () => {
    expect(evaluateExpression(`!Join ["", [${"aaaaaaaaaa,".repeat(6000)}]]`)).toMatchObject({ value: "aaaaaaaaaa".repeat(6000) });
  });
});

describe("the functions of a template", () => {
  const bomb = nest(14, '""', (inner) => `!Sub ["\${X}\${X}", {X: ${inner}}]`);
  const many = (count: number, variables: string): string => {
    const functions = Array.from(
      { length: count },
      (_, index) => `  Fn${index}: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {${variables}}}}}\n`,
    );
    return `Resources:\n${functions.join("")}`;
  };
  const evaluateAll = (text: string): void => {
    const template = parseTemplate(text, { source });
    for (const logicalId of template.functions.keys()) templateLayer(template, logicalId);
  };

  test("that take too many steps together are refused, although each may have them", () => {
    expect(() => evaluateAll(many(10, `KEY: ${bomb}`))).not.toThrow();
    expect(caught(() => evaluateAll(many(60, `KEY: ${bomb}`)))).toMatchObject({
      code: "INVALID_INPUT",
      findings: [
        {
          code: "TEMPLATE_LIMIT",
          args: { limit: expect.stringMatching(/^takes more than 3000000 steps together with everything/) },
          at: { source },
        },
      ],
    });
  });

  test("whose variables come to too much text together are refused", () => {
    const text = many(400, `KEY: !Sub ["${"${X}".repeat(16)}", {X: ${"a".repeat(4000)}}]`);
    expect(caught(() => evaluateAll(text)).findings).toMatchObject([
      { args: { limit: "comes to more than 16777216 characters together with all variables before" }, at: { source, line: 264 } },
    ]);
  });

  test("of which one has more variables than any can have are refused, without their names", () => {
    const names = Array.from({ length: 30_000 }, (_, index) => `N${index}: x`).join(", ");
    expect(() => evaluateAll(many(1, names.slice(0, names.indexOf(", N10000:"))))).not.toThrow();
    expect(caught(() => evaluateAll(many(1, names))).findings).toMatchObject([
      { args: { limit: "has more than 10000 variables; Lambda's limit is 4096 bytes" }, at: { source, line: 2, column: 3 } },
    ]);
  });

  test("are read in time where every value is unclear", () => {
    const template = parseTemplate(many(1, Array.from({ length: 9000 }, (_, index) => `N${index}:`).join(", ")), { source });
    expect(templateLayer(template).findings).toHaveLength(9000);
  });
});

describe("a template", () => {
  test.each([
    [
      "aliases of aliases",
      chain(40, "[x]", (before) => `[${before}, ${before}]`),
      "aliases or merge keys that expand to too much",
    ],
    ["a chain of aliases", chain(3000, "[x]", (before) => `[${before}]`), "values nested too deeply"],
    [
      "an alias many times",
      `a: &a [${"x,".repeat(1000)}]\nb: [${"*a,".repeat(300)}]\nResources: {}\n`,
      "aliases or merge keys that expand to too much",
    ],
    ["a chain of merges", chain(1000, "{k0: v}", (before, index) => `{<<: ${before}, k${index}: v}`), "values nested too deeply"],
    [
      "a large mapping merged many times",
      `a: &a {${Array.from({ length: 1000 }, (_, index) => `k${index}: v`).join(", ")}}\nb: [${"{<<: *a},".repeat(150)}]\n`,
      "aliases or merge keys that expand to too much",
    ],
    ["lists and nothing else", `- ${"- ".repeat(150)}a\n`.repeat(3000), "more values than a template can have"],
    ["open brackets", "[".repeat(20_000), "values nested too deeply"],
    ["open JSON", `{"a": ${"[".repeat(20_000)}${"]".repeat(20_000)}}`, "values nested too deeply"],
  ])("with %s is one mistake", (_, text, problem) => {
    expect(caught(() => parseTemplate(text, { source })).findings).toMatchObject([
      { code: "TEMPLATE_SYNTAX", args: { problem }, at: { source } },
    ]);
  });

  test("with lines that would be padded without end is one mistake", () => {
    const text = `${" ".repeat(30_000)}a: [\n${"b,\n".repeat(30_000)}]\n`;
    expect(caught(() => parseTemplate(text, { source })).findings).toHaveLength(1);
  });

  test("with 130,000 names, merged or not, is read", () => {
    const names = (indent: string): string => Array.from({ length: 130_000 }, (_, index) => `${indent}N${index}:\n`).join("");
    expect(parseTemplate(functionTemplate(names("          ")), { source }).functions.size).toBe(1);
    const merged = `a: &a\n${names("  ")}${functionTemplate("          <<: *a\n")}`;
    expect(caught(() => parseTemplate(merged, { source })).code).toBe("INVALID_INPUT");
  });
});

test.each([
  ["dotted keys", `x = 1\n${"a.".repeat(4000)}b = 1\n`],
  ["a dotted table", `x = 1\n[${"a.".repeat(4000)}b]\nx = 1\n`],
  ["lists", `x = 1\ny = ${"[".repeat(400)}${"]".repeat(400)}\n`],
  ["tables", `x = 1\ny = ${"{a=".repeat(400)}1${"}".repeat(400)}\n`],
  ["lists beyond the parser", `x = 1\ny = ${"[".repeat(5000)}${"]".repeat(5000)}\n`],
])("settings with deep %s are one mistake with its line", (_, text) => {
  const error = caught(() => readSettings(text, { source: "samconfig.toml", format: "toml" }));
  expect(error).toMatchObject({ code: "INVALID_INPUT", message: expect.stringMatching(/^samconfig\.toml:2\b/) });
});
