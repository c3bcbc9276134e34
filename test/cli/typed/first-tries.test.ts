/** What a newcomer types: each is answered by what is wrong and by the next thing to type, and never repeats what may be a value. */
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../../src/commands/catalog.ts";
import { runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";

const ENV = { AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
const TEMPLATE = `Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
          STAGE: prod
`;

const say = async (args: readonly string[], cwd?: string): Promise<string> => {
  const { code, stdout, stderr } = await runCli(args, { env: ENV, ...(cwd !== undefined && { cwd }) });
  expect({ code, stdout }, args.join(" ")).toEqual({ code: 64, stdout: "" });
  return stderr;
};

describe("a function in the wrong place is named by -f", () => {
  it.each([
    [["list", "my-fn"], "hint: lambda-env list -f my-fn\n"],
    [["pull", "my-fn"], "hint: lambda-env pull -f my-fn\n"],
    [["policy", "my-fn"], "hint: lambda-env policy -f my-fn\n"],
    [["diff", "my-fn"], "lambda-env diff -f my-fn\n"],
    [["diff", "my-fn", "-e", ".env"], "lambda-env diff -f my-fn\n"],
    [["diff", "myFunction"], "a function is named by -f"],
    [["set", "my-fn", "AA=1"], "lambda-env set -f FUNCTION NAME=VALUE"],
    [["set", "AA=1", "my-fn"], "lambda-env set -f FUNCTION NAME=VALUE"],
    [["unset", "my-fn", "STAGE"], "lambda-env unset -f my-fn NAME"],
    [["unset", "STAGE", "my-fn"], "lambda-env unset -f my-fn NAME"],
    [["get", "my-fn", "STAGE"], "lambda-env get -f my-fn NAME"],
    [["my-fn", "list"], "lambda-env list -f FUNCTION"],
    [["my-fn", "-q"], "a function is named by -f"],
  ])("%j", async (args, hint) => {
    expect(await say(args, tempFolder())).toContain(hint);
  });

  it("and one beside it is not treated as one: it may be a value", async () => {
    for (const args of [
      ["list", "s3cret-word"],
      ["diff", "s3cret-word"],
      ["set", "s3cret-word"],
      ["set", "AA=1", "s3cret-word"],
    ]) {
      const { code, stderr } = await runCli([...args, "-f", "my-fn"], { env: ENV });
      expect(code, args.join(" ")).not.toBe(0);
      expect(stderr).not.toContain("s3cret");
    }
  });
});

describe("an option that does not exist", () => {
  it.each([
    [["list", "--foo-bar"], "--foo-bar is not an option of list"],
    [["list", "--foo-bar=x1"], "--foo-bar is not an option of list"],
    [["list", "-f", "x", "--fooBar=x1"], "argument 4 is not an option of list"],
    [["list", "--foo_bar"], "argument 2 is not an option of list"],
    [["list", "-?"], "argument 2 is not an option of list"],
    [["--x1=y", "list"], "argument 1 is not an option of list"],
    [["set", "-Z", "AA=1"], "-Z is not an option of set"],
  ])("%j is named where it looks like one, and else by its position", async (args, text) => {
    const stderr = await say(args);
    expect(stderr).toContain(text);
    expect(stderr).not.toMatch(/x1|foo_bar|fooBar|=y/);
  });

  it.each([
    ["--function-name", "--function"],
    ["--functions", "--function"],
    ["--name", "--function"],
    ["--Function", "--function"],
    ["-function", "--function"],
    ["--file", "--env"],
    ["--template-file", "--template"],
    ["-template", "--template"],
    ["--secrets", "--secret"],
    ["--secret-id", "--secret"],
    ["--stack-name", "--stack"],
    ["--dryrun", "--dry-run"],
    ["--dry_run", "--dry-run"],
    ["--no-dry-run", "--dry-run"],
    ["-n", "--dry-run"],
    ["--force", "--yes"],
    ["-force", "--yes"],
    ["--auto-approve", "--yes"],
    ["-Y", "--yes"],
    ["--verbose", "--debug"],
    ["--output", "--json"],
    ["-o", "--json"],
    ["-p", "--profile"],
    ["--aws-profile", "--profile"],
    ["--no-colour", "--no-color"],
    ["--reveal", "--show-values"],
    ["--delete", "--unset"],
  ])("%s means %s", async (typed, allowed) => {
    expect(await say(["set", "-f", "my-fn", "AA=1", typed])).toContain(`hint: did you mean ${allowed}?\n`);
  });

  it.each(["--env-vars", "--environment", "--var", "--set", "--AA=1", "-AA=1"])("%s is an argument here", async (typed) => {
    expect(await say(["set", "-f", "my-fn", typed])).toContain("lambda-env set -f FUNCTION NAME=VALUE");
  });

  it("of another command is answered with those that have it", async () => {
    expect(await say(["unset", "-f", "my-fn", "AA", "--prune"])).toContain("have it; see lambda-env unset --help");
  });

  it.each([["-v"], ["-V"], ["version"], ["--version", "list"], ["list", "--version"]])(
    "%s %s prints the version",
    async (...args) => {
      expect(await say(args.filter((word) => word !== undefined).concat("-q"))).toContain("hint: lambda-env --version");
    },
  );
});

describe("a command that does not exist", () => {
  it.each([
    ["lst", "lambda-env list?"],
    ["LIST", "lambda-env list?"],
    ["ls", "lambda-env list?"],
    ["show", "lambda-env list?"],
    ["rm", "lambda-env unset?"],
    ["add", "lambda-env set?"],
    ["rotate", "lambda-env push?"],
    ["export", "lambda-env pull?"],
    ["plan", "lambda-env diff?"],
    ["--list", "lambda-env list?"],
  ])("%s means %s", async (typed, allowed) => {
    expect(await say([typed, "-q"])).toContain(`hint: did you mean ${allowed}\n`);
  });

  it("is an error with --help too, with the similar name", async () => {
    expect(await say(["nope", "--help"])).toContain("there is no such command");
    expect(await say(["lst", "--help"])).toContain("did you mean lambda-env list?");
    expect(await say(["help", "lst"])).toContain("did you mean lambda-env help list?");
    expect(await say(["help", "exit-code"])).toContain("did you mean lambda-env help exit-codes?");
    expect(await say(["-h", "lst"])).toContain("did you mean lambda-env list?");
  });

  it("is never repeated", async () => {
    expect(await say(["s3cret-word", "x"])).not.toContain("s3cret");
  });
});

describe("--help", () => {
  it.each(COMMANDS.map(({ name }) => name))("anywhere in a line of %s is its help", async (name) => {
    for (const args of [
      [name, "--help"],
      ["--help", name],
      [name, "-f", "--help"],
      [name, "--nonsense", "-h"],
      ["help", name],
    ]) {
      const { code, stdout, stderr } = await runCli(args);
      expect({ code, stderr }, args.join(" ")).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain(`lambda-env ${name}`);
    }
  });
});

describe("a value directly behind its letter", () => {
  it.each([["-fmy-fn"], ["-qfmy-fn"], ["-f=my-fn"], ["-f", "my-fn"], ["-qf", "my-fn"]])("%s %s", async (...args) => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "x" } });
    const result = await runCli(["list", ...args.filter((word) => word !== undefined)], { endpoint });
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining("STAGE") });
  });

  it("is any value: a path, a secret with its variable, standard input", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    endpoint.setSecret("prod/api", "x");
    const cwd = tempFolder({ ".env": "FILE=1\n", "template.yaml": TEMPLATE });
    const args = ["set", "-fmy-fn", "-e.env", "-e-", "-sTOKEN=prod/api", "-ttemplate.yaml"];
    expect((await runCli(args, { endpoint, cwd, input: "PIPE=1\n" })).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ FILE: "1", PIPE: "1", TOKEN: "x", STAGE: "prod" });
  });
});

