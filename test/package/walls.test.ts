/** The walls between the rooms: the linter refuses each import that breaks one, none that does not, and everything to a new room. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { removeFolderSync } from "../support/folder.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** What each room may import from, beside itself and `errors.ts`: the house, ground floor first. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  core: [],
  formats: ["core"],
  template: ["core", "formats"],
  stages: ["core", "formats", "template"],
  files: ["core", "formats"],
  network: ["core", "files"],
  aws: ["core", "network"],
  sources: ["core", "formats", "template", "stages", "files", "aws"],
  apply: ["core"],
  output: ["core"],
  local: ["core", "formats", "template", "files"],
  workflow: ["core", "formats", "template", "stages", "files", "network", "aws", "sources", "apply"],
  cli: ["core", "formats", "template", "stages", "files", "network", "aws", "sources", "apply", "output", "workflow"],
  commands: [
    "core",
    "formats",
    "template",
    "stages",
    "files",
    "network",
    "aws",
    "sources",
    "apply",
    "output",
    "local",
    "workflow",
    "cli",
  ],
};

/** The rooms that there are; one that is not in `BELOW` fails the first test, and is closed by the linter. */
const ROOMS = readdirSync(join(ROOT, "src"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "shims")
  .map(({ name }) => name);

/** What is allowed in a few rooms only. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "@aws-sdk/client-lambda": ["aws"],
  "@smithy/node-http-handler": ["aws"],
  chalk: ["output"],
  "yargs-parser": ["cli"],
  yargs: ["cli"],
  "cross-spawn": ["cli"],
  dotenv: ["formats"],
  "smol-toml": ["template"],
  "toml-eslint-parser": ["stages"],
  re2js: ["stages"],
  "some-package-of-tomorrow": [],
  "https-proxy-agent": ["network"],
  "node:https": ["files", "network", "local", "cli"],
  "node:fs": ["files", "local", "cli"],
  "node:child_process": ["files", "local", "cli"],
};

interface Probe {
  readonly file: string;
  readonly text: string;
  readonly breaks: "noRestrictedImports" | "noRestrictedGlobals" | undefined;
}

/** A room that nobody listed, and a floor deeper than any room has. */
const UNLISTED: readonly string[] = ["src/tomorrow", "src/core/inner/deeper"];

const probes: readonly Probe[] = [
  ...ROOMS.flatMap((room) => [
    ...ROOMS.filter((other) => other !== room).flatMap((other) => {
      const isLegal = BELOW[room]?.includes(other) === true;
      return [
        importing(`src/${room}`, `../${other}/thing.ts`, isLegal),
        importing(`src/${room}/inner`, `../../${other}/thing.ts`, isLegal),
        importing(`src/${room}`, `../${other}/inner/thing.ts`, isLegal),
      ];
    }),
    ...Object.entries(PACKAGES).map(([name, rooms]) => importing(`src/${room}`, name, rooms.includes(room))),
    importing(`src/${room}`, "./thing.ts", true),
    importing(`src/${room}`, "./inner/thing.ts", true),
    importing(`src/${room}/inner`, "../thing.ts", true),
    importing(`src/${room}/inner`, "../other/thing.ts", true),
    importing(`src/${room}`, "../errors.ts", true),
    importing(`src/${room}/inner`, "../../errors.ts", true),
    importing(`src/${room}`, "../main.ts", false),
    importing(`src/${room}/inner`, "../../main.ts", false),
    importing(`src/${room}`, "../tomorrow/thing.ts", false),
  ]),
  ...UNLISTED.flatMap((folder) => ["./thing.ts", "../errors.ts", "node:path"].map((what) => importing(folder, what, false))),
  ...["process", "console", "Buffer", "Date", "fetch", "setTimeout"].map((name) => ({
    file: `src/core/global-${name}.ts`,
    text: `export const used = (): unknown => ${name};\n`,
    breaks: "noRestrictedGlobals" as const,
  })),
  { file: "src/errors.ts", text: importText("./core/thing.ts"), breaks: "noRestrictedImports" },
  { file: "src/probe.ts", text: importText("@aws-sdk/client-lambda"), breaks: "noRestrictedImports" },
];

function importing(folder: string, specifier: string, isLegal: boolean): Probe {
  const words = specifier.replace(/\.ts$/, "").replaceAll("..", "up").replace(/\W+/g, "-");
  return {
    file: `${folder}/imports-${words}.ts`,
    text: importText(specifier),
    breaks: isLegal ? undefined : "noRestrictedImports",
  };
}

function importText(specifier: string): string {
  return `import { thing } from "${specifier}";\n\nexport const used: unknown = thing;\n`;
}

/** The linter's complaints about walls, by file. */
let complaints: ReadonlyMap<string, readonly string[]>;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lambda-env-walls-"));
  copyFileSync(join(ROOT, "biome.json"), join(folder, "biome.json"));
  for (const { file, text } of probes) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const lint = ["lint", "--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none", "."];
  const { stdout } = spawnSync(join(ROOT, "node_modules/.bin/biome"), lint, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string } }[] };
  const found = new Map<string, string[]>();
  for (const { category, location } of diagnostics) {
    found.set(location.path, [...(found.get(location.path) ?? []), category.split("/").at(-1) ?? ""]);
  }
  complaints = found;
});

afterAll(() => removeFolderSync(folder));

test("every room has a list of what it may import", () => {
  expect([...ROOMS].sort()).toEqual(Object.keys(BELOW).sort());
});

describe("a room", () => {
  const illegal = probes.filter(({ breaks }) => breaks !== undefined);
  const legal = probes.filter(({ breaks }) => breaks === undefined);

  test.each(illegal)("is refused what is not for it: $file", ({ file, breaks }) => {
    expect(complaints.get(file)).toContain(breaks);
  });

  test.each(legal)("is given what is for it: $file", ({ file }) => {
    expect(complaints.get(file) ?? []).toEqual([]);
  });
});
