/** Strict JSON is read by a reader of its own: it must see what the reader of YAML sees, places included, but for what YAML says ends a line. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { readJson } from "../../../src/template/read/read-json.ts";
import { readTree } from "../../../src/template/read/read-tree.ts";
import { runs } from "../../support/depth.ts";

const source = "template.json";

/** A comment makes it YAML, one line further down. */
function asYaml(text: string): unknown {
  const tree = JSON.stringify(readTree(`#\n${text}`, source), withEntries);
  return JSON.parse(tree, (key, value) => (key === "line" ? value - 1 : value));
}

function asJson(text: string): unknown {
  return JSON.parse(JSON.stringify(readJson(text, source) ?? null, withEntries));
}

function withEntries(_: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}

test("every JSON object reads the same as by YAML, whatever its layout", () => {
  const text = fc
    .oneof(fc.string({ unit: "grapheme", maxLength: 8 }), fc.constantFrom("<<", "Ref", "017", "null", "a\nb", '"\\'))
    .filter((one) => !/[\u0085\u2028\u2029]/.test(one));
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      text,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(
        text.filter((key) => key !== "<<"),
        tie("value"),
        { maxKeys: 3, noNullPrototype: true },
      ),
    ),
  })).value;
  const layout = fc.constantFrom(0, 1, 2, "\t");
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom("A", "B", "C"), json, { noNullPrototype: true }), layout, (value, indent) => {
      const written = JSON.stringify(value, null, indent);
      expect(asJson(written)).toEqual(asYaml(written));
    }),
    { numRuns: runs(500) },
  );
});

/** SAM reads a template as JSON first, where these are letters; they end a line in YAML, so that a key with one is refused there. */
test.each(["\u0085", "\u2028", "\u2029", "a \u0085 b", "\u2028 "])("%j is in JSON text like any other", (text) => {
  const written = JSON.stringify({ A: { [text]: [text] } });
  const key = { kind: "text", text, json: text };
  expect(asJson(written)).toMatchObject({
    entries: [["A", { value: { entries: [[text, { key, value: { items: [key] } }]] } }]],
  });
  expect(readTree(written, source)).toEqual(readJson(written, source));
  expect(() => asYaml(written)).toThrow(`${source} cannot be read as YAML or JSON`);
});

test.each(["{'a': 1}", '{"a": 1,}', "{a: 1}", '{"a": 1} # x', "[1]", '"text"', "", '{"a": 01}', '{"a": 1}{'])(
  "%j is left to YAML",
  (text) => {
    expect(readJson(text, source)).toBeUndefined();
  },
);

test("the last of equal keys wins, and __proto__ is a key", () => {
  const tree = readJson('{"a": 1, "a": 2, "__proto__": 3}', source);
  expect(tree).toMatchObject({ kind: "map" });
  expect(JSON.stringify(tree, withEntries)).toContain('"__proto__"');
  expect(JSON.stringify(tree, withEntries)).not.toContain('"json":1');
});
