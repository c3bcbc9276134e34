/** The rules of the house above the file: no circle of files, sizes that can be taken in, one meaning for a name, one place for words. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { tempFolder } from "../support/cli.ts";
import { findCircles, findFullFolders, findLongFiles, findRepeatedNames, findSpokenWords, readImports } from "./source-tree.ts";

const SRC = resolve(import.meta.dirname, "../../src");
const TEST = resolve(import.meta.dirname, "..");
const MAX_LINES = 250;
/** A test is read one case at a time. */
const MAX_TEST_LINES = 350;
const MAX_FILES = 16;

/** What each file of a kind exports under the same name, since it means the same. */
const SHARED: ReadonlySet<string> = new Set(["run"]);

function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** Returns a folder with these files. */
function write(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

describe("circles of files", () => {
  test("src has none, not even of types", () => {
    expect(findCircles(readImports(SRC))).toEqual([]);
  });

  test.each([
    ["values", 'import { b } from "./b.ts";', 'export { a } from "./a.ts";'],
    ["types", 'import type { B } from "./b.ts";', 'export type { A } from "./a.ts";'],
    ["a type within an expression", 'type B = import("./b.ts").B;', 'import { type A } from "./a.ts";'],
    ["a file that loads late", 'const b = await import("./b.ts");', 'import "./a.ts";'],
    ["names on several lines", 'import {\n  one,\n  two,\n} from "./b.ts";', 'import * as a from "./a.ts";'],
  ])("one of %s is found", (_, a, b) => {
    expect(findCircles(readImports(write({ "a.ts": a, "b.ts": b, "c.ts": 'import "./a.ts";' })))).toEqual([["a.ts", "b.ts"]]);
  });

  test("one through several folders is found, and what only leads to it is not part of it", () => {
    const folder = write({
      "top.ts": 'import "./one/a.ts";',
      "one/a.ts": 'import "../two/b.ts"; import "./leaf.ts";',
      "one/leaf.ts": "",
      "two/b.ts": 'import type { C } from "../three/inner/c.ts";',
      "three/inner/c.ts": 'import type { A } from "../../one/a.ts";',
      "two/d.ts": 'import "./e.ts"; import "./b.ts";',
      "two/e.ts": 'import "./d.ts";',
    });
    const circles = [...findCircles(readImports(folder))].sort((a, b) => a.join().localeCompare(b.join()));
    expect(circles).toEqual([
      ["one/a.ts", "three/inner/c.ts", "two/b.ts"],
      ["two/d.ts", "two/e.ts"],
    ]);
  });

  test("two paths to one file are not a circle", () => {
    const folder = write({ "a.ts": 'import "./b.ts"; import "./c.ts";', "b.ts": 'import "./c.ts";', "c.ts": "" });
    expect(findCircles(readImports(folder))).toEqual([]);
  });
});

describe("sizes", () => {
  test("no file is too long", () => {
    expect(findLongFiles(SRC, MAX_LINES)).toEqual([]);
    expect(findLongFiles(TEST, MAX_TEST_LINES)).toEqual([]);
  });

  test("no folder is too full", () => {
    expect(findFullFolders(SRC, MAX_FILES)).toEqual([]);
    expect(findFullFolders(TEST, MAX_FILES)).toEqual([]);
  });

  test("what is larger is found, wherever it is", () => {
    const folder = write({ "a.ts": "1\n2\n3\n", "one/b.ts": "1\n2\n", "one/two/c.ts": "1\n2\n3\n4\n", "one/two/d.json": "" });
    expect(findLongFiles(folder, 2)).toEqual([
      ["a.ts", 3],
      [join("one", "two", "c.ts"), 4],
    ]);
    expect(findFullFolders(folder, 1)).toEqual([[join("one", "two"), 2]]);
  });
});

describe("names", () => {
  test("one that is exported means one thing in the whole tree", () => {
    expect(findRepeatedNames(SRC).filter(([name]) => !SHARED.has(name))).toEqual([]);
  });

  test("one that means two is found, whatever it names", () => {
    const folder = write({
      "a.ts": "export function make(): void {}\nexport const LIMIT = 1;\nexport type { Other } from './b.ts';\n",
      "b.ts": "export async function make(): Promise<void> {}\nexport interface LIMIT {}\nexport type Other = 1;\n",
      "one/c.ts": "export class make {}\nconst Other = 2;\n",
    });
    expect(findRepeatedNames(folder)).toEqual([
      ["LIMIT", ["a.ts", "b.ts"]],
      ["make", ["a.ts", "b.ts", join("one", "c.ts")]],
    ]);
  });
});

describe("words", () => {
  const mute = ["cli", "commands", "workflow"].map((room) => join(SRC, room));

  test("every message comes from output/", () => {
    expect(mute.flatMap(findSpokenWords)).toEqual([]);
  });

  test("a message from elsewhere is found", () => {
    const folder = write({
      "a.ts":
        'reporter.note("done");\ncontext.reporter.warn(\n  `is ${open}`,\n);\nreporter.note(sayDone());\nreporter.result(text);\n',
    });
    expect(findSpokenWords(folder)).toEqual(['a.ts: reporter.note("done");', "a.ts: reporter.warn( `is ${open}`,"]);
  });
});

describe("tests", () => {
  test("are in the room of what they test", () => {
    const rooms = foldersIn(SRC).filter((room) => room !== "cli");
    const inner = rooms.flatMap((room) => foldersIn(join(TEST, room)).map((name) => join(room, name)));
    expect(inner.filter((folder) => !existsSync(join(SRC, folder)))).toEqual([]);
  });
});
