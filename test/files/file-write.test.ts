import { execFile, spawn, spawnSync } from "node:child_process";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { chmod, chown, link, lstat, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { writeFileSafely } from "../../src/files/file-write.ts";
import { CALM, makeTempFolder } from "../sources/temp-folder.ts";
import { hasTools, skipNote } from "../support/tools.ts";
import { bundle } from "./bundle.ts";

const OLD = "OLD=1\n";
const NEW = "NEW=äöü\n";
const PATH = process.env["PATH"] ?? "";
const ROOT = process.getuid?.() === 0;

/** Where the system lets us have file systems of our own, a full one is a real one. */
const MOUNT_NAMESPACE = ["--user", "--map-root-user", "--mount"];
const MAY_MOUNT = spawnSync("unshare", [...MOUNT_NAMESPACE, "mount", "-t", "tmpfs", "none", "/tmp"]).status === 0;

const run = promisify(execFile);

const WRITTEN = { kind: "written", isOpen: false } as const;
const ACCEPT = { verify: (): void => undefined, mayReplace: (): boolean => true, sharedFolder: "refused", signal: CALM } as const;
const write = (path: string, cwd: string, text = NEW) => writeFileSafely(path, text, { ...ACCEPT, cwd });
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

async function makeOldFile(mode = 0o600): Promise<{ readonly cwd: string; readonly path: string }> {
  const cwd = await makeTempFolder();
  const path = join(cwd, ".env");
  await writeFile(path, OLD);
  await chmod(path, mode);
  return { cwd, path };
}

async function expectUntouched(cwd: string): Promise<void> {
  expect(await readdir(cwd)).toEqual([".env"]);
  expect(await readFile(join(cwd, ".env"), "utf8")).toBe(OLD);
}

describe("writeFileSafely", () => {
  it("creates a file that only its owner may read, whatever the umask", async () => {
    const cwd = await makeTempFolder();
    expect(await write(".env", cwd)).toEqual({ ...WRITTEN, target: join(cwd, ".env"), created: true });
    expect(await readFile(join(cwd, ".env"), "utf8")).toBe(NEW);
    expect(await modeOf(join(cwd, ".env"))).toBe(0o600);
    expect(await readdir(cwd)).toEqual([".env"]);
  });

  it("replaces a file, and reports permissions that it tightened", async () => {
    for (const [mode, facts] of [
      [0o600, {}],
      [0o644, { widerMode: 0o644 }],
      [0o660, { widerMode: 0o660 }],
      [0o700, {}],
    ] as const) {
      const { cwd, path } = await makeOldFile(mode);
      expect(await write(".env", cwd)).toEqual({ ...WRITTEN, target: path, created: false, ...facts });
      expect(await readFile(path, "utf8")).toBe(NEW);
      expect(await modeOf(path)).toBe(0o600);
      expect(await readdir(cwd)).toEqual([".env"]);
    }
  });

  it("never opens the new text to others, not even before it is in place", async () => {
    const { cwd } = await makeOldFile(0o644);
    const seen: (readonly [name: string, mode: number])[] = [];
    const verify = (): void => {
      for (const name of readdirSync(cwd, { recursive: true, encoding: "utf8" }))
        seen.push([name.replace(/^\.lambda-env-.*\.tmp/, "TEMPORARY"), statSync(join(cwd, name)).mode & 0o777]);
    };
    await writeFileSafely(".env", NEW, { ...ACCEPT, cwd, verify });
    expect(seen.sort()).toEqual([
      [".env", 0o644],
      ["TEMPORARY", 0o700],
      ["TEMPORARY/.env", 0o600],
      ["TEMPORARY/.gitignore", 0o600],
    ]);
  });

  it("writes a new file, so that who has the old one open or linked keeps it whole", async () => {
    const { cwd, path } = await makeOldFile();
    await link(path, join(cwd, "hard-link"));
    await write(".env", cwd);
    expect(await readFile(join(cwd, "hard-link"), "utf8")).toBe(OLD);
  });

  it("writes to the file that links lead to, and leaves the links", async () => {
    const { cwd, path } = await makeOldFile();
    await mkdir(join(cwd, "links"));
    await symlink("../.env", join(cwd, "links", "first"));
    await symlink("first", join(cwd, "links", "second"));
    await symlink("links", join(cwd, "folder"));
    expect(await write("folder/second", cwd)).toEqual({ ...WRITTEN, target: path, created: false });
    expect(await readFile(path, "utf8")).toBe(NEW);
    expect(await readlink(join(cwd, "links", "second"))).toBe("first");
    expect((await readdir(join(cwd, "links"))).sort()).toEqual(["first", "second"]);
  });

  it("creates what a link to nothing leads to", async () => {
    const cwd = await makeTempFolder();
    await mkdir(join(cwd, "deep", "real"), { recursive: true });
    await symlink("deep/real", join(cwd, "folder"));
    await symlink("../later", join(cwd, "folder", "link"));
    expect(await write("folder/link", cwd)).toEqual({ ...WRITTEN, target: join(cwd, "deep", "later"), created: true });
    expect((await lstat(join(cwd, "deep", "real", "link"))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(cwd, "deep", "later"), "utf8")).toBe(NEW);
  });

  it("passes on what it read back, and keeps the old file if that is refused", async () => {
    const { cwd } = await makeOldFile();
    const seen: string[] = [];
    const refuse = (text: string): void => {
      seen.push(text);
      throw new Error("not what was intended");
    };
    await expect(writeFileSafely(".env", `\uFEFF${NEW}`, { ...ACCEPT, cwd, verify: refuse })).rejects.toThrow(
      "not what was intended",
    );
    expect(seen).toEqual([`\uFEFF${NEW}`]);
    await expectUntouched(cwd);
  });

  it("keeps the old file where the new text does not read back, as half a surrogate pair, of which UTF-8 makes another character", async () => {
    const { cwd } = await makeOldFile();
    const seen: string[] = [];
    const written = writeFileSafely(".env", "A=\uD800", { ...ACCEPT, cwd, verify: (text) => void seen.push(text) });
    await expect(written).rejects.toMatchObject({
      code: "CANNOT_WRITE",
      message: expect.stringContaining("reads back differently"),
    });
    expect(seen).toEqual(["A=\uFFFD"]);
    await expectUntouched(cwd);
  });

  it("keeps the old file and leaves nothing when it is interrupted, before or in the middle", async () => {
    const { cwd } = await makeOldFile();
    const controller = new AbortController();
    let checks = 0;
    const interrupt = (): void => {
      checks += 1;
      controller.abort();
    };
    for (let round = 0; round < 2; round += 1) {
      await expect(
        writeFileSafely(".env", NEW, { ...ACCEPT, cwd, verify: interrupt, signal: controller.signal }),
      ).rejects.toMatchObject({
        code: "INTERRUPTED",
      });
      await expectUntouched(cwd);
    }
    expect(checks).toBe(1);
  });

  it("refuses what is not a file, and what cannot be there", async () => {
    const { cwd } = await makeOldFile();
    await mkdir(join(cwd, "folder"));
    await symlink("circle", join(cwd, "circle"));
    for (const [path, reason] of [
      ["folder", "it is a folder"],
      ["/dev/null", "it is not a regular file"],
      ["missing/.env", "it does not exist"],
      [".env/x", "a part of the path is not a folder"],
      ["circle", "its links form a loop"],
      ["x".repeat(256), "the name is too long"],
    ] as const) {
      await expect(write(path, cwd)).rejects.toMatchObject({
        code: "CANNOT_WRITE",
        message: expect.stringContaining(`cannot write ${path}: ${reason}`),
      });
    }
    expect((await readdir(cwd)).sort()).toEqual([".env", "circle", "folder"]);
    expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
  });

  it("replaces nothing that its caller does not know, and gets the latest text", async () => {
    const { cwd, path } = await makeOldFile();
    const seen: (string | undefined)[] = [];
    const mayReplace = (text: string | undefined): boolean => {
      seen.push(text);
      return false;
    };
    const verify = (): void => writeFileSync(path, "EDITED=1\n");
    expect(await writeFileSafely(".env", NEW, { ...ACCEPT, cwd, verify, mayReplace })).toEqual({ kind: "refused" });
    expect(await writeFileSafely("new", NEW, { ...ACCEPT, cwd, mayReplace })).toEqual({ kind: "refused" });
    expect(seen).toEqual(["EDITED=1\n", undefined]);
    expect(await readdir(cwd)).toEqual([".env"]);
  });

  it("leaves a file that has the text already as it is", async () => {
    const { cwd, path } = await makeOldFile();
    const { ino, mtimeMs } = await stat(path);
    expect(await write(".env", cwd, OLD)).toEqual({ ...WRITTEN, target: path, created: false });
    expect(await stat(path)).toMatchObject({ ino, mtimeMs });
  });

  it("needs no room for more than the name itself", async () => {
    const cwd = await makeTempFolder();
    expect(await write("x".repeat(255), cwd)).toMatchObject({ kind: "written" });
  });

  it.runIf(ROOT)("keeps the group of the file", async () => {
    const { cwd, path } = await makeOldFile();
    await chown(path, 0, 23456);
    await write(".env", cwd);
    expect(await stat(path)).toMatchObject({ uid: 0, gid: 23456 });
  });

  it.runIf(ROOT)("refuses a file of another user, and names the user", async () => {
    const { cwd, path } = await makeOldFile();
    for (const [uid, name] of [
      [12345, "user 12345"],
      [65534, "nobody (user 65534)"],
    ] as const) {
      await chown(path, uid, uid);
      await expect(write(".env", cwd)).rejects.toMatchObject({
        code: "CANNOT_WRITE",
        message: `cannot write .env: it belongs to ${name}`,
      });
      await symlink(path, join(cwd, `link-${uid}`));
      await expect(write(`link-${uid}`, cwd)).rejects.toMatchObject({ message: expect.stringContaining(`belongs to ${name}`) });
    }
    expect(await readFile(path, "utf8")).toBe(OLD);
  });

  it.each([0o1777, 0o777, 0o703])("refuses values in a folder of mode %o, and through a link in one", async (mode) => {
    const { cwd } = await makeOldFile();
    const own = await makeTempFolder();
    await symlink(join(own, ".env"), join(cwd, "link"));
    await chmod(cwd, mode);
    for (const path of [".env", "new", "link"]) {
      await expect(write(path, cwd)).rejects.toMatchObject({
        code: "CANNOT_WRITE",
        message: `cannot write ${path}: other users may write to its folder`,
      });
      expect(await writeFileSafely(path, NEW, { ...ACCEPT, cwd, sharedFolder: "allowed" })).toMatchObject({ kind: "written" });
    }
    expect((await readdir(cwd)).sort()).toEqual([".env", "link", "new"]);
  });

  it.runIf(ROOT)("refuses a folder that a group of others may write to, but not one of the user's own group", async () => {
    const { cwd } = await makeOldFile();
    await chmod(cwd, 0o770);
    expect(await write(".env", cwd)).toMatchObject({ kind: "written" });
    await chown(cwd, 0, 23456);
    await expect(write(".env", cwd)).rejects.toMatchObject({
      message: expect.stringContaining("other users may write to its folder"),
    });
  });
});

describe.skipIf(!hasTools("bash"))(`writeFileSafely in a process with narrow limits${skipNote("bash")}`, () => {
  let script = "";

  beforeAll(async () => {
    script = `${await bundle("file-write.ts")}
      const [path, size] = process.argv.slice(1);
      const text = "A=" + "x".repeat(Number(size)) + "\\n";
      const accept = { verify: () => {}, mayReplace: () => true, sharedFolder: "refused", signal: new AbortController().signal };
      writeFileSafely(path, text, { ...accept, cwd: process.cwd() })
        .then(() => console.log("written"), (error) => console.log(error.code + ": " + error.message));`;
  });

  async function writeIn(cwd: string, shell: string, size: number): Promise<string> {
    const user = ROOT ? { uid: 65534, gid: 65534 } : {};
    const command = `${shell}; exec "$NODE" --input-type=module -e "$SCRIPT" .env ${size}`;
    const env = { PATH, NODE: process.execPath, SCRIPT: script };
    const child = spawn("bash", ["-c", command], { cwd, env, stdio: ["ignore", "pipe", "inherit"], ...user });
    child.stdout.setEncoding("utf8");
    let output = "";
    for await (const chunk of child.stdout) output += chunk;
    return output.trim();
  }

  async function giveAway(path: string): Promise<void> {
    if (ROOT) await chown(path, 65534, 65534);
  }

  it("keeps the old file whole where only a part of the new one fits", async () => {
    const { cwd, path } = await makeOldFile();
    await giveAway(path);
    await giveAway(cwd);
    expect(await writeIn(cwd, "ulimit -f 8", 20_000)).toBe(
      "CANNOT_WRITE: cannot write .env: the limit on the size of files is reached",
    );
    await expectUntouched(cwd);
    expect(await writeIn(cwd, "ulimit -f 8", 200)).toBe("written");
  });

  it.runIf(MAY_MOUNT)("keeps the old file whole on a disk that is full", async () => {
    const cwd = await makeTempFolder();
    const command = `mount -t tmpfs -o size=64k,mode=700 none "$PWD" && cd "$PWD" && printf 'OLD=1\\n' > .env
      "$NODE" --input-type=module -e "$SCRIPT" .env 100000; ls -A; cat .env`;
    const env = { PATH, NODE: process.execPath, SCRIPT: script };
    const { stdout } = await run("unshare", [...MOUNT_NAMESPACE, "bash", "-c", command], { cwd, env });
    expect(stdout).toBe("CANNOT_WRITE: cannot write .env: the disk is full\n.env\nOLD=1\n");
  });

  it("keeps a file that its owner made read-only", async () => {
    const { cwd, path } = await makeOldFile(0o400);
    await giveAway(path);
    await giveAway(cwd);
    expect(await writeIn(cwd, ":", 1)).toBe("CANNOT_WRITE: cannot write .env: permission denied");
    await expectUntouched(cwd);
  });

  it("keeps the old file in a folder that takes no new one", async () => {
    const { cwd, path } = await makeOldFile();
    await giveAway(path);
    await chmod(cwd, 0o555);
    expect(await writeIn(cwd, ":", 1)).toBe("CANNOT_WRITE: cannot write .env: permission denied");
    await chmod(cwd, 0o755);
    await expectUntouched(cwd);
  });

  it("gives the owner access even if the umask removes it", async () => {
    const { cwd, path } = await makeOldFile();
    await giveAway(path);
    await giveAway(cwd);
    expect(await writeIn(cwd, "umask 777", 1)).toBe("written");
    expect(await modeOf(path)).toBe(0o600);
  });
});
