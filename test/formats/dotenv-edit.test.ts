import { parse } from "dotenv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDotenv } from "../../src/formats/dotenv/edit.ts";
import { formatDotenv } from "../../src/formats/dotenv/format.ts";
import { parseDotenv } from "../../src/formats/dotenv/parse.ts";
import type { Edited } from "../../src/formats/edited.ts";
import type { FormatOptions } from "../../src/formats/formatted.ts";
import { runs } from "../support/depth.ts";
import { optionsOf, textOf } from "./formatted.ts";
import { biasedValue, variables } from "./values.ts";

type Given = Readonly<Record<string, string>>;

function edit(existing: string, values: Given, options: Partial<FormatOptions> = {}): Edited {
  return editDotenv(existing, new Map(Object.entries(values)), { ...optionsOf(options), source: ".env" });
}

function edited(existing: string, values: Given, options: Partial<FormatOptions> = {}): Extract<Edited, { kind: "edited" }> {
  const result = edit(existing, values, options);
  if (result.kind === "refused") throw new Error(`refused: ${result.findings.map(({ code }) => code).join(", ")}`);
  return result;
}

function refusals(existing: string, values: Given): readonly string[] {
  const result = edit(existing, values);
  expect(result.kind).toBe("refused");
  return result.findings.map(({ code, name, at, severity }) => `${severity} ${code} ${name ?? "-"} ${at?.line ?? "-"}`);
}

const FILE = [
  "# the database",
  "",
  "export DB_URL=old # rotated in May",
  "  SPACED  =  'kept as it is'  # why",
  "COLON: old",
  'PEM="one',
  'two"',
  "LOCAL_ONLY=`mine`",
  "EMPTY=",
  "LAST=1",
  "",
];

