import { parse } from "dotenv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDotenv } from "../../../src/formats/dotenv/parse.ts";
import { runs } from "../../support/depth.ts";
import { biasedValue } from "../values.ts";

const read = (text: string) => parseDotenv(text, { source: ".env" });
const valuesOf = (text: string) => Object.fromEntries(read(text).entries.map(({ name, value }) => [name, value]));

/** Each finding as `severity CODE NAME line:column`. */
const found = (text: string) =>
  read(text).findings.map(({ code, severity, name, at }) => `${severity} ${code} ${name ?? "-"} ${at?.line}:${at?.column}`);

/** Any text that a person or a broken tool could have left in a `.env` file. */
const anyText = fc
  .array(
    fc.oneof(
      biasedValue,
      fc.constantFrom("A=", "\nB=", "\n", "\nexport C='", '\nA="', "\nA: ", "\n__proto__=", "\n# ", "\r\n", "\n\n"),
    ),
  )
  .map((pieces) => pieces.join(""));

describe("parseDotenv", () => {
  it("gives every variable the value that dotenv's own parse gives, whatever the text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(valuesOf(text)).toEqual({ ...parse(text) });
      }),
      { numRuns: runs(20_000) },
    );
  });

  it("finds an error in every text that is not blank and from which dotenv reads nothing", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const says = text.split(/[\r\n\u2028\u2029]/).some((line) => line.trim() !== "" && !line.trim().startsWith("#"));
        if (Object.keys(parse(text)).length > 0 || !says) return;
        expect(read(text).findings.some(({ severity }) => severity === "error")).toBe(true);
      }),
      { numRuns: runs(20_000) },
    );
  });

  it("places each name, past a byte order mark, CRLF, exports, comments and values of several lines", () => {
    const text = "\uFEFFA1=1\r\n# note\r\n  export B1='two\r\nlines' # why\r\n\r\n\texport  C1: 3\r\n";
    expect(read(text).entries).toEqual([
      { name: "A1", value: "1", line: 1, column: 1 },
      { name: "B1", value: "two\nlines", line: 3, column: 3 },
      { name: "C1", value: "3", line: 6, column: 2 },
    ]);
    expect(read(text).findings).toEqual([]);
  });

  it("keeps names that plain objects know, and the order of the text", () => {
    expect(read("constructor=1\nB=2\n10=3\ntoString=4\n").entries.map(({ name }) => name)).toEqual([
      "constructor",
      "B",
      "10",
      "toString",
    ]);
  });

  it("takes ordinary .env texts without a finding", () => {
    const text = [
      "# settings",
      "",
      "PLAIN=value",
      "export EXPORTED=value",
      "SPACED = value",
      "COMMENTED=value # why",
      "EMPTY=",
      "EMPTY_COMMENTED= # none yet",
      "SINGLE='a # b' # why",
      `DOUBLE="a\\nb"`,
      "URL=https://user@example.com/path?x=1&y=2",
      "BASE64=Zm9vYmFyCg==",
      `PEM="-----BEGIN KEY-----\nZm9v\nYmFyCg==\n-----END KEY-----"`,
      "",
    ].join("\n");
    expect(found(text)).toEqual([]);
  });

  it.each([
    ["a cut value", "OK=1\nPASS=abc#def\n", ["error VALUE_CUT PASS 2:9"]],
    ["a value that is only a comment", "PASS=#abc", ["error VALUE_CUT PASS 1:6"]],
    ["a comment that touches a quoted value", "PASS='abc'#def", ["warning VALUE_CUT PASS 1:11"]],
    ["a name with a blank", "A B=1", ["error LINES_IGNORED - 1:1"]],
    ["a line without a value", "A1=1\n  JUST_A_NAME\nB1=2", ["error LINES_IGNORED - 2:3"]],
    ["a name that is not ASCII", "Ä=1", ["error LINES_IGNORED - 1:1"]],
    ["a colon without a blank", "A:b", ["error LINES_IGNORED - 1:1"]],
    ["an open double quote", 'A1="x\nB1=2', ["error QUOTE_UNTERMINATED A1 1:1"]],
    ["an open single quote after export", "  export A1='x", ["error QUOTE_UNTERMINATED A1 1:3"]],
    ["a lone quote", "A1=`", ["error QUOTE_UNTERMINATED A1 1:1"]],
    ["text behind the closing quote", '\nA1="a" b', ["error TEXT_AFTER_QUOTE A1 2:1"]],
    ["a value on the next line", 'A1=\n"B1"\n', ["error VALUE_ON_NEXT_LINE A1 1:1"]],
    ["a line that a colon swallows", "A1:\nB1=2\n", ["error VALUE_ON_NEXT_LINE A1 1:1"]],
    ["a swallowed line", 'A1="x\nB1=y"\nC1=1', ["error LINES_SWALLOWED A1 1:1"]],
    ["a comment that is swallowed", "A1='x\n# don'\n", ["warning LINES_SWALLOWED A1 1:1"]],
    ["a swallowed line that is not the last", "A1='x\nB1=2\n# the users'\nC1=1", ["error LINES_SWALLOWED A1 1:1"]],
    ["a swallowed export", 'A1="x\n  export B1 = 2\n"', ["error LINES_SWALLOWED A1 1:1"]],
    ["a swallowed line that ends the value", "A1='x\nB1='", ["error LINES_SWALLOWED A1 1:1"]],
    ["a swallowed name in capitals and a colon", "A1='x\nB1: 2'", ["error LINES_SWALLOWED A1 1:1"]],
    ["a swallowed colon in a file of colons", "a1: 'x\nb1: 2'", ["error LINES_SWALLOWED a1 1:1"]],
    ["a count of lines that is not this value's", "# lambda-env: A1 has 3 lines\nA1='x\nB1=2'", ["error LINES_SWALLOWED A1 2:1"]],
    ["a count of lines of another name", "# lambda-env: B1 has 2 lines\nA1='x\nB1=2'", ["error LINES_SWALLOWED A1 2:1"]],
    ["a count that is not right above", "# lambda-env: A1 has 2 lines\n\nA1='x\nB1=2'", ["error LINES_SWALLOWED A1 3:1"]],
    ["a repeated name with two values", "A1=1\nA1=2", ["error NAME_REPEATED A1 2:1"]],
    ["a repeated name with one value", "A1=1\nB1=2\n  A1='1'", ["warning NAME_REPEATED A1 3:3"]],
    ["__proto__", "A1=1\n__proto__=2", ["error NAME_DROPPED __proto__ 2:1"]],
    ["an escaped quote, which dotenv keeps escaped", `A1="{\\"a\\":1}"`, ["warning BACKSLASH_KEPT A1 1:1"]],
    ["a variable behind a comment's line separator", "# a\u2028A1=1", ["error LINE_SEPARATOR A1 1:5"]],
    ["quotes within an unquoted value of two such lines", "A1=a\u2028'b'", ["error LINE_SEPARATOR A1 1:1"]],
    ["a lone carriage return", "A1=1\r\nB1=2\rC1=3", ["warning LONE_CARRIAGE_RETURN - 2:5"]],
  ])("finds %s", (_what, text, findings) => {
    expect(found(text)).toEqual(findings);
  });

  it.each([
    ["triple quotes", 'A1="""abc"""', ["error TRIPLE_QUOTES A1 1:1"]],
    [
      "triple single quotes over several lines",
      "A1='''abc\ndef g'''",
      ["error TRIPLE_QUOTES A1 1:1", "error LINES_IGNORED - 2:1"],
    ],
    ["quotes between quotes", 'A1="say "hi" now"', ["error QUOTE_INSIDE A1 1:1"]],
    ["JSON in double quotes", 'A1="{"a":1}"', ["error QUOTE_INSIDE A1 1:1"]],
    ["our own shell format", "export A1='it'\\''s'", ["error QUOTE_INSIDE A1 1:1"]],
    ["typographic double quotes", "A1=\u201cabc\u201d", ["error SMART_QUOTES A1 1:1"]],
    ["typographic single quotes", "A1=\u2018abc\u2019", ["error SMART_QUOTES A1 1:1"]],
    ["German quotes", "A1=\u201eabc\u201c", ["error SMART_QUOTES A1 1:1"]],
    ["French quotes", "A1=\u00ababc\u00bb", ["error SMART_QUOTES A1 1:1"]],
    ["a shell's quotes with escapes", "A1=$'a\\nb'", ["error SHELL_QUOTES A1 1:1"]],
    ["a comment with //", "A1=1 // note", ["error OTHER_COMMENT A1 1:1"]],
    ["a comment with // that touches", "A1=1 //note", ["error OTHER_COMMENT A1 1:1"]],
    ["a comment with ;", "A1=1 ; note", ["error OTHER_COMMENT A1 1:1"]],
    ["a comment in place of a value", "A1= // none yet", ["error OTHER_COMMENT A1 1:1"]],
    ["a line that is a comment with //", "// A1=1", ["error LINES_IGNORED - 1:1"]],
    ["a line that is a comment with ;", "A1=1\n; note", ["error LINES_IGNORED - 2:1"]],
    ["a line that begins with a character nobody sees", "A1=1\n\u200bB1=2", ["error LINES_IGNORED - 2:1"]],
    ["a key of several lines without quotes", "A1=1\nB1=-----BEGIN\nabc\nYmFyCg==\n-----END\n", ["error VALUE_GOES_ON B1 2:1"]],
    ["such a key below its name", "B1=\n-----BEGIN\nabc\n-----END\n", ["error VALUE_GOES_ON B1 1:1"]],
    ["JSON of several lines without quotes", 'B1={\n  "a": 1\n}', ["error VALUE_GOES_ON B1 1:1"]],
    ["a line that a backslash continues", "B1=one \\\n  two three", ["error VALUE_GOES_ON B1 1:1"]],
    ["lines that do not continue it", "B1=1\nB 2=3\nB 4=5", ["error LINES_IGNORED - 2:1"]],
  ])("finds %s", (_what, text, findings) => {
    expect(found(text)).toEqual(findings);
  });

  it.each([
    ["a URL without a scheme", "A1=//cdn.example.com/x"],
    ["a URL", "A1=https://example.com/x//y"],
    ["semicolons", "A1=Server=db;Database=app; Encrypt=yes"],
    ["// in quotes", "A1='a // b'"],
    ["typographic quotes in a text", "A1=He said \u201chi\u201d, didn\u2019t he"],
    ["typographic quotes in quotes", "A1='\u201chi\u201d'"],
    ["an empty pair of quotes", 'A1=""'],
    ["a backslash in quotes", "A1='a\\b'"],
    ["a key", "A1='-----BEGIN KEY-----\nProc-Type: 4,ENCRYPTED\nDEK: AES\n\nZm9v\nQUJD=\n-----END KEY-----'"],
    ["base64 of several lines", `A1="${"A".repeat(76)}\nYmFy=\n"`],
    ["YAML", 'A1="a: 1\nb:\n  - 2"'],
    ["JSON", `A1='{\n  "a": "b=c"\n}'`],
    ["lines that are counted", "A0=0\n# lambda-env: A1 has 3 lines\nA1='x\nB1=2\n# it'"],
    ["lines that are counted, with other line ends", "# lambda-env: A1 has 2 lines\r\nA1='x\r\nB1=2'\r\n"],
  ])("takes %s without a finding", (_what, text) => {
    expect(found(text)).toEqual([]);
  });

  it("names the lines that continue a value, and no word of them", () => {
    const findings = read("KEY=-----BEGIN\nabc\nZq9q==\n-----END\n").findings;
    expect(findings).toMatchObject([{ name: "KEY", at: { line: 1 }, args: { first: 2, last: 4 } }]);
  });

  it("joins neighbouring lines that are ignored, and says how many", () => {
    const findings = read("KEY='1'\nabc\ndef\n\nghi\n").findings;
    expect(findings.map(({ args, at }) => [at?.line, args])).toEqual([
      [2, { lines: 2 }],
      [5, { lines: 1 }],
    ]);
  });

  it("reports the line of the first of repeated names", () => {
    expect(read("\nA1=1\nA1=2\nA1=3").findings).toMatchObject([{ at: { line: 4 }, args: { firstLine: 2 } }]);
  });

  it("reveals no value in any finding", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const facts = JSON.stringify(read(`${text}\nX="Zq9\nY='Zq9#`).findings);
        expect(facts).not.toContain("Zq9");
      }),
      { numRuns: runs(2_000) },
    );
  });

  it("knows which names a comment says were left out, unless the file has them after all", () => {
    const text =
      "# lambda-env: A1 not representable in .env\nA1=1\n # lambda-env: B1 not representable in .env\nC1='\n# lambda-env: D1 not representable in .env'";
    expect(read(text).omitted).toEqual([{ name: "B1", line: 3 }]);
  });
});

