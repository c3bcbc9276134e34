import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { type CliOptions, type CliResult, runCli, tempFolder } from "../../support/cli.ts";
import { operations, startEndpoint, updateCount } from "../../support/endpoint.ts";
import { hasTools, skipNote } from "../../support/tools.ts";

async function startWith(variables: Readonly<Record<string, string>>): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables });
  return endpoint;
}

const pull = (options: CliOptions, ...words: string[]): Promise<CliResult> => runCli(["pull", "-f", "my-fn", ...words], options);
const read = (folder: string, file = ".env"): string => readFileSync(join(folder, file), "utf8");
const modeOf = (path: string): number => statSync(path).mode & 0o777;
const git = (cwd: string, ...args: string[]): void => {
  const { status, stderr } = spawnSync("git", ["-C", cwd, ...args], { encoding: "utf8" });
  expect({ status, stderr }).toMatchObject({ status: 0 });
};

describe("pull", () => {
  it("writes the live variables to .env, sorted, only for its owner, with one request and no update", async () => {
    const endpoint = await startWith({ STAGE: "dev", API_KEY: "it's quoted", EMPTY: "", PEM: "-----BEGIN\nabc\n-----END\n" });
    const cwd = tempFolder();
    expect(await pull({ endpoint, cwd })).toEqual({
      code: 0,
      stdout: "+ API_KEY\n+ EMPTY\n+ PEM\n+ STAGE\n.env: 4 added\n",
      stderr: [
        `lambda-env: requests go to ${endpoint.url}, which is not AWS`,
        "lambda-env: my-fn · 123456789012 · us-east-1",
        "",
      ].join("\n"),
    });
    expect(read(cwd)).toBe("API_KEY=\"it's quoted\"\nEMPTY=\nPEM='-----BEGIN\nabc\n-----END\n'\nSTAGE=dev\n");
    expect(modeOf(join(cwd, ".env"))).toBe(0o600);
    expect(readdirSync(cwd)).toEqual([".env"]);
    expect(operations(endpoint)).toEqual(["GetFunctionConfiguration"]);
  });

  it("edits an existing file in place: comments, order, line ends, export and names of its own stay", async () => {
    const endpoint = await startWith({ STAGE: "prod", API_KEY: "new key", SAME: "same", ADDED: "1" });
    const before = [
      "# the stage",
      "export STAGE = dev  # where it runs",
      "",
      "OWN_NAME='only here'",
      "SAME = 'same'",
      'API_KEY="old" # rotate me',
      "# the end",
      "",
    ].join("\r\n");
    const cwd = tempFolder({ ".env": before });
    const result = await pull({ endpoint, cwd }, "--yes");
    expect(result).toMatchObject({
      code: 0,
      stdout: "~ API_KEY\n~ STAGE\n+ ADDED\n= OWN_NAME  kept, only in the file\n.env: 1 added, 2 updated, 2 unchanged\n",
    });
    expect(read(cwd)).toBe(
      [
        "# the stage",
        "export STAGE = prod  # where it runs",
        "",
        "OWN_NAME='only here'",
        "SAME = 'same'",
        "API_KEY='new key' # rotate me",
        "# the end",
        "ADDED=1",
        "",
      ].join("\r\n"),
    );
  });

  it("asks before it replaces other values, which needs --yes without a terminal", async () => {
    const endpoint = await startWith({ STAGE: "prod", API_KEY: "live", ADDED: "1" });
    const cwd = tempFolder({ ".env": "STAGE=dev\nAPI_KEY=mine\n" });
    const refused = await pull({ endpoint, cwd });
    expect(refused).toMatchObject({ code: 64, stdout: "~ API_KEY\n~ STAGE\n+ ADDED\n.env: 1 to add, 2 to update\n" });
    expect(refused.stderr).toContain(
      "this would overwrite 2 variables (API_KEY, STAGE) in .env with values of function my-fn (account 123456789012, region us-east-1), and there is no terminal to ask",
    );
    expect(refused.stderr).toContain("hint: add --yes to confirm it");
    expect(read(cwd)).toBe("STAGE=dev\nAPI_KEY=mine\n");
    expect(readdirSync(cwd)).toEqual([".env"]);
  });

  it("asks nothing if it only adds, and does not touch a file that is up to date", async () => {
    const endpoint = await startWith({ STAGE: "prod", ADDED: "1" });
    const cwd = tempFolder({ ".env": "STAGE='prod' # as it was typed\n" });
    expect((await pull({ endpoint, cwd })).stdout).toBe("+ ADDED\n.env: 1 added, 1 unchanged\n");
    const text = "STAGE='prod' # as it was typed\nADDED=1\n";
    expect(read(cwd)).toBe(text);
    expect((await pull({ endpoint, cwd })).stdout).toBe(".env: no changes, 2 unchanged\n");
    expect(read(cwd)).toBe(text);
  });

  it("prints the file to standard output for -, and nothing else there", async () => {
    const endpoint = await startWith({ STAGE: "prod", QUOTE: "it's" });
    const cwd = tempFolder();
    expect(await pull({ endpoint, cwd }, "-", "-q")).toEqual({ code: 0, stdout: 'QUOTE="it\'s"\nSTAGE=prod\n', stderr: "" });
    expect(readdirSync(cwd)).toEqual([]);
    expect(await pull({ endpoint, cwd }, "-", "--json")).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("--format json"),
    });
  });

  it("says what it did as one JSON document, without values", async () => {
    const endpoint = await startWith({ STAGE: "prod", SAME: "same", ADDED: "1" });
    const cwd = tempFolder({ ".env": "STAGE=dev\nSAME=same\nOWN=1\n" });
    const result = await pull({ endpoint, cwd }, "--json", "--yes", "-q");
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(result.stdout)).toEqual({
      format_version: "2.0",
      command: "pull",
      targets: [
        {
          function: "my-fn",
          arn: "arn:aws:lambda:us-east-1:123456789012:function:my-fn",
          account: "123456789012",
          region: "us-east-1",
          revision_id: endpoint.revisionId("my-fn"),
          file: ".env",
          added: ["ADDED"],
          updated: ["STAGE"],
          same: ["SAME"],
          only_in_file: ["OWN"],
          removed: [],
          omitted: [],
          declined: [],
          findings: [],
        },
      ],
      totals: { targets: 1, added: 1, updated: 1, removed: 0 },
    });
  });

  it("writes an empty file for a function that has no variables", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn" });
    const cwd = tempFolder();
    expect(await pull({ endpoint, cwd })).toMatchObject({ code: 0, stdout: ".env: no changes\n" });
    expect(read(cwd)).toBe("");
  });
});

