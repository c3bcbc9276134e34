import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { type CliOptions, type CliResult, runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { HAS_TERMINAL, runOnTerminal } from "../../support/terminal.ts";
import { hasTools, skipNote } from "../../support/tools.ts";

async function start(): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "prod", API_KEY: "live" } });
  return endpoint;
}

const PULL = ["pull", "-f", "my-fn"];
const pull = (options: CliOptions, ...words: string[]): Promise<CliResult> => runCli([...PULL, ...words], options);
const read = (folder: string, file = ".env"): string => readFileSync(join(folder, file), "utf8");

describe("what is edited while pull works", () => {
  const QUESTION = "[y/N] ";
  const yes = "y\r";

  it.skipIf(!HAS_TERMINAL)("at its question stays, and is asked about again (skipped without script of util-linux)", async () => {
    const endpoint = await start();
    const cwd = tempFolder({ ".env": "STAGE=dev\n" });
    const edit = (): string => {
      writeFileSync(join(cwd, ".env"), "STAGE=dev\nAPI_KEY=typed\nMINE=1\n");
      return yes;
    };
    const { screen, code } = await runOnTerminal(PULL, {
      endpoint,
      cwd,
      dialogue: [
        [QUESTION, edit],
        [QUESTION, yes],
      ],
    });
    expect({ code, screen }).toMatchObject({
      code: 0,
      screen: expect.stringMatching(/overwrite 1 variable in .+overwrite 2 variables in /s),
    });
    expect(screen).toContain(".env was changed in the meantime; reading it again");
    expect(read(cwd)).toBe("STAGE=prod\nAPI_KEY=live\nMINE=1\n");
  });

  it.skipIf(!HAS_TERMINAL)("is kept if the second question is answered with no, or the file is gone", async () => {
    const endpoint = await start();
    const cwd = tempFolder({ ".env": "STAGE=dev\n" });
    const edit = (): string => {
      writeFileSync(join(cwd, ".env"), "STAGE=typed\n");
      return yes;
    };
    const dialogue = [
      [QUESTION, edit],
      [QUESTION, "\r"],
      ["add 1 variable", "\r"],
    ] as const;
    expect((await runOnTerminal(PULL, { endpoint, cwd, dialogue })).code).toBe(1);
    expect(read(cwd)).toBe("STAGE=typed\n");
    expect(readdirSync(cwd)).toEqual([".env"]);
  });
});

describe("a file that someone else may have planted", () => {
  it.runIf(process.getuid?.() === 0)("is refused before any request where another user owns it", async () => {
    const endpoint = await start();
    const cwd = tempFolder({ ".env": "" });
    chownSync(join(cwd, ".env"), 65534, 65534);
    const result = await pull({ endpoint, cwd }, "--yes");
    expect(result).toMatchObject({ code: 73, stdout: "" });
    expect(result.stderr).toMatch(/error: cannot write \.env: it belongs to nobody \(user 65534\)\n.*hint: name another file/);
    expect(endpoint.requests).toEqual([]);
    expect(read(cwd)).toBe("");
  });

  it.each([0o1777, 0o777])("is refused in a folder of mode %o, in every format, and to a link there", async (mode) => {
    const endpoint = await start();
    const cwd = tempFolder();
    const own = tempFolder();
    mkdirSync(join(cwd, "shared"));
    symlinkSync(join(own, ".env"), join(cwd, "shared", "link"));
    chmodSync(join(cwd, "shared"), mode);
    for (const format of ["dotenv", "json", "yaml", "shell", "docker"]) {
      for (const file of ["shared/new", "shared/link"]) {
        const result = await pull({ endpoint, cwd }, file, "--format", format);
        expect(result).toMatchObject({ code: 73, stdout: "" });
        expect(result.stderr).toMatch(
          /cannot write shared\/\w+: other users may write to its folder\n.*hint: name a file in a folder of your own/,
        );
        expect(result.stderr.includes("chmod go-w shared\n")).toBe(mode === 0o777);
      }
    }
    expect(endpoint.requests).toEqual([]);
    expect(readdirSync(join(cwd, "shared"))).toEqual(["link"]);
    expect(readdirSync(own)).toEqual([]);
  });
});

describe("what a killed run left", () => {
  const LEFT = ".env.0a1b2c3d-0a1b-4c3d-8a1b-0a1b2c3d4e5f.tmp";

  it("is removed by the next run, which says so, even if that writes nothing", async () => {
    const endpoint = await start();
    const cwd = tempFolder({ ".env": "STAGE=dev\n", [LEFT]: "API_KEY=live\n" });
    utimesSync(join(cwd, LEFT), new Date(0), new Date(0));
    const result = await pull({ endpoint, cwd });
    expect(result).toMatchObject({ code: 64 });
    expect(result.stderr).toContain("removed an unfinished file that an interrupted run left beside .env");
    expect(readdirSync(cwd)).toEqual([".env"]);
  });
});

describe.skipIf(!hasTools("git"))(`a repository about which git does not answer${skipNote("git")}`, () => {
  it("is refused before any request, with git's reason and what to type", async () => {
    const endpoint = await start();
    const cwd = tempFolder({ ".env": "STAGE=dev\n" });
    for (const words of [
      ["init", "-q"],
      ["add", ".env"],
    ])
      spawnSync("git", words, { cwd });
    writeFileSync(join(cwd, ".git", "index"), "damaged");
    for (const words of [["--yes"], ["new.json", "--format", "json"]]) {
      const result = await pull({ endpoint, cwd }, ...words);
      expect(result).toMatchObject({ code: 73, stdout: "" });
      expect(result.stderr).toMatch(
        /whether git tracks it cannot be determined: .*index file smaller.*\n.*hint: make git -C \S+ status work/,
      );
    }
    const withoutGit = await pull({ endpoint, cwd, env: { PATH: cwd } }, "--yes");
    expect(withoutGit).toMatchObject({ code: 73, stderr: expect.stringContaining("git is not installed") });
    expect(endpoint.requests).toEqual([]);
    expect(read(cwd)).toBe("STAGE=dev\n");
  });
});
