/** `run`: what the command gets, byte for byte, and what it does not get. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { variableSets } from "../../support/arbitraries.ts";
import { type CliOptions, type CliResult, cliEnvironment, runCli, tempFolder } from "../../support/cli.ts";
import { runs } from "../../support/depth.ts";
import { startEndpoint, updateCount } from "../../support/endpoint.ts";
import { hasTools } from "../../support/tools.ts";

const NASTY = {
  LINES: "first\nsecond\r\nthird\n\n",
  QUOTES: `'single' "double" \`id\` \\'\\"`,
  EXPANSIONS: "$HOME ${HOME} $(id) %PATH% !x! ~ *",
  UNICODE: "é 😀 \u2028 \ufeff \u0001",
  EMPTY: "",
  SPACES: "  padded\t",
  EQUALS: "a=b=c",
  constructor: "a legal name",
};

/** Prints its environment: with `env -0` where there is one. */
const PRINTERS: readonly (readonly [string, readonly string[], (text: string) => Environment])[] = [
  ...(hasTools("env") ? [["env -0", ["env", "-0"], fromEnv] as const] : []),
  ["node", [process.execPath, "-e", "process.stdout.write(JSON.stringify({ ...process.env }))"], (text) => JSON.parse(text)],
];

type Environment = Readonly<Record<string, string>>;

function fromEnv(text: string): Environment {
  const entries = text.split("\0").slice(0, -1);
  return Object.fromEntries(entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]));
}

async function start(variables: Readonly<Record<string, string>>): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables });
  return endpoint;
}

const run = (...words: readonly string[]): string[] => ["run", "-f", "my-fn", ...words];

/** Runs with a home of its own, and returns what the command got beyond what the caller has, and what the caller has and it did not get. */
async function given(
  words: readonly string[],
  options: CliOptions,
): Promise<CliResult & { readonly got: Environment; readonly caller: Environment }> {
  const env = { HOME: tempFolder(), ...options.env };
  const [, printer, parse] = PRINTERS[0] ?? PRINTERS.slice(-1)[0] ?? [];
  const result = await runCli(run(...words, "--", ...(printer ?? [])), { ...options, env });
  const caller = cliEnvironment({ ...options, env }) as Environment;
  return { ...result, got: result.code === 0 ? (parse?.(result.stdout) ?? {}) : {}, caller };
}

