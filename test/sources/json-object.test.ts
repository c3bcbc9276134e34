import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJsonObject } from "../../src/sources/json-object.ts";

describe("parseJsonObject", () => {
  it("keeps each value as it is written, and each key as it is meant", () => {
    const text = ' {"a" : 1.0, "b\\"{": "x,}\\\\" ,"n": {"a": [1, {"z": 2}], "b": "]"}, "e":[ ], "\\u0061": true,"u":1e3 } ';
    expect(parseJsonObject(text)).toEqual([
      { key: "a", source: "1.0" },
      { key: 'b"{', source: '"x,}\\\\"' },
      { key: "n", source: '{"a": [1, {"z": 2}], "b": "]"}' },
      { key: "e", source: "[ ]" },
      { key: "a", source: "true" },
      { key: "u", source: "1e3" },
    ]);
    expect(parseJsonObject("{}")).toEqual([]);
  });

  it("takes nothing but an object", () => {
    for (const text of ["", "hunter2", '"{}"', "[1]", "null", "3", '{"a":1', '{"a":1,}', "{a:1}", '\uFEFF{"a":1}']) {
      expect(parseJsonObject(text)).toBeUndefined();
    }
  });

  it("agrees with JSON.parse on every object", () => {
    const object = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue());
    fc.assert(
      fc.property(object, fc.constantFrom(0, 2), (value, indent) => {
        const members = parseJsonObject(JSON.stringify(value, null, indent)) ?? [];
        const seen = members.map(({ key, source }) => [key, JSON.parse(source)]);
        expect(seen).toEqual(Object.entries(JSON.parse(JSON.stringify(value))));
      }),
    );
  });
});
