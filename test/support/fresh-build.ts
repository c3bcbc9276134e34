/** Builds the program before the tests run where a source is newer than the build, so that no test passes against yesterday's code. */
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
const BUILD = join(ROOT, "scripts/build.js");
const SOURCES: readonly string[] = ["src", "scripts", "package.json"];
/** What is built, by a file that is written last, and with which arguments. */
const BUILDS: readonly (readonly [string, readonly string[]])[] = [
  ["dist/entry.cjs", []],
  ["node_modules/.cache/lambda-env-action/index.cjs", ["--action", "node_modules/.cache/lambda-env-action"]],
];

export default function setup(): void {
  const newest = newestOf(SOURCES.map((path) => join(ROOT, path)));
  for (const [file, args] of BUILDS) {
    const built = statSync(join(ROOT, file), { throwIfNoEntry: false });
    if (built !== undefined && newest <= built.mtimeMs) continue;
    const { status } = spawnSync(process.execPath, [BUILD, ...args], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
    if (status !== 0) throw new Error("the build failed; see above");
  }
}

/** Folders count too: their time changes when a file in them goes. */
function newestOf(paths: readonly string[]): number {
  const all = paths.flatMap((path) => {
    if (!statSync(path).isDirectory()) return [path];
    return [path, ...readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => join(path, name))];
  });
  return Math.max(...all.map((path) => statSync(path).mtimeMs));
}
