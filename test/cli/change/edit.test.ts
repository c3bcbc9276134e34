/** `lambda-env edit`, with editors that are scripts, and with Vim on a terminal. */
import { type ChildProcess, execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { variableSets } from "../../support/arbitraries.ts";
import { findCanaries, makeCanary, makePlainCanary } from "../../support/canary/canary.ts";
import { CLI_COMMAND, type CliResult, cliEnvironment, runCli, targetIn, tempFolder } from "../../support/cli.ts";
import { runs } from "../../support/depth.ts";
import { startEndpoint, updateCount } from "../../support/endpoint.ts";
import { HAS_TERMINAL, runOnTerminal } from "../../support/terminal.ts";
import { hasTools, skipNote } from "../../support/tools.ts";
import { takeKept } from "../kept-text.ts";

const LIVE = { API_KEY: "abc", LOG_LEVEL: "info", DB_URL: "postgres://somewhere/db" };

interface Scene {
  readonly endpoint: LocalEndpoint;
  /** Where the text is while it is edited. */
  readonly memory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly edit: (script: string, ...args: string[]) => Promise<CliResult>;
}

/** A function, and an editor that is a shell script: `$1` is the file. */
async function setScene(variables: Readonly<Record<string, string>> = LIVE): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables });
  const memory = tempFolder();
  const env = { XDG_RUNTIME_DIR: memory, VISUAL: "" };
  const edit = async (script: string, ...args: string[]): Promise<CliResult> => {
    const EDITOR = writeEditor(script);
    const result = await runCli(["edit", "-f", "my-fn", ...args], { endpoint, env: { ...env, EDITOR } });
    takeKept(memory, result.stderr);
    expect(readdirSync(memory)).toEqual([]);
    return result;
  };
  return { endpoint, memory, env, edit };
}

