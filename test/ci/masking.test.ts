import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskedTexts } from "../../src/commands/masking.ts";
import { type CliOptions, type CliResult, cliEnvironment, folderOfCommand, runCli, tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";
import { hasTools, skipNote } from "../support/tools.ts";

const ASKED = { GITHUB_ACTIONS: "true", LAMBDA_ENV_GITHUB_MASK: "true" };
const PEM = "-----BEGIN KEY-----\ncanary-of-a-long-line\n}\nx\n-----END KEY-----\n";

/** Runs `script` in a shell, as a runner does: `lambda-env` has the shell's streams, unless the script redirects them. */
function runScript(script: string, options: CliOptions): Promise<CliResult> {
  const child = spawn("bash", ["-c", script], {
    cwd: options.cwd,
    env: { ...cliEnvironment(options), PATH: `${folderOfCommand()}:${process.env["PATH"]}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (chunk: Buffer) => {
      texts[name] += chunk.toString();
    });
  }
  return new Promise((done) => child.on("close", (code) => done({ ...texts, code })));
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
    for (const env of [{}, { GITHUB_ACTIONS: "true" }, { LAMBDA_ENV_GITHUB_MASK: "true" }, { ...ASKED, GITHUB_ACTIONS: "1" }]) {
      const { stdout, stderr } = await diff(env);
      expect(masks(stdout + stderr)).toEqual([]);
    }
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
    `never goes where standard error is redirected (skipped where there is no /proc)${skipNote("bash")}`,
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

describe("foreign text", () => {
  const HOSTILE = { FIRST: "one\n::add-mask::x\n##[error]x" };

  it("starts no workflow command: not as a name, a path, a message, a document or a revealed value", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { FIRST: HOSTILE.FIRST } });
    const path = "##[warning]x.json";
    const cwd = tempFolder({
      [path]: JSON.stringify({ FIRST: "::set-output name=x::y", OTHER: HOSTILE.FIRST }),
      "::error::.env": "::error::x\n",
    });
    const env = { GITHUB_ACTIONS: "true" };
    for (const args of [
      ["diff", "-f", "my-fn", "-e", path],
      ["diff", "-f", "my-fn", "-e", path, "--show-values=always"],
      ["diff", "-f", "my-fn", "-e", path, "--show-values=always", "--json"],
      ["list", "-f", "my-fn", "-e", path, "--show-values=always"],
      ["list", "-f", "my-fn", "-e", path, "--show-values=always", "--json"],
      ["diff", "-f", "my-fn", "-e", path, "--report", "github", "--report", "markdown"],
      ["diff", "-f", "my-fn", "-e", "::error::.env", "--report", "github", "--report", "junit"],
      ["diff", "-f", "my-fn", "-e", "\n::error::x"],
      ["diff", "-f", "::error::x", "STAGE=x"],
      ["pull", "-f", "my-fn", "-"],
      ["pull", "-f", "my-fn", "-", "--format", "json"],
    ]) {
      const { stdout, stderr } = await runCli(args, { endpoint, cwd, env });
      const lines = `${stdout}\n${stderr}`.split(/\r\n|\n|\r/);
      const obeyed = lines.filter((line) => line.includes("##[") || /^\s*::/.test(line));
      const ours = /^::(notice|error|warning) (file=[^,:]+,line=\d+(,col=\d+)?,)?title=lambda-env/;
      expect(
        obeyed.filter((line) => line.includes("##[") || !ours.test(line)),
        args.join(" "),
      ).toEqual([]);
    }
    const json = await runCli(["diff", "-f", "my-fn", "-e", path, "--show-values=always", "--json"], { endpoint, cwd, env });
    expect(JSON.parse(json.stdout).changes[0]).toMatchObject({ name: "FIRST", origin: { source: path } });
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
