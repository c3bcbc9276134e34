import { spawnSync } from "node:child_process";
import { lstat, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeTemporaryFolder, removeLeftovers } from "../../src/files/temporary.ts";
import { makeTempFolder } from "../sources/temp-folder.ts";
import { hasTools, skipNote } from "../support/tools.ts";

/** The id of a process that has ended. */
const ENDED = spawnSync(process.execPath, ["--version"]).pid;
const UUID = "0a1b2c3d-0a1b-4c3d-8a1b-0a1b2c3d4e5f";

/** Makes what a killed run leaves: the folder of a run with the file in it. */
async function leave(cwd: string, name: string): Promise<void> {
  await mkdir(join(cwd, name), { mode: 0o700 });
  await writeFile(join(cwd, name, ".env"), "A=1\n");
}

async function ownName(cwd: string, pid: number): Promise<string> {
  const folder = await makeTemporaryFolder(cwd);
  return basename(folder).replace(`-${process.pid}-`, `-${pid}-`);
}

describe("makeTemporaryFolder", () => {
  it.skipIf(!hasTools("git"))(`is ignored by git without any rule, with all that is in it${skipNote("git")}`, async () => {
    const cwd = await makeTempFolder();
    spawnSync("git", ["init", "--quiet"], { cwd });
    const folder = await makeTemporaryFolder(cwd);
    await writeFile(join(folder, ".env"), "A=1\n");
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    spawnSync("git", ["add", "--all"], { cwd });
    expect(spawnSync("git", ["status", "--porcelain"], { cwd, encoding: "utf8" }).stdout).toBe("");
  });
});

describe("removeLeftovers", () => {
  it("removes the folders of runs that have ended, and of the first version's files those of this target", async () => {
    const cwd = await makeTempFolder();
    const running = await ownName(cwd, process.pid);
    await leave(cwd, await ownName(cwd, ENDED));
    await writeFile(join(cwd, `.env.${UUID}.tmp`), "A=1\n");
    expect(await removeLeftovers(".env", cwd)).toBe(1);
    await utimes(join(cwd, `.env.${UUID}.tmp`), new Date(0), new Date(0));
    await writeFile(join(cwd, `other.${UUID}.tmp`), "A=1\n");
    const kept = (await readdir(cwd)).filter((name) => name.includes(`-${process.pid}-`));
    expect(kept).toContain(running);
    expect(await removeLeftovers(".env", cwd)).toBe(1);
    expect((await readdir(cwd)).sort()).toEqual([...kept, `other.${UUID}.tmp`].sort());
    expect(await removeLeftovers(".env", cwd)).toBe(0);
  });

  it("leaves what another machine may be writing, until it is old", async () => {
    const cwd = await makeTempFolder();
    const name = `.lambda-env-00000000-${ENDED}-0a1b2c3d4e5f.tmp`;
    await leave(cwd, name);
    expect(await removeLeftovers(".env", cwd)).toBe(0);
    await utimes(join(cwd, name), new Date(0), new Date(0));
    expect(await removeLeftovers(".env", cwd)).toBe(1);
  });

  it("leaves what only looks like it: links, files, folders of other names", async () => {
    const cwd = await makeTempFolder();
    const elsewhere = await makeTempFolder();
    await writeFile(join(elsewhere, "precious"), "x");
    const like = (await ownName(cwd, ENDED)).replace(/[0-9a-f]{12}\.tmp$/, "");
    await symlink(elsewhere, join(cwd, `${like}000000000001.tmp`));
    await writeFile(join(cwd, `${like}000000000002.tmp`), "x");
    await mkdir(join(cwd, `${like}000000000003.tmp.d`));
    await mkdir(join(cwd, `.env.${UUID}.tmp`));
    expect(await removeLeftovers(".env", cwd)).toBe(0);
    expect((await lstat(join(cwd, `${like}000000000001.tmp`))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(elsewhere, "precious"), "utf8")).toBe("x");
    expect(await removeLeftovers("missing/.env", cwd)).toBe(0);
  });
});
