/** What a runner starts is committed: it is what a new build makes, byte for byte. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BUILT_ACTION, ROOT, readAction } from "../support/action.ts";

const COMMITTED = join(ROOT, "action");

// Git may change the line ends of the sources on Windows.
test.skipIf(process.platform === "win32")("the committed action is that of the sources: run npm run build:action", () => {
  const names = readdirSync(BUILT_ACTION).sort();
  expect(readdirSync(COMMITTED).sort()).toEqual(names);
  const differing = names.filter((name) => !readFileSync(join(COMMITTED, name)).equals(readFileSync(join(BUILT_ACTION, name))));
  expect(differing).toEqual([]);
  expect(readAction().runs.main).toBe("action/index.cjs");
});

test("it holds no path of the machine that built it", () => {
  for (const name of readdirSync(BUILT_ACTION)) {
    const text = readFileSync(join(BUILT_ACTION, name), "utf8");
    expect(text.includes(ROOT), name).toBe(false);
  }
});
