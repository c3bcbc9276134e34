/** The minimal example, invoked through the local endpoint with the SDK: its own handler, and others put in its place. */
import { createHash } from "node:crypto";
import { copyFile, cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hasTools, skipNote } from "../support/tools.ts";
import { AWKWARD_VALUES, EXAMPLES, makeFolder, serve, serveExample } from "./support.ts";

const AWKWARD_EVENT = JSON.stringify(Object.fromEntries(AWKWARD_VALUES));

/** A copy of the example whose handler is another one. */
async function serveWithHandler(putHandler: (path: string) => Promise<void>): Promise<Awaited<ReturnType<typeof serveExample>>> {
  const folder = await makeFolder();
  await cp(join(EXAMPLES, "minimal"), folder, { recursive: true });
  await putHandler(join(folder, "handler"));
  const served = await serve(join(folder, "template.yaml"));
  const [name = ""] = served.names.values();
  return { ...served, name };
}

function script(...lines: readonly string[]): (path: string) => Promise<void> {
  return (path) => writeFile(path, ["#!/bin/sh", ...lines, ""].join("\n"), { mode: 0o755 });
}

describe.skipIf(!hasTools("curl"))(`the minimal example${skipNote("curl")}`, () => {
  test.each([
    ["a small event", "{}"],
    ["an event with awkward values", AWKWARD_EVENT],
    ["an event of 1 MB", JSON.stringify("ü".repeat(512 * 1024))],
  ])("gets %s byte for byte", async (_what, event) => {
    const { invoke, name } = await serveExample("minimal");
    const answer = await invoke(name, event);
    expect(JSON.parse(answer.text)).toEqual({
      message: `hello from ${name}`,
      eventSha256: createHash("sha256").update(event).digest("hex"),
    });
  });

  test("answers alike after its variables have been set to awkward values", async () => {
    const { invoke, name, set } = await serveExample("minimal");
    const before = await invoke(name);
    await set(name, Object.fromEntries(AWKWARD_VALUES.map(([, value], index) => [`VALUE_${index}`, value])));
    expect(await invoke(name)).toMatchObject({ text: before.text, functionError: undefined });
  });

  test("runs a compiled binary in place of the handler", async () => {
    const { invoke, name } = await serveWithHandler((path) => copyFile("/bin/cat", path));
    expect((await invoke(name, AWKWARD_EVENT)).text).toBe(AWKWARD_EVENT);
  });

  test("reports an event that makes the handler fail, and goes on with the next", async () => {
    const { invoke, name } = await serveWithHandler(script("! grep -q fail || exit 7", "echo '\"fine\"'"));
    const failed = await invoke(name, '{"please":"fail"}');
    expect(failed).toMatchObject({ functionError: "Unhandled" });
    expect(JSON.parse(failed.text)).toMatchObject({ errorMessage: "the handler ended with exit status 7" });
    expect(await invoke(name)).toMatchObject({ functionError: undefined, text: '"fine"\n' });
  });

  test("hands what the handler writes to standard error to the log, and not to the caller", async () => {
    const { invoke, name } = await serveWithHandler(script("echo 'a note' >&2", "echo null"));
    const answer = await invoke(name);
    expect(answer.text).toBe("null\n");
    expect(answer.log).toMatch(/^START RequestId: .+\na note\nEND RequestId: .+\n$/);
  });
});