describe("run", () => {
  it.each(PRINTERS)("gives every nasty value to the command as it is, seen by %s", async (_, printer, parse) => {
    const endpoint = await start(NASTY);
    const { code, stdout } = await runCli(run("--", ...printer), { endpoint });
    expect(code).toBe(0);
    expect(parse(stdout)).toMatchObject(NASTY);
  });

  it("gives the command the caller's environment and the function's variables, and nothing else", async () => {
    const endpoint = await start(NASTY);
    const { got, caller } = await given([], { endpoint, env: { EMPTY: "the caller's", OTHER: "kept" } });
    expect(got).toEqual({ ...caller, ...NASTY });
    expect(got["OTHER"]).toBe("kept");
  });

  it("gives any set of variables as it is", async () => {
    const endpoint = await start({});
    await fc.assert(
      fc.asyncProperty(variableSets, async (values) => {
        endpoint.setVariables("my-fn", Object.fromEntries(values));
        const { got, caller } = await given([], { endpoint });
        expect(got).toEqual({ ...caller, ...Object.fromEntries(values) });
      }),
      { numRuns: runs(50) },
    );
  });

  it("gives the largest value that Lambda holds", async () => {
    const LARGE = "é\n".repeat(800).padEnd(2450, "x");
    const { got } = await given([], { endpoint: await start({ LARGE }) });
    expect(got["LARGE"]).toBe(LARGE);
  });

  it("adds nothing of its own to what the command gets, as the SDK does for itself", async () => {
    const endpoint = await start({ STAGE: "dev" });
    const HOME = tempFolder();
    writeFileSync(
      join(HOME, "config"),
      "[profile other]\nregion = us-east-1\naws_access_key_id = x\naws_secret_access_key = y\n",
    );
    const env = { HOME, AWS_CONFIG_FILE: join(HOME, "config") };
    const { got, caller } = await given(["--profile", "other"], { endpoint, env });
    expect(got).toEqual({ ...caller, STAGE: "dev" });
  });

  it("gives with --pristine the function's variables, and of the caller's what the system needs", async () => {
    const endpoint = await start(NASTY);
    const { got, caller } = await given(["--pristine"], { endpoint, env: { OTHER: "left", LANG: "C" } });
    expect(got).toEqual({ PATH: caller["PATH"], HOME: caller["HOME"], LANG: "C", ...NASTY });
  });

  it("keeps credentials and region of the caller, and says so", async () => {
    const endpoint = await start({ AWS_PROFILE: "theirs", STAGE: "dev" });
    const { got, caller, stderr } = await given([], { endpoint });
    expect(got).toEqual({ ...caller, STAGE: "dev" });
    expect(stderr).toContain("AWS_PROFILE of my-fn is not passed on");
    const allowed = await given(["--allow", "AWS_PROFILE"], { endpoint });
    expect(allowed.got).toEqual({ ...allowed.caller, STAGE: "dev", AWS_PROFILE: "theirs" });
  });

  it("refuses names that change how the command is found or loaded, unless they are allowed or left out", async () => {
    const dangerous = { PATH: "/nowhere", NODE_OPTIONS: "--no-warnings", LD_AUDIT: "/x", BASH_ENV: "/x", PYTHONSTARTUP: "/x" };
    const endpoint = await start({ ...dangerous, STAGE: "dev" });
    const names = Object.keys(dangerous).sort();
    const flags = (option: string, chosen = names): string[] => chosen.flatMap((name) => [option, name]);
    const refused = await given([], { endpoint });
    expect(refused).toMatchObject({ code: 64, stdout: "" });
    for (const name of names) expect(refused.stderr).toContain(`--allow ${name}`);
    expect(refused.stderr).not.toContain("STAGE");
    const without = await given(flags("--except"), { endpoint });
    expect(without.got).toEqual({ ...without.caller, STAGE: "dev" });
    const harmless = names.filter((name) => !["PATH", "LD_AUDIT"].includes(name));
    const allowed = await given([...flags("--allow", harmless), "--except", "PATH", "--except", "LD_AUDIT"], { endpoint });
    const { PATH: _, LD_AUDIT: _audit, ...rest } = dangerous;
    expect(allowed.got).toEqual({ ...allowed.caller, ...rest, STAGE: "dev" });
    const found = await runCli(run(...flags("--allow"), "--", "env"), { endpoint });
    expect(found).toMatchObject({ code: 127, stdout: "" });
  });

  it.each([
    [["-e", ".env", "-t", "template.yaml"]],
    [["-e", ".env", "--unset", "OLD"]],
    [["-s", "prod/api", "TYPED=1", "--prune"]],
    [["--unset", "O*"]],
    [["FROM_CALLER", "-e", "-"]],
    [["--from", "other-fn", "STAGE=typed"]],
  ])("gives with sources what set would write, and writes nothing: %j", async (sources) => {
    const endpoint = await start({ STAGE: "dev", OLD: "1", EMPTIED: "x" });
    endpoint.setSecret("prod/api", { API_KEY: "k", EMPTIED: "y" });
    endpoint.createFunction({ functionName: "other-fn", variables: { STAGE: "other", THEIRS: NASTY.LINES } });
    const cwd = tempFolder({
      ".env": "API_KEY='a # b'\nMULTI=\"x\ny\"\n",
      "template.yaml":
        "Resources: {Fn: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {STAGE: prod, EMPTIED: ''}}}}}\n",
    });
    const options = { endpoint, cwd, env: { FROM_CALLER: "mine" }, input: sources.includes("-") ? "PIPED=p\n" : "" };
    const { got, caller } = await given(sources, options);
    expect(updateCount(endpoint)).toBe(0);
    expect(readdirSync(cwd).sort()).toEqual([".env", "template.yaml"]);
    expect((await runCli(["set", "-f", "my-fn", "-y", ...sources], options)).code).toBe(0);
    expect(got).toEqual({ ...caller, ...endpoint.variables("my-fn") });
  });

  it("stops where set would, and gives only what is chosen", async () => {
    const endpoint = await start({ STAGE: "dev", DB_URL: "u", DB_USER: "n" });
    const refused = await given(["AWS_REGION=eu-west-1"], { endpoint });
    expect(refused).toMatchObject({ code: 65, stdout: "", stderr: expect.stringContaining("the command was not run") });
    const chosen = await given(["--only", "DB_*", "--except", "DB_USER", "--only", "NO_SUCH"], { endpoint });
    expect(chosen.got).toEqual({ ...chosen.caller, DB_URL: "u" });
    expect(chosen.stderr).toContain("--only NO_SUCH matches no variable");
  });

  it("gives those of a version, and over them what sources say", async () => {
    const endpoint = await start({ STAGE: "published", OLD: "1" });
    await runCli(["set", "-f", "my-fn", "OLD=2", "--publish"], { endpoint });
    endpoint.setVariables("my-fn", { STAGE: "changed since" });
    const version = await runCli(["run", "-f", "my-fn:1", "TYPED=x", "--", "sh", "-c", 'echo "$STAGE $OLD $TYPED"'], {
      endpoint,
    });
    expect(version).toMatchObject({ code: 0, stdout: "published 2 x\n", stderr: expect.stringContaining("my-fn:1") });
  });

  it("never runs it with variables that cannot be read", async () => {
    const endpoint = await start({ STAGE: "dev" });
    endpoint.denyDecrypt("my-fn");
    expect(await given([], { endpoint })).toMatchObject({ code: 77, stdout: "" });
  });
});
