/** The project's own file: what it says, and every mistake in it with its place. */
import { describe, expect, test } from "vitest";
import { type Finding, LambdaEnvError } from "../../src/errors.ts";
import { renderFinding } from "../../src/output/findings/findings.ts";
import { type ReadProject, readProjectTables } from "../../src/stages/project.ts";
import { readTomlTree } from "../../src/stages/toml-tree.ts";

const SOURCE = "lambda-env.toml";

async function read(text: string): Promise<ReadProject & { readonly findings: readonly Finding[] }> {
  const findings: Finding[] = [];
  const report = (finding: Finding): void => void findings.push(finding);
  return { ...(await readProjectTables(readTomlTree(text, SOURCE), { toCwdPath: (path) => `../${path}`, report })), findings };
}

/** Returns the findings in words, with their places. */
async function mistakes(text: string): Promise<readonly string[]> {
  try {
    return (await read(text)).findings.map((finding) => renderFinding(finding).text.replace(`${SOURCE}:`, ""));
  } catch (error) {
    if (error instanceof LambdaEnvError)
      return error.findings.map((finding) => renderFinding(finding).text.replace(`${SOURCE}:`, ""));
    throw error;
  }
}

test("a stage gives the options of its keys, with paths of the working directory", async () => {
  const { stages, findings } = await read(`[stages.prod]
stack = "orders-prod"
account = "111122223333"
secrets = "prod/orders"
env-files = [".env", "/etc/x.env"]
publish = true
only = []
protected = true
[stages.prod.functions.Worker]
parameters = ["URL=/prod/url"]
env-files = "worker.env"
[stages.dev]
functions = ["orders-api", "orders-*"]
`);
  expect(findings).toEqual([]);
  expect(stages).toEqual([
    {
      name: "prod",
      at: { source: SOURCE, line: 1, column: 9 },
      options: {
        stack: "orders-prod",
        secret: ["prod/orders"],
        env: ["../.env", "..//etc/x.env"],
        publish: true,
      },
      places: new Map([
        ["stack", { source: SOURCE, line: 2, column: 1 }],
        ["secret", { source: SOURCE, line: 4, column: 1 }],
        ["env", { source: SOURCE, line: 5, column: 1 }],
        ["publish", { source: SOURCE, line: 6, column: 1 }],
        ["only", { source: SOURCE, line: 7, column: 1 }],
      ]),
      account: "111122223333",
      isProtected: true,
      functions: new Map([["Worker", { parameter: ["URL=/prod/url"], env: ["../worker.env"] }]]),
    },
    {
      name: "dev",
      at: { source: SOURCE, line: 12, column: 9 },
      options: { function: ["orders-api", "orders-*"] },
      places: new Map([["function", { source: SOURCE, line: 13, column: 1 }]]),
      isProtected: false,
      functions: new Map(),
    },
  ]);
});

test("a rule for a variable", async () => {
  const { variables, findings } = await read(`[variables]
PLAIN = {}
TABLE_KEY = { secret = false }
[variables.DB_URL]
required = true
secret = true
shared = true
pattern = '^postgres://'
one-of = ["postgres://a", "b"]
functions = "Api*"
description = "where the orders are"
`);
  expect(findings).toEqual([]);
  const rule = { required: false, isSecret: false, isPublic: false, isShared: false, functions: [] };
  expect(variables).toEqual([
    { ...rule, name: "PLAIN", at: { source: SOURCE, line: 2, column: 1 } },
    { ...rule, name: "TABLE_KEY", at: { source: SOURCE, line: 3, column: 1 }, isPublic: true },
    {
      name: "DB_URL",
      at: { source: SOURCE, line: 4, column: 12 },
      required: true,
      isSecret: true,
      isPublic: false,
      isShared: true,
      pattern: "^postgres://",
      oneOf: ["postgres://a", "b"],
      functions: ["Api*"],
      description: "where the orders are",
    },
  ]);
});

