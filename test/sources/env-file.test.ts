import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { mergeLayers } from "../../src/core/plan/merge.ts";
import { readEnvFiles } from "../../src/sources/env-file.ts";
import type { SourceResult } from "../../src/sources/source.ts";
import { CALM, makeTempFolder } from "./temp-folder.ts";

const dotenvx = createRequire(import.meta.url)("@dotenvx/primitives") as {
  readonly keypair: () => { readonly publicKey: string; readonly privateKey: string };
  readonly encrypt: (publicKey: string, value: string) => string;
};

async function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const cwd = await makeTempFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content);
  return cwd;
}

function read(
  paths: readonly string[],
  cwd: string,
  { input = "", env = {} }: { readonly input?: string; readonly env?: Record<string, string> } = {},
): Promise<readonly SourceResult[]> {
  return readEnvFiles(paths, { cwd, env, stdin: Readable.from([Buffer.from(input)]), signal: CALM });
}

describe("readEnvFiles", () => {
  it("makes a layer of each file, whose origins are the path as typed with line and column", async () => {
    const cwd = await makeFolder({ ".env": "# all\nDB_URL='a=b'\n  export TOKEN=t\n", "more.json": '{"DB_URL": "json"}\n' });
    const results = await read(["./.env", "more.json"], cwd);
    expect(results.flatMap(({ findings }) => findings)).toEqual([]);
    expect(results.map(({ layer }) => [layer.kind, layer.source])).toEqual([
      ["env-file", "./.env"],
      ["env-file", "more.json"],
    ]);
    expect([...(results[0]?.layer.entries.values() ?? [])]).toEqual([
      {
        kind: "value",
        name: "DB_URL",
        value: "a=b",
        sensitive: true,
        origin: { layer: "env-file", source: "./.env", line: 2, column: 1 },
      },
      {
        kind: "value",
        name: "TOKEN",
        value: "t",
        sensitive: true,
        origin: { layer: "env-file", source: "./.env", line: 3, column: 3 },
      },
    ]);
    expect(mergeLayers(results.map(({ layer }) => layer)).get("DB_URL")).toMatchObject({
      value: "json",
      origin: { source: "more.json", line: 1 },
      overrode: [{ source: "./.env", line: 2 }],
    });
  });

  it("reads - from standard input, in its place among the files", async () => {
    const cwd = await makeFolder({ "a.env": "KEY=a\n", "b.env": "KEY=b\n" });
    const results = await read(["a.env", "-", "b.env"], cwd, { input: "KEY=piped\n" });
    expect(results.map(({ layer }) => layer.entries.get("KEY"))).toMatchObject([
      { value: "a" },
      { value: "piped", origin: { layer: "env-file", source: "stdin", line: 1 } },
      { value: "b" },
    ]);
  });

  it("refuses to read standard input twice", async () => {
    await expect(read(["-", "-"], await makeFolder({}), { input: "KEY=1\n" })).rejects.toMatchObject({ code: "USAGE" });
  });

  it("refuses a terminal for -", async () => {
    const stdin = Object.assign(new Readable({ read: () => undefined }), { isTTY: true });
    await expect(readEnvFiles(["-"], { cwd: "/", env: {}, stdin, signal: CALM })).rejects.toMatchObject({
      code: "USAGE",
      hint: "pipe a file in, or name it: --env FILE",
    });
  });

  it("stops at a file that is missing, a folder or no text", async () => {
    const cwd = await makeFolder({ "latin1.env": Buffer.from("KEY=caf\xe9\n", "latin1"), "nul.env": "KEY=a\0b\n" });
    await mkdir(join(cwd, "folder"));
    await expect(read(["missing.env"], cwd)).rejects.toMatchObject({
      code: "NO_INPUT",
      message: "cannot read missing.env: it does not exist",
    });
    await expect(read(["folder"], cwd)).rejects.toMatchObject({
      code: "NO_INPUT",
      message: "cannot read folder: it is a folder",
    });
    await expect(read(["latin1.env"], cwd)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: "latin1.env:1 is not UTF-8",
    });
    await expect(read(["nul.env"], cwd)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("gives the findings of the text, with the place", async () => {
    const cwd = await makeFolder({ ".env": "KEY=1\nthis is not an assignment\n" });
    const [result] = await read([".env"], cwd);
    expect(result?.findings).toMatchObject([{ code: "LINES_IGNORED", severity: "error", at: { source: ".env", line: 2 } }]);
  });

  it("knows a name that was left out of the file, unless the file defines it anyway", async () => {
    const cwd = await makeFolder({
      ".env": "# lambda-env: CERT not representable in .env\n# lambda-env: KEY not representable in .env\nKEY=1\n",
    });
    const [result] = await read([".env"], cwd);
    expect(result?.layer.entries.get("CERT")).toEqual({
      kind: "unresolved",
      name: "CERT",
      origin: { layer: "env-file", source: ".env", line: 1 },
      reason: "left out of the file: .env cannot hold it",
    });
    expect(result?.layer.entries.get("KEY")).toMatchObject({ kind: "value", value: "1" });
  });

  it("decrypts what dotenvx encrypted, with the private key of the environment", async () => {
    const { publicKey, privateKey } = dotenvx.keypair();
    const text = `DOTENV_PUBLIC_KEY_PROD="${publicKey}"\nTOKEN="${dotenvx.encrypt(publicKey, "plain $(x)")}"\nOPEN=yes\n`;
    const cwd = await makeFolder({ ".env.prod": text });
    const [result] = await read([".env.prod"], cwd, { env: { DOTENV_PRIVATE_KEY_PROD: privateKey } });
    expect([...(result?.layer.entries.values() ?? [])]).toMatchObject([
      { name: "TOKEN", value: "plain $(x)", origin: { line: 2 } },
      { name: "OPEN", value: "yes" },
    ]);
    expect(result?.findings.filter((finding) => finding.severity === "error")).toEqual([]);
  });

  it("never takes what is encrypted for a value", async () => {
    const { publicKey } = dotenvx.keypair();
    const cwd = await makeFolder({ ".env": `TOKEN="${dotenvx.encrypt(publicKey, "plain")}"\n` });
    const envs: Record<string, string>[] = [{}, { DOTENV_PRIVATE_KEY: dotenvx.keypair().privateKey }];
    for (const env of envs) {
      const [result] = await read([".env"], cwd, { env });
      expect(result?.layer.entries.has("TOKEN")).toBe(false);
      expect(result?.findings).toMatchObject([{ severity: "error", name: "TOKEN", at: { source: ".env", line: 1 } }]);
    }
  });
});