describe("choosing variables", () => {
  const LIVE = { DB_URL: "db", DB_USER: "user", STAGE: "prod", LOG_LEVEL: "info", API_KEY: "key" };
  const namesIn = (text: string): readonly string[] => text.match(/^\w+(?==)/gm) ?? [];

  it("by --only and --except takes names and globs, and warns of one that no variable has", async () => {
    const endpoint = await startWith(LIVE);
    const only = await pull({ endpoint }, "-", "--only", "DB_*", "--only", "STAG?");
    expect(namesIn(only.stdout)).toEqual(["DB_URL", "DB_USER", "STAGE"]);
    const except = await pull({ endpoint }, "-", "--only", "DB_*", "--except", "DB_USER", "--except", "TYPO");
    expect(namesIn(except.stdout)).toEqual(["DB_URL"]);
    expect(except.stderr).toContain("--except TYPO matches no variable");
  });

  it("by --exclude-template leaves out what has the template's public value, not what differs from it or is a placeholder", async () => {
    const endpoint = await startWith(LIVE);
    const cwd = tempFolder({
      "template.yaml":
        'Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n          STAGE: prod\n          LOG_LEVEL: debug\n          API_KEY: ""\n',
    });
    const result = await pull({ endpoint, cwd }, "-", "-t", "template.yaml", "--exclude-template");
    expect(namesIn(result.stdout)).toEqual(["API_KEY", "DB_URL", "DB_USER", "LOG_LEVEL"]);
    const without = await pull({ endpoint, cwd }, "-", "--exclude-template");
    expect(without).toMatchObject({ code: 64, stdout: "", stderr: expect.stringContaining("add --template template.yaml") });
  });
});

