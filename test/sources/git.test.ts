import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { gitStatus } from "../../src/sources/git.ts";
import { hasTools, skipNote } from "../support/tools.ts";
import { CALM, makeTempFolder } from "./temp-folder.ts";

const run = promisify(execFile);
const PATH = process.env["PATH"] ?? "";

async function makeWorkTree(): Promise<string> {
  const cwd = await makeTempFolder();
  await run("git", ["init", "--quiet"], { cwd });
  await writeFile(join(cwd, ".gitignore"), ".env*\n!.env.example\n");
  await writeFile(join(cwd, ".env.example"), "A=\n");
  await writeFile(join(cwd, ".env.committed"), "A=\n");
  await run("git", ["add", "--force", ".env.example", ".env.committed"], { cwd });
  return cwd;
}

const status = (path: string, cwd: string, env: Record<string, string> = { PATH, HOME: cwd }) =>
  gitStatus(path, { cwd, env, signal: CALM });

describe.skipIf(!hasTools("git"))(`gitStatus${skipNote("git")}`, () => {
  it("tells tracked, ignored and unignored files apart, whether they exist or not", async () => {
    const cwd = await makeWorkTree();
    await writeFile(join(cwd, ".env"), "");
    expect(await status(".env", cwd)).toBe("ignored");
    expect(await status(".env.new", cwd)).toBe("ignored");
    expect(await status("secrets.txt", cwd)).toBe("unignored");
    expect(await status(".env.example", cwd)).toBe("tracked");
  });

  it("calls a tracked file tracked though a pattern would ignore it", async () => {
    const cwd = await makeWorkTree();
    expect(await status(".env.committed", cwd)).toBe("tracked");
  });

  it("asks from the folder of the file, not from the working folder", async () => {
    const cwd = await makeWorkTree();
    const elsewhere = await makeTempFolder();
    await mkdir(join(cwd, "deep"));
    expect(await status(join(cwd, "deep", ".env"), elsewhere)).toBe("ignored");
    expect(await status(join(cwd, "deep", "other"), elsewhere)).toBe("unignored");
    expect(await status(join(elsewhere, ".env"), cwd)).toBe("outside");
  });

  it("judges the file that a link leads to, a link to nothing yet too", async () => {
    const cwd = await makeWorkTree();
    const elsewhere = await makeTempFolder();
    await symlink(join(cwd, ".env.example"), join(elsewhere, ".env"));
    await symlink(join(cwd, "not-yet"), join(elsewhere, ".env.later"));
    await symlink(join(elsewhere, "kept-outside"), join(cwd, "plain"));
    expect(await status(".env", elsewhere)).toBe("tracked");
    expect(await status(".env.later", elsewhere)).toBe("unignored");
    expect(await status("plain", cwd)).toBe("outside");
  });

  it("takes a name with git's own marks literally", async () => {
    const cwd = await makeWorkTree();
    for (const name of ["*", ".env.*", ":(top).env.example", "-z", "[.]env.example"]) {
      expect(await status(name, cwd)).toBe(name.startsWith(".env") ? "ignored" : "unignored");
    }
  });

  it("obeys the user's own ignore file", async () => {
    const cwd = await makeWorkTree();
    const home = await makeTempFolder();
    await mkdir(join(home, ".config", "git"), { recursive: true });
    await writeFile(join(home, ".config", "git", "ignore"), "*.local\n");
    expect(await status("x.local", cwd, { PATH, HOME: home })).toBe("ignored");
    expect(await status("x.local", cwd, { PATH, HOME: cwd, XDG_CONFIG_HOME: join(home, ".config") })).toBe("ignored");
    expect(await status("x.local", cwd)).toBe("unignored");
  });

  it("is outside where there is no work tree, no folder or no git", async () => {
    const cwd = await makeWorkTree();
    expect(await status(".env", await makeTempFolder())).toBe("outside");
    expect(await status("missing/.env", cwd)).toBe("outside");
    expect(await status(".env", cwd, { PATH: cwd })).toBe("outside");
  });

  it("shows git nothing of the environment but where programs and the user's settings are", async () => {
    const cwd = await makeTempFolder();
    await writeFile(join(cwd, "git"), `#!/bin/sh\n/usr/bin/env > ${join(cwd, "seen")}\n`);
    await chmod(join(cwd, "git"), 0o755);
    await status(".env", cwd, { PATH: cwd, HOME: "/home/someone", DB_PASSWORD: "hunter2", GIT_DIR: "/elsewhere" });
    const names = (await readFile(join(cwd, "seen"), "utf8")).split("\n").map((line) => line.split("=")[0]);
    expect(names.filter((name) => name !== "PWD" && name !== "_" && name !== "SHLVL" && name !== "OLDPWD").sort()).toEqual([
      "",
      "HOME",
      "PATH",
    ]);
  });
});
