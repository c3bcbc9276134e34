/** Changes of single members of a JSON object leave every other character as it is. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { changeMembers, readMembers } from "../../../src/formats/json/json-members.ts";
import { names, values } from "../../support/arbitraries.ts";
import { runs } from "../../support/depth.ts";

const TEXT = '{ "z": 1.0,\n  "port": 5432, "on" : true, "a": "x\\u0041",\n "list": [1, {"b": null}], "none": null }';

it.each([
  ["keeps the type of a number that stays one", { port: "5433" }, TEXT.replace("5432", "5433")],
  ["keeps the type of a boolean", { on: "false" }, TEXT.replace("true", "false")],
  [
    "writes a text where the new value is not of the type",
    { port: "5_000", on: "yes" },
    TEXT.replace("5432", '"5_000"').replace("true", '"yes"'),
  ],
  ["keeps a number that programs write in different ways as a text", { port: "1.0" }, TEXT.replace("5432", '"1.0"')],
  ["removes the first member", { z: undefined }, TEXT.replace('"z": 1.0,\n  ', "")],
  ["removes a member between others", { on: undefined }, TEXT.replace('"on" : true, ', "")],
  ["removes the last member", { none: undefined }, TEXT.replace(', "none": null', "")],
  ["removes the last two", { list: undefined, none: undefined }, TEXT.replace(/,\n "list".* }/, " }")],
  ["removes all", { z: undefined, port: undefined, on: undefined, a: undefined, list: undefined, none: undefined }, "{  }"],
  ["removes and adds", { none: undefined, b: "2" }, TEXT.replace(', "none": null', ',\n  "b": "2"')],
  ["adds after the last member", { b: "2" }, TEXT.replace("null }", 'null,\n  "b": "2" }')],
])("%s", (_, changes, expected) => {
  expect(changeMembers(TEXT, new Map(Object.entries(changes)))).toBe(expected);
});

it.each([
  ["{}", '{"b":"2"}'],
  ['{"a":1}', '{"a":1,"b":"2"}'],
  ['{"a": 1, "c": 3}', '{"a": 1, "c": 3, "b": "2"}'],
  ['{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "b": "2"\n}\n'],
])("adds to %j in its own layout", (text, expected) => {
  expect(JSON.parse(changeMembers(text, new Map([["b", "2"]])))).toEqual(JSON.parse(expected));
  expect(changeMembers(text, new Map([["b", "2"]]))).toBe(expected);
});

it("names what is nested, what is repeated, and what is not an object", () => {
  expect(readMembers(TEXT)).toMatchObject({ nested: new Set(["list", "none"]), repeated: [] });
  expect(readMembers('{"a":1,"b":2,"a":3}')).toMatchObject({ repeated: ["a"] });
  for (const text of ["", "x", "[]", '"{}"', "{", "{}{}"]) expect(readMembers(text)).toEqual({ kind: "not-an-object" });
});

it("changes what is named, and keeps the values, the types and the order of everything else", () => {
  const json = fc.jsonValue({ maxDepth: 2 });
  const object = fc.dictionary(names, json, { maxKeys: 6 });
  const changes = fc.dictionary(names, fc.option(values, { nil: undefined }), { maxKeys: 4 });
  const indent = fc.constantFrom(undefined, 0, 1, 2, "\t");
  fc.assert(
    fc.property(object, changes, indent, (before, wanted, space) => {
      const text = JSON.stringify(before, null, space);
      const changed = changeMembers(text, new Map(Object.entries(wanted)));
      const after = JSON.parse(changed) as Record<string, unknown>;
      const kept = Object.keys(before).filter((name) => !Object.hasOwn(wanted, name));
      expect(Object.keys(after).filter((name) => kept.includes(name))).toEqual(kept);
      for (const name of kept) expect(JSON.stringify(after[name])).toBe(JSON.stringify(before[name]));
      for (const [name, value] of Object.entries(wanted)) {
        expect(Object.hasOwn(after, name)).toBe(value !== undefined);
        if (value !== undefined) expect(String(after[name])).toBe(value);
      }
      const read = readMembers(changed);
      expect(read.kind === "members" && [...read.values.keys()]).toEqual(Object.keys(after));
    }),
    { numRuns: runs(1000) },
  );
});
