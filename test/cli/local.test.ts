import { execFile, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { describe, expect, it, onTestFinished } from "vitest";
import { CLI_COMMAND, cliEnvironment, runCli, tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";
import { AWS_CLI } from "../support/programs.ts";
import { hasTools, skipNote } from "../support/tools.ts";

const TEMPLATE = resolve(import.meta.dirname, "../../examples/environment/template.yaml");
const FUNCTION = /^sam-app-EnvironmentFunction-[A-Z0-9]{12}$/;

interface Served {
  /** What it printed when it was ready. */
  readonly exports: string;
  readonly stderr: () => string;
  readonly stop: (signal: NodeJS.Signals) => Promise<number | null>;
}

/** Runs `lambda-env local` until it has printed how to reach it. */
async function serve(...words: string[]): Promise<Served> {
  const [node = "", ...bin] = CLI_COMMAND;
  const child = spawn(node, [...bin, "local", ...words], { env: cliEnvironment({}), stdio: ["ignore", "pipe", "pipe"] });
  const closed = new Promise<number | null>((done) => child.on("close", done));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await closed;
  });
  let [stdout, stderr] = ["", ""];
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  await new Promise<void>((done, fail) => {
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.endsWith("\n")) done();
    });
    void closed.then((code) => fail(new Error(`lambda-env local ended with ${code}: ${stderr}`)));
  });
  const stop = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return closed;
  };
  return { exports: stdout, stderr: () => stderr, stop };
}

/** Runs it on a port that was free just before; on another one, if someone else was faster. */
async function serveOnSparePort(...words: string[]): Promise<Served & { readonly port: number }> {
  const { port, close } = await startEndpoint();
  await close();
  try {
    return { ...(await serve(...words, "--port", String(port))), port };
  } catch (error) {
    if (!String(error).includes("cannot listen on")) throw error;
    return serveOnSparePort(...words);
  }
}

/** The result of `commands` in a POSIX shell. */
function evaluate(commands: string): Readonly<Record<string, string>> {
  const print = `eval "$1"; exec "$2" -p 'JSON.stringify(process.env)'`;
  const env = { PATH: process.env["PATH"] ?? "" };
  const { stdout } = spawnSync("sh", ["-c", print, "sh", commands, process.execPath], { env, encoding: "utf8" });
  return JSON.parse(stdout);
}