describe("a mistake is reported with its place", () => {
  test.each([
    ["an unknown table", "[stage.prod]", ["1:2: stage is not a key of the file"]],
    ["an unknown key", '[stages.a]\nsecret = "x"', ["2:1: secret is not a key of a stage"]],
    ["one that is nothing of ours", '[stages.a]\n"hunter2 x" = 1', ["2:1: this key is not a key of a stage"]],
    [
      "a key of a stage in a function",
      "[stages.a.functions.F]\nregion = 1",
      ["2:1: this key is not a key of a function of a stage"],
    ],
    ["text instead of tables", "stages = 'x'", ["1:10: stages needs tables such as [stages.NAME], not text"]],
    ["a list of tables", "[[stages.a]]", ["1:10: stages needs tables such as [stages.NAME], not a list of tables"]],
    ["a number", "[stages.a]\nstack = 1.5", ["2:9: stack needs text in quotes, not a number"]],
    ["a date", "[stages.a]\nonly = 2026-01-01", ["2:8: only needs text in quotes, or a list of them, not a date or time"]],
    [
      "a date in a list",
      "[stages.a]\nonly = ['a', 07:32:00]",
      ["2:14: only needs text in quotes, or a list of them, not a date or time"],
    ],
    ["a list for one text", "[stages.a]\nstack = ['a']", ["2:9: stack needs text in quotes, not a list"]],
    ["text for a flag", "[stages.a]\nprotected = 'true'", ["2:13: protected needs true or false, not text"]],
    ["an account without quotes", "[stages.a]\naccount = 111122223333", ["2:11: account needs text in quotes, not a number"]],
    ["a short account", "[stages.a]\naccount = '1234'", ["2:11: account needs the 12 digits of an account in quotes"]],
    ["a region", "[stages.a]\nregion = 'Frankfurt!'", ["2:10: region needs a region, such as eu-west-1"]],
    ["no text", "[stages.a]\nstack = ''", ["2:9: stack needs a text that is not empty"]],
    ["a control character", '[stages.a]\nsecrets = "a\\u0000"', ["2:11: secrets needs a text without control characters"]],
    [
      "standard input",
      "[stages.a]\nenv-files = ['-']",
      ["2:14: env-files needs the name of a file; standard input is for --env on the command line"],
    ],
    ["a function", "[stages.a]\nfunctions = ['a b']", ["2:14: functions needs the name or ARN of a function"]],
    ["a function to copy from", "[stages.a]\nfrom = ['a*']", ["2:9: from needs the name or ARN of a function"]],
    [
      "the name of a stage",
      "[stages.'a b']",
      ["1:9: the name of a stage needs to be a name of at most 64 letters, digits, dots, _ and -"],
    ],
    [
      "the name of a function",
      "[stages.a.functions.'b c']",
      ["1:21: the name of a function of a stage needs to be the logical id or the name of a function"],
    ],
    [
      "the name of a variable",
      "[variables.1A]",
      ["1:12: the name of a variable needs to be at least two letters, digits or _, of which the first is a letter"],
    ],
    [
      "a pattern",
      "[variables.AB]\npattern = '(?=x)'",
      ["2:11: pattern is not a regular expression of RE2: invalid or unsupported Perl syntax"],
    ],
    [
      "a pattern that nothing matches",
      "[variables.AB]\npattern = '^c'\none-of = ['a', 'b']",
      ["2:11: no text of one-of matches pattern, so that no value could be valid"],
    ],
    [
      "a key that is there twice",
      "[stages.a]\nstack = 'a'\nstack = 'b'",
      ["3:1: this cannot be read as TOML: a key that is defined twice"],
    ],
    [
      "a quote that is not closed",
      "[stages.a]\nstack = 'a",
      ["2:11: this cannot be read as TOML: a quote or bracket that is not closed"],
    ],
    ["no value", "[stages.a]\nstack =\n", ["2:7: this cannot be read as TOML: a key without a value"]],
  ])("%s", async (_, text, expected) => {
    expect(await mistakes(text)).toEqual(expected);
  });

  test.each([
    ["brackets", `a = ${"[".repeat(9000)}${"]".repeat(9000)}`],
    ["tables", `a = ${"{a = ".repeat(9000)}1${"}".repeat(9000)}`],
    ["keys", `a${".a".repeat(9000)} = 1`],
    ["keys in tables", `a = ${`{a${".a".repeat(150)} = `.repeat(150)}1${"}".repeat(150)}`],
    ["brackets that the parser can hold", `a = ${"[".repeat(300)}${"]".repeat(300)}`],
    ["headers", `[a${".a".repeat(9000)}]`],
    ["a text", `a = "${"x".repeat(500_000)}"`],
  ])("a file with too much of %s", async (_, text) => {
    expect((await mistakes(text)).length).toBe(1);
  });

  test("a reserved variable", async () => {
    const [finding] = (await read("[variables.AWS_REGION]")).findings;
    expect(finding).toMatchObject({ code: "NAME_RESERVED", name: "AWS_REGION", at: { line: 1, column: 12 } });
  });

  test("an unknown key with the near one", async () => {
    const [finding] = (await read("[stages.a]\nsecret = 'x'")).findings;
    expect(finding && renderFinding(finding).hint).toContain("secrets");
  });
});