function writeEditor(script: string): string {
  const file = join(tempFolder(), "editor");
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

const SET_AND_DELETE = `sed -i.bak -e 's/^LOG_LEVEL=.*/LOG_LEVEL=debug/' -e '/^API_KEY/d' "$1" && echo "NEW='x y'" >>"$1"`;

describe("edit", () => {
  it("changes, removes and adds what the text says, and leaves nothing behind", async () => {
    const { endpoint, edit } = await setScene();
    const { code, stdout } = await edit(SET_AND_DELETE, "--yes");
    expect(code).toBe(0);
    expect(stdout).toMatch(/- API_KEY[\s\S]*~ LOG_LEVEL[\s\S]*\+ NEW/);
    expect(endpoint.variables("my-fn")).toEqual({ LOG_LEVEL: "debug", DB_URL: LIVE.DB_URL, NEW: "x y" });
  });

  it("asks before any change, so that without a terminal it needs --yes", async () => {
    const { endpoint, edit } = await setScene();
    const { code, stderr } = await edit(`echo NEW=x >>"$1"`);
    expect(code).toBe(64);
    expect(stderr).toContain("lambda-env: hint: add --yes");
    expect(updateCount(endpoint)).toBe(0);
  });

  it("shows the plan without values, and with --dry-run writes nothing", async () => {
    const { endpoint, edit } = await setScene({ ...LIVE, API_KEY: makePlainCanary("live") });
    const shown = await edit(`echo NEW='${makePlainCanary("typed")}' >>"$1"; sed -i.bak /^LOG/d "$1"`, "--dry-run", "--debug");
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/- LOG_LEVEL[\s\S]*\+ NEW/);
    expect(findCanaries(shown.stdout + shown.stderr)).toEqual([]);
    expect(updateCount(endpoint)).toBe(0);
  });

  it("edits only the variables that are named, and takes patterns", async () => {
    const { endpoint, edit } = await setScene();
    const copy = join(tempFolder(), "seen");
    await edit(`cp "$1" '${copy}'; sed -i.bak 's/^DB_URL=.*/DB_URL=other/' "$1"`, "DB_*", "--yes");
    expect(readFileSync(copy, "utf8").replaceAll(/^#.*\n/gm, "")).toBe(`DB_URL=${LIVE.DB_URL}\n`);
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, DB_URL: "other" });
  });

  it("suggests a similar name for a variable that does not exist, before it opens the editor", async () => {
    const { edit } = await setScene();
    const marker = join(tempFolder(), "opened");
    const { code, stderr } = await edit(`touch '${marker}'`, "API_KEYS");
    expect(code).toBe(1);
    expect(stderr).toContain("API_KEYS");
    expect(stderr).toContain("did you mean API_KEY?");
    expect(existsSync(marker)).toBe(false);
  });

  it.each([
    ["is left as it is", ":", 0, "no changes"],
    ["is emptied", `: >"$1"`, 1, "the text is empty; nothing was written"],
    ["keeps only its comments", `grep '^#' "$1" >"$1.new"; mv "$1.new" "$1"`, 1, "the text is empty; nothing was written"],
    ["is deleted", `rm "$1"`, 1, "the text is empty; nothing was written"],
  ])("stops where the text %s", async (_, script, code, said) => {
    const { endpoint, edit } = await setScene();
    const result = await edit(script, "--yes");
    expect(result.code).toBe(code);
    expect(result.stdout + result.stderr).toContain(said);
    expect(updateCount(endpoint)).toBe(0);
  });

  it.each([
    ["exits with another code than 0", 'echo NEW=1 >>"$1"; exit 3', /the editor exited with 3; nothing was written/],
    ["is killed", 'echo NEW=1 >>"$1"; kill -9 $$', /the editor (?:was ended by SIGKILL|exited with 137); nothing was written/],
  ])("stops where the editor %s", async (_, script, said) => {
    const { endpoint, edit } = await setScene();
    const result = await edit(script, "--yes");
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(said);
    expect(updateCount(endpoint)).toBe(0);
  });

  it("says what to do where no editor is set, or the one that is set does not exist", async () => {
    const { endpoint, env } = await setScene();
    const without = await runCli(["edit", "-f", "my-fn"], { endpoint, env });
    expect(without).toMatchObject({ code: 64, stderr: expect.stringContaining("no editor is set") });
    expect(endpoint.requests).toEqual([]);
    const missing = await runCli(["edit", "-f", "my-fn"], { endpoint, env: { ...env, EDITOR: "/nowhere/editor --wait" } });
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining("the editor cannot be started") });
    expect(missing.stderr).toContain("check VISUAL and EDITOR");
  });

  it("reads VISUAL before EDITOR, and both as a shell does", async () => {
    const { endpoint, env } = await setScene();
    const editor = writeEditor(`[ "$1" = --wait ] && [ "$2" = "a b" ] && echo "NEW=1" >>"$3"`);
    const VISUAL = `${editor} --wait "a b"`;
    const { code } = await runCli(["edit", "-f", "my-fn", "--yes"], { endpoint, env: { ...env, VISUAL, EDITOR: "false" } });
    expect(code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, NEW: "1" });
  });

  it("gives the editor a file and a folder that nobody else may read, and its temporary files go there too", async () => {
    const { edit, memory } = await setScene();
    const seen = join(tempFolder(), "seen");
    await edit(
      `f=$(dirname "$1"); { ls -ld "$f" "$1" | cut -c1-10; echo "$f $TMPDIR"; } >'${seen}'; touch "$1~" "$f/.my-fn.env.swp"`,
    );
    const [folder, file, places = ""] = readFileSync(seen, "utf8").trim().split("\n");
    expect([folder, file]).toEqual(["drwx------", "-rw-------"]);
    const [own = "", temporary] = places.split(" ");
    expect(temporary).toBe(own);
    expect(own.startsWith(`${memory}/`)).toBe(true);
  });

  it("names each mistake with its line in the text, and sets nothing", async () => {
    const { endpoint, edit } = await setScene();
    const { code, stderr } = await edit(`printf '%s\\n' 'AWS_REGION=x' "OPEN='" 'A B=1' >>"$1"`, "--yes");
    expect(code).toBe(65);
    expect(stderr).toMatch(/editor:9:\d+: /);
    expect(stderr).toContain("nothing was written");
    expect(updateCount(endpoint)).toBe(0);
  });

  it.each(["AWS_REGION=x", "1A=x", `BIG=${"x".repeat(4100)}`])("refuses what Lambda would refuse: %.12s", async (line) => {
    const { endpoint, edit } = await setScene();
    expect((await edit(`echo '${line}' >>"$1"`, "--yes")).code).toBe(65);
    expect(updateCount(endpoint)).toBe(0);
  });

  it("edits as JSON what .env cannot hold", async () => {
    const value = "\\n and \r";
    const { endpoint, edit } = await setScene({ HARD: value, OTHER: "1" });
    const refused = await edit("exit 1");
    expect(refused).toMatchObject({ code: 65, stderr: expect.stringContaining("--format json") });
    expect((await edit(`sed -i.bak 's/"OTHER": "1"/"OTHER": "2"/' "$1"`, "--format", "json", "--yes")).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ HARD: value, OTHER: "2" });
  });

  it("reads JSON whose comments, ours, were partly deleted", async () => {
    const { endpoint, edit } = await setScene();
    const script = `sed -i.bak -e '/edit below/d' -e 's/"info"/"debug"/' "$1"`;
    expect((await edit(script, "--format", "json", "--yes")).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, LOG_LEVEL: "debug" });
  });

  it("keeps what others change in the meantime under other names, and stops if it is the same", async () => {
    const { endpoint, edit } = await setScene();
    const meanwhile = (change: string): string =>
      `${CLI_COMMAND.map((word) => `'${word}'`).join(" ")} set -q -f my-fn ${change} >/dev/null`;
    const other = await edit(
      `${meanwhile("DB_URL=theirs THEIRS=1")}; sed -i.bak 's/^LOG_LEVEL=.*/LOG_LEVEL=debug/' "$1"`,
      "--yes",
    );
    expect(other.code).toBe(0);
    const merged = { API_KEY: "abc", LOG_LEVEL: "debug", DB_URL: "theirs", THEIRS: "1" };
    expect(endpoint.variables("my-fn")).toEqual(merged);
    const same = await edit(`${meanwhile("LOG_LEVEL=theirs")}; sed -i.bak 's/^LOG_LEVEL=.*/LOG_LEVEL=mine/' "$1"`, "--yes");
    expect(same.code).toBe(75);
    expect(endpoint.variables("my-fn")).toEqual({ ...merged, LOG_LEVEL: "theirs" });
  });

  it("asks about a blanking and about the last variable as set does", async () => {
    const { endpoint, edit } = await setScene({ ONLY: "1" });
    expect((await edit(`sed -i.bak 's/^ONLY=.*/OTHER=2/' "$1"`)).code).toBe(64);
    const all = await edit(`sed -i.bak 's/^ONLY=.*/ONLY=/' "$1"`);
    expect(all.stderr).toContain("empty 1 variable");
    expect(updateCount(endpoint)).toBe(0);
  });

  it("is for one function, and for dotenv and json", async () => {
    const { edit } = await setScene();
    expect(await edit(":", "-f", "other")).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("edit is for one function"),
    });
    expect((await edit(":", "--format", "yaml")).code).toBe(64);
  });

  it("reports as JSON", async () => {
    const { edit } = await setScene();
    const { stdout } = await edit(`sed -i.bak /^LOG/d "$1"`, "--json", "--yes");
    expect(targetIn(stdout)).toMatchObject({ outcome: "written", changes: [{ name: "LOG_LEVEL", kind: "remove" }] });
  });

  it("shows every set of variables without loss: what is saved as it is changes nothing", async () => {
    const endpoint = await startEndpoint();
    const memory = tempFolder();
    let count = 0;
    const unchanged = async (values: ReadonlyMap<string, string>): Promise<void> => {
      const functionName = `fn-${count}`;
      count += 1;
      endpoint.createFunction({ functionName, variables: Object.fromEntries(values) });
      const env = { XDG_RUNTIME_DIR: memory, EDITOR: "true" };
      const options = { endpoint, env };
      const { code, stdout } = await runCli(["edit", "-f", functionName, "--format", "json", "--json"], options);
      expect(code).toBe(0);
      expect(targetIn(stdout)).toMatchObject({ outcome: "unchanged" });
    };
    await fc.assert(fc.asyncProperty(variableSets, unchanged), { numRuns: runs(200) });
  });

  it("fails without leaving anything if the disk is full", async () => {
    const { endpoint, env, memory } = await setScene({ BIG: "x".repeat(3000) });
    const command = CLI_COMMAND.map((word) => `'${word}'`).join(" ");
    const script = `trap '' XFSZ; ulimit -f 1; ${command} edit -f my-fn 2>&1; echo "exit $?"`;
    const own = cliEnvironment({ endpoint, env: { ...env, EDITOR: "true" } });
    const { stdout } = await promisify(execFile)("/bin/sh", ["-c", script], { env: own });
    expect(stdout).toContain("the text for the editor cannot be written");
    expect(stdout).toContain("exit 73");
    expect(readdirSync(memory)).toEqual([]);
  });

  it.each(["SIGKILL", "SIGTERM"] as const)("leaves nothing behind when it gets %s while the editor is open", async (signal) => {
    const { endpoint, env, memory } = await setScene({ API_KEY: makeCanary("live") });
    const own = tempFolder();
    const script = `while [ ! -s '${own}/pid' ]; do :; done; kill -${signal.slice(3)} "$(cat '${own}/pid')"; exec cat`;
    const onStart = (child: ChildProcess): void => writeFileSync(join(own, "pid"), String(child.pid));
    const { code } = await runCli(["edit", "-f", "my-fn"], { endpoint, env: { ...env, EDITOR: writeEditor(script) }, onStart });
    expect(code).not.toBe(0);
    await expect.poll(() => readdirSync(memory), { timeout: 10_000 }).toEqual([]);
    expect(updateCount(endpoint)).toBe(0);
  });
});

