/** Links of the documents: each goes to something that is there, in the package too. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize, resolve } from "node:path";
import { expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/catalog.ts";

const ROOT = resolve(import.meta.dirname, "../..");
/** Pages that a package has, and the folders of the repository that their links may go to beside. */
const PACKAGED = ["README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs"];
const OUTSIDE = ["examples", ".github"];

const read = (page: string): string => readFileSync(join(ROOT, page), "utf8");
const listPages = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
const PAGES = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...listPages("docs"), ...listPages("examples")];

/** Returns where the links and pictures of a page go, those in code left out. */
function linksOf(page: string): readonly string[] {
  const text = read(page).replace(/^```.*?^```$/gms, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)].map(([, link, source]) => link ?? source ?? "");
}

/** As GitHub makes them. */
function anchorsOf(page: string): readonly string[] {
  const headings = [
    ...read(page)
      .replace(/^```.*?^```$/gms, "")
      .matchAll(/^#+ (.+)$/gm),
  ].map(([, heading = ""]) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test.each(PAGES)("links of %s", (page) => {
  for (const link of linksOf(page).filter((one) => !/^https?:/.test(one))) {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : normalize(join(dirname(page), path));
    expect(existsSync(join(ROOT, target)), `${link} in ${page}`).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(target), `${link} in ${page}`).toContain(anchor);
  }
});

test("what the packaged pages link to is in the package, or in the repository that the package names", () => {
  const packed = execFileSync("npm", ["pack", "--dry-run", "--ignore-scripts", "--json"], { cwd: ROOT, encoding: "utf8" });
  const [{ files }] = JSON.parse(packed) as [{ files: readonly { path: string }[] }];
  const paths = files.map(({ path }) => path);
  const pages = PAGES.filter((page) => PACKAGED.includes(page.split("/")[0] ?? ""));
  for (const page of pages) expect(paths).toContain(page);
  for (const page of pages) {
    for (const link of linksOf(page).filter((one) => !/^(?:https?:|#)/.test(one))) {
      const target = normalize(join(dirname(page), link.split("#")[0] ?? ""));
      if (OUTSIDE.includes(target.split("/")[0] ?? "") || statSync(join(ROOT, target)).isDirectory()) continue;
      expect(paths, `${link} in ${page}`).toContain(target);
    }
  }
});

test("the README leads to every page", () => {
  const linked = linksOf("README.md").map((link) => normalize(link.split("#")[0] ?? ""));
  expect(listPages("docs").filter((page) => !linked.includes(page))).toEqual([]);
});

test("the README can be read at one sitting", () => {
  expect(read("README.md").split("\n").length).toBeLessThanOrEqual(201);
});

test.each(COMMANDS)("docs/commands.md has $name, with its options", ({ name }) => {
  const text = read("docs/commands.md");
  expect(text).toContain(`\n## ${name}\n`);
  expect(text).toContain(`<!-- generated: options ${name} -->\n`);
});
