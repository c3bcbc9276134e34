/** The JSON Schema of `lambda-env.toml`, for editors: it takes the same keys and values as the reader. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Ajv } from "ajv";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FUNCTION_KEYS, PROJECT_TABLES, STAGE_KEYS, type StageKeys, VARIABLE_KEYS } from "../../src/core/stage/stage-keys.ts";
import type { Finding } from "../../src/errors.ts";
import { readProjectTables } from "../../src/stages/project.ts";
import { readTomlTree } from "../../src/stages/toml-tree.ts";
import { runs } from "../support/depth.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const schema = JSON.parse(readFileSync(resolve(ROOT, "dist/lambda-env-project.schema.json"), "utf8"));
const isValid = new Ajv({ strict: true }).compile(schema);

type Written = string | number | boolean | readonly Written[] | { readonly [key: string]: Written };

/** Returns whether the reader accepts a file with this content. */
async function isRead(file: Written): Promise<boolean> {
  const findings: Finding[] = [];
  const text = Object.entries(file).map(([key, value]) => `${JSON.stringify(key)} = ${toToml(value)}\n`);
  const report = (finding: Finding): void => void findings.push(finding);
  await readProjectTables(readTomlTree(text.join(""), "lambda-env.toml"), { toCwdPath: (path) => path, report });
  return findings.length === 0;
}

function toToml(value: Written): string {
  if (Array.isArray(value)) return `[${value.map(toToml).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)} = ${toToml(item)}`)
    .join(", ")}}`;
}

const TABLES: readonly (readonly [string, StageKeys, (key: string, value: Written) => Written])[] = [
  ["stage", STAGE_KEYS, (key, value) => ({ stages: { dev: { [key]: value } } })],
  ["function", FUNCTION_KEYS, (key, value) => ({ stages: { dev: { functions: { Api: { [key]: value } } } } })],
  ["variable", VARIABLE_KEYS, (key, value) => ({ variables: { DB_URL: { [key]: value } } })],
];

const KEYS = TABLES.flatMap(([of, keys, wrap]) => Object.keys(keys).map((key) => ({ of, key, wrap })));

test.each(TABLES)("the keys of a %s are the same", (of, keys) => {
  expect(Object.keys(schema.definitions[of].properties)).toEqual(Object.keys(keys));
});

test("the tables are the same", () => {
  expect(Object.keys(schema.properties)).toEqual(PROJECT_TABLES);
});

describe("a value is valid for editors where it is for the reader", () => {
  const texts: readonly string[] = [
    ...["", "-", "a", "a b", "orders", "orders-*", "a?", "DB_URL", "1A", "a.b", ".env", "A:B", "a=b", "é", "^a$", "true", "1"],
    ...[
      "eu-west-1",
      "EU",
      "111122223333",
      "1111222233334",
      "/a",
      "/a/b/",
      "/aws/x",
      "/SSM",
      "/awsx",
      "/",
      "standard",
      "advanced",
    ],
    ...["arn:aws:cloudformation:eu-west-1:111122223333:stack/a/1", "arn:aws:lambda:eu-west-1:111122223333:function:my-fn"],
  ];
  const values: readonly Written[] = [
    ...texts,
    1,
    1.5,
    true,
    false,
    {},
    { a: 1 },
    [],
    ["a"],
    ["a", ""],
    ["-"],
    ["*"],
    [1],
    [[]],
    ["a", true],
  ];

  /** That a text is the name of a function is for AWS and us to say; an editor takes any text. */
  const isNamed = (key: string, of: string): boolean => key === "from" || (key === "functions" && of === "stage");

  test.each(KEYS)("$key of a $of", async ({ of, key, wrap }) => {
    for (const value of values) {
      const file = wrap(key, value);
      const isTaken = await isRead(file);
      if (isTaken || !isNamed(key, of)) expect([value, isValid(file)]).toEqual([value, isTaken]);
    }
  });

  test("any text", async () => {
    const words = fc.string({ unit: fc.constantFrom(..."aZ09-_.*?/:@+= é"), maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...KEYS), words, async ({ of, key, wrap }, text) => {
        const file = wrap(key, text);
        // Whether a pattern is one of RE2 is beyond a schema.
        if (isNamed(key, of) || key === "pattern") return;
        expect(isValid(file)).toBe(await isRead(file));
      }),
      { numRuns: runs(10_000) },
    );
  });
});

test.each<Written>([
  { stages: { "a b": {} } },
  { stages: { dev: { stak: "x" } } },
  { stages: { dev: { functions: { "a b": {} } } } },
  { stages: { dev: { functions: { Api: { region: "eu-west-1" } } } } },
  { stages: { dev: 1 } },
  { stages: [] },
  { variables: { A: {} } },
  { variables: { DB_URL: { values: [] } } },
  { stage: {} },
])("neither takes %j", async (file) => {
  expect([isValid(file), await isRead(file)]).toEqual([false, false]);
});

test("every key is described, for the editor and for docs/project-file.md", () => {
  for (const [of] of TABLES) {
    for (const [key, { $ref, description }] of Object.entries<Record<string, unknown>>(schema.definitions[of].properties)) {
      const said = $ref === undefined ? description : schema.definitions.stage.properties[key].description;
      expect(said, key).toMatch(/^[a-z].{10,}[^.]$/);
    }
  }
});