describe("parseDotenv ends soon", () => {
  it("on 64 KB of blank lines, with an error where they begin", () => {
    expect(found(`# note\n${"\n".repeat(65_536)}# x\nA1=1\n`)).toEqual(["error BLANK_LINES - 1:7"]);
  });

  it.each([
    ["blank lines before a long word", `A1=1\n${" \n".repeat(4_000)}${"x".repeat(500_000)}`],
    ["blank lines before export", `#\n${"\n".repeat(4_000)}export${" ".repeat(500_000)}x`],
  ])("on %s", (_what, text) => {
    expect(read(text).findings.map(({ code }) => code)).toContain("BLANK_LINES");
  });

  it.each([
    ["a value of a megabyte", `A1='${"\\'\n".repeat(300_000)}'`],
    ["a megabyte of assignments", "A1=1\n".repeat(200_000)],
    ["a megabyte of open quotes", "A1=\"\\\"\nB1='\\'\n".repeat(70_000)],
    ["a megabyte of ignored lines", "x\n".repeat(500_000)],
    ["a megabyte of blanks", " ".repeat(1_000_000)],
    ["a megabyte of escapes", `A1="${'\\"'.repeat(500_000)}`],
  ])("on %s", (_what, text) => {
    expect(read(text).format).toBe("dotenv");
  });
});
