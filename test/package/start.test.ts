/** How the installed command starts: so that Node obeys no file that is an argument of ours, on every system that npm installs to. */
import { execFile } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import cmdShim from "cmd-shim";
import { describe, expect, test } from "vitest";
import { cliEnvironment, tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const run = promisify(execFile);

/** Returns the program as npm unpacks it, and a link to it as npm makes one; `node` in PATH is the one that runs the tests. */
function install(): { readonly program: string; readonly command: string; readonly path: string } {
  const folder = tempFolder();
  mkdirSync(join(folder, "package"));
  mkdirSync(join(folder, "bin"));
  const program = join(folder, "package/bin/lambda-env.js");
  mkdirSync(join(folder, "package/bin"));
  for (const name of ["lambda-env.js", "package.json"]) copyFileSync(join(ROOT, "bin", name), join(folder, "package/bin", name));
  symlinkSync(join(ROOT, "dist"), join(folder, "package/dist"));
  chmodSync(program, 0o755);
  symlinkSync(program, join(folder, "bin/lambda-env"));
  symlinkSync(process.execPath, join(folder, "bin/node"));
  return {
    program,
    command: join(folder, "bin/lambda-env"),
    path: `${join(folder, "bin")}${delimiter}${process.env["PATH"]}`,
  };
}

/** A `.env` file that has Node run a file of ours, and the trace that this leaves. */
function setTrap(): { readonly file: string; readonly value: string; readonly trace: string } {
  const folder = tempFolder();
  const trace = join(folder, "trace");
  writeFileSync(join(folder, "hook.cjs"), `require("node:fs").writeFileSync(${JSON.stringify(trace)}, "")`);
  const value = `--require=${join(folder, "hook.cjs")}`;
  writeFileSync(join(folder, ".env"), `NODE_OPTIONS=${value}\n`);
  return { file: join(folder, ".env"), value, trace };
}

describe("a file of --env-file runs no code", () => {
  const installed = install;
  const STARTS: Readonly<Record<string, (at: ReturnType<typeof install>) => Promise<readonly string[]>>> = {
    "through its first line": async ({ command }) => [command],
    "as node -- FILE, where env takes no -S, as that of BusyBox": async ({ command }) => [process.execPath, "--", command],
    "through the sh script that npm makes on Windows": async ({ program, command }) => {
      await cmdShim(program, `${command}-shim`);
      return ["sh", `${command}-shim`];
    },
  };

  test.each(Object.entries(STARTS))("%s", async (_, start) => {
    const at = installed();
    const [program = "", ...words] = await start(at);
    for (const spell of [(file: string) => ["--env-file", file], (file: string) => [`--env-file=${file}`]]) {
      const endpoint = await startEndpoint();
      endpoint.createFunction({ functionName: "fn", variables: { KEPT: "yes" } });
      const { file, value, trace } = setTrap();
      const env = cliEnvironment({ endpoint, env: { PATH: at.path } });
      await run(program, [...words, "set", "-f", "fn", ...spell(file)], { env });
      expect(endpoint.variables("fn")).toEqual({ KEPT: "yes", NODE_OPTIONS: value });
      expect(existsSync(trace)).toBe(false);
    }
  });

  test("the trap works where nothing prevents it, so that the tests above can fail", async () => {
    const { program, path } = installed();
    const { file, trace } = setTrap();
    const env = cliEnvironment({ env: { PATH: path } });
    await run(process.execPath, [program, "policy", "-f", "fn", "--env-file", file], { env }).catch(() => undefined);
    expect(existsSync(trace)).toBe(true);
  });

  test("nor through the commands that npm makes on Windows", async () => {
    const { program, command } = installed();
    await cmdShim(program, `${command}-shim`);
    expect(readFileSync(`${command}-shim.cmd`, "utf8")).toMatch(/"%_prog%" -- +"%dp0%\\[^"]*lambda-env\.js" %\*/);
    const powershell = readFileSync(`${command}-shim.ps1`, "utf8");
    const calls = powershell.split("\n").filter((line) => line.includes("lambda-env.js"));
    expect(calls).toHaveLength(4);
    for (const call of calls) expect(call).toMatch(/node\$exe" +-- +"\$basedir\/[^"]*lambda-env\.js" \$args$/);
  });
});
