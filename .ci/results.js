/**
 * What the suites come to. Each runs once, and the files in which a test failed run once more: a test that passes then is named, and
 * one that fails twice has failed.
 *
 * Usage: node .ci/results.js again FOLDER SUITE: prints what to add to the command for the second run, one word per line; nothing if
 *        there is to be none.
 *        node .ci/results.js sum FOLDER: prints the tests that passed only on the second try, and what failed. The last line has the
 *        counts. The exit code is 1 unless every suite passed.
 *
 * FOLDER has the report of the first run, `SUITE.json`, its exit code, `SUITE.code`, and for a second run `SUITE.again.json` and
 * `SUITE.again.code`.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
/** Functions of text and data alone. They do not fail by chance, so they do not get a second try. */
const PURE = /^test\/(?:core|formats|template|output)\//;
/** For a run that failed although no test did. */
const RUN = "the run, outside its tests";

const [, , action, folder, suite] = process.argv;
if (action === "again") process.stdout.write(wordsForSecondRun(readRun(suite)).join("\n"));
else process.exitCode = sumUp();

/** Returns by name whether each test passed, and the same of each file and of the run, which can fail without a test. */
function readRun(name) {
  const path = join(folder, `${name}.json`);
  const files = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).testResults : [];
  const run = { tests: new Map(), wholes: new Map(), files: new Set(), skipped: 0 };
  for (const { name, status, assertionResults } of files) {
    const file = relative(ROOT, name);
    const failures = assertionResults.filter(({ status }) => status === "failed").length;
    run.wholes.set(file, status !== "failed" || failures > 0);
    if (status === "failed" || failures > 0) run.files.add(file);
    for (const { fullName, status } of assertionResults) {
      if (status === "passed" || status === "failed")
        run.tests.set(unused(run.tests, `${file}: ${fullName}`), status === "passed");
      else run.skipped += 1;
    }
  }
  const isClean = readFileSync(join(folder, `${name}.code`), "utf8").trim() === "0" && run.tests.size > 0;
  return { ...run, wholes: run.wholes.set(RUN, isClean || run.files.size > 0) };
}

/** Tests of one file may have the same name. */
function unused(names, name, count = 2) {
  if (!names.has(name)) return name;
  return names.has(`${name} (${count})`) ? unused(names, name, count + 1) : `${name} (${count})`;
}

function wordsForSecondRun({ wholes, files }) {
  if (!wholes.get(RUN)) return ["--project=*"];
  const unsteady = [...files].filter((file) => !PURE.test(file));
  return unsteady.length === 0 ? [] : ["--project=process", "--project=rooms", ...unsteady];
}

function sumUp() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const late = [];
  const failed = [];
  const suites = readdirSync(folder).flatMap((name) => /^([^.]+)\.code$/.exec(name)?.[1] ?? []);
  for (const suite of suites) {
    const runs = [suite, `${suite}.again`].filter((name) => existsSync(join(folder, `${name}.code`))).map(readRun);
    counts.skipped += runs[0].skipped;
    for (const key of ["tests", "wholes"]) {
      for (const name of new Set(runs.flatMap((run) => [...run[key].keys()]))) {
        const tries = runs.map((run) => run[key].get(name));
        if (key === "tests") counts[tries.includes(true) ? "passed" : "failed"] += 1;
        else if (!tries.includes(true)) counts.failed += 1;
        if (!tries.includes(true)) failed.push(`${suite}: ${name}`);
        else if (tries.includes(false)) late.push(`${suite}: ${name}`);
      }
    }
  }
  print("failed:", failed);
  print("passed only on the second try:", late);
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
  return failed.length > 0 || suites.length === 0 ? 1 : 0;
}

function print(title, names) {
  if (names.length > 0) process.stdout.write(`\n${title}\n${names.map((name) => `  ${name}\n`).join("")}`);
}
