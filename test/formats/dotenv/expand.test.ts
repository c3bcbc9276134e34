import { existsSync, rmSync } from "node:fs";
import { expand } from "dotenv-expand";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandReferences } from "../../../src/formats/dotenv/expand.ts";
import { findReferences, hasOtherBraces } from "../../../src/formats/dotenv/references.ts";
import { biasedValue } from "../values.ts";

const KNOWN: Readonly<Record<string, string>> = { A: "one", B_2: "t wo", EMPTY: "" };
const lookup = (name: string): string | undefined => (Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined);

const piece = fc.oneof(
  fc.constantFrom(
    "$A",
    "${A}",
    "${B_2}",
    "${NONE:-x}",
    "${NONE-x y}",
    "${A:-x}",
    "${A:+x}",
    "${NONE+x}",
    "${EMPTY:-x}",
    "${NONE:-${A}}",
  ),
  fc.constantFrom(
    "\\$Z",
    "\\${Z}",
    "$(id)",
    "`id`",
    "$5",
    "100$ ",
    "a-b",
    "}",
    "'",
    '"',
    "\\ ",
    "${constructor:-x}",
    "${NONE:-$A}",
    "é",
  ),
);
const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));

describe("expandReferences", () => {
  it("does what dotenv-expand does, where what goes in has nothing to be expanded", () => {
    fc.assert(
      fc.property(text, (value) => {
        const { parsed } = expand({ parsed: { VALUE: value }, processEnv: { ...KNOWN, constructor: "" } });
        expect(expandReferences(value, lookup)).toBe(parsed?.["VALUE"]);
      }),
      { numRuns: 5_000 },
    );
  });

  it("puts any value in as it is, which the library alone does not", () => {
    fc.assert(
      fc.property(biasedValue, biasedValue, (one, two) => {
        const both = (name: string): string => (name === "A" ? one : two);
        if (one !== "" && two !== "") expect(expandReferences("<${A}|$B>", both)).toBe(`<${one}|${two}>`);
      }),
      { numRuns: 5_000 },
    );
    expect(expandReferences("x:${A}@h", () => "pa$word$&$$\\$")).toBe("x:pa$word$&$$\\$@h");
  });

  it("runs nothing", () => {
    const file = "lambda-env-expand-canary";
    rmSync(file, { force: true });
    const command = `$(touch ${file})\`touch ${file}\``;
    expect(expandReferences(`${command}\${A}`, () => command)).toBe(command + command);
    expect(existsSync(file)).toBe(false);
  });
});

describe("findReferences", () => {
  it.each([
    ["${A}$B", ["A", "B"]],
    ["\\${A}\\$B", []],
    ["$5 100$ $(A) $'A'", []],
    ["${A:-${B}}", ["A", "B"]],
  ])("finds in %j %j", (value, names) => {
    expect(findReferences(value).map(({ name }) => name)).toEqual(names);
  });

  it.each(["${ A }", "${A:?x}", "${}", "${A", "${1}", "${A.B}"])("knows that %j is none", (value) => {
    expect(hasOtherBraces(value)).toBe(true);
  });
});
