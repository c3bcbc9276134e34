import { expect, it } from "vitest";
import { isForegroundStat } from "../../../src/cli/program/foreground.ts";

it.each([
  ["in the foreground of its terminal", "12 (node) S 1 12 12 34816 12 4194304", true],
  ["in the background", "12 (node) S 1 12 10 34816 10 4194304", false],
  ["without a terminal", "12 (node) S 1 12 12 0 -1 4194304", false],
  ["under a name that looks like more", "12 (a) S 9 9 9 9 9 (b)) S 1 12 12 34816 12 4194304", true],
])("a process %s", (_, stat, expected) => {
  expect(isForegroundStat(stat)).toBe(expected);
});