function connect({ exports }: Pick<Served, "exports">): LambdaClient {
  const environment = evaluate(exports);
  const client = new LambdaClient({
    endpoint: environment["AWS_ENDPOINT_URL"] ?? "",
    region: environment["AWS_REGION"] ?? "",
    credentials: {
      accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
    },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  return client;
}

async function variablesOf(client: LambdaClient): Promise<readonly (readonly [string, unknown])[]> {
  const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
  return Functions.map((fn) => [fn.FunctionName ?? "", fn.Environment?.Variables]);
}

describe("local", () => {
  it("prints exports that a POSIX shell evaluates, serves the template's functions, and ends with 0 on Ctrl-C", async () => {
    const served = await serve("--template", TEMPLATE);
    expect(evaluate(served.exports)).toMatchObject({
      AWS_ENDPOINT_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^local[0-9a-f]{32}$/),
      AWS_SECRET_ACCESS_KEY: "local",
    });
    expect(served.exports.split("\n").filter((line) => !line.startsWith("export AWS_"))).toEqual([""]);
    expect(await variablesOf(connect(served))).toEqual([[expect.stringMatching(FUNCTION), { GREETING: "hello", API_KEY: "" }]]);
    expect(await served.stop("SIGINT")).toBe(0);
    expect(served.stderr()).toContain("lambda-env: created the function sam-app-EnvironmentFunction-");
    expect(served.stderr()).toContain("lambda-env: ListFunctions 200\n");
  });

  it("names functions after --stack, accepts --region and --port, and prints everything as JSON on demand", async () => {
    const words = ["--template", TEMPLATE, "--stack", "shop", "--region", "eu-west-1", "--json"];
    const { port, ...served } = await serveOnSparePort(...words);
    expect(JSON.parse(served.exports)).toMatchObject({
      format_version: "2.0",
      command: "local",
      url: `http://127.0.0.1:${port}`,
      exports: { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_REGION: "eu-west-1" },
    });
    expect(served.stderr()).toContain("shop-EnvironmentFunction-");
    expect(await served.stop("SIGTERM")).toBe(0);
  });

  it("works with the tool itself, with only those exports", async () => {
    const served = await serve("--template", TEMPLATE, "--update-time", "0");
    const [[name = ""] = []] = await variablesOf(connect(served));
    const env = evaluate(served.exports);
    const set = await runCli(["set", "-f", name, "-t", TEMPLATE, "API_KEY=a-key"], { env });
    expect(set).toMatchObject({ code: 0, stdout: expect.stringContaining("1 updated") });
    const list = await runCli(["list", "-f", name, "--show-values=always"], { env });
    expect(list.stdout).toContain('"a-key"');
  });

  it("takes only the access key of this start: nobody else on the machine can read from it, write to it, or run a function", async () => {
    const served = await serve("--template", TEMPLATE);
    const [[name = ""] = []] = await variablesOf(connect(served));
    const other = await serve("--template", TEMPLATE);
    const { AWS_ACCESS_KEY_ID: otherKey = "" } = evaluate(other.exports);
    for (const AWS_ACCESS_KEY_ID of ["local", "test", otherKey]) {
      const env = { ...evaluate(served.exports), AWS_ACCESS_KEY_ID };
      expect(await runCli(["set", "-f", name, "GREETING=bye"], { env })).toMatchObject({ code: 78, stdout: "" });
      const client = connect({ exports: served.exports.replace(/(?<=AWS_ACCESS_KEY_ID=)\w+/, AWS_ACCESS_KEY_ID) });
      await expect(client.send(new InvokeCommand({ FunctionName: name }))).rejects.toMatchObject({
        name: "UnrecognizedClientException",
      });
    }
    expect(await variablesOf(connect(served))).toEqual([[name, { GREETING: "hello", API_KEY: "" }]]);
  });

  it("says that a request is signed for another region", async () => {
    const served = await serve("--template", TEMPLATE);
    const result = await runCli(["list", "-f", "fn", "--region", "eu-west-1"], { env: evaluate(served.exports) });
    expect(result.code).toBe(78);
    expect(result.stderr).toMatch(/error: 127\.0\.0\.1:\d+ does not serve the region of this request\n.*hint: check --region/);
  });

  it.skipIf(!AWS_CLI.isUsed)(`serves the AWS CLI${AWS_CLI.note}`, async () => {
    const served = await serve("--template", TEMPLATE);
    const aws = spawn("aws", ["lambda", "list-functions", "--query", "Functions[].Environment.Variables", "--output", "json"], {
      env: { ...cliEnvironment({}), ...evaluate(served.exports) },
    });
    let stdout = "";
    aws.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    expect(await new Promise((done) => aws.on("close", done))).toBe(0);
    expect(JSON.parse(stdout)).toEqual([{ GREETING: "hello", API_KEY: "" }]);
  });

  it("keeps its state in the file of --data over a restart, only for its owner, and seeds nothing anew", async () => {
    const data = join(tempFolder(), "state.json");
    const first = await serve("--template", TEMPLATE, "--data", data, "--update-time", "0");
    const client = connect(first);
    const [[name = ""] = []] = await variablesOf(client);
    const Environment = { Variables: { GREETING: "changed" } };
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment }));
    await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    expect(await first.stop("SIGINT")).toBe(0);
    expect(statSync(data).mode & 0o777).toBe(0o600);
    const second = await serve("--template", TEMPLATE, "--data", data);
    expect(await variablesOf(connect(second))).toEqual([[name, { GREETING: "changed" }]]);
    expect(second.stderr()).not.toContain("created the function");
  });

  it("refuses a data file in a folder to which others may write, and removes what a killed run left", async () => {
    const cwd = tempFolder();
    const left = join(cwd, "state.json.0a1b2c3d-0a1b-4c3d-8a1b-0a1b2c3d4e5f.tmp");
    writeFileSync(left, "{}");
    utimesSync(left, new Date(0), new Date(0));
    chmodSync(cwd, 0o1777);
    const result = await runCli(["local", "--data", "state.json"], { cwd });
    expect(result).toMatchObject({
      code: 73,
      stdout: "",
      stderr: expect.stringContaining("other users may write to its folder"),
    });
    expect(result.stderr).toContain("removed an unfinished file that an interrupted run left beside state.json");
    expect(readdirSync(cwd)).toEqual([]);
  });

  it("on a port that is taken is 69, and says what to do; a broken template or data file is 65", async () => {
    const other = await startEndpoint();
    const taken = await runCli(["local", "--port", String(other.port)]);
    expect(taken).toMatchObject({ code: 69, stdout: "" });
    expect(taken.stderr).toContain(`error: cannot listen on 127.0.0.1:${other.port}`);
    expect(taken.stderr).toContain("hint: leave out --port to take a free one");
    const cwd = tempFolder({ "template.yaml": "Resources: [", "data.json": "{}" });
    expect(await runCli(["local", "--template", "template.yaml"], { cwd })).toMatchObject({ code: 65, stdout: "" });
    expect(await runCli(["local", "--data", "data.json"], { cwd })).toMatchObject({ code: 65, stdout: "" });
    expect(await runCli(["local", "--template", "nowhere.yaml"], { cwd })).toMatchObject({ code: 66, stdout: "" });
  });

  it.each(["x;touch hacked", "$(touch hacked)", "eu west", "EU", "-", "eu-west-1\n"])("refuses the region %j", async (region) => {
    const result = await runCli(["local", `--region=${region}`]);
    expect(result).toMatchObject({ code: 64, stdout: "", stderr: expect.stringContaining("eu-west-1") });
  });

  it.each([
    "",
    "null",
    "[]",
    '{"formatVersion":1}',
    '{"formatVersion":1,"functions":[]}',
    '{"formatVersion":1,"functions":[null],"secrets":[]}',
    '{"formatVersion":1,"functions":[{}],"secrets":[]}',
    '{"formatVersion":1,"functions":[{"name":"x"}],"secrets":[]}',
    '{"formatVersion":1,"functions":{},"secrets":[]}',
    '{"formatVersion":1,"functions":[],"secrets":[{"name":"x"}]}',
    '{"formatVersion":1,"functions":[],"secrets":[],"stacks":"x"}',
    '{"formatVersion":1,"functions":[],"secrets":[],"parameters":[{"name":"x","versions":[]}]}',
    '{"formatVersion":2,"functions":[],"secrets":[]}',
    '{"formatVersion":1,"functions":[],"secr',
  ])("refuses the data file %j, and leaves it as it is", async (text) => {
    const cwd = tempFolder({ "data.json": text });
    const result = await runCli(["local", "--data", "data.json"], { cwd });
    expect(result).toMatchObject({
      code: 65,
      stdout: "",
      stderr: expect.stringContaining("error: data.json is not a data file"),
    });
    expect(readFileSync(join(cwd, "data.json"), "utf8")).toBe(text);
  });

  it.skipIf(!hasTools("mkfifo"))(`refuses a data file that is a pipe or a folder${skipNote("mkfifo")}`, async () => {
    const cwd = tempFolder();
    await promisify(execFile)("mkfifo", [join(cwd, "pipe")]);
    mkdirSync(join(cwd, "folder"));
    for (const name of ["pipe", "folder", "/dev/zero"]) {
      const result = await runCli(["local", "--data", name], { cwd });
      expect(result).toMatchObject({ code: 65, stdout: "", stderr: expect.stringContaining(`${name} is not a regular file`) });
    }
  });
});
