/** Columns of a terminal, as East Asian, emoji and combining characters take them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutToWidth, displayWidth, padToWidth, wrapToWidth } from "../../src/output/width.ts";

describe("the width of a text", () => {
  test.each([
    ["", 0],
    ["plain text ~", 12],
    ["é", 1],
    ["e\u0301", 1],
    ["\u0301", 0],
    ["注文", 4],
    ["ｶﾅ", 2],
    ["한글", 4],
    ["😀!", 3],
    ["👍🏽", 2],
    ["❤\ufe0f", 2],
    ["🇫🇷", 2],
    ["▇▁…·", 4],
    ["नि", 2],
  ])("%j takes %i columns", (text, width) => {
    expect(displayWidth(text)).toBe(width);
    expect(displayWidth(padToWidth(text, 20))).toBe(20);
  });
});

const text = fc.string({ unit: fc.constantFrom("a", "注", "e\u0301", "😀", " ", "\u0301") });

test("a cut fits, begins as the text does, and leaves out no more than it must", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 30 }), (whole, width) => {
      const cut = cutToWidth(whole, width);
      expect(whole.startsWith(cut)).toBe(true);
      expect(displayWidth(cut)).toBeLessThanOrEqual(width);
      if (cut !== whole) expect(displayWidth(cut)).toBeGreaterThanOrEqual(width - 1);
      // What combines stays with what it combines with.
      expect(whole.slice(cut.length)).not.toMatch(/^\p{Mn}/u);
    }),
  );
});

test("lines fit unless a word alone does not, and hold all words in order", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 30 }), (whole, width) => {
      const lines = wrapToWidth(whole, width);
      expect(lines.join(" ")).toBe(whole);
      for (const line of lines) expect(displayWidth(line) <= width || !line.includes(" ")).toBe(true);
    }),
  );
});
