/** Our reading of YAML against two readers of others: the `yaml` package, and PyYAML, which SAM reads templates with. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LambdaEnvError } from "../../../src/errors.ts";
import { readTree } from "../../../src/template/read/read-tree.ts";
import type { Node } from "../../../src/template/read/tree.ts";
import { foreignProgram, runs } from "../../support/depth.ts";
import { reindentedDocuments, yamlDocuments } from "../../support/readers/yaml-documents.ts";
import { readByYamlPackage } from "../../support/readers/yaml-package.ts";

const source = "template.yaml";
const script = fileURLToPath(new URL("./yaml_tree.py", import.meta.url));
const pyYaml = foreignProgram("PyYAML", "python3", "-c", "import yaml");

/** What PyYAML sees; the last part of a text is what it is a value of. */
type Seen =
  | readonly ["text", string, string, string, number]
  | readonly ["list", readonly Seen[]]
  | readonly ["map", Readonly<Record<string, Seen>>]
  | readonly ["tag", string, Seen]
  | readonly ["error", string];

function readByPyYaml(texts: readonly string[]): readonly Seen[] {
  const run = spawnSync("python3", [script], { input: JSON.stringify(texts), encoding: "utf8", maxBuffer: 1e9 });
  expect(run.stderr).toBe("");
  return JSON.parse(run.stdout);
}

function read(text: string): { readonly tree: Node } | { readonly error: string } {
  try {
    return { tree: readTree(text, source) };
  } catch (error) {
    if (!(error instanceof LambdaEnvError)) throw error;
    return { error: error.findings.map(({ args }) => String(args["problem"])).join() };
  }
}

function isSame(a: Node, b: Node): boolean {
  if (a.at.line !== b.at.line || a.at.column !== b.at.column) return false;
  if (a.kind === "text") return b.kind === "text" && a.text === b.text && a.json === b.json;
  if (a.kind === "unclear") return b.kind === "unclear" && a.source === b.source && a.looksLike === b.looksLike;
  if (a.kind === "list") {
    return b.kind === "list" && a.items.length === b.items.length && a.items.every((item, at) => isSameOrNone(item, b.items[at]));
  }
  if (b.kind !== "map" || a.entries.size !== b.entries.size) return false;
  return [...a.entries].every(([name, entry]) => {
    const other = b.entries.get(name);
    return isSameOrNone(entry.key, other?.key) && isSameOrNone(entry.value, other?.value);
  });
}

function isSameOrNone(a: Node, b: Node | undefined): boolean {
  return b !== undefined && isSame(a, b);
}

/** Entries in the order of their names: merged ones may come first or last. */
function plain(node: Node): unknown {
  return JSON.parse(
    JSON.stringify(node, (_, value: unknown) => (value instanceof Map ? [...value].sort(([a], [b]) => (a < b ? -1 : 1)) : value)),
  );
}

function agrees(node: Node, seen: Seen): boolean {
  switch (seen[0]) {
    case "error":
      return false;
    case "tag": {
      if (node.kind !== "map" || node.entries.size !== 1) return false;
      const [[name, { value }] = ["", { value: node }]] = node.entries;
      return [seen[1].slice(1), `Fn::${seen[1].slice(1)}`].includes(name) && agrees(value, seen[2]);
    }
    case "text":
      // What we consider certain, PyYAML writes back unchanged, whatever it is a value of.
      if (node.kind === "unclear") return [seen[1], ""].includes(node.source);
      return node.kind === "text" && node.text === seen[1] && node.text === seen[2];
    case "list":
      if (node.kind === "unclear") return node.looksLike === "a tagged value";
      return (
        node.kind === "list" &&
        node.items.length === seen[1].length &&
        node.items.every((item, index) => agrees(item, seen[1][index] ?? ["error", ""]))
      );
    case "map":
      if (node.kind === "unclear") return node.looksLike === "a tagged value";
      return (
        node.kind === "map" &&
        node.entries.size === Object.keys(seen[1]).length &&
        [...node.entries].every(([key, { value }]) => agrees(value, seen[1][key] ?? ["error", ""]))
      );
  }
}

test("generated documents are the same trees as by the yaml package, places included", () => {
  let count = 0;
  fc.assert(
    fc.property(yamlDocuments, (text) => {
      const ours = read(text);
      const theirs = readByYamlPackage(text, source);
      expect("tree" in ours).toBe("tree" in theirs);
      if (!("tree" in ours && "tree" in theirs)) return;
      count += 1;
      if (JSON.stringify(plain(ours.tree)) !== JSON.stringify(plain(theirs.tree)))
        expect(plain(ours.tree)).toEqual(plain(theirs.tree));
    }),
    { numRuns: runs(20_000) },
  );
  expect(count).toBeGreaterThan(runs(19_000));
});

/** Whether a block text has its `>` or `|` in the column of its key. PyYAML alone accepts that; it is refused here, with its line. */
function hasBlockAtKey(text: string): boolean {
  return /^([ ]*)\S.*:.*\n(?:[ ]*(?:#.*)?\n)*\1[>|]/m.test(text);
}

test(`documents of any indentation are what PyYAML sees${pyYaml.note}`, ({ skip }) => {
  if (!pyYaml.isUsed) skip();
  const texts = [...fc.sample(yamlDocuments, 1000), ...fc.sample(reindentedDocuments, 3000)];
  const wrong = readByPyYaml(texts).flatMap((seen, index) => {
    const text = texts[index] ?? "";
    const ours = read(text);
    const isRight = "error" in ours ? seen[0] === "error" || hasBlockAtKey(text) : agrees(ours.tree, seen) || refusesTab(seen);
    return isRight ? [] : [{ text, seen, ours }];
  });
  expect(wrong).toEqual([]);
});

/** YAML 1.2 takes a tab behind the first word of a line for white space. */
function refusesTab(seen: Seen): boolean {
  return seen[0] === "error" && seen[1].startsWith("found character '\\t'");
}

const folder = fileURLToPath(new URL("../../../examples", import.meta.url));
const examples = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.ya?ml$/.test(file))
  .map((file) => [file, readFileSync(join(folder, file), "utf8")] as const);

test.each(examples)("the example %s is the same tree by all readers", (_, text) => {
  const ours = read(text);
  const theirs = readByYamlPackage(text, source);
  if (!("tree" in ours && "tree" in theirs)) throw new Error("an example is not read");
  expect(plain(ours.tree)).toEqual(plain(theirs.tree));
  if (pyYaml.isUsed) expect(readByPyYaml([text]).map((seen) => agrees(ours.tree, seen))).toEqual([true]);
});