describe("variables that are not one argument each", () => {
  const ONE = "NAME=VALUE is one argument without spaces around =";
  it.each([
    [["AA", "1"], ONE],
    [["AA", "=", "1"], ONE],
    [["AA", "=1"], ONE],
    [["AA=", "a b"], ONE],
    [["AA:", "1"], ONE],
    [["AA = 1"], ONE],
    [["A=1"], "at least two characters"],
    [["'AA=1'"], "the shell did not remove"],
    [["export", "AA=1"], "export is a command of the shell"],
    [['{"AA":"1"}'], "holds several variables in one"],
    [["Variables={AA=1}"], "holds several variables in one"],
    [[".env"], "hint: -e .env\n"],
    [["config/.env.prod"], "hint: -e config/.env.prod\n"],
    [["template.yaml"], "hint: -t template.yaml\n"],
    [["–f", "my-fn"], "a dash that is not a hyphen"],
  ])("%j", async (words, text) => {
    expect(await say(["set", "-f", "my-fn", ...words])).toContain(text);
  });

  it("and quotes that the shell kept cause a warning, without the value", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const { code, stderr } = await runCli(["set", "-f", "my-fn", "AA='s3cret'"], { endpoint });
    expect(code).toBe(0);
    expect(stderr).toContain("warning: argument 1: the value of AA is in quotes, and they become part of it");
    expect(stderr).not.toContain("s3cret");
  });
});