const hasVim = hasTools("vim");

describe.skipIf(!HAS_TERMINAL)("edit on a terminal (skipped without script of util-linux)", () => {
  it("opens a text that cannot be read again, with the reasons on top, and asks in the end", async () => {
    const { endpoint, env } = await setScene();
    const seen = join(tempFolder(), "seen");
    const script = `if [ -e '${seen}' ]; then cp "$1" '${seen}'; sed -i.bak 's/^A B=1/NEW=1/' "$1"; else touch '${seen}'; echo 'A B=1' >>"$1"; fi`;
    const { screen, code } = await runOnTerminal(["edit", "-f", "my-fn"], {
      endpoint,
      env: { ...env, EDITOR: writeEditor(script) },
      dialogue: [["change function my-fn", "y\r"]],
    });
    expect(code).toBe(0);
    expect(screen).toContain("+ NEW");
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, NEW: "1" });
    const text = readFileSync(seen, "utf8");
    const line = 1 + text.split("\n").indexOf("A B=1");
    expect(text).toMatch(new RegExp(`^# This cannot be set yet[\\s\\S]*# {3}editor:${line}:1: `));
  });

  it("gives up on a text that is left with its mistakes", async () => {
    const { endpoint, env, memory } = await setScene();
    const script = `grep -q '^A B' "$1" || echo 'A B=1' >>"$1"`;
    const { screen, code } = await runOnTerminal(["edit", "-f", "my-fn"], {
      endpoint,
      env: { ...env, EDITOR: writeEditor(script) },
    });
    expect(code).toBe(65);
    expect(screen).toContain("the text cannot be set as it is; nothing was written");
    expect(takeKept(memory, screen)?.text).toContain("A B=1");
    expect(updateCount(endpoint)).toBe(0);
  });

  it("takes no for an answer", async () => {
    const { endpoint, env, memory } = await setScene();
    const { code, screen } = await runOnTerminal(["edit", "-f", "my-fn"], {
      endpoint,
      env: { ...env, EDITOR: writeEditor(`echo NEW=1 >>"$1"`) },
      dialogue: [["change function my-fn", "\r"]],
    });
    expect(code).toBe(1);
    expect(updateCount(endpoint)).toBe(0);
    expect(takeKept(memory, screen)?.text).toContain("NEW=1");
  });

  it.skipIf(!hasVim)(`works with Vim, which keeps nothing of the text${skipNote("vim")}`, async () => {
    const { endpoint, env, memory } = await setScene({ API_KEY: "Only-Here-9" });
    const HOME = tempFolder({
      ".vimrc": "set directory=~/ backup backupdir=~/ undofile undodir=~/ viminfo='100,n~/.viminfo swapfile updatecount=1\n",
    });
    const { code } = await runOnTerminal(["edit", "-f", "my-fn"], {
      endpoint,
      env: { ...env, EDITOR: "vim", HOME },
      dialogue: [
        [
          "edit below",
          ":g/^API_KEY/normal yyP\r:%s/^API_KEY=.*/API_KEY=other/e | $put ='NEW=1' | g/^API_KEY/d | $put ='API_KEY=other' | wq\r",
        ],
        ["change function my-fn", "y\r"],
      ],
    });
    expect(code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ API_KEY: "other", NEW: "1" });
    const files = readdirSync(HOME, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const holding = files.filter(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8").includes("Only-Here-9"));
    expect(holding.map(({ name }) => name)).toEqual([]);
    expect(readdirSync(memory)).toEqual([]);
  });
});
