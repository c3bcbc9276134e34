import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { gitStatus } from "../../src/files/git.ts";
import { CALM, makeTempFolder } from "../sources/temp-folder.ts";
import { hasTools, skipNote } from "../support/tools.ts";

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
  it("distinguishes tracked, ignored and unignored files, whether they exist or not", async () => {
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

  it("is outside where there is no work tree or no folder, and where no repository is above, git or not", async () => {
    const cwd = await makeWorkTree();
    const elsewhere = await makeTempFolder();
    expect(await status(".env", elsewhere)).toBe("outside");
    expect(await status("missing/.env", cwd)).toBe("outside");
    expect(await status(".env", elsewhere, { PATH: elsewhere })).toBe("outside");
    await mkdir(join(elsewhere, ".git"));
    expect(await status(".env", elsewhere)).toBe("outside");
    expect(await status(".git/.env", cwd)).toBe("outside");
    await run("git", ["init", "--quiet", "--bare", "bare"], { cwd: elsewhere });
    await writeFile(join(elsewhere, "linked"), "");
    expect(await status("bare/.env", elsewhere)).toBe("outside");
  });

  it("looks for a repository beyond the border of a file system, or of GIT_CEILING_DIRECTORIES", async () => {
    const cwd = await makeWorkTree();
    await mkdir(join(cwd, "deep"));
    const env = { PATH, HOME: cwd, GIT_CEILING_DIRECTORIES: cwd };
    expect(await status("deep/.env", cwd, env)).toBe("ignored");
  });

  it("checks the repository that GIT_DIR names too", async () => {
    const home = await makeTempFolder();
    const settings = join(home, ".settings.git");
    await writeFile(join(home, ".env"), "A=1\n");
    await mkdir(join(home, "project"));
    await run("git", ["init", "--quiet", "--bare", settings]);
    await run("git", ["--git-dir", settings, "--work-tree", home, "add", "--force", ".env"], { cwd: home });
    const elsewhere = await makeTempFolder();
    expect(await status(".env", home)).toBe("outside");
    const env = { PATH, HOME: home, GIT_DIR: ".settings.git", GIT_WORK_TREE: home };
    expect(await status(".env", home, env)).toBe("tracked");
    expect(await status(".env.new", home, env)).toBe("unignored");
    const absolute = { ...env, GIT_DIR: settings };
    expect(await status(join(home, ".env"), elsewhere, absolute)).toBe("tracked");
    expect(await status(".env", elsewhere, absolute)).toBe("outside");
    const { GIT_WORK_TREE: _, ...inSettings } = absolute;
    await run("git", ["--git-dir", settings, "config", "core.bare", "false"]);
    await run("git", ["--git-dir", settings, "config", "core.worktree", home]);
    expect(await status(join(home, ".env"), elsewhere, inSettings)).toBe("tracked");
    expect(await status(".env", elsewhere, inSettings)).toBe("outside");
    expect(await status("../.env", join(home, "project"), inSettings)).toBe("tracked");
  });

  it("runs no program that the repository names", async () => {
    const cwd = await makeWorkTree();
    await writeFile(join(cwd, "watcher"), `#!/bin/sh\n: > ${join(cwd, "ran")}\n`);
    await chmod(join(cwd, "watcher"), 0o755);
    await run("git", ["config", "core.fsmonitor", join(cwd, "watcher")], { cwd });
    expect(await status(".env", cwd)).toBe("ignored");
    expect(await status(".env.example", cwd)).toBe("tracked");
    await expect(readFile(join(cwd, "ran"))).rejects.toMatchObject({ code: "ENOENT" });
    await run("git", ["ls-files"], { cwd });
    expect(await readFile(join(cwd, "ran"), "utf8")).toBe("");
  });

  it("passes git only the variables for the paths of programs, the repository and the user's settings", async () => {
    const cwd = await makeTempFolder();
    await writeFile(join(cwd, "git"), `#!/bin/sh\n/usr/bin/env > ${join(cwd, "seen")}\necho true\n`);
    await chmod(join(cwd, "git"), 0o755);
    await status(".env", cwd, {
      PATH: cwd,
      HOME: "/home/someone",
      DB_PASSWORD: "hunter2",
      GIT_DIR: "/elsewhere",
      GIT_EDITOR: "x",
    });
    const names = (await readFile(join(cwd, "seen"), "utf8")).split("\n").map((line) => line.split("=")[0] ?? "");
    const own = ["", "PWD", "_", "SHLVL", "OLDPWD"];
    expect(names.filter((name) => !own.includes(name)).sort()).toEqual([
      "GIT_DIR",
      "GIT_DISCOVERY_ACROSS_FILESYSTEM",
      "GIT_OPTIONAL_LOCKS",
      "HOME",
      "LC_ALL",
      "PATH",
    ]);
  });
});

