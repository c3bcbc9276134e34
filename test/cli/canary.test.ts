import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/local/faults.ts";
import type { LocalEndpoint } from "../../src/local/server.ts";
import { findCanaries, findCanaryFiles, makeCanary, makePlainCanary } from "../support/canary.ts";
import { type CliResult, runCli, tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";

const LIVE = { API_KEY: makeCanary("live"), STAGE: makePlainCanary("live"), OLD: makeCanary("old"), GONE: makeCanary("gone") };
/** What is left of Lambda's limit. */
const FREE = 4096 - Buffer.byteLength(JSON.stringify(LIVE));

/** What someone else wrote, so that the tool may never have had it in its hands. */
const FOREIGN = JSON.stringify({ THEIRS: makeCanary("foreign") });

const SOURCES = ["-e", "values.json", "-s", "prod/api", "-s", "PEM=prod/pem", "STAGE=argument"];
const INPUTS = {
  "values.json": JSON.stringify({ DB_URL: makeCanary("file"), LATER: makeCanary("file") }),
  "plain.env": `TOKEN='${makePlainCanary("file")}'\n`,
};

interface Scene {
  readonly endpoint: LocalEndpoint;
  readonly cwd: string;
  /** Runs one command, and asserts that no canary is seen anywhere but in the files that it was given or asked for. */
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<CliResult>;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
}

async function setScene(files: Readonly<Record<string, string>> = INPUTS, meant: readonly string[] = []): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: LIVE });
  endpoint.setSecret("prod/api", { SECRET: makeCanary("secret"), LATER: makeCanary("secret") });
  endpoint.setSecret("prod/pem", makeCanary("pem"));
  const place = tempFolder();
  const [HOME, TMPDIR, cwd] = [join(place, "home"), join(place, "tmp"), join(place, "cwd")];
  for (const folder of [HOME, TMPDIR, cwd]) mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const given = [...Object.keys(files), ...meant].map((name) => join("cwd", name));
  const run = async (args: readonly string[], { env = {}, input = "" }: RunOptions = {}): Promise<CliResult> => {
    const AWS_SECRET_ACCESS_KEY = makePlainCanary("credentials");
    const result = await runCli(args, { endpoint, cwd, input, env: { HOME, TMPDIR, AWS_SECRET_ACCESS_KEY, ...env } });
    const seen = { stdout: findCanaries(result.stdout), stderr: findCanaries(result.stderr) };
    const files = findCanaryFiles(place).filter((file) => !given.includes(file));
    expect({ ...seen, files }, args.join(" ")).toEqual({ stdout: [], stderr: [], files: [] });
    return result;
  };
  return { endpoint, cwd, run };
}

/** A failure is told on both streams. */
const LOUD = ["--debug", "--json"];
const GIVE_UP = ["--timeout", "0.3"];
const set = (...words: string[]): string[] => ["set", "-f", "my-fn", ...words];

describe("the search for canaries", () => {
  it("finds them where they are shown, in any spelling", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: LIVE });
    const shown = await runCli(["list", "-f", "my-fn", "--show-values=always"], { endpoint });
    expect(findCanaries(shown.stdout)).not.toEqual([]);
    for (const padding of ["", "a", "ab"]) {
      const bytes = Buffer.from(padding + makeCanary("x"));
      for (const encoding of ["base64", "base64url", "hex"] as const)
        expect(findCanaries(bytes.toString(encoding))).not.toEqual([]);
    }
    expect(findCanaries(encodeURIComponent(JSON.stringify(JSON.stringify(makeCanary("x")))))).not.toEqual([]);
    expect(findCanaries(Buffer.from("sphinx of black quartz, judge my vow").toString("base64"))).toEqual([]);
  });
});

