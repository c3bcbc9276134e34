import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CliOptions, type CliResult, runCli, tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Environment:
        Variables:
          STAGE: public-canary
          API_KEY: ""
`;
const SOURCES = ["-f", "my-fn", "-t", "template.yaml", "-e", ".env"];

interface Scene {
  readonly cwd: string;
  readonly read: (name: string) => string;
  readonly run: (args: readonly string[], options?: CliOptions) => Promise<CliResult>;
}

async function setScene(): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({
    functionName: "my-fn",
    variables: { STAGE: "live-canary", API_KEY: "key-canary", OLD: "old-canary" },
  });
  const cwd = tempFolder({ "template.yaml": TEMPLATE, ".env": "# secrets\nDB_URL='file-canary'\n" });
  return {
    cwd,
    read: (name) => readFileSync(join(cwd, name), "utf8"),
    run: (args, options = {}) => runCli(args, { endpoint, cwd, ...options }),
  };
}

describe("--report", () => {
  it("markdown replaces the text on standard output, or goes to a file beside it", async () => {
    const { read, run } = await setScene();
    const printed = await run(["diff", ...SOURCES, "--report", "markdown"]);
    expect(printed.code).toBe(0);
    expect(printed.stdout).toMatch(
      /^<!-- lambda-env region us-east-1 function my-fn -->\n### lambda-env diff: `my-fn` in account `123456789012`, `us-east-1`\n/,
    );
    expect(printed.stdout).toContain("**1 to add, 1 to update, 2 unchanged**");
    const removed = await run(["diff", "AA=1", "--unset", "OLD", ...SOURCES, "--report", "markdown"]);
    const kinds = [...removed.stdout.matchAll(/^\| `[-~+]` would be (\w+) /gm)].map(([, kind]) => kind);
    expect(kinds).toEqual(["removed", "updated", "added", "added"]);
    const filed = await run(["diff", ...SOURCES, "--report", "markdown=comment.md"]);
    expect(filed.stdout).toContain("1 to add, 1 to update");
    expect(read("comment.md")).toBe(printed.stdout);
  });

  it("of several kinds comes from one run, without a value in any of them", async () => {
    const { read, run } = await setScene();
    const reports = ["gitlab=plan-report.json", "junit=report.xml", "markdown=comment.md", "json=report.json"].flatMap((kind) => [
      "--report",
      kind,
    ]);
    const result = await run(["diff", ...SOURCES, "--exit-code", ...reports]);
    expect(result.code).toBe(2);
    expect(JSON.parse(read("plan-report.json"))).toEqual({ create: 1, update: 1, delete: 0 });
    expect(read("report.xml")).toContain('<failure type="add" message="DB_URL would be added, from .env:2"/>');
    for (const file of ["plan-report.json", "report.xml", "comment.md", "report.json"])
      expect(read(file)).not.toContain("canary");
  });

  it("github annotates the lines of the sources and adds to the step summary", async () => {
    const { cwd, read, run } = await setScene();
    writeFileSync(join(cwd, "summary.md"), "before\n");
    mkdirSync(join(cwd, "app"));
    writeFileSync(join(cwd, "app/.env"), "DB_URL='file-canary'\n");
    const env = { GITHUB_STEP_SUMMARY: "../summary.md", GITHUB_WORKSPACE: cwd };
    const args = ["diff", "-f", "my-fn", "-t", "../template.yaml", "-e", ".env", "--report", "github"];
    const result = await run(args, { env, cwd: join(cwd, "app") });
    expect(result.stderr.split("\n").filter((line) => line.startsWith("::"))).toEqual([
      "::notice title=lambda-env::1 to add, 1 to update, 2 unchanged",
      "::notice file=app/.env,line=1,col=1,title=lambda-env::DB_URL would be added",
      "::notice file=template.yaml,line=9,col=18,title=lambda-env::STAGE would be updated",
    ]);
    expect(result.stdout).toContain("+ DB_URL");
    expect(read("summary.md")).toMatch(/^before\n<!-- lambda-env region us-east-1 function my-fn folder app -->\n/);
    expect(read("summary.md")).not.toContain("canary");
  });

  it("of a set says what was done", async () => {
    const { run } = await setScene();
    const result = await run(["set", ...SOURCES, "--report", "markdown"]);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain("**1 added, 1 updated, 2 unchanged**");
    expect(result.stdout).toContain("| `+` added | `DB_URL` | `.env:2` |");
    const removed = await run(["unset", "-f", "my-fn", "OLD", "--yes", "--report", "gitlab"]);
    expect(JSON.parse(removed.stdout)).toEqual({ create: 0, update: 0, delete: 1 });
  });

  it("is made of a failure too, with the place of each mistake, and the exit code stays", async () => {
    const { cwd, read, run } = await setScene();
    writeFileSync(join(cwd, ".env"), "DB_URL='file-canary'\nthis line holds a canary\n");
    writeFileSync(join(cwd, "summary.md"), "");
    const env = { GITHUB_STEP_SUMMARY: "summary.md" };
    const reports = ["--report", "github", "--report", "junit=report.xml", "--report", "gitlab=counts.json"];
    const result = await run(["set", ...SOURCES, ...reports], { env });
    expect(result).toMatchObject({ code: 65, stdout: "", stderr: expect.not.stringContaining("canary") });
    expect(result.stderr).toContain(
      "::error file=.env,line=2,col=1,title=lambda-env%3A LINES_IGNORED::.env:2:1: this line is neither",
    );
    expect(result.stderr).toContain("::error title=lambda-env%3A INVALID_INPUT%2C exit code 65::1 mistake; nothing was written");
    expect(read("summary.md")).toContain("**failed: INVALID_INPUT, exit code 65**");
    expect(read("summary.md")).not.toContain("canary");
    expect(read("report.xml")).toContain('<error type="INVALID_INPUT"');
    // Three zeros would say that nothing changes, and three counts that something will.
    expect(() => read("counts.json")).toThrow();
    writeFileSync(join(cwd, ".env"), "DB_URL='file-canary'\n");
    expect((await run(["set", ...SOURCES, "--unset", "DB_URL", ...reports], { env })).code).toBe(65);
    expect(() => read("counts.json")).toThrow();
  });

  it("is made before the function is known", async () => {
    const { run } = await setScene();
    const result = await run(["diff", "-f", "no-such-fn", "-e", ".env", "--report", "markdown"]);
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(/^<!-- lambda-env region us-east-1 function no-such-fn -->\n/);
    expect(result.stdout).toContain("**failed: FUNCTION_NOT_FOUND, exit code 1**");
  });

  it("finds its comment again for a function that is named by its stack", async () => {
    const { run } = await setScene();
    const result = await run(["diff", "--stack", "my-stack", "-f", "Api", "-e", ".env", "--report", "markdown"]);
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(/^<!-- lambda-env region us-east-1 stack my-stack function Api -->\n/);
  });

  it("of an unknown kind, or two on standard output, is wrong usage", async () => {
    const { run } = await setScene();
    for (const reports of [["html"], ["markdown="], ["github=x"], ["markdown", "junit"], ["=x"]]) {
      const args = reports.flatMap((kind) => ["--report", kind]);
      expect(await run(["diff", ...SOURCES, ...args])).toMatchObject({ code: 64, stdout: "" });
    }
    expect((await run(["diff", ...SOURCES, "--json", "--report", "markdown"])).code).toBe(64);
  });

  it("never replaces a source, the plan or another report", async () => {
    const { cwd, read, run } = await setScene();
    symlinkSync(".env", join(cwd, "link"));
    for (const args of [
      ["--report", "markdown=.env"],
      ["--report", "junit=./link"],
      ["--out", "template.yaml"],
      ["--out", "same", "--report", "gitlab=same"],
      ["--report", "junit=same", "--report", "markdown=./same"],
      ["--out", "-"],
    ]) {
      expect(await run(["diff", ...SOURCES, ...args]), args.join(" ")).toMatchObject({ code: 64, stdout: "" });
    }
    expect([read(".env"), read("template.yaml")]).toEqual(["# secrets\nDB_URL='file-canary'\n", TEMPLATE]);
  });

  it("that cannot be written is 73, and says so", async () => {
    const { run } = await setScene();
    const result = await run(["diff", ...SOURCES, "--report", "markdown=missing/comment.md"]);
    expect(result).toMatchObject({ code: 73, stderr: expect.stringContaining("missing/comment.md") });
  });
});

describe("without a person", () => {
  it("two runs print the same bytes, on both streams and in every report", async () => {
    const { read, run } = await setScene();
    const once = async (): Promise<unknown> => {
      const reports = ["--report", "markdown=a.md", "--report", "junit=a.xml", "--report", "gitlab=a.json", "--report", "github"];
      const result = await run(["diff", ...SOURCES, "--out", "plan.json", ...reports], { env: { CI: "true" } });
      const json = await run(["diff", ...SOURCES, "--json"]);
      return [result, json, ...["a.md", "a.xml", "a.json", "plan.json"].map(read)];
    };
    expect(await once()).toEqual(await once());
  });

  it("CI changes only what may be revealed", async () => {
    const { run } = await setScene();
    const plain = await run(["diff", ...SOURCES, "--exit-code"]);
    expect(await run(["diff", ...SOURCES, "--exit-code"], { env: { CI: "true" } })).toEqual(plain);
    expect((await run(["diff", ...SOURCES, "--show-values"], { env: { CI: "true" } })).code).toBe(64);
    expect((await run(["unset", "-f", "my-fn", "OLD"], { env: { CI: "true" } })).code).toBe(64);
  });
});
