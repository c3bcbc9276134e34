import { execFile, spawn, spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { chmod, chown, link, lstat, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { writeFileSafely } from "../../src/sources/file-write.ts";
import { hasTools, skipNote } from "../support/tools.ts";
import { bundle } from "./bundle.ts";
import { CALM, makeTempFolder } from "./temp-folder.ts";

const OLD = "OLD=1\n";
const NEW = "NEW=äöü\n";
const PATH = process.env["PATH"] ?? "";
const ROOT = process.getuid?.() === 0;

/** Where the system lets us have file systems of our own, a full one is a real one. */
const MOUNT_NAMESPACE = ["--user", "--map-root-user", "--mount"];
const MAY_MOUNT = spawnSync("unshare", [...MOUNT_NAMESPACE, "mount", "-t", "tmpfs", "none", "/tmp"]).status === 0;

const run = promisify(execFile);

const accept = (): void => undefined;
const write = (path: string, cwd: string, text = NEW) => writeFileSafely(path, text, { cwd, verify: accept, signal: CALM });
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
    expect(await write(".env", cwd)).toEqual({ target: join(cwd, ".env"), created: true });
    expect(await readFile(join(cwd, ".env"), "utf8")).toBe(NEW);
    expect(await modeOf(join(cwd, ".env"))).toBe(0o600);
    expect(await readdir(cwd)).toEqual([".env"]);
  });

  it("replaces a file, and tells of permissions that it tightened", async () => {
    for (const [mode, facts] of [
      [0o600, {}],
      [0o644, { widerMode: 0o644 }],
      [0o660, { widerMode: 0o660 }],
      [0o700, { widerMode: 0o700 }],
    ] as const) {
      const { cwd, path } = await makeOldFile(mode);
      expect(await write(".env", cwd)).toEqual({ target: path, created: false, ...facts });
      expect(await readFile(path, "utf8")).toBe(NEW);
      expect(await modeOf(path)).toBe(0o600);
      expect(await readdir(cwd)).toEqual([".env"]);
    }
  });

  it("never opens the new text to others, not even before it is in place", async () => {
    const { cwd } = await makeOldFile(0o644);
    const names: string[] = [];
    const modes: number[] = [];
    const verify = (): void => {
      names.push(...readdirSync(cwd));
      modes.push(
        ...readdirSync(cwd)
          .filter((name) => name !== ".env")
          .map((name) => statSync(join(cwd, name)).mode & 0o777),
      );
    };
    await writeFileSafely(".env", NEW, { cwd, verify, signal: CALM });
    expect(names).toHaveLength(2);
    expect(names.every((name) => name.startsWith(".env"))).toBe(true);
    expect(modes).toEqual([0o600]);
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
    expect(await write("folder/second", cwd)).toEqual({ target: path, created: false });
    expect(await readFile(path, "utf8")).toBe(NEW);
    expect(await readlink(join(cwd, "links", "second"))).toBe("first");
    expect((await readdir(join(cwd, "links"))).sort()).toEqual(["first", "second"]);
  });

  it("creates what a link to nothing leads to", async () => {
    const cwd = await makeTempFolder();
    await mkdir(join(cwd, "deep", "real"), { recursive: true });
    await symlink("deep/real", join(cwd, "folder"));
    await symlink("../later", join(cwd, "folder", "link"));
    expect(await write("folder/link", cwd)).toEqual({ target: join(cwd, "deep", "later"), created: true });
    expect((await lstat(join(cwd, "deep", "real", "link"))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(cwd, "deep", "later"), "utf8")).toBe(NEW);
  });

  it("hands over what it read back, and keeps the old file if that is refused", async () => {
    const { cwd } = await makeOldFile();
    const seen: string[] = [];
    const refuse = (text: string): void => {
      seen.push(text);
      throw new Error("not what was meant");
    };
    await expect(writeFileSafely(".env", `\uFEFF${NEW}`, { cwd, verify: refuse, signal: CALM })).rejects.toThrow(
      "not what was meant",
    );
    expect(seen).toEqual([`\uFEFF${NEW}`]);
    await expectUntouched(cwd);
  });

  it("shows the check what UTF-8 made of half a surrogate pair", async () => {
    const { cwd } = await makeOldFile();
    const seen: string[] = [];
    await writeFileSafely(".env", "A=\uD800", { cwd, verify: (text) => void seen.push(text), signal: CALM });
    expect(seen).toEqual(["A=\uFFFD"]);
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
      await expect(writeFileSafely(".env", NEW, { cwd, verify: interrupt, signal: controller.signal })).rejects.toMatchObject({
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
      ["circle", "its links lead in a circle"],
      ["x".repeat(250), "the name is too long"],
    ] as const) {
      await expect(write(path, cwd)).rejects.toMatchObject({
        code: "CANNOT_WRITE",
        message: expect.stringContaining(`cannot write ${path}: ${reason}`),
      });
    }
    expect((await readdir(cwd)).sort()).toEqual([".env", "circle", "folder"]);
    expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
  });

  it.runIf(ROOT)("leaves the file to its owner when root writes it", async () => {
    const { cwd, path } = await makeOldFile();
    await chown(path, 12345, 23456);
    await write(".env", cwd);
    expect(await stat(path)).toMatchObject({ uid: 12345, gid: 23456 });
  });
});

describe.skipIf(!hasTools("bash"))(`writeFileSafely in a process with narrow limits${skipNote("bash")}`, () => {
  let script = "";

  beforeAll(async () => {
    script = `${await bundle("file-write.ts")}
      const [path, size] = process.argv.slice(1);
      const text = "A=" + "x".repeat(Number(size)) + "\\n";
      writeFileSafely(path, text, { cwd: process.cwd(), verify: () => {}, signal: new AbortController().signal })
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
      "CANNOT_WRITE: cannot write .env: a limit on the size of files is reached",
    );
    await expectUntouched(cwd);
    expect(await writeIn(cwd, "ulimit -f 8", 200)).toBe("written");
  });

  it.runIf(MAY_MOUNT)("keeps the old file whole on a disk that is full", async () => {
    const cwd = await makeTempFolder();
    const command = `mount -t tmpfs -o size=64k none "$PWD" && cd "$PWD" && printf 'OLD=1\\n' > .env
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

  it("gives the owner their rights though the umask takes them", async () => {
    const { cwd, path } = await makeOldFile();
    await giveAway(path);
    await giveAway(cwd);
    expect(await writeIn(cwd, "umask 777", 1)).toBe("written");
    expect(await modeOf(path)).toBe(0o600);
  });
});
