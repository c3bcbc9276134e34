import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskedTexts } from "../../src/cli/reporter/masking.ts";
import { renderMarkdown } from "../../src/output/report/markdown.ts";
import {
  type CliOptions,
  type CliResult,
  cliEnvironment,
  collect,
  folderOfCommand,
  runCli,
  targetIn,
  tempFolder,
} from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";
import { hasTools, skipNote } from "../support/tools.ts";

const ASKED = { GITHUB_ACTIONS: "true", LAMBDA_ENV_GITHUB_MASK: "all" };
const PEM = "-----BEGIN KEY-----\ncanary-of-a-long-line\n}\nx\n-----END KEY-----\n";

/** Runs `script` in a shell, as a runner does: `lambda-env` has the shell's streams, unless the script redirects them. */
function runScript(script: string, options: CliOptions): Promise<CliResult> {
  const child = spawn("bash", ["-c", script], {
    cwd: options.cwd,
    env: { ...cliEnvironment(options), PATH: `${folderOfCommand()}:${process.env["PATH"]}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return collect(child);
}

async function diff(env: Readonly<Record<string, string>>, ...more: readonly string[]): Promise<CliResult> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({
    functionName: "my-fn",
    variables: { STAGE: "dev", FLAG: "true", PORT: "1234567890", API_KEY: "live-canary" },
  });
  endpoint.setSecret("prod/my-fn", { TOKEN: "100%-canary", PEM_KEY: PEM });
  const cwd = tempFolder({ ".env": "DB_URL='file-canary'\nPIN='1234'\n" });
  return runScript(`lambda-env diff -f my-fn -e .env -s prod/my-fn ${more.join(" ")}; exit $?`, { endpoint, cwd, env });
}

const masks = (text: string): string[] => text.split("\n").filter((line) => line.includes("::add-mask::"));

describe("masking", () => {
  it.skipIf(!hasTools("bash"))(
    `hides what pull hands to the later steps of the job, and appends it to their file${skipNote("bash")}`,
    async () => {
      const endpoint = await startEndpoint();
      endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev", API_KEY: "live-canary", PEM_KEY: PEM } });
      const pull = "lambda-env pull -f my-fn --format github-env -q";
      for (const [script, word, masked] of [
        [`${pull} - >> "$GITHUB_ENV"`, undefined, true],
        [pull, "secrets", true],
        [pull, "none", false],
      ] as const) {
        const cwd = tempFolder({ job: "EARLIER=1\n" });
        const env = {
          GITHUB_ACTIONS: "true",
          GITHUB_ENV: join(cwd, "job"),
          ...(word === undefined ? {} : { LAMBDA_ENV_GITHUB_MASK: word }),
        };
        const { stderr, code } = await runScript(`${script}; exit $?`, { endpoint, cwd, env });
        expect(code).toBe(0);
        expect(masks(stderr).includes("::add-mask::live-canary")).toBe(masked);
        expect(readFileSync(join(cwd, "job"), "utf8")).toBe(
          `EARLIER=1\nAPI_KEY=live-canary\nPEM_KEY<<END_OF_VALUE\n${PEM}\nEND_OF_VALUE\nSTAGE=dev\n`,
        );
      }
    },
  );

  it.skipIf(!hasTools("bash"))(
    `names each sensitive value and each of its longer lines before anything else is printed${skipNote("bash")}`,
    async () => {
      const { stderr, stdout, code } = await diff(ASKED, "--report", "github");
      expect(code).toBe(0);
      const lines = stderr.split("\n");
      expect(new Set(lines.slice(0, masks(stderr).length))).toEqual(
        new Set([
          "::add-mask::file-canary",
          "::add-mask::live-canary",
          "::add-mask::100%25-canary",
          "::add-mask::-----BEGIN KEY-----",
          "::add-mask::canary-of-a-long-line",
          "::add-mask::-----END KEY-----",
          `::add-mask::${JSON.stringify(PEM).slice(1, -1)}`,
        ]),
      );
      expect(lines[masks(stderr).length]).toMatch(/^lambda-env: requests go to/);
      expect(stdout).not.toContain("canary");
    },
  );

  it.skipIf(!hasTools("bash"))(`comes first on a failure too${skipNote("bash")}`, async () => {
    const { stderr, code } = await diff(ASKED, "--unset", "TOKEN", "--report", "github");
    expect(code).toBe(65);
    expect(masks(stderr).length).toBeGreaterThan(3);
    expect(stderr.split("\n").slice(0, masks(stderr).length)).toEqual(masks(stderr));
  });

  it.skipIf(!hasTools("bash"))(`needs both GitHub Actions and the switch of the action${skipNote("bash")}`, async () => {
    for (const env of [
      {},
      { GITHUB_ACTIONS: "true" },
      { LAMBDA_ENV_GITHUB_MASK: "all" },
      { ...ASKED, GITHUB_ACTIONS: "1" },
      { ...ASKED, LAMBDA_ENV_GITHUB_MASK: "none" },
      { ...ASKED, LAMBDA_ENV_GITHUB_MASK: "false" },
    ]) {
      const { stdout, stderr } = await diff(env);
      expect(masks(stdout + stderr)).toEqual([]);
    }
  });

  it.skipIf(!hasTools("bash"))(
    `of secrets leaves live values readable, and is the default of the action${skipNote("bash")}`,
    async () => {
      for (const word of ["secrets", "true"]) {
        const { stderr } = await diff({ ...ASKED, LAMBDA_ENV_GITHUB_MASK: word });
        expect(masks(stderr)).toContain("::add-mask::file-canary");
        expect(masks(stderr)).toContain("::add-mask::100%25-canary");
        expect(stderr).not.toContain("live-canary");
      }
      const unknown = await diff({ ...ASKED, LAMBDA_ENV_GITHUB_MASK: "everything" });
      expect(unknown).toMatchObject({
        code: 64,
        stderr: expect.stringContaining("hint: LAMBDA_ENV_GITHUB_MASK=secrets, all or none"),
      });
    },
  );

  it.skipIf(!hasTools("bash"))(`never hides a name, a region, an ARN, a URL or an ordinary word${skipNote("bash")}`, async () => {
    const endpoint = await startEndpoint();
    const functionName = "orders-production";
    const open = {
      REGION: "us-east-1",
      FUNCTION: functionName,
      PART_OF_ARN: "production",
      NAME: "DATABASE_URL",
      DATABASE_URL: `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`,
      URL: endpoint.url,
      WORD: "variables",
      OURS: "verified",
      CAPITAL: "Verified",
      ACCOUNT: "account 123456789012",
      FILE: "production.env",
    };
    endpoint.createFunction({ functionName, variables: { ...open, API_KEY: "live-canary" } });
    const cwd = tempFolder({
      "production.env": Object.entries(open)
        .map(([name, value]) => `${name}='${value}'\n`)
        .join(""),
    });
    const { stderr, code } = await runScript(`lambda-env diff -f ${functionName} -e production.env; exit $?`, {
      endpoint,
      cwd,
      env: ASKED,
    });
    expect(code).toBe(0);
    expect(masks(stderr)).toEqual(["::add-mask::account 123456789012", "::add-mask::live-canary"]);
  });

  it("never masks what is short, a number, a boolean or one character repeated, and sends no line of its own but a whole value", () => {
    for (const value of ["", "true", "false", "1234567", "12345678901", "        ", "********", "a\nb\n}"]) {
      expect(maskedTexts(value).filter((text) => !text.includes("\\n"))).toEqual([]);
    }
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        for (const text of maskedTexts(value)) {
          expect(text.length).toBeGreaterThanOrEqual(8);
          expect(text).not.toMatch(/[\r\n]/);
        }
      }),
    );
  });

  it.skipIf(process.platform !== "linux" || !hasTools("bash"))(
    `are never written to a redirected standard error (skipped without /proc)${skipNote("bash")}`,
    async () => {
      const endpoint = await startEndpoint();
      endpoint.createFunction({ functionName: "my-fn", variables: { API_KEY: "live-canary" } });
      const cwd = tempFolder();
      const run = async (redirect: string): Promise<{ readonly log: string; readonly file: string }> => {
        const script = `rm -f out.txt; lambda-env diff -f my-fn STAGE=prod ${redirect}; wait; true`;
        const { stdout, stderr } = await runScript(script, { endpoint, cwd, env: ASKED });
        return { log: stdout + stderr, file: redirect === "" ? "" : readFileSync(join(cwd, "out.txt"), "utf8") };
      };
      for (const redirect of [
        "2> out.txt",
        "> out.txt 2>&1",
        "2>&1 | tee out.txt",
        "2> >(tee out.txt)",
        "2>&1 | cat > out.txt",
      ]) {
        const { log, file } = await run(redirect);
        expect(log + file, redirect).not.toContain("add-mask");
        expect(log + file, redirect).toContain("values are not masked in the log");
        expect(log + file, redirect).not.toContain("canary");
      }
      expect(masks((await run("")).log)).toEqual(["::add-mask::live-canary"]);
      const piped = await run("> out.txt");
      expect(masks(piped.log)).toEqual(["::add-mask::live-canary"]);
      expect(piped.file).not.toContain("canary");
    },
  );
});

/** The commands that each runner executes, where in a line, and those of a terminal. */
const COMMANDS = [
  "::add-mask::x",
  "  ::error::x",
  "\u0085::error::x",
  "##[error]x",
  "a ##[group]x",
  "##vso[task.setvariable variable=x]y",
  "text ##VSO[task.complete result=Failed]",
  "##teamcity[buildProblem description='x']",
  "\u009b31mC1",
  "\u202ereversed\u2066",
  "\u001b]0;title\u0007",
  "\u2028::error::x",
];

/** Returns the lines of `text` that a runner or a terminal would act upon, our own annotations aside. */
function obeyed(text: string): readonly string[] {
  const ours = /^::(notice|error|warning) (file=[^,:]+,line=\d+(,col=\d+)?,)?title=lambda-env/;
  return text
    .split(/\r\n|\n|\r/)
    .filter((line) => /##\w*\[/.test(line) || (/^[\s\u0085]*::/.test(line) && !ours.test(line)) || UNSAFE.test(line));
}
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe("foreign text", () => {
  const HOSTILE = { FIRST: "one\n::add-mask::x\n##[error]x" };

  it("is not executed by any runner or terminal, wherever it is printed", async () => {
    const endpoint = await startEndpoint();
    const values = Object.fromEntries(
      COMMANDS.flatMap((text, index) => [
        [`N${index}`, text],
        [`M${index}`, `one\n${text}`],
      ]),
    );
    endpoint.createFunction({ functionName: "my-fn", variables: { ...values, N0: "other" } });
    const all = COMMANDS.join(" ").replaceAll("/", "_");
    const cwd = tempFolder({
      [`${all}.json`]: JSON.stringify({ ...values, N1: "other" }),
      "names.json": JSON.stringify(Object.fromEntries(COMMANDS.map((text) => [text, "x"]))),
    });
    const file = (kind: string): string => join(cwd, `${kind}.out`);
    const env = { GITHUB_ACTIONS: "true" };
    const assertInert = async (...args: readonly string[]): Promise<string> => {
      const { stdout, stderr } = await runCli(args, { endpoint, cwd, env });
      expect({ stdout: obeyed(stdout), stderr: obeyed(stderr) }, args.join(" ")).toEqual({ stdout: [], stderr: [] });
      return stdout;
    };
    const named = ["-f", "my-fn", "-e", `${all}.json`];
    await assertInert("diff", ...named, "--report", "github", "--report", `markdown=${file("markdown")}`);
    await assertInert("diff", ...named, "--show-values=always");
    await assertInert("list", ...named, "--show-values=always", "--json");
    await assertInert("list", ...named, "--show-values=always");
    await assertInert("diff", ...named, "--report", "junit");
    for (const kind of ["junit", "markdown"]) {
      await assertInert("diff", "-f", "my-fn", "-e", "names.json", "--report", `${kind}=${file(`names-${kind}`)}`);
    }
    await assertInert("diff", "-f", "my-fn", "-e", "names.json", "--json", "--report", "github");
    await assertInert("set", "-f", "my-fn", "--alias", all, "--publish", "STAGE=x", "--json");
    await assertInert("pull", "-f", "my-fn", "new.json", "--format", "json", "--only", all);
    for (const text of COMMANDS) {
      await assertInert("diff", "-f", text, "STAGE=x", "--report", "markdown");
      await assertInert("diff", `--stack=${text}`, "-f", "my-fn", "STAGE=x", "--report", "markdown");
    }
    for (const kind of ["markdown", "names-junit", "names-markdown"]) {
      expect(obeyed(readFileSync(file(kind), "utf8")), kind).toEqual([]);
    }
    const json = targetIn(await assertInert("diff", ...named, "--show-values=always", "--json"));
    expect(json.changes).toMatchObject([
      { name: "N0", after: COMMANDS[0] },
      { name: "N1", before: COMMANDS[1] },
    ]);
    for (const runner of [{ GITHUB_ACTIONS: "true" }, { TF_BUILD: "True" }, { TEAMCITY_VERSION: "2026.1" }]) {
      const pulled = await runCli(["pull", "-f", "my-fn", "-"], { endpoint, env: runner });
      expect(pulled).toMatchObject({ code: 64, stdout: "" });
    }
  });

  it("does not leave the hidden first line of a Markdown report", () => {
    const report = {
      command: "diff",
      subject: { functionName: "my-fn", account: "", region: "" },
      targets: [],
      choice: { only: [], except: [] },
      exitCode: 0,
    } as const;
    for (const subject of ["a--><script>x</script>", "--!>x", "a::b", "-", "---", "x\ny"]) {
      const [first = ""] = renderMarkdown(report, subject).split("\n");
      expect(first, subject).toMatch(/^<!-- lambda-env (?:(?!--|[<>:]).)* -->$/);
    }
  });

  it.skipIf(!hasTools("bash"))(`is pulled to standard output where no runner reads it${skipNote("bash")}`, async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { FIRST: HOSTILE.FIRST } });
    const args = ["pull", "-f", "my-fn", "-", "-q"];
    expect((await runCli(args, { endpoint })).stdout).toContain("::add-mask::x");
    const refused = await runCli(args, { endpoint, env: { GITHUB_ACTIONS: "true" } });
    expect(refused).toMatchObject({ code: 64, stdout: "", stderr: expect.stringContaining("hint: write to a file") });
    const cwd = tempFolder();
    const script = "lambda-env pull -f my-fn - > live.env";
    expect((await runScript(script, { endpoint, cwd, env: { GITHUB_ACTIONS: "true" } })).code).toBe(0);
    expect(readFileSync(join(cwd, "live.env"), "utf8")).toContain("::add-mask::x");
  });
});
