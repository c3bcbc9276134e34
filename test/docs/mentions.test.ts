/** Command lines that the documents mention without running them: the program must accept the words and options of each. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { parseArguments } from "../../src/cli/parse.ts";
import { COMMANDS } from "../../src/commands/catalog.ts";
import { plainWords } from "./run-line.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const listPages = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
const PAGES = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...listPages("docs"), ...listPages("examples")];

/** Returns the command lines in code, inline and in blocks, without what a shell does around them. Those of consoles are run elsewhere. */
function commandLinesOf(text: string): readonly string[] {
  const inline = [...text.matchAll(/`(lambda-env [^`\n]+)`/g)].map(([, line = ""]) => line);
  const inBlocks = [...text.matchAll(/^(?: {4})?(?:[A-Z_]+="\$\()?(lambda-env [^\n]+)$/gm)].map(([, line = ""]) => line);
  return [...inline, ...inBlocks].map((line) => line.replaceAll("\\|", "|").replace(/ (?:[<>|#] |&& |\|\| |2>).*$|\)".*$/, ""));
}

/** A word in capitals is for the reader to replace, and an ellipsis stands for more. */
function isToRead(line: string): boolean {
  return /^lambda-env (?:help )?[A-Z]| (?:PATH|FILE|DIR|ID|FUNCTION)(?: |$)|…|\.\.\./.test(line);
}

test.each(PAGES)("command lines of %s", async (page) => {
  const text = readFileSync(join(ROOT, page), "utf8");
  for (const line of commandLinesOf(text).filter((one) => !isToRead(one))) {
    const [, ...argv] = plainWords(line.replace(/"\$[A-Z_]+"/g, "word")) ?? [];
    expect(argv.length, `${line}: not understood`).toBeGreaterThan(0);
    await expect(parseArguments(argv, {}, COMMANDS), `${line} in ${page}`).resolves.toBeDefined();
  }
});

test("what is mentioned is found", () => {
  expect(
    commandLinesOf(
      'Use `lambda-env diff -f x`.\n    lambda-env list\n$ lambda-env run\nlambda-env pull > x\nA="$(lambda-env get -q B)"\n',
    ),
  ).toEqual(["lambda-env diff -f x", "lambda-env list", "lambda-env pull", "lambda-env get -q B"]);
});
