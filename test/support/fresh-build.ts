/** Builds the program before the tests run where a source is newer than the build, so that no test passes against yesterday's code. */
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
const BUILD = join(ROOT, "scripts/build.js");
const SOURCES: readonly string[] = ["src", "scripts/build.js", "scripts/licenses.js", "scripts/render-help.ts", "package.json"];

export default function setup(): void {
  const built = statSync(join(ROOT, "dist/entry.cjs"), { throwIfNoEntry: false });
  if (built !== undefined && newestOf(SOURCES.map((path) => join(ROOT, path))) <= built.mtimeMs) return;
  const { status } = spawnSync(process.execPath, [BUILD], { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error("the build failed; see above");
}

/** Folders count too: their time changes when a file in them goes. */
function newestOf(paths: readonly string[]): number {
  const all = paths.flatMap((path) => {
    if (!statSync(path).isDirectory()) return [path];
    return [path, ...readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => join(path, name))];
  });
  return Math.max(...all.map((path) => statSync(path).mtimeMs));
}
