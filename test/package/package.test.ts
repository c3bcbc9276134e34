/** The package as it would be published: what is in it, and that it works with nothing but Node. */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LocalEndpoint, startLocalEndpoint } from "../../src/local/server/server.ts";
import { removeFolderSync } from "../support/folder.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const MAX_PACKED_BYTES = 700_000;
const run = promisify(execFile);

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

let folder: string;
let packed: Packed;
/** The folder of the installed package, and its command. */
let installed: string;
let command: string;
let endpoint: LocalEndpoint;

/** Empty but for `PATH`: no cache of npm, no settings, no way to a registry. */
const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: folder,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_ENDPOINT_URL: endpoint.url,
});

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "lambda-env-package-")));
  endpoint = await startLocalEndpoint();
  // Without the build that packing would start: dist is built before the tests, and others of them run it at this moment.
  const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const { stdout } = await run("npm", pack, { cwd: ROOT, env: environment() });
  [packed] = JSON.parse(stdout) as [Packed];
  const prefix = join(folder, "prefix");
  const install = ["install", "--global", "--prefix", prefix, "--offline", "--no-audit", "--no-fund"];
  await run("npm", [...install, join(folder, packed.filename)], { cwd: folder, env: environment() });
  installed = join(prefix, "lib/node_modules/lambda-env");
  command = join(prefix, "bin/lambda-env");
});

afterAll(async () => {
  await endpoint.close();
  removeFolderSync(folder);
});

describe("the package", () => {
  test("contains only the program, its licences and its documents", () => {
    const isExpected = /^(?:dist\/[\w-]+\.cjs|docs\/[\w-]+\.md|docs\/images\/[\w-]+\.svg)$/;
    const others = packed.files.filter(({ path }) => !isExpected.test(path)).map(({ path }) => path);
    const papers = ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md"];
    expect(others.sort()).toEqual(
      [
        ...papers,
        "bin/lambda-env.js",
        "bin/package.json",
        "dist/THIRD-PARTY-LICENSES.txt",
        "package.json",
        "dist/lambda-env.1",
        "dist/lambda-env.schema.json",
        "dist/lambda-env-project.schema.json",
      ].sort(),
    );
    expect(packed.files.map(({ path }) => path)).toContain("dist/entry.cjs");
    expect(packed.size).toBeLessThan(MAX_PACKED_BYTES);
  });

  test("names no folder of the machine that built it", () => {
    for (const { path } of packed.files) {
      const text = readFileSync(join(installed, path), "utf8");
      expect(text.includes(ROOT), path).toBe(false);
      expect(/node_modules[\\/](?:@[\w-]+[\\/])?[\w-]+[\\/]\S+\.[cm]?js\b/.exec(text)?.[0], path).toBeUndefined();
    }
  });

  test("needs no other package, at any time", () => {
    const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as Record<string, unknown>;
    for (const kind of ["dependencies", "peerDependencies", "optionalDependencies"]) expect(manifest[kind]).toBeUndefined();
    const scripts = Object.keys(manifest["scripts"] as object);
    // npm runs "prepare" in a clone, and not where it installs a package.
    for (const hook of ["preinstall", "install", "postinstall"]) expect(scripts).not.toContain(hook);
    expect(readdirSync(installed)).not.toContain("node_modules");
  });

  test("installs its manual page", () => {
    const page = join(folder, "prefix/share/man/man1/lambda-env.1");
    expect(readFileSync(page, "utf8")).toBe(readFileSync(join(installed, "dist/lambda-env.1"), "utf8"));
  });

  test("says under which licence it holds the code of others", () => {
    const text = readFileSync(join(installed, "dist/THIRD-PARTY-LICENSES.txt"), "utf8");
    const [, ...sections] = text.split(/^(?=@?[a-z][\w./-]* \d+\.\d+\.\d+ \()/m);
    const names = sections.map((section) => section.slice(0, section.indexOf(" ")));
    for (const name of ["@aws-sdk/client-lambda", "@smithy/core", "chalk", "dotenv", "js-yaml", "yargs-parser"]) {
      expect(names).toContain(name);
    }
    for (const name of ["rolldown", "vitest", "typescript", "yargs"]) expect(names).not.toContain(name);
    // Packages of one licence are together, its text below the last of them.
    for (const group of text.split(/^-{80}$/m))
      expect(group).toMatch(/without\s+fee|free of charge|apache license|redistribution and use/i);
  });

  test("has lines that a terminal can take, since Node prints the line of an error that nobody catches", () => {
    for (const name of readdirSync(join(installed, "dist")).filter((file) => file.endsWith(".cjs"))) {
      const lengths = readFileSync(join(installed, "dist", name), "utf8")
        .split("\n")
        .map((line) => line.length);
      // The longest is a table of Unicode, one text of 8 KB.
      expect(Math.max(...lengths), name).toBeLessThan(10_000);
    }
  });

  const lockedPackages = (): readonly (readonly [string, object])[] => {
    const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { packages: Record<string, object> };
    return Object.entries(lock.packages).filter(([name]) => name !== "");
  };

  test("is locked without the host of a registry, so that it installs from any", () => {
    expect(lockedPackages().flatMap(([name, locked]) => ("resolved" in locked ? [name] : []))).toEqual([]);
  });

  test("is locked with a hash of every package it is built with, those of other platforms included", () => {
    expect(lockedPackages().flatMap(([name, locked]) => ("integrity" in locked ? [] : [name]))).toEqual([]);
  });
});

describe("the installed command", () => {
  test("works without a network and without any other package", async () => {
    expect((await run(command, ["--version"], { env: environment() })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    endpoint.createFunction({ functionName: "fn", variables: { KEPT: "yes" } });
    const template = join(folder, "template.yaml");
    writeFileSync(
      template,
      "Resources: { Fn: { Type: AWS::Serverless::Function, Properties: { Environment: { Variables: { STAGE: prod } } } } }",
    );
    const env = environment();
    const set = await run(command, ["set", "-f", "fn", "-t", template, "ADDED=1"], { cwd: folder, env });
    expect(set.stdout).toContain("2 added, 1 unchanged");
    const list = await run(command, ["list", "-f", "fn", "--json"], { cwd: folder, env });
    expect(list.stdout).toContain('"KEPT"');
  });

  test("says that a failure of its own is a bug, in few lines, and exits with 1", async () => {
    const chunk = readdirSync(join(installed, "dist")).find((name) => /^commands-.*\.cjs$/.test(name)) ?? "";
    const path = join(installed, "dist", chunk);
    const sound = readFileSync(path);
    try {
      writeFileSync(path, `${sound}\nthrow new TypeError("broken on purpose");\n`);
      const failure = await run(command, ["set", "-f", "fn", "ADDED=2"], { cwd: folder, env: environment() }).catch(
        (error: { code: number; stdout: string; stderr: string }) => error,
      );
      expect(failure).toMatchObject({ code: 1, stdout: "" });
      expect(failure.stderr).toMatch(/^lambda-env: error: this is a bug in lambda-env/);
      expect(failure.stderr).toContain("TypeError\n    at ");
      // The text of what nobody expected may quote a value.
      expect(failure.stderr).not.toContain("broken on purpose");
      expect(failure.stderr.length).toBeLessThan(4_000);
    } finally {
      writeFileSync(path, sound);
    }
    expect(statSync(path).size).toBe(sound.length);
  });
});
