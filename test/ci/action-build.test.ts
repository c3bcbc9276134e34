/** What a runner starts. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BUILT_ACTION, ROOT } from "../support/action.ts";

test("it holds no path of the machine that built it", () => {
  for (const name of readdirSync(BUILT_ACTION)) {
    const text = readFileSync(join(BUILT_ACTION, name), "utf8");
    expect(text.includes(ROOT), name).toBe(false);
  }
});
