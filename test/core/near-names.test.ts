import { describe, expect, it } from "vitest";
import { nearNames } from "../../src/core/near-names.ts";

describe("near names", () => {
  it("are those that a slip of the finger, the case or a missing part keeps apart, nearest first", () => {
    expect(nearNames("my-fm", ["other", "my-fn-prod", "My-fn", "my-fn"])).toEqual(["My-fn", "my-fn"]);
    expect(nearNames("ApiFunction", ["stack-ApiFunction-1ABC", "Unrelated"])).toEqual(["stack-ApiFunction-1ABC"]);
  });

  it("are none for a name that is like no other", () => {
    expect(nearNames("payments", ["orders", "invoices"])).toEqual([]);
    expect(nearNames("", ["orders"])).toEqual([]);
  });
});
