import { expect, test } from "vitest";
import { defined } from "../../src/core/defined.ts";

test("undefined members are absent; null, empty text and false stay", () => {
  const members = { a: undefined, b: null, c: "", d: false, e: 0 };
  expect(Object.keys(defined(members))).toEqual(["b", "c", "d", "e"]);
});
