/** The walls between the rooms: the linter refuses each import that breaks one, and none that does not. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");

/** Ground floor first. */
const ROOMS = ["core", "formats", "template", "aws", "sources", "apply", "output", "local", "commands"] as const;
type Room = (typeof ROOMS)[number];

/** Rooms that a room may import from, where these are not all below it. */
const BELOW: Partial<Record<Room, readonly Room[]>> = {
  core: [],
  formats: ["core"],
  template: ["core"],
  aws: ["core"],
  apply: ["core"],
  output: ["core"],
  local: ["core", "formats", "template"],
};

const PURE: readonly Room[] = ["core", "formats", "template", "output"];

function mayImport(room: Room, other: Room): boolean {
  return room === other || (BELOW[room] ?? ROOMS.slice(0, ROOMS.indexOf(room))).includes(other);
}

/** What each package is allowed in. */
const PACKAGES: Readonly<Record<string, readonly Room[]>> = {
  "@aws-sdk/client-lambda": ["aws"],
  "@smithy/node-http-handler": ["aws"],
  chalk: ["output"],
  "yargs-parser": ["commands"],
  yargs: ["commands"],
  "node:fs": ROOMS.filter((room) => !PURE.includes(room) && room !== "apply"),
};

interface Probe {
  readonly file: string;
  readonly text: string;
  readonly breaks: "noRestrictedImports" | "noRestrictedGlobals" | undefined;
}

const probes: readonly Probe[] = [
  ...ROOMS.flatMap((room) =>
    ROOMS.filter((other) => other !== room).map((other) => importing(room, `../${other}/thing.ts`, mayImport(room, other))),
  ),
  ...ROOMS.flatMap((room) => Object.entries(PACKAGES).map(([name, rooms]) => importing(room, name, rooms.includes(room)))),
  ...ROOMS.map((room) => importing(room, "../errors.ts", true)),
  ...ROOMS.map((room) => importing(room, "../main.ts", false)),
  ...["dotenv", "yaml"].map((name) => importing("core", name, false)),
  ...["process", "console", "Buffer", "Date", "fetch", "setTimeout"].map((name) => ({
    file: `src/core/global-${name}.ts`,
    text: `export const used = (): unknown => ${name};\n`,
    breaks: "noRestrictedGlobals" as const,
  })),
  { file: "src/errors.ts", text: importText("./core/thing.ts"), breaks: "noRestrictedImports" },
  { file: "src/probe.ts", text: importText("@aws-sdk/client-lambda"), breaks: "noRestrictedImports" },
];

function importing(room: Room, specifier: string, isLegal: boolean): Probe {
  const file = `src/${room}/imports-${specifier.replace(/\.ts$/, "").replace(/\W+/g, "-")}.ts`;
  return { file, text: importText(specifier), breaks: isLegal ? undefined : "noRestrictedImports" };
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
  const { stdout } = spawnSync(join(ROOT, "node_modules/.bin/biome"), lint, { cwd: folder, encoding: "utf8" });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string } }[] };
  complaints = new Map(
    probes.map(({ file }) => [
      file,
      diagnostics.filter(({ location }) => location.path === file).map(({ category }) => category.split("/").at(-1) ?? ""),
    ]),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a room", () => {
  const illegal = probes.filter(({ breaks }) => breaks !== undefined);
  const legal = probes.filter(({ breaks }) => breaks === undefined);

  test.each(illegal)("is refused what is not for it: $file", ({ file, breaks }) => {
    expect(complaints.get(file)).toContain(breaks);
  });

  test.each(legal)("is given what is for it: $file", ({ file }) => {
    expect(complaints.get(file)).toEqual([]);
  });
});