describe("values that a .env file cannot hold", () => {
  const LIVE = { FINE: "x", ALL_QUOTES: "a'b\"c`d#e", CR_AND_ESCAPE: "a\rb\\n" };

  it("stop it with the name and the reason of each, and nothing is written", async () => {
    const endpoint = await startWith(LIVE);
    const cwd = tempFolder({ ".env": "FINE=old\n" });
    const result = await pull({ endpoint, cwd }, "--yes");
    expect(result).toMatchObject({ code: 65, stdout: "" });
    expect(result.stderr).toMatch(/error: \.env cannot hold the value of ALL_QUOTES: .+/);
    expect(result.stderr).toMatch(/error: \.env cannot hold the value of CR_AND_ESCAPE: .+/);
    expect(result.stderr).toContain("--format json holds every value");
    expect(read(cwd)).toBe("FINE=old\n");
    expect(readdirSync(cwd)).toEqual([".env"]);
  });

  it("are left out on demand, with a comment that keeps set --prune from removing them", async () => {
    const endpoint = await startWith({ ...LIVE, STALE: "x" });
    const cwd = tempFolder();
    const result = await pull({ endpoint, cwd }, "--skip-unrepresentable", "--except", "STALE");
    expect(result).toMatchObject({ code: 0, stdout: "+ FINE\n.env: 1 added, 2 left out\n" });
    expect(result.stderr).toContain("warning: .env cannot hold the value of ALL_QUOTES");
    expect(read(cwd)).toBe(
      "# lambda-env: ALL_QUOTES not representable in .env\n# lambda-env: CR_AND_ESCAPE not representable in .env\nFINE=x\n",
    );
    const pruned = await runCli(["set", "-f", "my-fn", "-e", ".env", "--prune", "--yes"], { endpoint, cwd });
    expect(pruned.code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
  });

  it("do not replace a value that the file has without a confirmation", async () => {
    const endpoint = await startWith(LIVE);
    const text = "CR_AND_ESCAPE=mine\nFINE=x\n";
    const cwd = tempFolder({ ".env": text });
    const refused = await pull({ endpoint, cwd }, "--skip-unrepresentable");
    expect(refused).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("this would overwrite 1 variable (CR_AND_ESCAPE) in .env"),
    });
    expect(read(cwd)).toBe(text);
    for (const words of [["--skip-unrepresentable", "--yes"], ["--skip-unrepresentable"]]) {
      expect((await pull({ endpoint, cwd }, ...words)).code).toBe(0);
      expect(read(cwd)).toBe(
        "# lambda-env: CR_AND_ESCAPE not representable in .env\nFINE=x\n# lambda-env: ALL_QUOTES not representable in .env\n",
      );
    }
  });

  it("are more with --portable, which writes only what every reader reads the same", async () => {
    const endpoint = await startWith({ PLAIN: "a b", DOLLAR: "$HOME", QUOTES: 'it\'s "x"' });
    const cwd = tempFolder();
    const refused = await pull({ endpoint, cwd }, "--portable");
    expect(refused).toMatchObject({ code: 65, stderr: expect.stringContaining("portable .env cannot hold the value of QUOTES") });
    expect(readdirSync(cwd)).toEqual([]);
    const skipped = await pull({ endpoint, cwd }, "--portable", "--skip-unrepresentable");
    expect(skipped.code).toBe(0);
    expect(read(cwd)).toBe("DOLLAR='$HOME'\nPLAIN='a b'\n# lambda-env: QUOTES not representable in portable .env\n");
  });
});

