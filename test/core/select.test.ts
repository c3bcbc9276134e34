import { describe, expect, it } from "vitest";
import { isSameChoice, selectValues } from "../../src/core/select.ts";

const values = new Map(["API_KEY", "API_URL", "DB_URL", "constructor"].map((name) => [name, name.toLowerCase()]));
const choose = (only: readonly string[], except: readonly string[] = []): readonly string[] => [
  ...selectValues(values, { only, except }).keys(),
];

describe("a selection", () => {
  it("is everything, or what the patterns name, less what is excepted", () => {
    expect(choose([])).toEqual([...values.keys()]);
    expect(choose(["API_*"])).toEqual(["API_KEY", "API_URL"]);
    expect(choose(["*_URL", "constructor"], ["API*"])).toEqual(["DB_URL", "constructor"]);
    expect(choose([], ["?B_URL"])).toEqual(["API_KEY", "API_URL", "constructor"]);
  });

  it("matches patterns against whole names, and treats only * and ? as special", () => {
    expect(choose(["API"])).toEqual([]);
    expect(choose(["A.*", "[A-Z_]+", "API_KEY|DB_URL"])).toEqual([]);
  });

  it("is the same whichever way it was written", () => {
    expect(isSameChoice({ only: ["A*", "BB", "A*"], except: [] }, { only: ["BB", "A*"], except: [] })).toBe(true);
    expect(isSameChoice({ only: ["A*"], except: [] }, { only: [], except: ["A*"] })).toBe(false);
  });
});
