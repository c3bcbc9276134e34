import { parse } from "dotenv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDotenv } from "../../../src/formats/dotenv/format.ts";
import { parseDotenv } from "../../../src/formats/dotenv/parse.ts";
import { quotePortably, quoteValue, whyNotPortable } from "../../../src/formats/dotenv/quote.ts";
import { equalValues } from "../../../src/formats/dotenv/verify.ts";
import { runs } from "../../support/depth.ts";
import { optionsOf, textOf } from "../formatted.ts";
import { biasedValue, isUnrepresentable, variables, visitStrings } from "../values.ts";

/** What dotenv's grammar treats alike is one symbol here; CR cannot be written, only read from `\r`. */
const SYMBOLS = ["'", '"', "`", "\\", "n", "r", "\n", "#", " ", "a"];

/** Holds none of the words of a reason; if it appears in one, a value was revealed. */
const MARK = "Zq9";

describe("formatDotenv and parseDotenv are inverses", () => {
  it("for 100,000 biased values, or the value is in the class that no .env can hold", () => {
    let values = 0;
    fc.assert(
      fc.property(variables, (wanted) => {
        values += wanted.size;
        const formatted = formatDotenv(wanted, optionsOf({ skipUnrepresentable: true }));
        if (formatted.kind === "refused") return false;
        const omitted = new Set(formatted.omitted);
        const held = new Map([...wanted].filter(([name]) => !omitted.has(name)));
        const parsed = parseDotenv(formatted.text, { source: ".env" });
        return (
          equalValues(new Map(Object.entries(parse(formatted.text))), held) &&
          equalValues(new Map(parsed.entries.map(({ name, value }) => [name, value])), held) &&
          parsed.omitted.length === omitted.size &&
          parsed.omitted.every(({ name }) => omitted.has(name)) &&
          // A backslash before a quote is the one thing that dotenv takes as written and others do not.
          parsed.findings.every(({ code }) => code === "BACKSLASH_KEPT") &&
          [...wanted].every(([name, value]) => /[\u2028\u2029]/.test(value) || omitted.has(name) === isUnrepresentable(value))
        );
      }),
      { numRuns: runs(30_000) },
    );
    expect(values).toBeGreaterThanOrEqual(runs(100_000));
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

describe("formatDotenv", () => {
  it.each([
    ["", "VALUE="],
    ["postgres://db.example:5432/app", "VALUE=postgres://db.example:5432/app"],
    ["two words", "VALUE='two words'"],
    ["url/#frag", "VALUE='url/#frag'"],
    ["it's", `VALUE="it's"`],
    ["line\nline", "VALUE='line\nline'"],
    [`it's "quoted"`, 'VALUE=`it\'s "quoted"`'],
    ["a\r\nb", `VALUE="a\\r\nb"`],
    ["a'`$b", `VALUE="a'\`$b"`],
    ["C:\\dir name\\", "VALUE=C:\\dir name\\"],
    ["# \\", "VALUE='# \\' #'."],
    ["=ls", "VALUE='=ls'"],
    ["a:=ls", "VALUE='a:=ls'"],
    ["x\nB1=2", 'VALUE="x\\nB1=2"'],
    ["x\n# it's", `VALUE="x\\n# it's"`],
    ["-----BEGIN KEY-----\nYQ==\n-----END KEY-----\n", "VALUE='-----BEGIN KEY-----\nYQ==\n-----END KEY-----\n'"],
    ['say "x"\nB1=2', "# lambda-env: VALUE has 2 lines\nVALUE='say \"x\"\nB1=2'"],
    ["'`\"", "VALUE=''`\"'"],
  ])("writes %j in the most portable quoting", (value, line) => {
    expect(textOf(formatDotenv(new Map([["VALUE", value]]), optionsOf()))).toBe(`${line}\n`);
  });

  it("sorts by name", () => {
    const values = new Map([
      ["B1", "2"],
      ["A_", "3"],
      ["A1", "1"],
    ]);
    expect(textOf(formatDotenv(values, optionsOf()))).toBe("A1=1\nA_=3\nB1=2\n");
  });

  it("writes nothing when one value cannot be held, and names each with its reason and no value", () => {
    const values = new Map([
      ["GOOD", "fine"],
      ["KEY_JSON", `${MARK}\r\n"\\n"`],
      ["ROBOT", `${MARK}\ud800`],
      ["ZERO", `${MARK}\0`],
    ]);
    const formatted = formatDotenv(values, optionsOf());
    expect(formatted.kind).toBe("refused");
    expect(formatted.findings.map(({ code, severity, name }) => [code, severity, name])).toEqual([
      ["NOT_REPRESENTABLE", "error", "KEY_JSON"],
      ["NOT_REPRESENTABLE", "error", "ROBOT"],
      ["NOT_REPRESENTABLE", "error", "ZERO"],
    ]);
    expect(JSON.stringify(formatted.findings)).not.toContain(MARK);
  });

  it("refuses names that dotenv does not read, and lets none of them end a comment", () => {
    const values = new Map([
      ["__proto__", "x"],
      ["A B", "x"],
      ["A\nB=1", "x"],
      ["Ä", "x"],
    ]);
    expect(formatDotenv(values, optionsOf()).findings.map(({ name }) => name)).toEqual(["A\nB=1", "A B", "__proto__", "Ä"]);
    const text = textOf(formatDotenv(values, optionsOf({ skipUnrepresentable: true })));
    expect(text).toBe("# lambda-env: __proto__ not representable in .env\n");
  });

  it("leaves a marked comment and a warning for a value that is skipped, and the reader knows the name", () => {
    const formatted = formatDotenv(
      new Map([
        ["A1", "1"],
        ["KEY_JSON", "\r\\n"],
      ]),
      optionsOf({ skipUnrepresentable: true }),
    );
    expect(textOf(formatted)).toBe("A1=1\n# lambda-env: KEY_JSON not representable in .env\n");
    expect(formatted.findings).toMatchObject([{ code: "NOT_REPRESENTABLE", severity: "warning", name: "KEY_JSON" }]);
    expect(parseDotenv(textOf(formatted), { source: ".env" }).omitted).toEqual([{ name: "KEY_JSON", line: 2 }]);
  });

  it("refuses a value that reads like dotenvx's ciphertext, since set would not read it back", () => {
    const formatted = formatDotenv(new Map([["KEY", "encrypted:abc"]]), optionsOf());
    expect(formatted).toMatchObject({ kind: "refused", findings: [{ code: "NOT_REPRESENTABLE", name: "KEY" }] });
  });

  it("writes $( in single quotes where possible, and warns of it", () => {
    const formatted = formatDotenv(new Map([["CMD", "$(id)"]]), optionsOf());
    expect(textOf(formatted)).toBe("CMD='$(id)'\n");
    expect(formatted.findings).toMatchObject([{ code: "COMMAND_SUBSTITUTION", severity: "warning", name: "CMD" }]);
  });

  it("reports values that readers read differently, and refuses them with portable", () => {
    const values = new Map([
      ["A1", "fine"],
      ["B1", "it's $5"],
      ["C1", "a\\\\b"],
    ]);
    expect(formatDotenv(values, optionsOf()).findings).toMatchObject([
      { code: "NOT_PORTABLE", severity: "notice", name: "B1" },
      { code: "NOT_PORTABLE", severity: "notice", name: "C1" },
    ]);
    const portable = formatDotenv(values, optionsOf({ portable: true }));
    expect(portable.kind).toBe("refused");
    expect(portable.findings).toMatchObject([
      { code: "NOT_REPRESENTABLE", severity: "error", name: "B1", args: { format: "portable .env" } },
      { code: "NOT_REPRESENTABLE", severity: "error", name: "C1" },
    ]);
    const skipped = textOf(formatDotenv(values, optionsOf({ portable: true, skipUnrepresentable: true })));
    expect(skipped).toContain("# lambda-env: B1 not representable in portable .env\n");
  });

  it("refuses a value of 16 MB", () => {
    expect(formatDotenv(new Map([["BIG", "'\n".repeat(8_000_000)]]), optionsOf()).kind).toBe("refused");
  });
});

describe("whyNotPortable", () => {
  it.each([
    "a\rb",
    "a\\\\b",
    "a\\",
    "${HOME}",
    `it's "x"`,
    "it's $5",
    "it's \\",
    "it's `x`",
    "\0",
    "\ud800",
    "encrypted:abc",
    "\ufffe",
    "a\uffff",
    "\ufdd0",
    "\u{1ffff}",
  ])("says why readers differ on %j", (value) => {
    expect(whyNotPortable(value)).toEqual(expect.any(String));
  });

  it.each(["", "a b", "it's", "a\nb", `{"a": "#fff"}`, "$HOME", "$(id)", "`x`", "a\\b", "\u2028"])("passes %j", (value) => {
    expect(whyNotPortable(value)).toBeUndefined();
  });

  it("passes only values that the first three quotings hold", () => {
    fc.assert(
      fc.property(biasedValue, (value) => {
        if (whyNotPortable(value) !== undefined) return;
        const text = quotePortably(value) ?? "";
        expect(text === value || text === `'${value}'` || text === `"${value}"`).toBe(true);
      }),
      { numRuns: runs(5_000) },
    );
  });
});
