import { parse } from "dotenv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDotenv } from "../../../src/formats/dotenv/edit.ts";
import { formatDotenv } from "../../../src/formats/dotenv/format.ts";
import { parseDotenv } from "../../../src/formats/dotenv/parse.ts";
import type { Edited } from "../../../src/formats/edited.ts";
import type { FormatOptions } from "../../../src/formats/formatted.ts";
import { runs } from "../../support/depth.ts";
import { optionsOf, textOf } from "../formatted.ts";
import { biasedValue, variables } from "../values.ts";

type Given = Readonly<Record<string, string>>;

function edit(existing: string, values: Given, options: Partial<FormatOptions> = {}): Edited {
  return editDotenv(existing, new Map(Object.entries(values)), { ...optionsOf(options), source: ".env" });
}

function edited(existing: string, values: Given, options: Partial<FormatOptions> = {}): Extract<Edited, { kind: "edited" }> {
  const result = edit(existing, values, options);
  if (result.kind === "refused") throw new Error(`refused: ${result.findings.map(({ code }) => code).join(", ")}`);
  return result;
}

function refusals(existing: string, values: Given, options: Partial<FormatOptions> = {}): readonly string[] {
  const result = edit(existing, values, options);
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

  it("writes text that later causes no warning, and removes the count of lines with the lines", () => {
    const lines = 'say "x"\nB1=2';
    expect(edited("A1=1\n", { A1: "x\nB1=2" }).text).toBe('A1="x\\nB1=2"\n');
    const counted = edited("Z1=1\r\n  A1=1 # c\r\n", { A1: lines, C1: lines }).text;
    expect(counted).toBe(
      `Z1=1\r\n# lambda-env: A1 has 2 lines\r\n  A1='${lines}' # c\r\n# lambda-env: C1 has 2 lines\r\nC1='${lines}'\r\n`,
    );
    expect(parseDotenv(counted, { source: ".env" }).findings).toEqual([]);
    expect(edited(counted, { A1: `${lines}\nC1=3` }).text).toContain("Z1=1\r\n# lambda-env: A1 has 3 lines\r\n  A1='say");
    expect(edited(counted, { A1: "1", C1: "2" }).text).toBe("Z1=1\r\n  A1=1 # c\r\nC1=2\r\n");
    expect(edited("\uFEFFA1=1", { A1: lines }).text).toBe(`\uFEFF# lambda-env: A1 has 2 lines\nA1='${lines}'`);
  });

  it("refuses a quote that a later line closes, unless the function has that very value: then its lines are its own", () => {
    const existing = "A1='abc\nB1=bob\n# for the users'\nC1=1\n";
    expect(refusals(existing, { B1: "2" })).toEqual(["error LINES_SWALLOWED A1 1"]);
    expect(refusals(existing, { A1: "abc", B1: "2" })).toEqual(["error LINES_SWALLOWED A1 1"]);
    const { text, changes } = edited(existing, { A1: "abc\nB1=bob\n# for the users" });
    expect(text).toBe('A1="abc\\nB1=bob\\n# for the users"\nC1=1\n');
    expect(changes).toMatchObject({ same: ["A1"], updated: [] });
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
        const { findings } = parseDotenv(result.text, { source: ".env" });
        expect(findings.filter(({ code, severity }) => code === "LINES_SWALLOWED" && severity === "error")).toEqual([]);
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

describe("editDotenv with portable", () => {
  const portable = (existing: string, values: Given): string => edited(existing, values, { portable: true }).text;

  it.each([
    ['A1="pa$word1"\n', "A1='pa$word1'\n"],
    ["export A1=x\n", "A1=x\n"],
    ["A1: x\n", "A1=x\n"],
    ["  A1 = 'x'\n", "A1=x\n"],
    ["A1=`a b`\n", "A1='a b'\n"],
    ["A1==x\n", "A1='=x'\n"],
    ["\uFEFFA1=x\r\nB1='two\r\nlines'\r\n", "A1=x\nB1='two\nlines'\n"],
    ["A1='x' # why\n", "# why\nA1=x\n"],
    ["A1=x # C:\\\n", "# C:\\ #\nA1=x\n"],
    ["A1='x\\' #'.\n", "A1=x\n"],
    [" # note\n \t\nA1=x", "# note\n\nA1=x"],
    ['A1="x"\n', 'A1="x"\n'],
    ["A1='a'\nA1=a # old\n", "A1=a\n# old\nA1=a\n"],
  ])("makes %j say the same to all readers", (before, after) => {
    const { A1 = "" } = parse(before);
    expect(portable(before, { A1: A1 === "x\\" ? "x" : A1 })).toBe(after);
  });

  it.each([
    ["export B1=x", "error LINE_NOT_PORTABLE B1 2"],
    ["B1: x", "error LINE_NOT_PORTABLE B1 2"],
    ["B1 =x", "error LINE_NOT_PORTABLE B1 2"],
    ["B1=`id`", "error LINE_NOT_PORTABLE B1 2"],
    ['B1="$HOME"', "error LINE_NOT_PORTABLE B1 2"],
    ["B1=a b", "error LINE_NOT_PORTABLE B1 2"],
    ["B1='a' # why", "error LINE_NOT_PORTABLE B1 2"],
    ["B1= ", "error LINE_NOT_PORTABLE B1 2"],
    ["UID=1", "error LINE_NOT_PORTABLE UID 2"],
    ["B.1=1", "error LINE_NOT_PORTABLE B.1 2"],
    ["`id`", "error LINE_NOT_PORTABLE - 2"],
    ["; note", "error LINE_NOT_PORTABLE - 2"],
    ["# C:\\", "error LINE_NOT_PORTABLE - 2"],
    ["\u00a0", "error LINE_NOT_PORTABLE - 2"],
  ])("refuses %j of somebody else, with its line", (line, refusal) => {
    expect(refusals(`A1=1\n${line}\n`, { A1: "2" }, { portable: true })).toEqual([refusal]);
  });

  it("writes lines that look like variables as they are, below their count, since shells know no \\n", () => {
    expect(portable("A1=1\n", { A1: "x\nB1=2" })).toBe("# lambda-env: A1 has 2 lines\nA1='x\nB1=2'\n");
  });

  it("says that Bun is the exception", () => {
    const { findings } = edited("", { A1: "pa$word", B1: "5 $" }, { portable: true });
    expect(findings).toMatchObject([{ code: "BUN_EXPANDS", severity: "notice", name: "A1" }]);
  });
});
