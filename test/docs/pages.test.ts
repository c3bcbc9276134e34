/** What the documents show was printed by the program: each console is run and compared. `npm run docs` writes what is printed now. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { HAS_TERMINAL } from "../support/terminal.ts";
import { parsePage } from "./page.ts";
import { plainWords } from "./run-line.ts";
import { runPage } from "./run-page.ts";

const ROOT = resolve(import.meta.dirname, "../..");
/** Whether pages are written instead of compared. */
const WRITES = process.env["LAMBDA_ENV_DOCS"] === "write";

const PAGES: readonly string[] = ["README.md", ...pagesIn("docs"), ...pagesIn("examples")];

function pagesIn(folder: string): readonly string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".md")).map((name) => join(folder, name));
}

const read = (page: string): string => readFileSync(join(ROOT, page), "utf8");

const checked = PAGES.filter((page) => /^(?:<!-- (?:scene|generated): |```console\n)/m.test(read(page)));
const isTyped = (page: string): boolean => read(page).includes("<!-- types: ");

describe("each page shows what is printed", () => {
  test.each(checked.filter((page) => !isTyped(page)))("%s", checkPage);
});

describe.skipIf(!HAS_TERMINAL)(
  `each page that asks does, too${HAS_TERMINAL ? "" : " (skipped: there is no script of util-linux)"}`,
  () => {
    test.each(checked.filter(isTyped))("%s", checkPage);
  },
);

async function checkPage(page: string): Promise<void> {
  const shown = read(page);
  const printed = await runPage(shown);
  if (WRITES) writeFileSync(join(ROOT, page), printed);
  else expect(shown, "run npm run docs, and look at what has changed").toBe(printed);
}

test("a page is read into parts that make the same page", () => {
  const page = "# A\n<!-- scene: my-fn, stdout -->\n<!-- run: touch x -->\ntext\n```console\n$ a\n1\n\n$ b\n```\nend\n";
  const parts = parsePage(page);
  expect(parts.map(({ kind }) => kind)).toEqual(["text", "scene", "text", "run", "text", "console", "text"]);
  expect(parts.at(-2)).toEqual({
    kind: "console",
    commands: [
      { line: "a", output: "1\n\n" },
      { line: "b", output: "" },
    ],
  });
});

test.each([
  ["lambda-env diff -f my-fn", ["lambda-env", "diff", "-f", "my-fn"]],
  [`lambda-env unset -f 'my-*' "A B" NAME=''`, ["lambda-env", "unset", "-f", "my-*", "A B", "NAME="]],
  ["lambda-env set -f my-fn KEY --stdin < key.txt", undefined],
  ["lambda-env diff && echo $?", undefined],
  ["lambda-env unset my-*", undefined],
  ["lambda-env 'open", undefined],
])("%s needs a shell or not", (line, words) => {
  expect(plainWords(line)).toEqual(words);
});