describe("a program without -- in front of it", () => {
  it.each([[["npm", "start"]], [["node", "-p", "1"]], [["node", "app.js", "--port", "1"]], [["-q", "npm"]]])(
    "%j",
    async (words) => {
      expect(await say(["run", "-f", "my-fn", ...words])).toContain("lambda-env run -f FUNCTION -- COMMAND");
    },
  );
});

describe("files in the wrong place", () => {
  const files = { ".env": "# comment\nSTAGE=prod\nexport KEY='x'\n", "template.yaml": TEMPLATE };

  it.each([
    [["-t", ".env"], 65, ".env is a .env file, not a template", "-e .env"],
    [["-e", "template.yaml"], 65, "template.yaml is a template, not a .env file", "-t template.yaml"],
    [["-e", "template.json"], 65, "template.json is a template, not a .env file", "-t template.json"],
    [["-f", ".env", "AA=1"], 64, "--function does not take a file", "-e .env"],
    [["-f", "template.yaml", "AA=1"], 64, "--function does not take a file", "-t template.yaml"],
    [["--stack", "template.yaml", "AA=1"], 64, "--stack does not take a file", "-t template.yaml"],
  ])("%j", async (args, code, text, hint) => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const json = JSON.stringify({ Resources: { Fn: { Type: "AWS::Lambda::Function" } } });
    const cwd = tempFolder({ ...files, "template.json": json });
    const named = args.includes("-f") ? [] : ["-f", "my-fn"];
    const result = await runCli(["set", ...named, ...args], { endpoint, cwd });
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(`error: ${text}`);
    expect(result.stderr).toContain(`hint: ${hint}\n`);
  });

  it.each([
    [
      ["-e", "a.env", "-e", "b.env"],
      ["a.env", "b.env"],
    ],
    [
      ["-e", "a.env", "-t", "b.yaml"],
      ["a.env", "b.yaml"],
    ],
    [
      ["-t", "b.yaml", "1A=x"],
      ["b.yaml", "argument 1"],
    ],
    [
      ["-e", "a.env", "-e", "bad.env", "-t", "b.yaml"],
      ["a.env", "bad.env:1", "b.yaml"],
    ],
  ])("%j: all that is missing or wrong is reported in one run, before any request", async (args, texts) => {
    const cwd = tempFolder({ "bad.env": "just words\n" });
    for (const command of ["set", "diff"]) {
      const { code, stderr } = await runCli([command, "-f", "my-fn", ...args], { env: ENV, cwd });
      expect(code).toBe(66);
      for (const text of texts) expect(stderr).toContain(text);
      expect(stderr).toContain("mistakes");
    }
  });

  it("each error of a file names its path", async () => {
    const cwd = tempFolder({ "bad.json": "{", "text.txt": "x" });
    for (const args of [
      ["-e", "no-such"],
      ["-t", "no-such"],
      ["AA=1", "--plan", "no-such"],
      ["AA=1", "--plan", "bad.json"],
      ["AA=1", "--plan", "text.txt"],
      ["AA=1", "--plan", "."],
      ["-e", "."],
      ["AA=1", "--report", "markdown=no-such/x.md"],
      ["AA=1", "--report", "json=text.txt"],
    ]) {
      const { code, stderr } = await runCli(["set", "-f", "my-fn", ...args], { env: ENV, cwd });
      expect(code).toBeGreaterThan(64);
      const path = args.at(-1)?.replace(/^\w+=/, "") ?? "";
      expect(
        stderr
          .trimEnd()
          .split("\n")
          .find((line) => line.includes("error: ")),
        args.join(" "),
      ).toContain(path);
    }
  });

  it("--plan without its sources says so", async () => {
    expect(await say(["set", "-f", "my-fn", "--plan", "plan.json"])).toContain("name the same sources as diff --out did");
  });
});
