import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { schemaProblems } from "../../support/schema.ts";

const FILES = {
  "lambda-env.toml":
    '[variables.DB_URL]\nrequired = true\n\n[variables.KEY]\nsecret = true\n\n[variables.MODE]\none-of = ["a"]\n',
  "template.yaml":
    "Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n          KEY: in-the-template\n          MODE: a\n",
};

async function report(live: Readonly<Record<string, string>>, args: readonly string[]) {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: live });
  const cwd = tempFolder(FILES);
  const run = () => runCli(["check", "-f", "my-fn", "-t", "template.yaml", ...args], { endpoint, cwd });
  return { ...(await run()), cwd, run, read: (file: string) => readFileSync(join(cwd, file), "utf8") };
}

const FAULTY = { KEY: "real", MODE: "b", STRAY: "x" };

describe("check --report", () => {
  it("github: annotations at the lines to edit, and what was checked", async () => {
    const { code, stderr } = await report(FAULTY, ["--report", "github"]);
    expect(code).toBe(2);
    const commands = stderr.split("\n").filter((line) => line.startsWith("::"));
    expect(commands.map((line) => /^::(.*?)::/.exec(line)?.[1])).toEqual([
      "error file=template.yaml,line=7,col=16,title=lambda-env%3A SECRET_IN_TEMPLATE",
      "error file=lambda-env.toml,line=1,col=12,title=lambda-env%3A REQUIRED_MISSING",
      "error file=lambda-env.toml,line=7,col=12,title=lambda-env%3A VALUE_NOT_LISTED",
      "warning title=lambda-env%3A NAME_STRAY",
      "notice title=lambda-env",
    ]);
    expect(commands.at(-1)).toContain("3 errors, 1 warning in 1 function and 3 rules");
  });

  it("markdown: a table of the findings, under a line that identifies it", async () => {
    const { stdout } = await report(FAULTY, ["--report", "markdown"]);
    expect(stdout).toMatch(/^<!-- lambda-env .*my-fn.* -->\n### lambda-env check: `my-fn`\n/);
    expect(stdout).toContain("**3 errors, 1 warning in 1 function and 3 rules**");
    expect(stdout).toContain(
      "| error | `lambda-env.toml:1:12` | `my-fn` | `DB_URL is required, and the function does not have it`<br>",
    );
  });

  it("junit: a failed case for each finding, and one that passes where there is none", async () => {
    const { read } = await report(FAULTY, ["--report", "junit=report.xml"]);
    const text = read("report.xml");
    expect(text).toContain('<testsuites name="lambda-env" tests="4" failures="4" errors="0">');
    expect(text).toContain('<testcase classname="my-fn" name="DB_URL REQUIRED_MISSING"><failure type="REQUIRED_MISSING"');
    const sound = await report({ KEY: "real", MODE: "a", DB_URL: "x" }, ["--report", "junit=report.xml", "--only", "MODE"]);
    expect(sound.code).toBe(0);
    expect(sound.read("report.xml")).toContain('tests="2" failures="0"');
  });

  it("gitlab: a code quality report, which the next run may replace", async () => {
    const { read, run } = await report(FAULTY, ["--report", "gitlab=quality.json"]);
    const entries = JSON.parse(read("quality.json"));
    expect(entries).toContainEqual({
      description: expect.stringContaining("DB_URL is required"),
      check_name: "lambda-env/REQUIRED_MISSING",
      fingerprint: "REQUIRED_MISSING DB_URL lambda-env.toml my-fn",
      severity: "major",
      location: { path: "lambda-env.toml", lines: { begin: 1 } },
    });
    expect(new Set(entries.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(entries.length);
    expect((await run()).code).toBe(2);
  });

  it("gitlab: each finding has a fingerprint of its own, which does not depend on the line", async () => {
    const { cwd, run, read } = await report(FAULTY, ["--offline", "-e", ".env", "--report", "gitlab=quality.json"]);
    const fingerprints = async (env: string): Promise<readonly string[]> => {
      writeFileSync(join(cwd, ".env"), env);
      await run();
      return JSON.parse(read("quality.json")).map(({ fingerprint }: { fingerprint: string }) => fingerprint);
    };
    const before = await fingerprints("TWICE=$A\nOTHER=$A\n");
    const moved = await fingerprints("# a comment\nTWICE=$A\n");
    expect(new Set(before).size).toBe(before.length);
    expect(moved).toEqual(await fingerprints("TWICE=$A\n"));
  });

  it("json: a document that the schema allows, after success and after a failure", async () => {
    const { stdout } = await report(FAULTY, ["--report", "json"]);
    expect(schemaProblems(stdout)).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({
      document: "report",
      command: "check",
      exit_code: 2,
      faulty: true,
      totals: { targets: 1, rules: 3, errors: 3, warnings: 1, notices: 0 },
      targets: [{ function: "my-fn" }],
    });
    const failed = await report(FAULTY, ["--report", "json", "-s", "no/such/secret"]);
    expect(failed.code).not.toBe(0);
    expect(schemaProblems(failed.stdout)).toEqual([]);
    expect(JSON.parse(failed.stdout)).toMatchObject({ command: "check", error: { exit_code: failed.code } });
  });
});
