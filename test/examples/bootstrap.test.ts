/** The examples' bootstrap as a client of the Runtime API, in both shells that it meets: dash here, bash in POSIX mode on Amazon Linux. */
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type InvocationResult, makeRuntime } from "../../src/local/runtime/runtime.ts";
import { hasTools, skipNote } from "../support/tools.ts";
import { EXAMPLES, makeFolder } from "./support.ts";

interface Started {
  readonly invoke: (payload: Uint8Array | string) => Promise<InvocationResult & { readonly text: string }>;
  readonly stop: () => Promise<void>;
}

const SHELLS = ["#!/bin/sh", ...(hasTools("bash") ? ["#!/bin/bash --posix"] : [])];

describe.skipIf(!hasTools("curl")).each(SHELLS)(`a bootstrap that starts with %s${skipNote("curl")}`, (shebang) => {
  /** Runs the minimal example's bootstrap with `handler`, a script, and `variables`. */
  async function start(handler: string | undefined, variables: Readonly<Record<string, string>> = {}): Promise<Started> {
    const folder = await makeFolder();
    await cp(join(EXAMPLES, "minimal"), folder, { recursive: true });
    const bootstrap = await readFile(join(folder, "bootstrap"), "utf8");
    await writeFile(join(folder, "bootstrap"), bootstrap.replace(/^#!.*/, shebang));
    if (handler !== undefined) await writeFile(join(folder, "handler"), `#!/bin/sh\n${handler}\n`);
    const runtime = makeRuntime({
      functionName: "example",
      version: "$LATEST",
      region: "us-east-1",
      accessKeyId: "local",
      memoryMb: 128,
      timeoutMs: 30_000,
      folder,
      handler: handler === undefined ? "missing" : "handler",
      variables,
    });
    onTestFinished(runtime.stop);
    let count = 0;
    return {
      stop: runtime.stop,
      invoke: async (payload) => {
        count += 1;
        const result = await runtime.invoke({
          requestId: `request-${count}`,
          functionArn: "arn:aws:lambda:us-east-1:123456789012:function:example",
          traceId: `Root=1-${count};Sampled=0`,
          payload: Buffer.from(payload),
        });
        return { ...result, text: Buffer.from(result.payload).toString("utf8") };
      },
    };
  }

  test.each([
    ["no text at all", Buffer.from([0, 1, 0x80, 0xff, 0xc3, 0x28, 0, 10, 13, 10])],
    ["nothing", Buffer.from("")],
    ["not JSON", Buffer.from("{ not JSON\n\n")],
    ["6 MB", Buffer.alloc(6 * 1024 * 1024, "ab\0\n")],
  ])("passes on an event that is %s, and its answer, byte for byte", async (_what, event) => {
    const { invoke } = await start("cat");
    await invoke("an event before it");
    const { payload, isError } = await invoke(event);
    expect(isError).toBe(false);
    expect(Buffer.compare(Buffer.from(payload), event)).toBe(0);
  });

  test("passes on each event's trace id", async () => {
    const { invoke } = await start('printf %s "$_X_AMZN_TRACE_ID"');
    expect((await invoke("{}")).text).toBe("Root=1-1;Sampled=0");
    expect((await invoke("{}")).text).toBe("Root=1-2;Sampled=0");
  });

  test("uses the same two files for every event, and removes them when it ends", async () => {
    const TMPDIR = await makeFolder();
    const { invoke, stop } = await start("cat", { TMPDIR });
    const files = async (): Promise<readonly string[]> => (await readdir(TMPDIR, { recursive: true })).sort();
    await invoke("1");
    const first = await files();
    expect(first).toHaveLength(3);
    for (const event of ["2", "3", "4"]) await invoke(event);
    expect(await files()).toEqual(first);
    await stop();
    expect(await files()).toEqual([]);
  });

  test("posts the error of a handler that fails", async () => {
    const { invoke } = await start("exit 3");
    const { isError, text } = await invoke("{}");
    expect(isError).toBe(true);
    expect(JSON.parse(text)).toEqual({
      errorType: "Handler.Failed",
      errorMessage: "the handler ended with exit status 3",
      stackTrace: [],
    });
  });

  test("posts an error when the handler is missing, ends, and is started again for the next event", async () => {
    const { invoke } = await start(undefined);
    for (const event of ["{}", "{}"]) {
      const { isError, text } = await invoke(event);
      expect(isError).toBe(true);
      expect(JSON.parse(text)).toMatchObject({ errorType: "Runtime.NoSuchHandler" });
    }
  });

  test("posts an error when there is no room for its files", async () => {
    const { invoke } = await start("cat", { TMPDIR: "/nowhere" });
    expect(JSON.parse((await invoke("{}")).text)).toMatchObject({ errorType: "Runtime.NoTemporaryFolder" });
  });

  test("survives an answer that is too large", async () => {
    const { invoke } = await start('head -c "$(cat)" /dev/zero');
    const { isError, text } = await invoke("6291557");
    expect(isError).toBe(true);
    expect(JSON.parse(text)).toMatchObject({ errorType: "Function.ResponseSizeTooLarge" });
    expect((await invoke("3")).text).toBe("\0\0\0");
  });

  test("keeps its own names separate from the function's variables", async () => {
    const names = ["api", "path", "to", "body", "handler", "work", "ids", "id", "status", "event", "answer"];
    const variables = Object.fromEntries(names.map((name) => [name, `the function's ${name}`]));
    const { invoke } = await start(`printf '%s\\n' ${names.map((name) => `"$${name}"`).join(" ")}`, variables);
    expect((await invoke("{}")).text).toBe(`${Object.values(variables).join("\n")}\n`);
  });
});

test("the examples share one bootstrap; that of secrets adds the reading of the secret alone", async () => {
  const [minimal, environment, secrets] = await Promise.all(
    ["minimal", "environment", "secrets"].map((name) => readFile(join(EXAMPLES, name, "bootstrap"), "utf8")),
  );
  expect(environment).toBe(minimal);
  const added = new Set(secrets?.split("\n"));
  const missing = minimal?.split("\n").filter((line) => !added.has(line));
  expect(missing).toEqual([expect.stringMatching(/^# Needs a POSIX shell/)]);
});
