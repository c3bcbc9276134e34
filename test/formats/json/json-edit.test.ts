import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Edited } from "../../../src/formats/edited.ts";
import { editJson, editSamLocal } from "../../../src/formats/json/json-edit.ts";
import { runs } from "../../support/depth.ts";
import { optionsOf } from "../formatted.ts";
import { variables } from "../values.ts";

type Given = Readonly<Record<string, string>>;

const source = "vars.json";
const valuesOf = (given: Given) => new Map(Object.entries(given));
const editVariables = (existing: string, given: Given) => edited(editJson(existing, valuesOf(given), { source }));
const editFunction = (existing: string, given: Given) =>
  edited(editSamLocal(existing, valuesOf(given), { ...optionsOf({ logicalId: "Fn" }), source }));

function edited(result: Edited): Extract<Edited, { readonly kind: "edited" }> {
  if (result.kind === "refused") throw new Error(`refused: ${result.findings.map(({ code }) => code).join(", ")}`);
  return result;
}

/** Any JSON object, laid out in any of the usual ways. */
const anyJson = fc.dictionary(fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom("Fn", "A1", "__proto__")), fc.jsonValue(), {
  maxKeys: 6,
  noNullPrototype: true,
});
const layout = fc.constantFrom<(value: unknown) => string>(
  (value) => JSON.stringify(value),
  (value) => `${JSON.stringify(value, null, 2)}\n`,
  (value) => `${JSON.stringify(value, null, "\t")}\n`,
  (value) => `\uFEFF${JSON.stringify(value, null, 4).replaceAll("\n", "\r\n")}\r\n`,
  (value) => ` ${JSON.stringify(value, null, 1).replaceAll("\n", " ")} `,
);
const parse = (text: string): Record<string, unknown> => JSON.parse(text.replace(/^\uFEFF/, ""));
/** Node's own parser and Map agree on `__proto__`, an object literal does not. */
const entriesOf = (object: unknown): Map<string, unknown> => new Map(Object.entries(object as object));

describe("editJson", () => {
  it("sets the given names and keeps every other, whatever the file is; a second time it changes nothing", () => {
    fc.assert(
      fc.property(anyJson, layout, variables, (object, write, values) => {
        const existing = write(object);
        const { text, changes } = edited(editJson(existing, values, { source }));
        const expected = new Map([...entriesOf(parse(existing)), ...values]);
        const read = entriesOf(parse(text));
        for (const [name, value] of values) if (String(read.get(name)) === value) read.set(name, value);
        expect(read).toEqual(expected);
        expect([...read.keys()].slice(0, Object.keys(object).length)).toEqual(Object.keys(object));
        expect([...changes.added, ...changes.updated, ...changes.same].sort()).toEqual([...values.keys()].sort());
        const again = edited(editJson(text, values, { source }));
        expect(again).toMatchObject({ text, changes: { added: [], updated: [], removed: [] } });
      }),
      { numRuns: runs(2_000) },
    );
  });

  it.each([
    ['{"A1":"x"}', '{"A1":"new","B1":"2"}'],
    ['{ "A1" : "x", "Z1": [1, {"A1": 2}] }\n', '{ "A1" : "new", "Z1": [1, {"A1": 2}], "B1": "2" }\n'],
    ['{\n\t"Z1": null,\r\n\t"A1": false\n}', '{\n\t"Z1": null,\r\n\t"A1": "new",\n\t"B1": "2"\n}'],
    ["{}", '{\n  "A1": "new",\n  "B1": "2"\n}'],
    ["{\n}\n", '{\n  "A1": "new",\n  "B1": "2"\n}\n'],
    ['{"A1":"x","A1":"y"}', '{"A1":"new","A1":"new","B1":"2"}'],
  ])("keeps the layout of %j", (existing, expected) => {
    expect(editVariables(existing, { A1: "new", B1: "2" }).text).toBe(expected);
  });

  it("leaves numbers and booleans that say the same as the live text", () => {
    const existing = '{"PORT": 8080, "DEBUG": true, "BIG": 1e3}';
    const { text, changes } = editVariables(existing, { PORT: "8080", DEBUG: "true", BIG: "1e3" });
    expect(text).toBe('{"PORT": 8080, "DEBUG": true, "BIG": "1e3"}');
    expect(changes).toMatchObject({ updated: ["BIG"], same: ["DEBUG", "PORT"] });
  });

  it.each(["A=1\n", "[]", '"x"', '{"A1": "x",}', '{"A1": "x"} x', '{"A1": [1,]}', "{'A1': 'x'}", '{"A1": "x" // comment\n}'])(
    "refuses %j, which is not a JSON object, with its place",
    (existing) => {
      const result = editJson(existing, valuesOf({ A1: "new" }), { source });
      expect(result).toMatchObject({ kind: "refused", findings: [{ code: "JSON_SYNTAX", severity: "error", at: { source } }] });
    },
  );
});

describe("editSamLocal", () => {
  it("changes one function and keeps all others, whatever the file is; a second time it changes nothing", () => {
    fc.assert(
      fc.property(anyJson, fc.option(anyJson), layout, variables, (others, own, write, values) => {
        const { Fn: _, ...rest } = others;
        const object = own === null ? rest : { Fn: own, ...rest };
        const existing = write(object);
        const { text } = edited(editSamLocal(existing, values, { ...optionsOf({ logicalId: "Fn" }), source }));
        const { Fn: written, ...kept } = parse(text);
        expect(JSON.stringify(kept)).toBe(JSON.stringify(rest));
        const read = entriesOf(written);
        for (const [name, value] of values) if (String(read.get(name)) === value) read.set(name, value);
        expect(read).toEqual(new Map([...entriesOf(own === null ? {} : parse(JSON.stringify(own))), ...values]));
        const again = edited(editSamLocal(text, values, { ...optionsOf({ logicalId: "Fn" }), source }));
        expect(again).toMatchObject({ text, changes: { added: [], updated: [] } });
      }),
      { numRuns: runs(2_000) },
    );
  });

  it.each([
    ["{}", '{\n  "Fn": {\n    "A1": "x"\n  }\n}'],
    ['{"Other":{"B1":"y"}}', '{"Other":{"B1":"y"},"Fn":{"A1":"x"}}'],
    [
      '{\n    "Other": {\n        "B1": "y"\n    }\n}\n',
      '{\n    "Other": {\n        "B1": "y"\n    },\n    "Fn": {\n        "A1": "x"\n    }\n}\n',
    ],
    ['{\n  "Fn": {},\n  "Other": {}\n}', '{\n  "Fn": {\n    "A1": "x"\n  },\n  "Other": {}\n}'],
    ['{\r\n  "Fn": {\r\n    "B1": "y"\r\n  }\r\n}', '{\r\n  "Fn": {\r\n    "B1": "y",\r\n    "A1": "x"\r\n  }\r\n}'],
  ])("lays out %j as it is", (existing, expected) => {
    expect(editFunction(existing, { A1: "x" }).text).toBe(expected);
  });

  it.each(['{"Fn": "x"}', '{"Fn": null}', '{"Fn": ["A1"]}'])("refuses %j, where the function is not an object", (existing) => {
    expect(() => editFunction(existing, { A1: "x" })).toThrow("vars.json: Fn is not an object of variables");
  });
});