describe("the target", () => {
  it("is what links lead to; the link stays", async () => {
    const endpoint = await startWith({ STAGE: "prod" });
    const cwd = tempFolder();
    mkdirSync(join(cwd, "real"));
    symlinkSync("real/secrets.env", join(cwd, ".env"));
    expect((await pull({ endpoint, cwd })).code).toBe(0);
    expect(readlinkSync(join(cwd, ".env"))).toBe("real/secrets.env");
    expect(read(cwd, "real/secrets.env")).toBe("STAGE=prod\n");
    expect(readdirSync(join(cwd, "real"))).toEqual(["secrets.env"]);
  });

  it("is made private, and the output says so", async () => {
    const endpoint = await startWith({ STAGE: "prod" });
    const cwd = tempFolder({ ".env": "" });
    chmodSync(join(cwd, ".env"), 0o644);
    const result = await pull({ endpoint, cwd });
    expect(result).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(".env was open to other users; now only you can read it"),
    });
    expect(modeOf(join(cwd, ".env"))).toBe(0o600);
  });

  it.skipIf(!hasTools("git"))(
    `that git tracks is refused before any request, and one that git does not ignore causes a warning${skipNote("git")}`,
    async () => {
      const endpoint = await startWith({ STAGE: "prod" });
      const cwd = tempFolder({ ".env": "STAGE=dev\n" });
      git(cwd, "init", "-q");
      const unignored = await pull({ endpoint, cwd }, "other.env");
      expect(unignored).toMatchObject({ code: 0, stderr: expect.stringContaining("warning: git does not ignore other.env") });
      git(cwd, "add", ".env");
      const requests = endpoint.requests.length;
      const tracked = await pull({ endpoint, cwd }, "--yes");
      expect(tracked).toMatchObject({ code: 73, stdout: "" });
      expect(tracked.stderr).toMatch(/\.env is tracked by git.*\n.*hint: git rm --cached \.env/);
      expect(endpoint.requests.length).toBe(requests);
      expect(read(cwd)).toBe("STAGE=dev\n");
      writeFileSync(join(cwd, ".gitignore"), "ignored.env\n");
      expect((await pull({ endpoint, cwd }, "ignored.env")).stderr).not.toContain("git");
    },
  );

  it("that cannot be written is 73, and nothing else is changed", async () => {
    const endpoint = await startWith({ STAGE: "prod" });
    const cwd = tempFolder({ file: "a file\n" });
    mkdirSync(join(cwd, "folder"));
    for (const [target, reason] of [
      ["folder", "it is a folder"],
      ["file/.env", "a part of the path is not a folder"],
      ["nowhere/.env", "it does not exist"],
      ["/dev/full", "it is not a regular file"],
    ] as const) {
      const result = await pull({ endpoint, cwd }, target);
      expect(result).toMatchObject({
        code: 73,
        stdout: "",
        stderr: expect.stringContaining(`cannot write ${target}: ${reason}`),
      });
    }
    expect(readdirSync(cwd).sort()).toEqual(["file", "folder"]);
    expect(read(cwd, "file")).toBe("a file\n");
  });

  it.skipIf(process.getuid?.() === 0)("in a folder that may not be written to is 73 (root may write anywhere)", async () => {
    const endpoint = await startWith({ STAGE: "prod" });
    const cwd = tempFolder();
    chmodSync(cwd, 0o500);
    expect(await pull({ endpoint, cwd })).toMatchObject({ code: 73, stderr: expect.stringContaining("permission denied") });
  });

  it("whose text cannot be edited safely is refused with its line", async () => {
    const endpoint = await startWith({ STAGE: "prod" });
    const text = "FIRST=1\nSTAGE='dev\n";
    const cwd = tempFolder({ ".env": text });
    const result = await pull({ endpoint, cwd }, "--yes");
    expect(result).toMatchObject({ code: 65, stdout: "", stderr: expect.stringContaining("error: .env:2:") });
    expect(result.stderr).toContain("but has no closing '");
    expect(read(cwd)).toBe(text);
  });

  it("that is JSON gets no .env lines", async () => {
    const endpoint = await startWith({ STAGE: "prod" });
    const cwd = tempFolder({ "vars.json": '{"STAGE": "dev"}\n' });
    const result = await pull({ endpoint, cwd }, "vars.json", "--yes");
    expect(result).toMatchObject({
      code: 73,
      stderr: expect.stringMatching(/vars\.json is a JSON file.*\n.*hint: update it with --format json/),
    });
    expect(read(cwd, "vars.json")).toBe('{"STAGE": "dev"}\n');
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"] as const)(
    "is left alone, without a temporary file beside it, when %s comes while it waits",
    async (signal) => {
      const endpoint = await startWith({ STAGE: "prod" });
      const cwd = tempFolder({ ".env": "STAGE=dev\n" });
      const result = await pull(
        {
          endpoint,
          cwd,
          onStart: (child) => {
            endpoint.before("GetFunctionConfiguration", () => void child.kill(signal));
            endpoint.fail("GetFunctionConfiguration", { kind: "hang" });
          },
        },
        "--yes",
      );
      expect(result).toMatchObject({ code: 130, stdout: "", stderr: expect.stringContaining("interrupted") });
      expect(readdirSync(cwd)).toEqual([".env"]);
      expect(read(cwd)).toBe("STAGE=dev\n");
      expect(updateCount(endpoint)).toBe(0);
    },
  );
});
