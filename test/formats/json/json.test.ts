import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEnvFile } from "../../../src/formats/env-file.ts";
import { formatJson, formatSamLocal } from "../../../src/formats/json/json.ts";
import { type JsonNode, parseJsonObject, parseJsonTree } from "../../../src/formats/json/json-tree.ts";
import { runs } from "../../support/depth.ts";
import { optionsOf, textOf } from "../formatted.ts";
import { variables } from "../values.ts";

const read = (text: string) => parseEnvFile(text, { source: "env.json" });
const valuesOf = (text: string) => new Map(read(text).entries.map(({ name, value }) => [name, value]));
const found = (text: string) =>
  read(text).findings.map(({ code, severity, name, at }) => `${severity} ${code} ${name ?? "-"} ${at?.line}:${at?.column}`);

function valueOfNode(node: JsonNode): unknown {
  switch (node.kind) {
    case "array":
      return node.items.map(valueOfNode);
    case "object":
      return Object.fromEntries(node.members.map(({ name, value }) => [name, valueOfNode(value)]));
    case "text":
      return node.text;
    default:
      return JSON.parse(node.text);
  }
}

function nodesOf(node: JsonNode): readonly JsonNode[] {
  const inner = node.kind === "array" ? node.items : node.kind === "object" ? node.members.map(({ value }) => value) : [];
  return [node, ...inner.flatMap(nodesOf)];
}

describe("formatJson and parseEnvFile are inverses", () => {
  it("for every value, lone surrogates and NUL included", () => {
    const anyVariables = fc.oneof(
      variables,
      fc.constant(new Map([["A1", "\ud800\0"]])),
      fc.constant(new Map([["__proto__", "x"]])),
    );
    fc.assert(
      fc.property(anyVariables, (values) => {
        const text = textOf(formatJson(values));
        expect(valuesOf(text)).toEqual(values);
        expect(read(text)).toMatchObject({ format: "json", findings: [] });
      }),
      { numRuns: runs(2_000) },
    );
  });
});

describe("parseEnvFile", () => {
  it("goes by the content: a brace first is JSON, anything else dotenv", () => {
    expect(read('\uFEFF\r\n {"A1":"x"}').format).toBe("json");
    expect(read("A1={x}")).toMatchObject({ format: "dotenv", entries: [{ name: "A1", value: "{x}" }] });
  });

  it("takes texts, booleans and plain numbers, at their places", () => {
    expect(read('{"A1": "x\\u0041\\n",\n  "B1": true, "C1": -1.5}').entries).toEqual([
      { name: "A1", value: "xA\n", line: 1, column: 2 },
      { name: "B1", value: "true", line: 2, column: 3 },
      { name: "C1", value: "-1.5", line: 2, column: 15 },
    ]);
  });

  it.each([
    ["null", '{"A1": null}', ["error JSON_VALUE A1 1:2"]],
    ["a nested object, as in a file for sam local", '{\n  "Fn": {"A1": "x"}\n}', ["error JSON_VALUE Fn 2:3"]],
    ["an array", '{"A1": ["x", {}]}', ["error JSON_VALUE A1 1:2"]],
    ["a number too long for a double", '{"A1": 12345678901234567890}', ["error JSON_NUMBER A1 1:2"]],
    ["a number in another spelling", '{"A1": 1.0, "B1": 1e3}', ["error JSON_NUMBER A1 1:2", "error JSON_NUMBER B1 1:13"]],
    ["a repeated name", '{"A1": "x",\n"A1": "y"}', ["error NAME_REPEATED A1 2:1"]],
    ["a comma at the end", '{"A1": "x",}', ["error JSON_SYNTAX - 1:12"]],
    ["a missing comma", '{"A1": "x" "B1": "y"}', ["error JSON_SYNTAX - 1:12"]],
    ["a comment", '{\n// no\n"A1": "x"}', ["error JSON_SYNTAX - 2:1"]],
    ["a text without an end", '{"A1": "x}', ["error JSON_SYNTAX - 1:8"]],
    ["a text over two lines", '{"A1": "x\ny"}', ["error JSON_SYNTAX - 1:8"]],
    ["an object without an end", '{"A1": "x"', ["error JSON_SYNTAX - 1:11"]],
    ["anything behind the object", '{"A1": "x"} B', ["error JSON_SYNTAX - 1:13"]],
  ])("finds %s", (_what, text, findings) => {
    expect(found(text)).toEqual(findings);
  });

  it("accepts exactly the objects that JSON.parse accepts", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      '"A"',
      '"b\\n"',
      ":",
      ",",
      "1",
      "-0",
      "true",
      "nul",
      '"',
      "\\",
      " ",
      "\n",
      "\u00a0",
      "\t",
      "é",
    );
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => `{${pieces.join("")}`);
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          fc.dictionary(fc.string(), fc.string()).map((value) => JSON.stringify(value)),
        ),
        (json) => {
          expect(parseJsonObject(json).kind === "object").toBe(parseOrUndefined(json) !== undefined);
        },
      ),
      { numRuns: runs(20_000) },
    );
  });

  it("returns every value like JSON.parse, and its place", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, "\t"), (value, indent) => {
        const text = ` ${JSON.stringify(value, null, indent)}\n`;
        const tree = parseJsonTree(text);
        if (tree.kind === "invalid") return expect.fail(`not read: ${text}`);
        expect(valueOfNode(tree)).toEqual(JSON.parse(text));
        for (const node of nodesOf(tree)) {
          expect(valueOfNode(node)).toEqual(JSON.parse(text.slice(node.start, node.end)));
          if (node.kind !== "object") continue;
          for (const { name, start } of node.members) expect(text.startsWith(JSON.stringify(name), start)).toBe(true);
        }
      }),
      { numRuns: runs(2_000) },
    );
  });

  it.each([
    ["deep nesting", `{"A1":${"[".repeat(500_000)}`],
    ["a text that never ends", `{"${'\\"'.repeat(500_000)}`],
    ["many members", `{${'"A":"x",'.repeat(100_000)}`],
  ])("ends soon on a megabyte of %s", (_what, text) => {
    expect(found(text)).toHaveLength(1);
  });
});

describe("formatSamLocal", () => {
  it("nests the variables under the logical id", () => {
    const text = textOf(
      formatSamLocal(
        new Map([
          ["B1", "é\n"],
          ["A1", "1"],
        ]),
        optionsOf({ logicalId: "OrdersFunction" }),
      ),
    );
    expect(text).toBe('{\n  "OrdersFunction": {\n    "A1": "1",\n    "B1": "é\\n"\n  }\n}\n');
  });
});

function parseOrUndefined(json: string): object | undefined {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
