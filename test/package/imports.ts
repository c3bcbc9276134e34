/** Which file of `src` names which other one in an import, types included, and the circles that this makes. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** `import … from "…"`, `export … from "…"`, `import "…"` and `import("…")`, of types or of values. */
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*)"(\.{1,2}\/[^"]+)"/g;

/** By file, relative to `root`: the files of `root` that it imports. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** Returns the imports of each TypeScript file below `root`. Errors: an import of a file that is not there. */
export function readImports(root: string): Imports {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
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
