import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "dotenv";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { editDotenv } from "../../../src/formats/dotenv/edit.ts";
import { formatDotenv } from "../../../src/formats/dotenv/format.ts";
import { whyNotPortable } from "../../../src/formats/dotenv/quote.ts";
import { removeFolderSync } from "../../support/folder.ts";
import { type DotenvReader, findDotenvReaders } from "../../support/readers/dotenv-readers.ts";
import { optionsOf, textOf } from "../formatted.ts";
import { biasedValue } from "../values.ts";

const folder = mkdtempSync(join(tmpdir(), "lambda-env-portable-"));
afterAll(() => removeFolderSync(folder));
const READERS = findDotenvReaders(folder);

/** A file that no reader may create, although texts try to in backticks and `$(…)`. */
const CANARY = "canary";

type Case = { readonly text: string; readonly wanted: ReadonlyMap<string, string> };

/** Returns the names of files with the texts of `cases`. */
function writeCases(prefix: string, cases: readonly Case[]): readonly string[] {
  return cases.map(({ text }, index) => {
    writeFileSync(join(folder, `${prefix}${index}.env`), text);
    return `${prefix}${index}.env`;
  });
}

/** Runs `reader` over all of `cases`, and returns the first that it takes differently, with both readings. */
function firstDifference(reader: DotenvReader, files: readonly string[], cases: readonly Case[]): unknown {
  const taken = reader.read(
    folder,
    files,
    cases.map(({ wanted }) => [...wanted.keys()]),
  );
  expect(existsSync(join(folder, CANARY))).toBe(false);
  expect(taken.length).toBe(cases.length);
  for (const [index, { text, wanted }] of cases.entries()) {
    const read = taken[index];
    if (read === undefined) return { refused: text };
    const names = [...new Set([...wanted.keys(), ...read.keys()])].filter((name) => read.get(name) !== wanted.get(name));
    if (names.length > 0)
      return { names, text, wanted: names.map((name) => wanted.get(name)), read: names.map((name) => read.get(name)) };
  }
  return undefined;
}

const RUNS_COMMANDS = [
  `$(touch ${CANARY})`,
  `\`touch ${CANARY}\``,
  "=ls",
  "a:=ls",
  "~",
  "a:~",
  "\ufffe",
  "a\uffff",
  "\u{1fffe}",
  "\ufdd0",
];
const portableValue = fc
  .oneof(
    { weight: 4, arbitrary: biasedValue },
    { weight: 1, arbitrary: fc.constantFrom(...RUNS_COMMANDS, "x\nB1=2", "it's\n# x") },
  )
  .filter((value) => whyNotPortable(value) === undefined);

/** What each edit has names of its own for, so that the results of many can be one file. */
const EDIT = "QQ";
const PULLED = [`${EDIT}A`, `${EDIT}B`, `${EDIT}C`, `${EDIT}D`];
const FOREIGN = [`${EDIT}W`, `${EDIT}X`, `${EDIT}Y`];

/** Lines as people and other tools leave them, of names that are pulled and of names that are not. */
const oddValue = fc.oneof(
  fc.constantFrom(
    "",
    "x",
    '"pa$word1"',
    "'a b'",
    `\`touch ${CANARY}\``,
    `"$(touch ${CANARY})"`,
    "'a' # why",
    "a # why",
    "'a\\'",
    "=ls",
  ),
  fc.constantFrom(
    "`a b`",
    `"a\\nb"`,
    `"a\\"b"`,
    "'two\nlines'",
    "'x\nB1=2'",
    "a#b",
    "x # C:\\",
    "'${HOME}'",
    "a  ",
    "'\ufffe'",
    "it's",
  ),
  biasedValue,
);
const pulledLine = fc
  .tuple(
    fc.constantFrom("", "export ", "  ", "\t"),
    fc.constantFrom(...PULLED),
    fc.constantFrom("=", " = ", ": ", "= "),
    oddValue,
  )
  .map((parts) => parts.join(""));