describe("editDotenv", () => {
  it("changes only the values that differ, and appends new names", () => {
    const { text, changes } = edited(FILE.join("\n"), {
      COLON: "new value",
      DB_URL: "it's new",
      EMPTY: "filled",
      LAST: "1",
      NEW_B: "b",
      NEW_A: "a # a",
      PEM: "three\nfour",
      SPACED: "kept as it is",
    });
    expect(text).toBe(
      [
        "# the database",
        "",
        `export DB_URL="it's new" # rotated in May`,
        "  SPACED  =  'kept as it is'  # why",
        "COLON: 'new value'",
        "PEM='three",
        "four'",
        "LOCAL_ONLY=`mine`",
        "EMPTY=filled",
        "LAST=1",
        "NEW_A='a # a'",
        "NEW_B=b",
        "",
      ].join("\n"),
    );
    expect(changes).toEqual({
      added: ["NEW_A", "NEW_B"],
      updated: ["COLON", "DB_URL", "EMPTY", "PEM"],
      same: ["LAST", "SPACED"],
      onlyInFile: ["LOCAL_ONLY"],
      removed: [],
      omitted: [],
    });
  });

  it.each([
    ["LF", "A1=1\n# c\nB1=2\n", "A1=1\n# c\nB1='3 3'\nC1=4\n"],
    ["CRLF", "A1=1\r\n# c\r\nB1=2\r\n", "A1=1\r\n# c\r\nB1='3 3'\r\nC1=4\r\n"],
    ["mixed line ends", "A1=1\r\n# c\nB1=2", "A1=1\r\n# c\nB1='3 3'\r\nC1=4\r\n"],
    ["a byte order mark", "\uFEFFA1=1\n# c\nB1=2\n", "\uFEFFA1=1\n# c\nB1='3 3'\nC1=4\n"],
    ["nothing but a byte order mark", "\uFEFF", "\uFEFFA1=1\nB1='3 3'\nC1=4\n"],
    ["no text", "", "A1=1\nB1='3 3'\nC1=4\n"],
    ["no line end at the end", "B1=2", "B1='3 3'\nA1=1\nC1=4\n"],
  ])("keeps %s", (_what, before, after) => {
    expect(edited(before, { A1: "1", B1: "3 3", C1: "4" }).text).toBe(after);
  });

  it.each([
    ["A1=", "A1='x y'"],
    ["A1=   # c", "A1='x y'   # c"],
    ["A1=# c", "A1='x y' # c"],
    ["A1=old#c", "A1='x y' #c"],
    ["A1:  ", "A1: 'x y'  "],
    ["A1: old", "A1: 'x y'"],
    ["A1='old\\' #'.", "A1='x y'"],
    ["A1=1\nA1='1'", "A1='x y'\nA1='x y'"],
  ])("turns %j into %j", (before, after) => {
    expect(edited(before, { A1: "x y" }).text).toBe(after);
  });

  it("puts an emptied value in its place", () => {
    expect(edited("A1='x' # c\nB1: y\n", { A1: "", B1: "" }).text).toBe("A1= # c\nB1: \n");
  });

  it("refuses a text in which a quote is open, with its line, even if no name of it changes", () => {
    expect(refusals(`A1=1\nMINE="x\nB1=2`, { A1: "2" })).toEqual(["error QUOTE_UNTERMINATED MINE 2"]);
  });

  it("refuses a text that repeats a name that it would write, with its line, unless all say the same", () => {
    expect(refusals("A1=1\nA1=2", { A1: "2" })).toEqual(["error NAME_REPEATED A1 2"]);
    expect(edited("B1=1\nB1=2\nA1=1", { A1: "2" }).text).toBe("B1=1\nB1=2\nA1=2");
  });

  it("refuses to put plain text where the file has an encrypted value", () => {
    expect(refusals("A1=1\nB1=encrypted:abc", { B1: "plain" })).toEqual(["error ENCRYPTED_IN_FILE B1 2"]);
  });

  it("refuses where what follows would take the new text for something else, and names it", () => {
    expect(refusals("A1:", { B1: "2" })).toEqual(["error EDIT_NOT_SAFE A1 1", "error EDIT_NOT_SAFE B1 1"]);
    expect(refusals("A1=x\n'junk'", { A1: "" })).toEqual(["error EDIT_NOT_SAFE A1 1"]);
  });

  it("names every value that cannot be held, and writes nothing", () => {
    expect(refusals("A1=1\n", { A1: "\r\\n", B1: "\r\\r", C1: "fine" })).toEqual([
      "error NOT_REPRESENTABLE A1 -",
      "error NOT_REPRESENTABLE B1 -",
    ]);
  });

  it("puts a marked comment in place of an older value that it skips, once, and takes it away when the value can be held", () => {
    const skipped = edited("A1=old # c\nZ1=1\n", { A1: "\r\\n", B1: "\r\\n", Z1: "1" }, { skipUnrepresentable: true });
    const marked = "# lambda-env: A1 not representable in .env # c\nZ1=1\n# lambda-env: B1 not representable in .env\n";
    expect(skipped.text).toBe(marked);
    expect(skipped.changes).toMatchObject({ omitted: ["A1", "B1"], same: ["Z1"] });
    expect(parseDotenv(marked, { source: ".env" }).omitted).toEqual([
      { name: "A1", line: 1 },
      { name: "B1", line: 3 },
    ]);
    expect(edited(marked, { A1: "\r\\n", B1: "\r\\n", Z1: "1" }, { skipUnrepresentable: true }).text).toBe(marked);
    expect(edited(marked, { B1: "new", Z1: "1" }).text).toBe("# lambda-env: A1 not representable in .env # c\nZ1=1\nB1=new\n");
  });

  it("passes on what is wrong with the lines that it keeps, as warnings", () => {
    const { findings } = edited("A B=1\nA1=1\n", { A1: "2" });
    expect(findings).toMatchObject([{ code: "LINES_IGNORED", severity: "warning", at: { line: 1 } }]);
  });

  it("changes nothing of what it wrote itself when the values are the same", () => {
    fc.assert(
      fc.property(variables, (values) => {
        const text = textOf(formatDotenv(values, optionsOf({ skipUnrepresentable: true })));
        const again = editDotenv(text, values, { ...optionsOf({ skipUnrepresentable: true }), source: ".env" });
        expect(again).toMatchObject({ kind: "edited", text });
      }),
      { numRuns: runs(1_000) },
    );
  });

  it("gives any text exactly the wanted values and keeps its others, or refuses", () => {
    const line = fc.oneof(
      fc.tuple(fc.constantFrom("A1=", "B1=", "C1: ", "export D1=", "  E1 = "), biasedValue).map((parts) => parts.join("")),
      fc
        .tuple(variables, fc.constantFrom("", " # c", "#c"))
        .map(([values, comment]) =>
          textOf(formatDotenv(values, optionsOf({ skipUnrepresentable: true }))).replace(/\n$/, comment),
        ),
      fc.constantFrom("", "# note", "A B=1", "junk", "A1=old # why", 'B1="two\nlines"'),
    );
    const existingText = fc
      .tuple(fc.array(line, { maxLength: 5 }), fc.constantFrom("\n", "\r\n"), fc.constantFrom("", "\n"))
      .map(([lines, lineEnd, end]) => lines.join("\n").replace(/\r?\n/g, lineEnd) + end);
    const wantedValues = fc.dictionary(fc.constantFrom("A1", "B1", "C1", "D1", "E1", "NEW"), biasedValue, {
      noNullPrototype: true,
    });
    let count = 0;
    fc.assert(
      fc.property(existingText, wantedValues, (existing, values) => {
        const result = edit(existing, values);
        if (result.kind === "refused") {
          expect(result.findings.some(({ severity }) => severity === "error")).toBe(true);
          return;
        }
        count += 1;
        expect({ ...parse(result.text) }).toEqual({ ...parse(existing), ...values });
        const { added, updated, same, onlyInFile } = result.changes;
        expect([...added, ...updated, ...same].sort()).toEqual(Object.keys(values).sort());
        expect([...onlyInFile, ...updated, ...same].sort()).toEqual(Object.keys(parse(existing)).sort());
        if (updated.length === 0 && !existing.includes("# lambda-env")) expect(result.text.startsWith(existing)).toBe(true);
      }),
      { numRuns: runs(5_000) },
    );
    expect(count).toBeGreaterThan(runs(1_000));
  });
});
