/** The stack example from its deployment to its invocation, as in its README. */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { describe, expect, it, onTestFinished } from "vitest";
import type { DeploySpec } from "../../../src/local/cloudformation/control.ts";
import { parseStackFacts } from "../../../src/local/cloudformation/stack-facts.ts";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { CLI_COMMAND, type CliResult, cliEnvironment, runCli, tempFolder } from "../../support/cli.ts";
import { operations, startEndpoint, updateCount } from "../../support/endpoint.ts";
import { removeFolderSync } from "../../support/folder.ts";

const EXAMPLE = resolve(import.meta.dirname, "../../../examples/stack");
const SECRETS = ["example-signing-key", "example-password", "example-token"];

interface Project {
  readonly endpoint: LocalEndpoint;
  readonly functionName: string;
  readonly folder: string;
  /** Runs `lambda-env` in the folder of the project. */
  readonly run: (...args: string[]) => Promise<CliResult>;
  readonly deployAgain: (change?: (template: string) => string) => void;
}

function makeProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "lambda-env-stack-"));
  onTestFinished(() => removeFolderSync(folder));
  cpSync(EXAMPLE, folder, { recursive: true });
  writeFileSync(join(folder, ".env"), "WEBHOOK_TOKEN=example-token\n");
  return folder;
}

/** A copy of the example, deployed with its facts. */
async function startProject(): Promise<Project> {
  const folder = makeProject();
  const endpoint = await startEndpoint();
  const read = (file: string): string => readFileSync(join(folder, file), "utf8");
  const spec: DeploySpec = {
    template: read("template.yaml"),
    facts: parseStackFacts(read("facts.yaml"), { source: "facts.yaml" }),
    folder,
  };
  const [functionName = ""] = endpoint.deploy(spec).created;
  return {
    endpoint,
    functionName,
    folder,
    run: (...args) => runCli(args, { endpoint, cwd: folder }),
    deployAgain: (change = (template) => template) => void endpoint.deploy({ ...spec, template: change(spec.template) }),
  };
}

describe("the stack example", () => {
  it("shows and sets one variable, and then has nothing to change", async () => {
    const { endpoint, functionName, run } = await startProject();

    const diff = await run("diff", "-e", ".env");
    expect(diff).toMatchObject({ code: 0 });
    expect(updateCount(endpoint)).toBe(0);
    const set = await run("set", "-e", ".env");
    expect(set).toMatchObject({ code: 0 });
    expect(set.stderr).toContain(
      "samconfig.toml: stack lambda-env-stack, region us-east-1; template.yaml: function OrdersFunction",
    );
    expect(endpoint.variables(functionName)["WEBHOOK_TOKEN"]).toBe("example-token");
    expect(await run("diff", "-e", ".env", "--exit-code")).toMatchObject({ code: 0 });
    for (const { stdout, stderr } of [diff, set]) for (const secret of SECRETS) expect(stdout + stderr).not.toContain(secret);
  });

  it("reads each thing that the template refers to once", async () => {
    const { endpoint, run } = await startProject();
    await run("diff", "-e", ".env");

    const asked = operations(endpoint).filter((operation) => operation !== "ListAliases");
    // The nested stack is one of its own, and a parameter that the stack made has its name from the stack.
    expect(asked.toSorted()).toEqual([
      "DescribeStacks",
      "DescribeStacks",
      "GetFunctionConfiguration",
      "GetParameters",
      "GetParameters",
      "GetResource",
      "GetSecretValue",
      "GetTemplate",
      "ListExports",
      "ListStackResources",
    ]);
  });

  it("brings a rotated password to the function, and says where it comes from", async () => {
    const { endpoint, functionName, run } = await startProject();
    await run("set", "-e", ".env");
    endpoint.setSecret("lambda-env-stack/prod/db", { username: "orders", password: "example-rotated" });

    expect(endpoint.variables(functionName)["DB_PASSWORD"]).toBe("example-password");
    expect(await run("set", "-e", ".env")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /~ DB_PASSWORD .*secret lambda-env-stack\/prod\/db#password\) +rotated since the last deploy/,
      ),
    });
    expect(endpoint.variables(functionName)["DB_PASSWORD"]).toBe("example-rotated");
  });

  it("gets back what the next deployment has blanked, and loses nothing else", async () => {
    const { endpoint, functionName, run, deployAgain } = await startProject();
    await run("set", "-e", ".env");
    const before = endpoint.variables(functionName);
    deployAgain();

    expect(endpoint.variables(functionName)).toEqual({ ...before, WEBHOOK_TOKEN: "" });
    expect(await run("set", "-e", ".env")).toMatchObject({ code: 0 });
    expect(endpoint.variables(functionName)).toEqual(before);
  });

  it("keeps a value whose fact is denied, and says why", async () => {
    const { endpoint, functionName, run } = await startProject();
    const before = endpoint.variables(functionName);
    endpoint.deny("GetResource");
    endpoint.deny("ListExports");

    const { code, stdout } = await run("set", "-e", ".env");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^= TABLE_STREAM_ARN .* live value kept: .*cannot be read by Cloud Control \(AccessDeniedException\)$/m,
    );
    expect(stdout).toMatch(/^= VPC_ID .* live value kept: /m);
    expect(endpoint.variables(functionName)).toEqual({ ...before, WEBHOOK_TOKEN: "example-token" });
  });

  it("runs, and finds every variable", async () => {
    const { endpoint, functionName, run } = await startProject();
    await run("set", "-e", ".env");
    const lambda = new LambdaClient({
      endpoint: endpoint.url,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    onTestFinished(() => lambda.destroy());
    const invoke = async (event: string): Promise<unknown> => {
      const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(event) }));
      return JSON.parse(Buffer.from(Payload ?? []).toString());
    };

    const live = endpoint.variables(functionName);
    expect(await invoke("{}")).toEqual({ ...live, DB_PASSWORD: "(set)", SIGNING_KEY: "(set)", WEBHOOK_TOKEN: "(set)" });
    expect(await invoke('{"reveal":true}')).toEqual(live);
  });
});

