import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { formatDotenv } from "../../src/formats/dotenv/format.ts";
import { whyNotPortable } from "../../src/formats/dotenv/quote.ts";
import { optionsOf, textOf } from "./formatted.ts";
import { biasedValue } from "./values.ts";

const SHELLS = ["bash", "dash"].filter((shell) => spawnSync(shell, ["-c", "exit 0"]).status === 0);
const folder = mkdtempSync(join(tmpdir(), "lambda-env-portable-"));
afterAll(() => rmSync(folder, { recursive: true }));

const portableValues = fc
  .array(
    biasedValue.filter((value) => whyNotPortable(value) === undefined),
    { minLength: 200, maxLength: 200 },
  )
  .map((values) => new Map(values.map((value, index) => [`LE_${String(index).padStart(3, "0")}`, value])));

/** Returns the variables that a child of a clean shell has after it read `text` as commands. */
function sourceText(shell: string, text: string): ReadonlyMap<string, string> {
  const file = join(folder, "portable.env");
  writeFileSync(file, text);
  const child = spawnSync(shell, ["-c", 'set -a; . "$0"; exec /usr/bin/env -0', file], {
    env: { LC_ALL: "C.UTF-8" },
    encoding: "utf8",
    // bash reads its user's start-up file when its input is a socket.
    stdio: ["ignore", "pipe", "pipe"],
  });
  expect(child.stderr).toBe("");
  const lines = child.stdout.split("\0").filter((line) => line.startsWith("LE_"));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}

describe("the portable subset is read the same", () => {
  it("by Node's util.parseEnv", () => {
    fc.assert(
      fc.property(portableValues, (values) => {
        expect(new Map(Object.entries(parseEnv(textOf(formatDotenv(values, optionsOf({ portable: true }))))))).toEqual(values);
      }),
      { numRuns: 50 },
    );
  });

  it.runIf(SHELLS.length > 0).each(SHELLS)("by %s", (shell) => {
    fc.assert(
      fc.property(portableValues, (values) => {
        expect(sourceText(shell, textOf(formatDotenv(values, optionsOf({ portable: true }))))).toEqual(values);
      }),
      { numRuns: 10, endOnFailure: true },
    );
  });
});
