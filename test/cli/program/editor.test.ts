/** The editor of `lambda-env edit`: keys and signals while it is open, and texts that it saves in another encoding. */
import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint, updateCount } from "../../support/endpoint.ts";
import { HAS_TERMINAL, runOnTerminal, type TerminalOptions, type TerminalResult } from "../../support/terminal.ts";
import { takeKept } from "../kept-text.ts";

const LIVE = { API_KEY: "abc", LOG_LEVEL: "info" };

type Dialogue = NonNullable<TerminalOptions["dialogue"]>;

interface Scene {
  readonly endpoint: LocalEndpoint;
  /** Edits with a shell script, whose `$1` is the file, on a terminal. */
  readonly edit: (script: string, dialogue: Dialogue, before?: string) => Promise<TerminalResult>;
}

async function setScene(): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: LIVE });
  const memory = tempFolder();
  const edit: Scene["edit"] = async (script, dialogue, before = "") => {
    const env = { XDG_RUNTIME_DIR: memory, VISUAL: "", EDITOR: before + writeEditor(script) };
    const result = await runOnTerminal(["edit", "-f", "my-fn"], { endpoint, env, dialogue });
    const kept = takeKept(memory, result.screen);
    // What was typed is kept where it was not written, and only there.
    expect(kept?.text.includes("NEW=") ?? false).toBe(result.code !== 0);
    return result;
  };
  return { endpoint, edit };
}

function writeEditor(script: string): string {
  const file = join(tempFolder(), "editor");
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

describe.skipIf(!HAS_TERMINAL)("on a terminal (skipped without script of util-linux)", () => {
  it.each([
    ["Ctrl-C", "", "INT", "\u0003"],
    ["Ctrl-\\", "", "QUIT", "\u001c"],
    ["Ctrl-C", "ANY=1 ", "INT", "\u0003"],
  ])("%s is a key of the editor, as in Emacs, and the text is not lost: %sEDITOR", async (_, before, name, key) => {
    const { endpoint, edit } = await setScene();
    const script = `trap 'echo again' ${name}; echo ready; until [ -n "$line" ]; do read line; done; echo "NEW=$line" >>"$1"`;
    const { code, screen } = await edit(
      script,
      [
        ["ready", key],
        ["again", "1\r"],
        ["change function my-fn", "y\r"],
      ],
      before,
    );
    expect(code, screen).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, NEW: "1" });
  });

  it("Ctrl-C that ends the editor ends the command, and after the editor it declines", async () => {
    const { endpoint, edit } = await setScene();
    const ended = await edit(`echo NEW=1 >>"$1"; echo ready; exec cat`, [["ready", "\u0003"]]);
    expect(ended).toMatchObject({ code: 130, screen: expect.stringContaining("interrupted; nothing was written") });
    const declined = await edit(`echo NEW=1 >>"$1"`, [["change function my-fn", "\u0003"]]);
    expect(declined.code).toBe(130);
    expect(updateCount(endpoint)).toBe(0);
  });

  it.each([
    ["Latin-1", String.raw`printf 'NEW=\351\n' >>"$1"`, `LC_ALL=C sed -i.bak 's/^NEW=.*/NEW=1/' "$1"`, "is not UTF-8"],
    ["bytes of no text", String.raw`printf 'NEW=\000\n' >>"$1"`, `LC_ALL=C sed -i.bak 's/^NEW=.*/NEW=1/' "$1"`, "NUL"],
  ])("a text in %s is opened again with the reason on top, and nothing typed is lost", async (_, first, second, said) => {
    const { endpoint, edit } = await setScene();
    const seen = join(tempFolder(), "seen");
    const change = `sed -i.bak 's/=info/=debug/' "$1"`;
    const script = `if [ -e '${seen}' ]; then cp "$1" '${seen}'; ${second}; else touch '${seen}'; ${change}; ${first}; fi`;
    const { code, screen } = await edit(script, [["change function my-fn", "y\r"]]);
    expect(code, screen).toBe(0);
    expect(readFileSync(seen, "latin1")).toMatch(new RegExp(`^# This cannot be set yet[^]*${said}`));
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, LOG_LEVEL: "debug", NEW: "1" });
  });
});

it("SIGTERM ends the editor too", async () => {
  const { endpoint } = await setScene();
  const own = tempFolder();
  const script = `while [ ! -s '${own}/pid' ]; do :; done; echo $$ >'${own}/editor'; kill "$(cat '${own}/pid')"; exec sleep 60`;
  const env = { VISUAL: "", EDITOR: writeEditor(script) };
  const onStart = (child: ChildProcess): void => writeFileSync(join(own, "pid"), String(child.pid));
  const { code } = await runCli(["edit", "-f", "my-fn"], { endpoint, env, onStart });
  expect(code).toBe(130);
  expect(() => process.kill(Number(readFileSync(join(own, "editor"), "utf8")), 0)).toThrow("ESRCH");
});

it.each(["utf-16le", "utf-16be"])("a text that is saved as %s is read", async (encoding) => {
  const { endpoint } = await setScene();
  const mark = encoding === "utf-16le" ? String.raw`\377\376` : String.raw`\376\377`;
  const convert = `echo NEW=é >>"$1"; { printf '${mark}'; iconv -f utf-8 -t ${encoding} "$1"; } >"$1.x"; mv "$1.x" "$1"`;
  const { code, stderr } = await runCli(["edit", "-f", "my-fn", "--yes"], {
    endpoint,
    env: { VISUAL: "", EDITOR: writeEditor(convert) },
  });
  expect(code, stderr).toBe(0);
  expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, NEW: "é" });
});

describe.each(["edit", "undo"])("%s", (command) => {
  it("refuses --show-values in a pipe before anything is typed or asked of AWS", async () => {
    const { endpoint } = await setScene();
    const env = { VISUAL: "", EDITOR: writeEditor("echo opened >&2") };
    const { code, stderr } = await runCli([command, "-f", "my-fn", "--show-values", "--yes"], { endpoint, env });
    expect(code).toBe(64);
    expect(stderr).toContain("--show-values is refused");
    expect(stderr).not.toContain("opened");
    expect(endpoint.requests).toEqual([]);
  });
});
