import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { readTextIfExists } from "../../src/files/existing.ts";
import { CALM, makeTempFolder } from "../sources/temp-folder.ts";
import { hasTools, skipNote } from "../support/tools.ts";

const read = (path: string, cwd: string) => readTextIfExists(path, { cwd, signal: CALM });

describe("readTextIfExists", () => {
  it("returns the text of a file, also through a link, as it is", async () => {
    const cwd = await makeTempFolder();
    await writeFile(join(cwd, ".env"), "\uFEFFA=ü\r\n");
    await symlink(".env", join(cwd, "link"));
    for (const path of [".env", "link", join(cwd, ".env")]) expect(await read(path, cwd)).toBe("\uFEFFA=ü\r\n");
  });

  it("returns nothing where there is no file yet, a link to nothing too", async () => {
    const cwd = await makeTempFolder();
    await symlink("later", join(cwd, "link"));
    for (const path of [".env", "link", "missing/.env"]) expect(await read(path, cwd)).toBeUndefined();
  });

  it.skipIf(!hasTools("mkfifo"))(
    `does not wait for a pipe, and does not treat a folder as a file${skipNote("mkfifo")}`,
    async () => {
      const cwd = await makeTempFolder();
      await mkdir(join(cwd, "folder"));
      await promisify(execFile)("mkfifo", [join(cwd, "pipe")]);
      for (const path of ["pipe", "folder"]) expect(await read(path, cwd)).toBeUndefined();
    },
  );

  it("refuses a file that is not text, and leaves an unresolvable path to the writer", async () => {
    const cwd = await makeTempFolder();
    await writeFile(join(cwd, "latin1"), Buffer.from("caf\xe9", "latin1"));
    await expect(read("latin1", cwd)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await read("latin1/.env", cwd)).toBeUndefined();
  });
});
