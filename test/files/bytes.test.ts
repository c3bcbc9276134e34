import { execFile } from "node:child_process";
import { mkdir, open, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { readInputFile } from "../../src/files/bytes.ts";
import { CALM, makeTempFolder } from "../sources/temp-folder.ts";
import { hasTools, skipNote } from "../support/tools.ts";
import { bundle } from "./bundle.ts";

async function read(path: string, cwd: string, maxBytes = 1000): Promise<string> {
  return Buffer.from(await readInputFile(path, { cwd, maxBytes, signal: CALM })).toString();
}

describe("readInputFile", () => {
  it("reads a file by a path from the working folder, an absolute path, or a link", async () => {
    const cwd = await makeTempFolder();
    await writeFile(join(cwd, "a.env"), "A=1\n");
    await symlink("a.env", join(cwd, "link.env"));
    for (const path of ["a.env", "./a.env", join(cwd, "a.env"), "link.env"]) expect(await read(path, cwd)).toBe("A=1\n");
  });

  it("reads an empty file", async () => {
    const cwd = await makeTempFolder();
    await writeFile(join(cwd, "empty"), "");
    expect(await read("empty", cwd)).toBe("");
  });

  it("says why a file cannot be read, with the path as it was typed", async () => {
    const cwd = await makeTempFolder();
    await mkdir(join(cwd, "folder"));
    await writeFile(join(cwd, "file"), "");
    await symlink("circle", join(cwd, "circle"));
    for (const [path, reason] of [
      ["./missing.env", "it does not exist"],
      ["file/x", "a part of the path is not a folder"],
      ["folder", "it is a folder"],
      ["", "it is a folder"],
      ["circle", "its links form a loop"],
      ["x".repeat(300), "the name is too long"],
    ] as const) {
      await expect(read(path, cwd)).rejects.toMatchObject({ code: "NO_INPUT", message: `cannot read ${path}: ${reason}` });
    }
  });

  it("does not repeat a value that was given in place of a path, as for docker's -e", async () => {
    const error = await read("DB_PASSWORD=hunter2", await makeTempFolder()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "NO_INPUT", message: "cannot read DB_PASSWORD=***: it does not exist" });
    expect((error as Error & { hint: string }).hint).toContain("lambda-env set NAME=VALUE");
  });

  it("takes as many bytes as it may, and not one more", async () => {
    const cwd = await makeTempFolder();
    await writeFile(join(cwd, "file"), "x".repeat(1000));
    expect(await read("file", cwd, 1000)).toHaveLength(1000);
    await expect(read("file", cwd, 999)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: "file is larger than 999 bytes",
    });
    await expect(read("/dev/zero", cwd, 999)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it.skipIf(!hasTools("mkfifo"))(`reads a named pipe whole, though its writer pauses${skipNote("mkfifo")}`, async () => {
    const cwd = await makeTempFolder();
    const pipe = join(cwd, "pipe");
    await promisify(execFile)("mkfifo", [pipe]);
    const reading = read("pipe", cwd);
    const writer = await open(pipe, "w");
    await writer.write("A=1\n");
    await new Promise((done) => setImmediate(done));
    await writer.write("B=2\n");
    await writer.close();
    expect(await reading).toBe("A=1\nB=2\n");
  });

  it.skipIf(!hasTools("bash"))(`reads what a process substitution hands over, /dev/fd/N${skipNote("bash")}`, async () => {
    const script = `${await bundle("bytes.ts")}
      const options = { cwd: "/", maxBytes: 1000, signal: new AbortController().signal };
      console.log(process.argv[1], (await readInputFile(process.argv[1], options)).toString());`;
    const env = { PATH: process.env["PATH"] ?? "", NODE: process.execPath, SCRIPT: script };
    const command = '"$NODE" --input-type=module -e "$SCRIPT" <(printf "A=1\\n"; sleep 0.1; printf "B=2\\n")';
    const { stdout } = await promisify(execFile)("bash", ["-c", command], { env });
    expect(stdout).toMatch(/^\/dev\/fd\/\d+ A=1\nB=2\n\n$/);
  });

  it("stops when it is interrupted", async () => {
    const controller = new AbortController();
    const reading = readInputFile("/dev/zero", { cwd: "/", maxBytes: Number.MAX_SAFE_INTEGER, signal: controller.signal });
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: "INTERRUPTED" });
  });
});
