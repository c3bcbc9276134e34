/** Rows on every width of a screen, and where there is none. */
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Look, makeLook } from "../../src/output/look.ts";
import { type Row, renderRows, renderSentence } from "../../src/output/rows.ts";
import { displayWidth } from "../../src/output/width.ts";

const looks = (columns: number, noColor = true): Look => makeLook({ isTTY: true, columns, env: { LANG: "C.UTF-8" }, noColor });
const PIPE = makeLook({ isTTY: false, env: {}, noColor: true });

const word = fc.string({ unit: fc.constantFrom("a", "B", "_", "注", "é", "😀"), minLength: 1, maxLength: 30 });
const sentence = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(" "));
const row = fc.record({
  cells: fc.tuple(
    word.map((name) => `~ ${name}`),
    fc.oneof(fc.constant(""), sentence),
    fc.oneof(fc.constant(""), sentence),
  ),
  notes: fc.array(sentence, { maxLength: 2 }),
});
const rows = fc.array(row, { minLength: 1, maxLength: 6 });
const wordsOf = (text: string): readonly string[] => text.split(/[\s;]+/).filter((part) => part !== "");

describe("without a screen", () => {
  test("each row is one line, whole, and nothing is behind its last word", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const lines = renderRows(given, PIPE);
        expect(lines).toHaveLength(given.length);
        for (const [index, line] of lines.entries()) {
          const { cells, notes } = given[index] as (typeof given)[number];
          expect(wordsOf(line)).toEqual(wordsOf([...cells, ...notes].join(" ")));
          expect(line).toBe(line.trimEnd());
        }
      }),
    );
  });

  test("columns line up, and one long cell moves no other", () => {
    const long = "x".repeat(3000);
    const lines = renderRows(
      [{ cells: ["+ A", "1", "here"] }, { cells: ["+ LONGER", long, "there"] }, { cells: ["+ B", "", "end"] }],
      PIPE,
    );
    expect(lines).toEqual(["+ A       1  here", `+ LONGER  ${long}  there`, "+ B          end"]);
  });
});

test("there may be more rows than a function takes arguments, and rows of different lengths", () => {
  expect(
    renderRows(
      Array.from({ length: 200_000 }, () => ({ cells: ["a", "b"] })),
      PIPE,
    ),
  ).toHaveLength(200_000);
  expect(renderRows([{ cells: ["a", "bb", ""] }, { cells: ["ccc", "d", "e"] }, { cells: [] }], PIPE)).toEqual([
    "a    bb",
    "ccc  d   e",
    "",
  ]);
});

describe("on a screen", () => {
  test("no line is wider than it, but for a word that no line could hold; nothing is lost, and nothing padded to no purpose", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 20, max: 200 }), (given, columns) => {
        for (const one of given) {
          const lines = renderRows([one], looks(columns));
          expect(wordsOf(lines.join(" "))).toEqual(wordsOf([...one.cells, ...one.notes].join(" ")));
        }
        for (const line of renderRows(given, looks(columns))) {
          const isOneWord = !line.trim().replace(/^~ /, "").includes(" ");
          expect(displayWidth(line) <= columns || isOneWord, line).toBe(true);
          expect(line).toBe(line.trimEnd());
        }
      }),
    );
  });

  test("colours change nothing but colours", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 20, max: 200 }), (given, columns) => {
        const coloured = looks(columns, false);
        const painted: readonly Row[] = given.map((one) => ({ ...one, paint: coloured.style.update }));
        const lines = renderRows(painted, coloured).map(stripVTControlCharacters);
        expect(lines).toEqual(renderRows(given, looks(columns)));
      }),
    );
  });

  test("a long text is cut at the width, with its size; one that fits is whole", () => {
    const below = [{ text: `"${"long ".repeat(30)}"`, size: "150 bytes" }];
    const [name, cut = ""] = renderRows([{ cells: ["+ NAME"], below }], looks(40));
    expect(name).toBe("+ NAME");
    expect(cut).toBe('    "long long long long lon…  150 bytes');
    expect(displayWidth(cut)).toBeLessThanOrEqual(40);
    expect(renderRows([{ cells: ["+ NAME"], below }], looks(200))[1]).toBe(`    ${below[0]?.text}`);
    const ascii = makeLook({ isTTY: true, columns: 40, env: { LANG: "C" }, noColor: true });
    expect(renderRows([{ cells: ["+ NAME"], below }], ascii)[1]).toMatch(/ {4}"long.*\.\.\. {2}150 bytes$/);
  });

  test("a sentence is broken between words, and goes on indented", () => {
    expect(renderSentence("one two three four", looks(14))).toEqual(["one two", "    three four"]);
    expect(renderSentence("one two three four", looks(18))).toEqual(["one two three four"]);
    expect(renderSentence("one two three four", PIPE)).toEqual(["one two three four"]);
  });
});
