/** Large templates, whose plain blocks are only read when they are needed: the same trees and the same mistakes as of small ones. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { LambdaEnvError } from "../../../src/errors.ts";
import { plainBlocks } from "../../../src/template/read/plain-blocks.ts";
import { readYaml } from "../../../src/template/read/read-tree.ts";
import { runs } from "../../support/depth.ts";
import { changedTemplates, plainTemplates } from "../../support/readers/plain-templates.ts";
import { yamlDocuments } from "../../support/readers/yaml-documents.ts";

/** The whole tree, or everything that is reported about a mistake. */
function read(text: string, isLarge: boolean): unknown {
  try {
    return JSON.parse(
      JSON.stringify(readYaml(text, "template.yaml", isLarge), (_, value: unknown) =>
        value instanceof Map ? [...value] : value,
      ),
    );
  } catch (error) {
    if (!(error instanceof LambdaEnvError)) throw error;
    return error.findings;
  }
}

/** Returns how many of the texts have a plain block. */
function compare(texts: fc.Arbitrary<string>, numRuns: number): number {
  let count = 0;
  fc.assert(
    fc.property(texts, (text) => {
      if (plainBlocks(text).length > 0) count += 1;
      expect(read(text, true)).toEqual(read(text, false));
    }),
    { numRuns },
  );
  return count;
}

test("templates of plain lines are the same in parts as at once", () => {
  expect(compare(plainTemplates, runs(10_000))).toBeGreaterThan(runs(2000));
});

test("what a character or a line turns into something else is the same in parts as at once", () => {
  expect(compare(changedTemplates, runs(30_000))).toBeGreaterThan(runs(4000));
});

test("documents of every kind as properties are the same in parts as at once", () => {
  const properties = yamlDocuments.map((text) => `R:\n  Properties:\n${text.replaceAll(/^(?=[^\r\n])/gm, "      ")}`);
  compare(properties, runs(10_000));
});

test.each([
  ["spaces", `KEY: x${" ".repeat(500_000)}\x01`],
  ["spaces in a comment", `KEY: x # ${" ".repeat(500_000)}\x01`],
  ["comments", `KEY: x${" #".repeat(250_000)}\x01`],
  ["colons", `KEY${":".repeat(500_000)}x`],
  ["words in brackets", `KEY: [${"a, ".repeat(150_000)}]`],
  ["quotes", `KEY: ${'""'.repeat(250_000)}`],
  ["exclamation marks", `KEY: x${"!".repeat(500_000)} ! \x01`],
])("a line of half a megabyte of %s is looked at once", (_, line) => {
  expect(plainBlocks(`R:\n  Properties:\n    ${line}\n`)).toEqual([]);
});

test("a second document is the same mistake at the same place", () => {
  const lines = ["Resources:", "  R0:", "    ", "    Properties:", "      a.b/c-d: !Ref Stage", "---", ""];
  for (const end of ["\n", "\r\n"]) compare(fc.constant(lines.join(end)), 1);
});