describe.skipIf(!hasTools("git"))(`gitStatus if git does not answer${skipNote("git")}`, () => {
  const refusal = (reason: string | RegExp) => ({
    code: "CANNOT_WRITE",
    message: expect.stringMatching(new RegExp(`^cannot write \\S+: whether git tracks it cannot be determined: ${reason}`)),
  });

  it("refuses with git's reason, whatever is damaged", async () => {
    for (const [file, text, reason] of [
      [".git/index", "x", "index file smaller than expected|.*\\.git/index: index file smaller"],
      [".git/HEAD", "x\n", "not a git repository"],
      [".git/config", "[core", "bad config"],
      [".git/config", "[core]\n\trepositoryformatversion = 99\n", "[Ee]xpected git repo version"],
      [".git/config", "[core]\n\trepositoryformatversion = 0\n\tworktree = /nonexistent\n", "its work tree is elsewhere"],
    ] as const) {
      const cwd = await makeWorkTree();
      await writeFile(join(cwd, file), text);
      for (const path of [".env", ".env.committed", "plain"])
        await expect(status(path, cwd)).rejects.toMatchObject(refusal(reason));
    }
  });

  it("refuses where a linked work tree or submodule has lost its repository", async () => {
    const cwd = await makeTempFolder();
    await writeFile(join(cwd, ".git"), "gitdir: /nonexistent/modules/sub\n");
    await mkdir(join(cwd, "deep"));
    await expect(status("deep/.env", cwd)).rejects.toMatchObject(refusal("not a git repository"));
  });

  it("refuses where git is not installed, or cannot be started", async () => {
    const cwd = await makeWorkTree();
    await expect(status(".env", cwd, { PATH: join(cwd, "nowhere") })).rejects.toMatchObject({
      ...refusal("git is not installed"),
      hint: expect.stringContaining("name a file outside the repository"),
    });
    await mkdir(join(cwd, "bin"));
    await writeFile(join(cwd, "bin", "git"), "not executable");
    await expect(status(".env", cwd, { PATH: join(cwd, "bin") })).rejects.toMatchObject(refusal("git "));
  });

  it("refuses where git hangs, after a bound, and stops at once when it is interrupted", async () => {
    const cwd = await makeWorkTree();
    await mkdir(join(cwd, "bin"));
    await writeFile(join(cwd, "bin", "git"), "#!/bin/sh\nexec sleep 600\n");
    await chmod(join(cwd, "bin", "git"), 0o755);
    const env = { PATH: `${join(cwd, "bin")}:${PATH}` };
    await expect(gitStatus(".env", { cwd, env, signal: CALM, timeoutMs: 200 })).rejects.toMatchObject(
      refusal("git did not answer within 0.2 seconds"),
    );
    const controller = new AbortController();
    const asked = gitStatus(".env", { cwd, env, signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(asked).rejects.toMatchObject({ code: "INTERRUPTED" });
  });

  it.runIf(process.getuid?.() === 0)(
    "refuses a repository that git distrusts, as root does a mounted checkout of a user",
    async () => {
      const cwd = await makeWorkTree();
      await run("chown", ["-R", "65534:65534", cwd]);
      await expect(status(".env.committed", cwd)).rejects.toMatchObject({
        ...refusal("detected dubious ownership in repository"),
        hint: `if you trust it: git config --global --add safe.directory ${cwd}`,
      });
      await run("git", ["config", "--global", "--add", "safe.directory", cwd], { env: { PATH, HOME: cwd } });
      expect(await status(".env.committed", cwd)).toBe("tracked");
    },
  );
});
