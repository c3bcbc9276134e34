/** What can be seen of a tree of TypeScript files from outside: who imports whom, what is exported where, and how much there is. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** `import … from "…"`, `export … from "…"`, `import "…"` and `import("…")`, of types or of values. */
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*)"(\.{1,2}\/[^"]+)"/g;

/** `export function …` and its like; what is exported from another file has its name there. */
const DECLARATION =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type|enum) ([\w$]+)/gm;

/** A message whose text is written where it is sent. */
const SPOKEN = /\breporter\.(?:result|note|warn|debug|progress)\(\s*["'`].*/g;

/** By file, relative to `root`: the files of `root` that it imports. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** Returns the imports of each TypeScript file below `root`. Errors: an import of a file that is not there. */
export function readImports(root: string): Imports {
  const files = sourceFiles(root);
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(root, file), "utf8");
      const named = [...text.matchAll(SPECIFIER)].map(([, to = ""]) => relative(root, resolve(root, dirname(file), to)));
      const imported = named.filter((to) => to.endsWith(".ts"));
      const missing = imported.find((to) => !known.has(to));
      if (missing !== undefined) throw new Error(`${file} imports ${missing}, which does not exist`);
      return [file, imported];
    }),
  );
}

/**
 * Returns each set of files that all reach one another by imports.
 *
 * Source: R. Tarjan, Depth-first search and linear graph algorithms (1972)
 */
export function findCircles(imports: Imports): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];

  const visit = (file: string): number => {
    const own = order.size;
    order.set(file, own);
    open.push(file);
    let low = own;
    for (const next of imports.get(file) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (open.includes(next)) low = Math.min(low, order.get(next) ?? own);
    }
    if (low === own) {
      const circle = open.splice(open.indexOf(file));
      if (circle.length > 1 || imports.get(file)?.includes(file)) circles.push(circle.sort());
    }
    return low;
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return circles;
}

/** Returns the TypeScript files below `root`, relative to it. */
function sourceFiles(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
}

/** A name that several files export, and these files. */
export type RepeatedName = readonly [name: string, files: readonly string[]];

/** Returns the names that more than one file below `root` declares and exports. */
export function findRepeatedNames(root: string): readonly RepeatedName[] {
  const declared = sourceFiles(root).flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(DECLARATION)].map(([, name = ""]) => [name, file] as const),
  );
  const names = [...new Set(declared.map(([name]) => name))].sort();
  const filesOf = (name: string): readonly string[] => [
    ...new Set(declared.flatMap(([other, file]) => (other === name ? [file] : []))),
  ];
  return names.map((name): RepeatedName => [name, filesOf(name)]).filter(([, files]) => files.length > 1);
}

/** A file or a folder, and how many lines or files it has. */
export type Size = readonly [path: string, count: number];

/** Returns the TypeScript files below `root` with more than `max` lines. */
export function findLongFiles(root: string, max: number): readonly Size[] {
  const sizes = sourceFiles(root).map((file): Size => [file, readFileSync(join(root, file), "utf8").split("\n").length - 1]);
  return sizes.filter(([, lines]) => lines > max);
}

/** Returns the folders from `root` on that hold more than `max` files. */
export function findFullFolders(root: string, max: number): readonly Size[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const inner = entries.filter((entry) => entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
  const filesIn = (folder: string): number => entries.filter((entry) => entry.isFile() && entry.parentPath === folder).length;
  const sizes = [root, ...inner].map((folder): Size => [relative(root, folder), filesIn(folder)]);
  return sizes.filter(([, files]) => files > max);
}

/** Returns the places below `root` that say something in words of their own. */
export function findSpokenWords(root: string): readonly string[] {
  return sourceFiles(root).flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(SPOKEN)].map(([said]) => `${file}: ${said.replace(/\s+/g, " ")}`),
  );
}
