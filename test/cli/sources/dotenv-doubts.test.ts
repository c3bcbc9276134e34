/** What `.env` files hide: quotes left open, quotes that are not quotes, and lines that other readers read differently. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint, updateCount } from "../../support/endpoint.ts";

const MARK = "Zq9";

async function startWith(variables: Readonly<Record<string, string>>) {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables });
  return endpoint;
}

describe("a quote that a later line closes", () => {
  const OPEN = `DB_PASS='${MARK}\nUSER_NAME=bob\n# for the users'\nLAST=1\n`;

  it.each([
    ["set", ["set", "-f", "my-fn", "-e", ".env", "--prune", "--yes"]],
    ["set from a pipe", ["set", "-f", "my-fn", "-e", "-", "--yes"]],
    ["diff", ["diff", "-f", "my-fn", "-e", ".env"]],
    ["list", ["list", "-f", "my-fn", "-e", ".env"]],
  ])("stops %s before any update, with the line and no value", async (_what, words) => {
    const endpoint = await startWith({ DB_PASS: "live", USER_NAME: "alice", LAST: "1" });
    const cwd = tempFolder({ ".env": OPEN });
    const result = await runCli(words, { endpoint, cwd, input: OPEN });
    expect(result).toMatchObject({ code: 65, stdout: "" });
    expect(result.stderr).toContain(":1:1: the quotes around the value of DB_PASS enclose line 2, which looks like a variable");
    expect(result.stderr).not.toContain(MARK);
    expect(updateCount(endpoint)).toBe(0);
  });

  it("stops pull, and leaves the file as it is", async () => {
    const endpoint = await startWith({ USER_NAME: "alice" });
    const cwd = tempFolder({ ".env": OPEN });
    expect((await runCli(["pull", "-f", "my-fn", "--yes"], { endpoint, cwd })).code).toBe(65);
    expect(readFileSync(join(cwd, ".env"), "utf8")).toBe(OPEN);
  });

  it("is never reported in what pull wrote: set --prune changes nothing, for a new file, an edited one and a portable one", async () => {
    const values = {
      TEXT: "a\nUSER_NAME=bob\n# it's",
      QUOTED: 'a "b"\nUSER_NAME=bob',
      SLASHED: "export A=\\n\nB=2",
      KEY: "-----BEGIN KEY-----\nYQ==\n-----END KEY-----\n",
    };
    const endpoint = await startWith(values);
    for (const [existing, options] of [
      ["", []],
      ["KEY=x\n", []],
      ["KEY: x\r\n", []],
      ["TEXT=x # y\n", ["--portable"]],
    ] as const) {
      const cwd = tempFolder({ ".env": existing });
      const pulled = await runCli(["pull", "-f", "my-fn", "--yes", ...options], { endpoint, cwd });
      expect(pulled, pulled.stderr).toMatchObject({ code: 0 });
      const set = await runCli(["set", "-f", "my-fn", "-e", ".env", "--prune", "--yes"], { endpoint, cwd });
      expect(set).toMatchObject({ code: 0 });
      expect(set.stdout).toMatch(/^no changes, 4 unchanged\n/);
    }
    expect(updateCount(endpoint)).toBe(0);
  });

  it("is taken when the hint's line is above it", async () => {
    const endpoint = await startWith({});
    const cwd = tempFolder({ ".env": OPEN });
    const refused = await runCli(["set", "-f", "my-fn", "-e", ".env"], { endpoint, cwd });
    const line = /put this comment above them: (# .*)/.exec(refused.stderr)?.[1] ?? "";
    writeFileSync(join(cwd, ".env"), `${line}\n${OPEN}`);
    expect(await runCli(["set", "-f", "my-fn", "-e", ".env"], { endpoint, cwd })).toMatchObject({ code: 0 });
    expect(endpoint.variables("my-fn")).toEqual({ DB_PASS: `${MARK}\nUSER_NAME=bob\n# for the users`, LAST: "1" });
  });
});

describe("what would become part of a value", () => {
  it("stops set, with all places, what to type, and no value", async () => {
    const endpoint = await startWith({});
    const lines = [
      `A1="""${MARK}"""`,
      `B1="say "${MARK}" now"`,
      `C1='${MARK}'\\''s'`,
      `D1=\u201c${MARK}\u201d`,
      `E1=${MARK} // ${MARK}`,
      `F1=${MARK} ; ${MARK}`,
      "KEY=-----BEGIN",
      `${MARK}abc`,
      `${MARK}q==`,
      "-----END",
    ];
    const result = await runCli(["set", "-f", "my-fn", "-e", ".env"], {
      endpoint,
      cwd: tempFolder({ ".env": lines.join("\n") }),
    });
    expect(result.code).toBe(65);
    expect(result.stderr.split("\n").filter((line) => /error|hint/.test(line))).toEqual([
      "lambda-env: error: .env:1:1: the value of A1 has triple quotes, and two of each would become part of it",
      'lambda-env: hint: use one " at each end; the value may have several lines',
      'lambda-env: error: .env:2:1: the value of B1 has a " between its " quotes, which readers of .env files treat differently',
      "lambda-env: hint: use quotes that do not occur in the value: B1='…' or B1=`…`",
      "lambda-env: error: .env:3:1: the value of C1 has a ' between its ' quotes, which readers of .env files treat differently",
      'lambda-env: hint: use quotes that do not occur in the value: C1="…" or C1=`…`',
      "lambda-env: error: .env:4:1: the value of D1 is in typographic quotes, which would become part of it",
      "lambda-env: hint: use straight quotes: D1='…'",
      "lambda-env: error: .env:5:1: the // in the value of E1 does not start a comment, so what follows would become part of the value",
      "lambda-env: error: .env:6:1: the ; in the value of F1 does not start a comment, so what follows would become part of the value",
      "lambda-env: hint: start the comment with #, or put the value in quotes",
      "lambda-env: error: .env:7:1: the value of KEY seems to continue on lines 8 to 10 without quotes",
      "lambda-env: hint: put it in quotes, from KEY=' to the ' after its last line",
      "lambda-env: error: 7 mistakes; nothing was written",
    ]);
    expect(result.stderr).not.toContain(MARK);
  });

  it.each([
    ["a file", ["-e", ".env"]],
    ["a JSON file", ["-e", "env.json"]],
    ["an argument", ["A1=a\u200bb"]],
  ])("warns of a character that no screen shows, from %s", async (_what, words) => {
    const endpoint = await startWith({});
    const cwd = tempFolder({ ".env": "A1='a\u200bb'\n", "env.json": '{"A1": "a\u200bb"}' });
    const result = await runCli(["set", "-f", "my-fn", ...words], { endpoint, cwd });
    expect(result.code).toBe(0);
    expect(result.stderr).toContain("the value of A1 contains U+200B, a character that no screen shows");
    // A value that is already live causes no warning.
    expect((await runCli(["set", "-f", "my-fn", ...words], { endpoint, cwd })).stderr).not.toContain("U+200B");
  });
});

describe("pull --portable into a file that is there", () => {
  it("rewrites the lines of what it pulls, and a second pull changes nothing", async () => {
    const endpoint = await startWith({ PASS: "pa$word1", STAGE: "dev", NAME: "x" });
    const before = '\uFEFFPASS="pa$word1" # the old one\r\nexport STAGE = dev\r\nNAME: x\r\n# mine\r\nOWN=1\r\n';
    const cwd = tempFolder({ ".env": before });
    const result = await runCli(["pull", "-f", "my-fn", "--portable"], { endpoint, cwd });
    expect(result).toMatchObject({ code: 0 });
    expect(result.stderr).toContain("the $NAME in the value of PASS is replaced by Bun, even in single quotes");
    const after = "# the old one\nPASS='pa$word1'\nSTAGE=dev\nNAME=x\n# mine\nOWN=1\n";
    expect(readFileSync(join(cwd, ".env"), "utf8")).toBe(after);
    expect(await runCli(["pull", "-f", "my-fn", "--portable"], { endpoint, cwd })).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, ".env"), "utf8")).toBe(after);
  });

  it("refuses where lines of others stay that are read differently, with each of them and no value", async () => {
    const endpoint = await startWith({ PASS: "1" });
    const before = `PASS=1\nexport OWN=${MARK}\nRUN=\`${MARK}\`\n; ${MARK}\n`;
    const cwd = tempFolder({ ".env": before });
    const result = await runCli(["pull", "-f", "my-fn", "--portable", "--yes"], { endpoint, cwd });
    expect(result.code).toBe(65);
    expect(result.stderr.match(/\.env:\d+:\d+: readers of .env files treat [^:]*/g)).toEqual([
      ".env:2:1: readers of .env files treat the line of OWN differently",
      ".env:3:1: readers of .env files treat the line of RUN differently",
      ".env:4:1: readers of .env files treat this line differently",
    ]);
    expect(result.stderr).not.toContain(MARK);
    expect(readFileSync(join(cwd, ".env"), "utf8")).toBe(before);
  });
});
