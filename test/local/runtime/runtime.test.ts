/** Runtimes: the environment that a bootstrap gets, the outcome of one that fails, and Invoke around them. */
import { chmod, readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { CreateAliasCommand, InvokeCommand, PublishVersionCommand } from "@aws-sdk/client-lambda";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { EXTENDABLE_VARIABLES, RESERVED_VARIABLES } from "../../../src/core/checks/reserved.ts";
import type { RuntimeSettings } from "../../../src/local/runtime/environment.ts";
import { type InvocationResult, makeRuntime, type Runtime } from "../../../src/local/runtime/runtime.ts";
import { makeFolder } from "../../examples/support.ts";
import { startClients } from "../../support/local.ts";

/** A bootstrap in JavaScript: `next()` returns the event and its headers, `post(path, body, headers)` answers. */
const CLIENT = `#!${process.execPath}
const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/";
const next = async () => {
  const reply = await fetch(api + "invocation/next");
  const id = reply.headers.get("lambda-runtime-aws-request-id");
  return { id, headers: Object.fromEntries(reply.headers), text: await reply.text(), to: "invocation/" + id };
};
const post = async (path, body, headers = {}) => {
  const reply = await fetch(api + path, { method: "POST", body: JSON.stringify(body), headers });
  return [reply.status, await reply.json()];
};
const serve = async (handle) => { for (;;) { const event = await next(); await post(event.to + "/response", await handle(event)); } };
(async () => {
`;

async function makeBootstrap(code: string): Promise<string> {
  const folder = await makeFolder();
  await writeFile(join(folder, "bootstrap"), `${CLIENT}${code}\n})();\n`, { mode: 0o755 });
  return folder;
}

function settingsFor(folder: string, some: Partial<RuntimeSettings> = {}): RuntimeSettings {
  return {
    functionName: "example",
    version: "$LATEST",
    region: "eu-central-1",
    accessKeyId: "key-of-endpoint",
    memoryMb: 256,
    timeoutMs: 30_000,
    folder,
    handler: "function.handler",
    variables: {},
    ...some,
  };
}

function makeEnded(settings: RuntimeSettings): Runtime {
  const runtime = makeRuntime(settings);
  onTestFinished(runtime.stop);
  return runtime;
}

async function invoke(
  runtime: Runtime,
  event = "{}",
  requestId = "request-1",
): Promise<InvocationResult & { readonly json: unknown }> {
  const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:example";
  const result = await runtime.invoke({ requestId, functionArn, traceId: "Root=1-2-3", payload: Buffer.from(event) });
  return { ...result, json: JSON.parse(Buffer.from(result.payload).toString("utf8")) };
}

describe("a runtime's environment", () => {
  test("holds the function's variables and what Lambda defines, and nothing of this process", async () => {
    vi.stubEnv("LAMBDA_ENV_TEST_LEAK", "leaked");
    onTestFinished(() => void vi.unstubAllEnvs());
    const folder = await makeBootstrap("await serve(() => process.env);");
    const { json } = await invoke(makeEnded(settingsFor(folder, { variables: { GREETING: "hello", TZ: "Europe/Berlin" } })));
    const environment = json as Record<string, string>;
    expect(environment).toEqual({
      GREETING: "hello",
      TZ: "Europe/Berlin",
      LANG: "en_US.UTF-8",
      PATH: "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
      LD_LIBRARY_PATH: `/lib64:/usr/lib64:${folder}:${folder}/lib:/opt/lib`,
      AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
      AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
      _HANDLER: "function.handler",
      AWS_REGION: "eu-central-1",
      AWS_DEFAULT_REGION: "eu-central-1",
      AWS_LAMBDA_FUNCTION_NAME: "example",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/example",
      AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      AWS_ACCESS_KEY_ID: "key-of-endpoint",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_SESSION_TOKEN: "local",
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      LAMBDA_TASK_ROOT: folder,
      LAMBDA_RUNTIME_DIR: folder,
    });
    const { GREETING: _, ...defined } = environment;
    const table = new Set([...RESERVED_VARIABLES.keys(), ...EXTENDABLE_VARIABLES.keys()]);
    expect(Object.keys(defined).filter((name) => !table.has(name))).toEqual([]);
    expect([...table].filter((name) => !Object.hasOwn(defined, name)).sort()).toEqual([
      "AWS_ACCESS_KEY",
      "AWS_EXECUTION_ENV",
      "AWS_LAMBDA_MAX_CONCURRENCY",
      "AWS_LAMBDA_METADATA_API",
      "AWS_LAMBDA_METADATA_TOKEN",
      "_X_AMZN_TRACE_ID",
    ]);
  });

  test("cannot be changed where Lambda reserves a name", async () => {
    const folder = await makeBootstrap("await serve(() => process.env.AWS_REGION);");
    const { json } = await invoke(makeEnded(settingsFor(folder, { variables: { AWS_REGION: "elsewhere" } })));
    expect(json).toBe("eu-central-1");
  });
});

describe("a runtime", () => {
  test("gets an event with the headers of the Runtime API", async () => {
    const folder = await makeBootstrap("await serve(({ headers, text }) => [headers, text]);");
    const before = Date.now();
    const { json } = await invoke(makeEnded(settingsFor(folder)), "[1]");
    const [headers, text] = json as [Record<string, string>, string];
    expect(text).toBe("[1]");
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": "request-1",
      "lambda-runtime-invoked-function-arn": "arn:aws:lambda:eu-central-1:123456789012:function:example",
      "lambda-runtime-trace-id": "Root=1-2-3",
    });
    expect(Number(headers["lambda-runtime-deadline-ms"])).toBeGreaterThanOrEqual(before + 30_000);
  });

  test("keeps one process for many events, which wait for each other", async () => {
    const folder = await makeBootstrap("let count = 0; await serve(() => [process.pid, ++count]);");
    const runtime = makeEnded(settingsFor(folder));
    const results = await Promise.all(["a", "b", "c"].map((id) => invoke(runtime, "{}", id)));
    const answers = results.map(({ json }) => json as [number, number]);
    expect(answers.map(([, count]) => count)).toEqual([1, 2, 3]);
    expect(new Set(answers.map(([pid]) => pid)).size).toBe(1);
  });

  test.each([
    ["exits with an error", "process.exitCode = 3;", "Runtime.ExitError", "Runtime exited with error: exit status 3"],
    ["exits without one", "", "Runtime.ExitError", "Runtime exited without providing a reason"],
    ["is killed", 'process.kill(process.pid, "SIGKILL");', "Runtime.ExitError", "Runtime exited with error: signal: SIGKILL"],
    [
      "exits with an event in its hands",
      "await next(); process.exit(1);",
      "Runtime.ExitError",
      "Runtime exited with error: exit status 1",
    ],
  ])("that %s fails the event in Lambda's words, and is started again", async (_what, code, errorType, message) => {
    const runtime = makeEnded(settingsFor(await makeBootstrap(code)));
    for (const requestId of ["first", "second"]) {
      const { isError, json } = await invoke(runtime, "{}", requestId);
      expect(isError).toBe(true);
      expect(json).toEqual({ errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` });
    }
  });

  test("that reports a start-up error fails the event with it", async () => {
    const error = { errorType: "Runtime.ConfigInvalid", errorMessage: "no configuration", stackTrace: [] };
    const folder = await makeBootstrap(`await post("init/error", ${JSON.stringify(error)}); process.exit(1);`);
    expect(await invoke(makeEnded(settingsFor(folder)))).toMatchObject({ isError: true, json: error });
  });

  test("whose file cannot be executed fails the event", async () => {
    const folder = await makeBootstrap("");
    await chmod(join(folder, "bootstrap"), 0o644);
    const { json } = await invoke(makeEnded(settingsFor(folder)));
    expect(json).toMatchObject({ errorType: "Runtime.InvalidEntrypoint" });
  });

  test("that takes too long is ended with all that it has started, and started again", async () => {
    const [port, connection] = await listenForOne();
    const stubborn = `process.on("SIGTERM", () => {}); require("node:net").connect(${port}, "127.0.0.1");`;
    const folder = await makeBootstrap(`
      const { spawn } = require("node:child_process");
      await serve(({ text }) => text === "1" ? process.pid : new Promise(() => spawn(process.execPath, ["-e", ${JSON.stringify(stubborn)}])));`);
    const runtime = makeEnded(settingsFor(folder, { timeoutMs: 2_000 }));
    const { json: first } = await invoke(runtime, "1");
    expect((await invoke(runtime, "2", "late")).json).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: "RequestId: late Error: Task timed out after 2.00 seconds",
    });
    const { json: second } = await invoke(runtime, "1");
    expect(second).not.toBe(first);
    await (await connection).ended;
  });

  test("is refused for answers that nobody waits for, and for paths that do not exist", async () => {
    const folder = await makeBootstrap(`await serve(async () => [
      await post("invocation/other/response", "{}"),
      await post("invocation/other/surprise", "{}"),
    ]);`);
    const { json } = await invoke(makeEnded(settingsFor(folder)));
    expect(json).toEqual([
      [400, { errorMessage: "Invalid request ID", errorType: "InvalidRequestID" }],
      [404, { errorMessage: "No such path", errorType: "InvalidPath" }],
    ]);
  });

  test("that is stopped fails the events that it has, started or not", async () => {
    const [port, connection] = await listenForOne();
    const folder = await makeBootstrap(
      `await serve(() => new Promise(() => require("node:net").connect(${port}, "127.0.0.1")));`,
    );
    const early = makeEnded(settingsFor(folder));
    const unstarted = invoke(early);
    await early.stop();
    expect(await unstarted).toMatchObject({ isError: true, json: { errorType: "Runtime.ExitError" } });
    const running = makeEnded(settingsFor(folder));
    const [hanging, waiting] = [invoke(running), invoke(running)];
    await connection;
    await running.stop();
    expect(await hanging).toMatchObject({ isError: true, json: { errorType: "Runtime.ExitError" } });
    expect(await waiting).toMatchObject({ isError: true, json: { errorType: "Runtime.ExitError" } });
  });

  test("that is retired finishes the events that have come", async () => {
    const retired = makeEnded(settingsFor(await makeBootstrap('await serve(() => "done");')));
    const finishing = [invoke(retired), invoke(retired)];
    await retired.retire();
    expect((await Promise.all(finishing)).map(({ json }) => json)).toEqual(["done", "done"]);
  });
});

/** Listens for one connection: a process that holds it is alive as long as it does. */
async function listenForOne(): Promise<readonly [port: number, connection: Promise<{ readonly ended: Promise<void> }>]> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const connection = new Promise<{ readonly ended: Promise<void> }>((resolve) => {
    server.once("connection", (socket) => {
      socket.on("error", () => undefined).resume();
      resolve({ ended: new Promise((done) => socket.once("close", () => done())) });
    });
  });
  return [(server.address() as AddressInfo).port, connection];
}

describe("Invoke", () => {
  const ECHO =
    "await serve(({ headers, text }) => ({ event: text, arn: headers['lambda-runtime-invoked-function-arn'], trace: headers['lambda-runtime-trace-id'] }));";

  async function startFunction(code: string): Promise<Awaited<ReturnType<typeof startClients>>> {
    const clients = await startClients();
    clients.endpoint.createFunction({
      functionName: "example",
      codeFolder: await makeBootstrap(code),
      settings: { Timeout: 30 },
    });
    return clients;
  }

  test("makes an event of no payload an empty object, and its own trace id", async () => {
    const { lambda } = await startFunction(ECHO);
    const reply = await lambda.send(new InvokeCommand({ FunctionName: "example" }));
    expect(reply).toMatchObject({ StatusCode: 200, ExecutedVersion: "$LATEST" });
    expect(reply.FunctionError).toBeUndefined();
    expect(reply.LogResult).toBeUndefined();
    expect(JSON.parse(Buffer.from(reply.Payload ?? []).toString())).toEqual({
      event: "{}",
      arn: "arn:aws:lambda:us-east-1:123456789012:function:example",
      trace: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
    });
  });

  test("runs the version behind an alias, under the alias's ARN", async () => {
    const { lambda } = await startFunction(ECHO);
    await lambda.send(new PublishVersionCommand({ FunctionName: "example" }));
    await lambda.send(new CreateAliasCommand({ FunctionName: "example", Name: "live", FunctionVersion: "1" }));
    const reply = await lambda.send(new InvokeCommand({ FunctionName: "example", Qualifier: "live" }));
    expect(reply.ExecutedVersion).toBe("1");
    expect(Buffer.from(reply.Payload ?? []).toString()).toContain("function:example:live");
  });

  test("only checks on a dry run, and does not wait for an asynchronous event", async () => {
    const marker = join(await makeFolder(), "marker");
    const { lambda } = await startFunction(
      `await serve(({ text }) => { require("node:fs").writeFileSync(${JSON.stringify(marker)}, text); return null; });`,
    );
    const send = (InvocationType: "DryRun" | "Event", event: string): Promise<{ readonly StatusCode?: number | undefined }> =>
      lambda.send(new InvokeCommand({ FunctionName: "example", InvocationType, Payload: Buffer.from(event) }));
    expect((await send("DryRun", '"dry"')).StatusCode).toBe(204);
    expect((await send("Event", '"wet"')).StatusCode).toBe(202);
    await vi.waitFor(async () => expect(await readFile(marker, "utf8")).toBe('"wet"'));
  });

  test.each([
    ["is not JSON", Buffer.from("{"), "InvalidRequestContentException", 400],
    ["is not UTF-8", Buffer.from([0x22, 0xff, 0x22]), "InvalidRequestContentException", 400],
    ["is larger than 6 MB", Buffer.from(`"${"x".repeat(6 * 1024 * 1024)}"`), "RequestEntityTooLargeException", 413],
  ])("refuses an event that %s", async (_what, Payload, name, httpStatusCode) => {
    const { lambda } = await startFunction(ECHO);
    const refused = lambda.send(new InvokeCommand({ FunctionName: "example", Payload }));
    await expect(refused).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
  });

  test("says what is missing where a function's code is not known or cannot be run", async () => {
    const { endpoint, lambda } = await startClients();
    endpoint.createFunction({ functionName: "unknown" });
    endpoint.createFunction({ functionName: "other", codeFolder: await makeFolder() });
    await expect(lambda.send(new InvokeCommand({ FunctionName: "unknown" }))).rejects.toThrow(
      "start the endpoint with a template",
    );
    await expect(lambda.send(new InvokeCommand({ FunctionName: "other" }))).rejects.toThrow("it needs an executable file");
  });
});
