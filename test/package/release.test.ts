/** What a release is made of: the names in package.json, the formula, and the build after an install from git. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { tempFolder } from "../support/cli.ts";
import { hasTools, skipNote } from "../support/tools.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SYSTEMS = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64"];
const metadata = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const repository = String(metadata.repository.url).replace(/^git\+https:\/\/github\.com\/|\.git$/g, "");

test("one repository is named, in the package and wherever the action is used", () => {
  expect(repository).toMatch(/^[\w-]+\/lambda-env$/);
  expect(metadata.homepage).toBe(`https://github.com/${repository}#readme`);
  expect(metadata.bugs).toBe(`https://github.com/${repository}/issues`);
  const files = [
    "README.md",
    "docs/pipelines.md",
    ...["deploy", "drift", "fork-comment", "matrix", "pull-request"].map((name) => `examples/ci/github-actions/${name}.yml`),
  ];
  for (const name of files) {
    const used = [...readFileSync(join(ROOT, name), "utf8").matchAll(/uses: (\S+\/lambda-env)@(\S+)/g)];
    expect(used.length, name).toBeGreaterThan(0);
    for (const [, owner, version = ""] of used) {
      expect([name, owner]).toEqual([name, repository]);
      // `BRANCH` is for what the reader puts there.
      if (/^v\d/.test(version)) expect([name, version]).toEqual([name, `v${metadata.version}`]);
    }
  }
});

describe("the formula", () => {
  const sum = (index: number): string => String(index).repeat(64);
  const formula = (systems: readonly string[]): ReturnType<typeof spawnSync> => {
    const lines = systems.map((system, index) => `${sum(index)}  lambda-env-${system}.tar.gz\n`).join("");
    const folder = tempFolder({ SHA256SUMS: `${lines}${sum(9)}  lambda-env-${metadata.version}.tgz\n` });
    return spawnSync(process.execPath, [join(ROOT, "scripts/formula.js"), join(folder, "SHA256SUMS")], { encoding: "utf8" });
  };

  test("names the archive of each system with its checksum", () => {
    const { stdout, status } = formula(SYSTEMS);
    expect(status).toBe(0);
    for (const [index, system] of SYSTEMS.entries()) {
      const address = `https://github.com/${repository}/releases/download/v${metadata.version}/lambda-env-${system}.tar.gz`;
      expect(stdout).toContain(`url "${address}"\n      sha256 "${sum(index)}"`);
    }
  });

  test("is not made where a system has no checksum", () => {
    const { stdout, status } = formula(SYSTEMS.slice(1));
    expect([status, stdout]).toEqual([1, ""]);
  });

  test.skipIf(!hasTools("ruby"))(`is valid Ruby${skipNote("ruby")}`, () => {
    const { stdout } = formula(SYSTEMS);
    expect(spawnSync("ruby", ["-c"], { input: String(stdout) }).status).toBe(0);
  });
});

describe("prepare, which npm runs in a clone", () => {
  test("does nothing where the development packages are missing, as after an install without them", () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "scripts"));
    for (const name of ["prepare.js", "build.js", "licenses.js"])
      cpSync(join(ROOT, "scripts", name), join(folder, "scripts", name));
    cpSync(join(ROOT, "package.json"), join(folder, "package.json"));
    expect(String(execFileSync("npm", ["run", "--silent", "prepare"], { cwd: folder }))).toBe("");
    expect(existsSync(join(folder, "dist"))).toBe(false);
  });
});

describe.skipIf(!existsSync(join(ROOT, ".github/workflows/release.yml")))("the workflow of a release", () => {
  interface Job {
    readonly needs?: string | readonly string[];
    readonly permissions: Readonly<Record<string, string>>;
    readonly strategy?: { readonly matrix: { readonly include: readonly { readonly name: string }[] } };
    readonly steps: readonly { readonly run?: string }[];
  }
  const { jobs } = existsSync(join(ROOT, ".github/workflows/release.yml"))
    ? (parse(readFileSync(join(ROOT, ".github/workflows/release.yml"), "utf8")) as { jobs: Readonly<Record<string, Job>> })
    : { jobs: {} };
  const lines = (name: string): string => (jobs[name]?.steps ?? []).map(({ run = "" }) => run).join("\n");

  /** All jobs that end before `name` starts. */
  const before = (name: string): readonly string[] =>
    [jobs[name]?.needs ?? []].flat().flatMap((needed) => [needed, ...before(needed)]);

  test("packs once, and publishes what was tested", () => {
    expect(Object.keys(jobs).filter((name) => lines(name).includes("npm pack"))).toEqual(["build"]);
    expect(before("publish")).toEqual(expect.arrayContaining(["build", "test", "binary"]));
    expect(lines("publish")).toContain('npm publish "./lambda-env-$VERSION.tgz"');
    expect(lines("publish")).not.toMatch(/npm ci|npm run/);
  });

  test("makes the tag last, and gives the right to write to nothing that runs the code of packages", () => {
    expect(before("release")).toContain("publish");
    for (const [name, { permissions }] of Object.entries(jobs)) {
      if (Object.values(permissions).includes("write")) expect(lines(name), name).not.toMatch(/npm (?:ci|install|test|run)|npx/);
    }
  });

  test("makes an executable for each system of the formula", () => {
    const names = jobs["binary"]?.strategy?.matrix.include.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(SYSTEMS));
  });
});
