import { execFileSync, spawnSync } from "node:child_process";
import { parseEnv } from "node:util";
import { parse } from "dotenv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDotenv } from "../../src/formats/dotenv/format.ts";
import { parseDotenv } from "../../src/formats/dotenv/parse.ts";
import { quoteValue, whyNotPortable } from "../../src/formats/dotenv/quote.ts";
import type { FormatOptions, Formatted } from "../../src/formats/formatted.ts";
import { biasedValue, isUnrepresentable, variables, visitStrings } from "./values.ts";

const STRICT: FormatOptions = { portable: false, skipUnrepresentable: false, logicalId: "Fn" };
const SKIP: FormatOptions = { ...STRICT, skipUnrepresentable: true };
const PORTABLE: FormatOptions = { ...STRICT, portable: true };
const PORTABLE_SKIP: FormatOptions = { ...SKIP, portable: true };

/** What dotenv's grammar treats alike is one symbol here; CR cannot be written, only read from `\r`. */
const SYMBOLS = ["'", '"', "`", "\\", "n", "r", "\n", "#", " ", "a"];

function textOf(formatted: Formatted): string {
  if (formatted.kind === "refused") throw new Error("refused");
  return formatted.text;
}

function valuesOf(text: string): ReadonlyMap<string, string> {
  return new Map(parseDotenv(text, { source: ".env" }).entries.map(({ name, value }) => [name, value]));
}

describe("formatDotenv and parseDotenv are inverses", () => {
  it("for 100,000 biased values, or the value is in the class that no .env can hold", () => {
    let values = 0;
    fc.assert(
      fc.property(variables, (wanted) => {
        values += wanted.size;
        const formatted = formatDotenv(wanted, SKIP);
        const text = textOf(formatted);
        const held = new Map([...wanted].filter(([name]) => formatted.kind === "formatted" && !formatted.omitted.includes(name)));
        expect(new Map(Object.entries(parse(text)))).toEqual(held);
        const parsed = parseDotenv(text, { source: ".env" });
        expect(new Map(parsed.entries.map(({ name, value }) => [name, value]))).toEqual(held);
        expect(parsed.findings.filter(({ severity }) => severity === "error")).toEqual([]);
        expect(parsed.omitted.map(({ name }) => name).sort()).toEqual(
          [...wanted.keys()].filter((name) => !held.has(name)).sort(),
        );
        for (const [name, value] of wanted) {
          if (!/[\u2028\u2029]/.test(value)) expect(held.has(name)).toBe(!isUnrepresentable(value));
        }
      }),
      { numRuns: 30_000 },
    );
    expect(values).toBeGreaterThanOrEqual(100_000);
  });

  it("for every value of up to four symbols", () => {
    visitStrings([...SYMBOLS, "\r"], 4, (value) => {
      const text = quoteValue(value);
      if ((text === undefined) !== isUnrepresentable(value)) expect.fail(JSON.stringify(value));
    });
  });

  it("and no right-hand side of up to six symbols reaches a value of the class that it refuses", () => {
    visitStrings(SYMBOLS, 6, (text) => {
      const value = parse(`A=${text}`)["A"];
      if (value !== undefined && isUnrepresentable(value)) expect.fail(JSON.stringify(text));
    });
  });
});