it("is served by `lambda-env local` as its README says", async () => {
  const folder = makeProject();
  const [command = "", ...before] = CLI_COMMAND;
  const args = [...before, "local", "--template", "template.yaml", "--facts", "facts.yaml"];
  const child = spawn(command, args, { cwd: folder, env: cliEnvironment({}), stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => child.on("close", resolve));
  onTestFinished(async () => {
    child.kill("SIGINT");
    await ended;
  });
  let notes = "";
  child.stderr.on("data", (chunk: Buffer) => {
    notes += chunk.toString();
  });
  const { url, key } = await new Promise<{ readonly url: string; readonly key: string }>((resolve, reject) => {
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const [, url, key] = /AWS_ENDPOINT_URL=(\S+)\n[\s\S]*AWS_ACCESS_KEY_ID=(\S+)\n/.exec(printed) ?? [];
      if (url !== undefined && key !== undefined) resolve({ url, key });
    });
    child.on("close", () => reject(new Error(`it ended: ${notes}`)));
  });

  const diff = await runCli(["diff", "-e", ".env"], { endpoint: { url }, env: { AWS_ACCESS_KEY_ID: key }, cwd: folder });
  expect(diff).toMatchObject({ code: 0 });
  expect(notes).toContain("template.yaml is deployed as the stack lambda-env-stack\n");
  expect(notes).toMatch(/created the function lambda-env-stack-OrdersFunction-[A-Z0-9]{12}\n/);
  for (const secret of SECRETS) expect(notes).not.toContain(secret);
});

describe("`lambda-env local --facts`", () => {
  const TEMPLATE = "Parameters: {Stage: {Type: String}}\nResources: {Table: {Type: AWS::DynamoDB::Table}}\n";

  it("is 64 without a template, 65 with facts that do not fit it, and 66 without such a file", async () => {
    const cwd = tempFolder({
      "template.yaml": TEMPLATE,
      "unclear.yaml": "parameters: {Stage: 017}\nexport: {}\n",
      "other.yaml": "parameters: {Stagee: example-value}\n",
      "stack.yaml": "stack: a_b\n",
    });
    const local = (...args: string[]) => runCli(["local", ...args], { cwd });
    const withFacts = (file: string) => local("--template", "template.yaml", "--facts", file);

    expect(await local("--facts", "other.yaml")).toMatchObject({ code: 64, stderr: expect.stringContaining("--template FILE") });
    const unclear = await withFacts("unclear.yaml");
    expect(unclear).toMatchObject({ code: 65, stdout: "" });
    expect(unclear.stderr).toContain("unclear.yaml:1:21: some programs read the value of Stage as a number");
    expect(unclear.stderr).toContain('unclear.yaml:2:1: "export" is not one of stack, parameters,');
    const other = await withFacts("other.yaml");
    expect(other).toMatchObject({ code: 65, stdout: "" });
    expect(other.stderr).toContain("the facts name the parameter Stagee, which is not in the stack");
    expect(other.stderr).toContain("did you mean Stage?");
    expect(other.stderr).not.toContain("example-value");
    expect(await withFacts("stack.yaml")).toMatchObject({
      code: 65,
      stderr: expect.stringContaining('"a_b" is not a valid stack name'),
    });
    expect(await withFacts("none.yaml")).toMatchObject({ code: 66, stdout: "" });
  });
});
