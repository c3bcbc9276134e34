import { expect, test } from "vitest";
import { defined } from "../../src/core/defined.ts";

test("what is undefined is absent; null, nothing and no stay", () => {
  const members = { a: undefined, b: null, c: "", d: false, e: 0 };
  expect(Object.keys(defined(members))).toEqual(["b", "c", "d", "e"]);
});
