/** The rules of the house above the file: no circle of files, and neither a file nor a folder that is too large to take in. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { tempFolder } from "../support/cli.ts";
import { findCircles, readImports } from "./imports.ts";

const SRC = resolve(import.meta.dirname, "../../src");
const MAX_LINES = 250;
const MAX_FILES = 16;

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

  test("two ways to one file are no circle", () => {
    const folder = write({ "a.ts": 'import "./b.ts"; import "./c.ts";', "b.ts": 'import "./c.ts";', "c.ts": "" });
    expect(findCircles(readImports(folder))).toEqual([]);
  });
});

describe("sizes", () => {
  const entries = readdirSync(SRC, { recursive: true, withFileTypes: true });

  test(`no file of src has more than ${MAX_LINES} lines`, () => {
    const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".ts"));
    const lines = files.map(({ parentPath, name }) => [
      readFileSync(join(parentPath, name), "utf8").split("\n").length - 1,
      name,
    ]);
    expect(lines.filter(([count = 0]) => Number(count) > MAX_LINES)).toEqual([]);
  });

  test(`no folder of src has more than ${MAX_FILES} files`, () => {
    const folders = [
      SRC,
      ...entries.filter((entry) => entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name)),
    ];
    const counts = folders.map((folder) => [
      folder,
      entries.filter((entry) => entry.isFile() && entry.parentPath === folder).length,
    ]);
    const large = counts.filter(([, count]) => Number(count) > MAX_FILES);
    expect(large).toEqual([]);
  });
});