const plainForeignLine = fc
  .tuple(fc.constantFrom(...FOREIGN), portableValue)
  .map(([name, value]) => textOf(formatDotenv(new Map([[name, value]]), optionsOf({ portable: true }))).replace(/\n$/, ""));
const comment = fc.constantFrom("", "# note", "  # it's", `# \`touch ${CANARY}\``, "# \u00e9", "# a \\\\", " \t", "# x = 'y");
const oddForeignLine = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("", "export ", " "),
      fc.constantFrom(...FOREIGN, "UID", "path"),
      fc.constantFrom("=", " = ", ": "),
      oddValue,
    )
    .map((parts) => parts.join("")),
  fc.constantFrom("# C:\\", "; note", "// note", "junk", `\`touch ${CANARY}\``, "\u00a0", "# a\u2028FA=1", "# a\u2028", "\v"),
);
const existingText = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 4, arbitrary: pulledLine },
        { weight: 2, arbitrary: plainForeignLine },
        { weight: 3, arbitrary: comment },
      ),
      {
        maxLength: 7,
      },
    ),
    fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(oddForeignLine, { maxLength: 1 }) }),
    fc.constantFrom("\n", "\n", "\n", "\r\n"),
    fc.constantFrom("", "\ufeff"),
    fc.constantFrom("", "\n"),
  )
  .map(([lines, odd, lineEnd, mark, end]) => mark + [...lines, ...odd].join(lineEnd) + end);
const pulledValues = fc
  .uniqueArray(fc.constantFrom(...PULLED), { minLength: 1 })
  .chain((names) => fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), portableValue))))
  .map((entries) => new Map(entries));

/** Returns texts that `pull --portable` makes from existing files, and the values they must have. */
function makeEdits(count: number): readonly Case[] {
  const cases: Case[] = [];
  const options = { ...optionsOf({ portable: true }), source: ".env" };
  for (let seed = 1; cases.length < count; seed += 1) {
    for (const [existing, values] of fc.sample(fc.tuple(existingText, pulledValues), { numRuns: 1_000, seed })) {
      const own = (text: string): string => text.replaceAll(EDIT, `E${cases.length}_`);
      const ownValues = new Map([...values].map(([name, value]) => [own(name), own(value)]));
      const edited = editDotenv(own(existing), ownValues, options);
      if (edited.kind === "refused") continue;
      expect(editDotenv(edited.text, ownValues, options)).toMatchObject({ kind: "edited", text: edited.text });
      cases.push({ text: edited.text, wanted: new Map([...Object.entries(parse(own(existing))), ...ownValues]) });
    }
    expect(seed).toBeLessThan(30);
  }
  return cases.slice(0, count);
}

/** Puts the texts of some cases into one, as they follow each other in a file. */
function joinCases(cases: readonly Case[], size: number): readonly Case[] {
  return Array.from({ length: Math.ceil(cases.length / size) }, (_, index) => {
    const some = cases.slice(index * size, (index + 1) * size);
    const wanted = new Map(some.flatMap((one) => [...one.wanted]));
    return { text: some.map(({ text }) => text).join("\n"), wanted };
  });
}

const portableFile = fc
  .array(portableValue, { minLength: 200, maxLength: 200 })
  .map((values) => new Map(values.map((value, index) => [`LE_${String(index).padStart(3, "0")}`, value])));

describe("the portable subset is read the same", () => {
  const files = fc
    .sample(portableFile, 30)
    .map((wanted) => ({ text: textOf(formatDotenv(wanted, optionsOf({ portable: true }))), wanted }));
  const edits = joinCases(makeEdits(3_000), 15);
  const names = { files: writeCases("file", files), edits: writeCases("edit", edits) };

  for (const reader of READERS) {
    it.skipIf(reader.missing !== "")(`by ${reader.name}, of 6,000 values${reader.missing}`, () => {
      expect(firstDifference(reader, names.files, files)).toBeUndefined();
    });

    it.skipIf(reader.missing !== "")(`by ${reader.name}, of 3,000 edits${reader.missing}`, () => {
      expect(firstDifference(reader, names.edits, edits)).toBeUndefined();
    });
  }
});
