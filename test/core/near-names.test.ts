import { describe, expect, it } from "vitest";
import { nearNames } from "../../src/core/near-names.ts";

describe("similar names", () => {
  it("are those that differ by a typing mistake, by case or by a missing part, nearest first", () => {
    expect(nearNames("my-fm", ["other", "my-fn-prod", "My-fn", "my-fn"])).toEqual(["My-fn", "my-fn"]);
    expect(nearNames("ApiFunction", ["stack-ApiFunction-1ABC", "Unrelated"])).toEqual(["stack-ApiFunction-1ABC"]);
  });

  const COMMANDS = ["set", "unset", "diff", "pull", "list", "get", "run", "edit", "undo", "history", "policy", "local", "doctor"];

  it.each([
    ["lsit", ["list"]],
    ["edti", ["edit"]],
    ["dif", ["diff"]],
    ["gte", ["get"]],
    ["unde", ["undo"]],
    ["unsett", ["unset"]],
    ["hsitroy", ["history"]],
    ["polciy", ["policy"]],
    ["sudo", []],
    ["node", []],
    ["make", []],
    ["sam", []],
    ["cdk", []],
    ["npm", []],
    ["git", ["get"]],
    ["x", []],
  ])("of short words differ by one letter: %s", (word, near) => {
    expect(nearNames(word, COMMANDS)).toEqual(near);
  });

  it("are empty for a name that is not similar to any other", () => {
    expect(nearNames("payments", ["orders", "invoices"])).toEqual([]);
    expect(nearNames("", ["orders"])).toEqual([]);
  });
});