describe("no value is seen", () => {
  it("when commands succeed", async () => {
    for (const output of [["--debug"], LOUD]) {
      const { endpoint, run } = await setScene(INPUTS, [".env", "vars.json"]);
      const env = { FROM_SHELL: makeCanary("environment") };
      expect((await run(["diff", "-f", "my-fn", ...SOURCES, "FROM_SHELL", ...output], { env })).code).toBe(0);
      expect((await run(set(...SOURCES, "FROM_SHELL", "--unset", "GONE", "--dry-run", ...output), { env })).code).toBe(0);
      expect((await run(set(...SOURCES, `ARG=${makeCanary("argument")}`, "FROM_SHELL", ...output), { env })).code).toBe(0);
      expect((await run(set("TYPED", "--stdin", ...output), { input: makeCanary("stdin") })).code).toBe(0);
      expect((await run(set("-e", "-", ...output), { input: `PIPED="${makePlainCanary("piped")}"\n` })).code).toBe(0);
      expect((await run(["list", "-f", "my-fn", ...SOURCES.slice(0, -1), ...output])).code).toBe(0);
      expect((await run(["unset", "-f", "my-fn", "GONE", "--yes", ...output])).code).toBe(0);
      expect((await run(["pull", "-f", "my-fn", "vars.json", "--format", "json", ...output])).code).toBe(0);
      expect((await run(["pull", "-f", "my-fn", "--skip-unrepresentable", ...output])).code).toBe(0);
      const { GONE: _, ...kept } = LIVE;
      expect(endpoint.variables("my-fn")).toMatchObject({
        ...kept,
        STAGE: "argument",
        DB_URL: makeCanary("file"),
        LATER: makeCanary("file"),
        SECRET: makeCanary("secret"),
        PEM: makeCanary("pem"),
        ARG: makeCanary("argument"),
        FROM_SHELL: makeCanary("environment"),
        TYPED: makeCanary("stdin"),
        PIPED: makePlainCanary("piped"),
      });
    }
  });

  it.each<[string, number, (endpoint: LocalEndpoint) => void]>([
    [
      "someone else changes the same variable",
      75,
      (endpoint) =>
        endpoint.before("UpdateFunctionConfiguration", () =>
          endpoint.setVariables("my-fn", { ...LIVE, STAGE: makeCanary("foreign") }),
        ),
    ],
    [
      "someone else changes other variables",
      0,
      (endpoint) =>
        endpoint.before("UpdateFunctionConfiguration", () =>
          endpoint.setVariables("my-fn", { ...LIVE, OLD: makeCanary("foreign"), NEW: makeCanary("foreign") }),
        ),
    ],
    [
      "someone else fills the function up",
      65,
      (endpoint) =>
        endpoint.before("UpdateFunctionConfiguration", () =>
          endpoint.setVariables("my-fn", { ...LIVE, BULK: makePlainCanary("foreign").padEnd(FREE - 100, "x") }),
        ),
    ],
    ["the update fails", 1, (endpoint) => endpoint.failUpdate("my-fn", { reasonCode: "InvalidImage", reason: LIVE.API_KEY })],
    ["the caller may not decrypt", 77, (endpoint) => endpoint.denyDecrypt("my-fn")],
    ["the caller may not write", 77, (endpoint) => endpoint.deny("UpdateFunctionConfiguration")],
    ["a secret may not be read", 77, (endpoint) => endpoint.deny("GetSecretValue", "prod/pem")],
    ["a reply is lost", 0, (endpoint) => endpoint.fail("UpdateFunctionConfiguration", { kind: "reset", when: "after" })],
  ])("when %s", async (_, code, arrange) => {
    const { endpoint, run } = await setScene();
    arrange(endpoint);
    expect(await run(set(...SOURCES, ...LOUD))).toMatchObject({ code });
  });

  const TOO_LARGE = `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${FOREIGN}`;
  const error = (status: number, type: string, message: string): Fault => ({ kind: "error", status, type, message });
  const body = (status: number, text: string): Fault => ({ kind: "body", status, contentType: "application/json", body: text });
  const configuration = (environment: unknown): string => JSON.stringify({ FunctionName: "my-fn", Environment: environment });

  it.each<[string, Fault, boolean?]>([
    ["its 4 KB error", error(400, "InvalidParameterValueException", TOO_LARGE)],
    ["its 4 KB error under another name", error(400, "ValidationException", TOO_LARGE)],
    [
      "a value that fails a constraint",
      error(
        400,
        "ValidationException",
        `1 validation error detected: Value '${FOREIGN}' at 'environment' failed to satisfy constraint: Map value must satisfy constraint`,
      ),
    ],
    ["what we sent", error(400, "InvalidParameterValueException", `unexpected: ${LIVE.API_KEY} ${JSON.stringify(LIVE)}`), true],
    [
      "what we sent, in an error that nobody knows",
      error(418, "NewException", `${encodeURIComponent(LIVE.OLD)} ${Buffer.from(LIVE.API_KEY).toString("base64")}`),
      true,
    ],
    ["a failure of its own", error(500, "ServiceException", JSON.stringify(LIVE))],
    ["half a document", body(200, configuration({ Variables: { THEIRS: makeCanary("foreign") } }).slice(0, -20))],
    ["no document", body(200, `${makePlainCanary("foreign")} is not JSON`)],
    [
      "a proxy's page",
      { kind: "body", status: 502, contentType: "text/html", body: `<html>${makePlainCanary("foreign")}</html>` },
    ],
    [
      "a proxy's page as success",
      { kind: "body", status: 200, contentType: "text/html", body: `<html>${makePlainCanary("foreign")}</html>` },
    ],
    ["an error that is no document", body(400, `{"message": "${makePlainCanary("foreign")}`)],
    [
      "variables that are no texts",
      body(200, configuration({ Variables: { THEIRS: { [makePlainCanary("x")]: makeCanary("foreign") } } })),
    ],
    ["a text for variables", body(200, configuration({ Variables: makeCanary("foreign") }))],
    ["a text for the environment", body(200, configuration(makeCanary("foreign")))],
    ["a list", body(200, JSON.stringify([makeCanary("foreign")]))],
    ["a text", body(200, JSON.stringify(makeCanary("foreign")))],
  ])("when AWS answers with %s", async (_, fault, isEcho = false) => {
    const { endpoint, run } = await setScene(INPUTS, [".env"]);
    const meet = async (operation: string, args: readonly string[]): Promise<void> => {
      endpoint.fail(operation, fault);
      const { stderr } = await run([...args, "--debug"], { env: { AWS_MAX_ATTEMPTS: "1" } });
      expect(stderr).not.toBe("");
      expect(endpoint.requests.map((request) => request.operation)).toContain(operation);
    };
    await meet("UpdateFunctionConfiguration", set(...SOURCES, ...GIVE_UP, "--json"));
    if (isEcho) return;
    await meet("GetFunctionConfiguration", set(...SOURCES, ...GIVE_UP, "--json"));
    await meet("GetFunctionConfiguration", ["pull", "-f", "my-fn", ...GIVE_UP]);
    await meet("BatchGetSecretValue", set("-s", "prod/api", "-s", "PEM=prod/pem", "--dry-run"));
  });

  it.each<[string, string]>([
    ["a line that is no variable", `${makePlainCanary("file")} just words\n`],
    ["a name that is a value", `${makePlainCanary("file").replaceAll("-", " ")}=1\n`],
    ["a value that a # cuts", `API_KEY=${makePlainCanary("file")}#${makePlainCanary("file")}\n`],
    ["a quote that does not end", `API_KEY="${makeCanary("file")}\n`],
    ["text behind a quote", `API_KEY="${makePlainCanary("file")}" ${makePlainCanary("file")}\n`],
    ["a value on the next line", `API_KEY=\n"${makePlainCanary("file")}"\n`],
    ["a name that is set twice", `API_KEY=${makePlainCanary("first")}\nAPI_KEY=${makePlainCanary("second")}\n`],
    ["an encrypted value", `API_KEY="encrypted:${makePlainCanary("file")}"\nDOTENV_PUBLIC_KEY="${makePlainCanary("key")}"\n`],
    ["JSON that ends early", `{"API_KEY": ${JSON.stringify(makeCanary("file"))}`],
    ["JSON that is none", `{"API_KEY": ${makePlainCanary("file")}}`],
    ["JSON with a nested value", `{"API_KEY": {"x": "${makePlainCanary("file")}"}}`],
    ["JSON with a list", `{"API_KEY": ["${makePlainCanary("file")}"], "OTHER": null}`],
    ["a NUL", `{"API_KEY": "${makePlainCanary("file")}\\u0000", "OTHER": "${makePlainCanary("file")}\\ud800"}`],
    ["too much", JSON.stringify({ API_KEY: makePlainCanary("file").repeat(300) })],
  ])("when an env file has %s", async (_, text) => {
    const { endpoint, run } = await setScene({ ".env": text });
    expect((await run(set("-e", ".env", ...LOUD))).code).toBe(65);
    await run(["pull", "-f", "my-fn", "--skip-unrepresentable", ...LOUD]);
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
  });

  it("when the command line is wrong", async () => {
    const { endpoint, run } = await setScene();
    const value = makePlainCanary("typed");
    const url = `http://user:${value}@127.0.0.1:${endpoint.port}`;
    for (const args of [
      [value],
      set(`1A=${value}`),
      set("API_KEY=x", `${value} more`),
      set(`API_KEY=${value}`, `API_KEY=${value}2`),
      set(`API_KEY=${value}`, "--unset", "API_KEY"),
      set(`AWS_REGION=${value}`),
      set(`API_KEY=${makeCanary("typed")}`, "NOT_IN_MY_ENVIRONMENT"),
      set("API_KEY", "--stdin", `OTHER=${value}`),
      set(`--api-key=${value}`),
      set("-e", `API_KEY=${value}`),
      set("-t", `API_KEY=${value}`),
      set("-s", `API_KEY=${value} more`),
      set("-s", `API_KEY=prod/${"x"}:`, `B=${value}`),
      set(`API_KEY=${value}`, "--timeout", value),
      set(`API_KEY=${value}`, `--show-values=${value}`),
      ["unset", "-f", "my-fn", `API_KEY=${value}`],
      ["list", "-f", "my-fn", `API_KEY=${value}`],
      ["pull", "-f", "my-fn", `API_KEY=${value}`, "--format", value],
      ["pull", "-f", "my-fn", "a", `API_KEY=${value}`],
    ]) {
      expect((await run([...args, ...LOUD])).code, args[0]).not.toBe(0);
    }
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
    expect((await run(set("STAGE=x", "--endpoint-url", url, ...LOUD))).code).toBe(0);
  });

  it("when standard input or a variable of the environment cannot be a value", async () => {
    const { endpoint, run } = await setScene();
    const value = makePlainCanary("stdin");
    for (const input of [`${value}\0`, Buffer.concat([Buffer.from(value), Buffer.from([0xff])]), value.repeat(300)]) {
      expect((await run(set("API_KEY", "--stdin", ...LOUD), { input })).code).toBe(65);
    }
    expect((await run(set("-e", "-", ...LOUD), { input: `API_KEY='${value}\n${value} words\n` })).code).toBe(65);
    const env = { LAMBDA_ENV_YES: value, BIG: value.repeat(300) };
    expect((await run(set("BIG", ...LOUD), { env: { BIG: env.BIG } })).code).toBe(65);
    expect((await run(set("STAGE=x", ...LOUD), { env })).code).toBe(64);
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
  });

  it("when a secret is not what it should be", async () => {
    const { endpoint, run } = await setScene();
    const value = makeCanary("secret");
    for (const content of [
      value,
      `{"API_KEY": ${JSON.stringify(value)}`,
      { API_KEY: { nested: value } },
      { API_KEY: [value] },
      `{"API_KEY": ${JSON.stringify(value)}, "API_KEY": "${makePlainCanary("twice")}"}`,
      Buffer.from(value),
    ]) {
      endpoint.setSecret("prod/odd", content);
      expect((await run(set("-s", "prod/odd", "-s", "prod/api", ...LOUD))).code).toBe(65);
      expect((await run(["diff", "-f", "my-fn", "-s", "prod/odd:API_KEY", ...LOUD])).code).toBe(65);
    }
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
  });

  it("when pull cannot write, may not overwrite, or is stopped", async () => {
    const { endpoint, run } = await setScene({ "old.env": `API_KEY='${makePlainCanary("old")}'\n`, file: "" });
    endpoint.setVariables("my-fn", { ...LIVE, BAD: `${makePlainCanary("bad")}'"\`#` });
    const pull = (...words: string[]) => run(["pull", "-f", "my-fn", ...words, ...LOUD]);
    expect((await pull()).code).toBe(65);
    expect((await pull("--portable")).code).toBe(65);
    expect((await pull("file/.env", "--skip-unrepresentable")).code).toBe(73);
    expect((await pull("/dev/full", "--skip-unrepresentable")).code).toBe(73);
    expect((await pull("old.env", "--skip-unrepresentable")).code).toBe(64);
    expect((await pull("vars", "--format", "docker")).code).toBe(65);
  });

  it("when the local endpoint serves, seeds, or cannot read its data", async () => {
    const value = makeCanary("data");
    const template = (variables: Readonly<Record<string, string>>): string =>
      JSON.stringify({
        Resources: { Fn: { Type: "AWS::Lambda::Function", Properties: { Environment: { Variables: variables } } } },
      });
    const { run } = await setScene({
      "data.json": `{"formatVersion": 1, "functions": ${JSON.stringify(value)}`,
      "odd.json": JSON.stringify({ formatVersion: 1, functions: value, secrets: [value] }),
      "full.json": template({ API_KEY: makePlainCanary("template").repeat(300) }),
      "reserved.json": template({ AWS_REGION: makePlainCanary("template") }),
    });
    for (const words of [
      ["--data", "data.json"],
      ["--data", "odd.json"],
      ["--template", "full.json"],
      ["--template", "reserved.json"],
    ]) {
      expect((await run(["local", ...words, ...LOUD])).code, words[1]).toBe(65);
    }
  });
});
