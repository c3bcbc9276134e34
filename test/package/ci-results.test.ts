/** What `.ci/run` makes of its suites: one flaky test does not fail a change, and is named. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { tempFolder } from "../support/cli.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** By file, whether each of its tests passed; of a file that cannot be loaded, nothing. */
type Files = Readonly<Record<string, Readonly<Record<string, boolean>>>>;

interface Run {
  readonly code?: number;
  readonly files: Files | "no report";
}

/** Returns a folder with the reports of these runs, as vitest writes them. */
function folderOf(runs: Readonly<Record<string, Run>>): string {
  const folder = tempFolder();
  for (const [name, { files, code }] of Object.entries(runs)) {
    const all = files === "no report" ? [] : Object.entries(files);
    const hasFailed = all.some(([, tests]) => Object.values(tests).includes(false) || Object.keys(tests).length === 0);
    writeFileSync(join(folder, `${name}.code`), `${code ?? (hasFailed ? 1 : 0)}\n`);
    if (files === "no report") continue;
    const testResults = all.map(([file, tests]) => {
      const assertionResults = Object.entries(tests).map(([fullName, ok]) => ({ fullName, status: ok ? "passed" : "failed" }));
      const isBad = assertionResults.length === 0 || assertionResults.some(({ status }) => status === "failed");
      return { name: join(ROOT, file), status: isBad ? "failed" : "passed", assertionResults };
    });
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ testResults }));
  }
  return folder;
}

function results(...args: readonly string[]): { readonly code: number | null; readonly lines: readonly string[] } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, ".ci/results.js"), ...args], { encoding: "utf8" });
  expect(stderr).toBe("");
  return { code: status, lines: stdout.split("\n").filter((line) => line !== "") };
}

const FILE = "test/cli/run/program.test.ts";
const PURE = "test/core/plan/plan.test.ts";
const BAD = { [FILE]: { one: true, two: false } };
const GOOD = { [FILE]: { one: true, two: true } };

describe("the second run takes", () => {
  test.each<readonly [string, Run, readonly string[]]>([
    ["the files in which a test failed", { files: { ...BAD, "test/main.test.ts": { x: true } } }, [FILE]],
    ["files that cannot be loaded", { files: { [FILE]: {} } }, [FILE]],
    ["no file of pure functions", { files: { ...BAD, [PURE]: { x: false } } }, [FILE]],
  ])("%s", (_, run, files) => {
    const words = ["--project=process", "--project=rooms", ...files];
    expect(results("again", folderOf({ all: run }), "all")).toEqual({ code: 0, lines: words });
  });

  test.each<readonly [string, Run]>([
    ["a run that left no report", { files: "no report", code: 137 }],
    ["a run that failed beside its tests", { files: GOOD, code: 1 }],
    ["a run without a test", { files: {}, code: 0 }],
  ])("everything after %s", (_, run) => {
    expect(results("again", folderOf({ all: run }), "all").lines).toEqual(["--project=*"]);
  });

  test("nothing where only pure functions failed, of the rooms that vitest.config.ts calls pure", () => {
    const [, listed = ""] = /PURE = \[(.*?)\]/.exec(readFileSync(join(ROOT, "vitest.config.ts"), "utf8")) ?? [];
    const rooms = [...listed.matchAll(/"(\w+)"/g)].map(([, room]) => room);
    expect(rooms).toContain("core");
    const files = Object.fromEntries(rooms.map((room) => [`test/${room}/x.test.ts`, { x: false }]));
    expect(results("again", folderOf({ all: { files } }), "all").lines).toEqual([]);
  });
});

describe("the sum", () => {
  test("counts the tests of all suites", () => {
    const folder = folderOf({ all: { files: GOOD }, "node-22": { files: { ...GOOD, [PURE]: { x: true } } } });
    expect(results("sum", folder)).toEqual({ code: 0, lines: ["5 passed, 0 failed"] });
  });

  test.each<readonly [string, Run, Run, string, string]>([
    ["a test", { files: BAD }, { files: GOOD }, `${FILE}: two`, "2 passed, 0 failed"],
    [
      "a test that passed only at first",
      { files: { [FILE]: { one: false, two: true } } },
      { files: { [FILE]: { one: true, two: false } } },
      `${FILE}: two`,
      "2 passed, 0 failed",
    ],
    ["a file", { files: { [FILE]: {} } }, { files: GOOD }, FILE, "2 passed, 0 failed"],
    ["a run", { files: GOOD, code: 1 }, { files: GOOD }, "the run, outside its tests", "2 passed, 0 failed"],
  ])("names %s that failed once, and passes", (_, first, second, name, counts) => {
    const { code, lines } = results("sum", folderOf({ "node-22": first, "node-22.again": second }));
    expect(code).toBe(0);
    expect(lines[0]).toBe("passed only on the second try:");
    expect(lines).toContain(`  node-22: ${name}`);
    expect(lines.at(-1)).toBe(counts);
  });

  test.each<readonly [string, Run, Run | undefined, string, string]>([
    ["a test that failed twice", { files: BAD }, { files: BAD }, `${FILE}: two`, "1 passed, 1 failed"],
    ["a test without a second try", { files: BAD }, undefined, `${FILE}: two`, "1 passed, 1 failed"],
    [
      "a test that the second run did not reach",
      { files: BAD },
      { files: "no report", code: 1 },
      `${FILE}: two`,
      "1 passed, 1 failed",
    ],
    ["a file that cannot be loaded twice", { files: { [FILE]: {} } }, { files: { [FILE]: {} } }, FILE, "0 passed, 1 failed"],
    [
      "a run that failed twice",
      { files: GOOD, code: 1 },
      { files: GOOD, code: 1 },
      "the run, outside its tests",
      "2 passed, 1 failed",
    ],
    ["a run without a test", { files: {}, code: 0 }, undefined, "the run, outside its tests", "0 passed, 1 failed"],
  ])("fails for %s", (_, first, second, name, counts) => {
    const { code, lines } = results("sum", folderOf({ all: first, ...(second === undefined ? {} : { "all.again": second }) }));
    expect(code).toBe(1);
    expect(lines.slice(0, 2)).toEqual(["failed:", `  all: ${name}`]);
    expect(lines.at(-1)).toBe(counts);
  });

  test("fails where there was no suite", () => {
    expect(results("sum", tempFolder())).toEqual({ code: 1, lines: ["0 passed, 0 failed"] });
  });
});
