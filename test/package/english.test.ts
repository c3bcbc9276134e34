/** Plain English: no sentence of the project uses the words of the dialect that the first version was written in. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { tempFolder } from "../support/cli.ts";
import { listFiles, readDocstrings, readNameWords, readSentences } from "./sentences.ts";

const ROOT = resolve(import.meta.dirname, "../..");

interface Avoided {
  readonly avoid: RegExp;
  readonly write: string;
  /** Where a sentence matches this, the word has its other sense. */
  readonly unless?: RegExp;
}

const AVOIDED: readonly Avoided[] = [
  { avoid: /\b(?:tells?|telling|told)\b/i, write: "says, shows, reports, names, warns" },
  { avoid: /\bmeant\b/i, write: "intended, as planned" },
  // An alias moves to another version, and a cursor to another place; data does not.
  {
    avoid: /\bmoved\b/i,
    write: "changed",
    unless: /\balias|\blabel|\bits position\b|\bmoved (?:twice|to it)\b|\bwas not moved\b/i,
  },
  { avoid: /\bmend(?:s|ed|ing)?\b/i, write: "fix, fixed" },
  { avoid: /\bshall\b/i, write: "will, must" },
  { avoid: /\b(?:deeds?|wish(?:es)?)\b/i, write: "change, request" },
  { avoid: /\b(?:stands|stood|lies?)\b/i, write: "is", unless: /\bst(?:ands|ood) for\b/i },
  { avoid: /\bleads? (?:there|nowhere|to nothing)\b/i, write: "goes to; cannot be resolved" },
  { avoid: /\blooks? on\b/i, write: "is read-only" },
  { avoid: /\b(?:says?|states?) otherwise\b/i, write: "overrides this" },
  { avoid: /\bas far as\b/i, write: "if, where" },
  { avoid: /\basked for\b|\basks? for (?:an? |the )?(?:approval|confirm|removals?|yes)/i, write: "ask before …; request" },
  { avoid: /\bit is so that\b/i, write: "leave it out" },
  { avoid: /(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more\b|reason\b)[a-z]/i, write: "is not a …" },
  {
    avoid:
      /\b(?:one|once|each|entry|entries|document|lines?|rows?|case|requests?) an? (?:line|name|run|second|variable|request)\b/i,
    write: "per line",
  },
];

/** Sentences with a word in another sense, each with the reason. */
const ALLOWED: readonly { readonly file: string; readonly text: string; readonly why: string }[] = [];

const TEXTS = /\.(?:[jt]s|md|ya?ml|toml|sh)$|(?:^|\/)(?:bootstrap|handler|Dockerfile|Jenkinsfile|run)$|(?:biome|schema)\.json$/;
const NOT_OURS = /^(?:package-lock\.json|LICENSE|test\/fixtures\/|test\/package\/english\.test\.ts$)/;

function findAvoided(root: string, file: string): readonly string[] {
  return readSentences(root, file).flatMap(({ at, text }) =>
    AVOIDED.flatMap(({ avoid, write, unless }) => {
      const found = avoid.exec(text)?.[0];
      if (found === undefined || unless?.test(text)) return [];
      if (ALLOWED.some((allowed) => file === allowed.file && text.includes(allowed.text))) return [];
      return [`${at}: "${found}" (write: ${write}): ${text}`];
    }),
  );
}

const files = listFiles(ROOT).filter((file) => TEXTS.test(file) && !NOT_OURS.test(file));

describe("plain English", () => {
  test("no sentence uses a word to avoid", () => {
    expect(files.length).toBeGreaterThan(300);
    expect(files.flatMap((file) => findAvoided(ROOT, file))).toEqual([]);
  });

  test("every exception is needed", () => {
    const texts = (file: string): readonly string[] => readSentences(ROOT, file).map(({ text }) => text);
    const unused = ALLOWED.filter((allowed) => !texts(allowed.file).some((text) => text.includes(allowed.text)));
    expect(unused).toEqual([]);
  });

  test("a docstring of an exported function starts with what it returns or does", () => {
    const sources = files.filter((file) => file.startsWith("src/") && file.endsWith(".ts"));
    const riddles = sources
      .flatMap((file) => readDocstrings(ROOT, file))
      .filter(({ declaration }) => /^export (?:async )?function\b/.test(declaration))
      .filter(({ text }) => !/^[A-Z][a-z]+s\b/.test(text));
    expect(riddles.map(({ at, text }) => `${at}: ${text}`)).toEqual([]);
  });

  test("no name in the code is one of the words", () => {
    const words = ["tell", "tells", "told", "teller", "untold", "meant", "mend", "shall", "deed", "deeds", "wish"];
    const sources = files.filter((file) => file.startsWith("src/") && file.endsWith(".ts"));
    const named = sources.flatMap((file) => {
      const used = readNameWords(ROOT, file);
      return words.filter((word) => used.has(word)).map((word) => `${file}: ${word}`);
    });
    expect(named).toEqual([]);
  });
});

describe("a word to avoid is found", () => {
  const sentences: readonly (readonly [string, string])[] = [
    ["a.md", "It is told what to do."],
    ["a.ts", "// As was meant."],
    ["a.ts", "/**\n * What the other run\n * moved.\n */\nexport const a = 1;"],
    ["a.ts", "export const a = `mend $" + "{b} by hand`;"],
    ["a.ts", 'fail("the value is no number");'],
    ["a.yaml", "description: Names, one a line"],
    ["a.sh", "# The file lies there."],
    ["a.md", "A role that looks on."],
    ["a.md", "The link leads nowhere."],
    ["a.md", "Removals are asked for."],
    ["a.md", "As far as it goes, unless somebody says otherwise, it shall do."],
  ];
  test.each(sentences)("in %s: %s", (file, text) => {
    const root = tempFolder();
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
    expect(findAvoided(root, file).length).toBeGreaterThan(0);
  });

  test.each([
    "There is no such file.",
    "The alias moved to version 2.",
    "`*` stands for any text.",
    "It is no longer there.",
    "One line each.",
  ])("not in: %s", (text) => {
    const root = tempFolder();
    writeFileSync(join(root, "a.md"), text);
    expect(findAvoided(root, "a.md")).toEqual([]);
  });
});
