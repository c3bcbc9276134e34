/** Everyone who reads `.env` files and can be run here: what each takes from many files at once. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { parse } from "dotenv";

/** What a reader takes from one file; undefined where it refuses it. */
type Taken = ReadonlyMap<string, string> | undefined;

export interface DotenvReader {
  readonly name: string;
  /** Why it cannot be run on this machine, to go behind a test's title. */
  readonly missing: string;
  /** Returns what is taken from each of `files` in `folder`. A shell can only return variables of a file that are named. */
  readonly read: (folder: string, files: readonly string[], names: readonly (readonly string[])[]) => readonly Taken[];
}

/** Prints a record for each variable, and one without a name behind those of a file. */
const SHELL_SCRIPT = `
while read -r file names; do
  ( . "./$file"
    for name in $names; do eval "if [ \\"\\\${$name+set}\\" ]; then printf '%s=%s\\\\000' $name \\"\\$$name\\"; fi"; done )
  printf '=\\000'
done < names`;

const PYTHON_SCRIPT = `
import io, json, sys
from dotenv import dotenv_values
for file in sys.argv[1:]:
    with open(file, newline="", encoding="utf-8") as stream:
        print(json.dumps(dotenv_values(stream=io.StringIO(stream.read(), newline=""))))`;

/** systemd reads \`EnvironmentFile=\` with this function. */
const SYSTEMD_SCRIPT = `
import ctypes, glob, json, sys
systemd = ctypes.CDLL(sorted(glob.glob("/usr/lib/*/systemd/libsystemd-shared-*.so") + glob.glob("/usr/lib/systemd/libsystemd-shared-*.so"))[0])
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
libc.fclose.argtypes = [ctypes.c_void_p]
systemd.load_env_file.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
for file in sys.argv[1:]:
    taken = ctypes.POINTER(ctypes.c_char_p)()
    stream = libc.fopen(file.encode(), b"r")
    status = systemd.load_env_file(stream, file.encode(), ctypes.byref(taken))
    libc.fclose(stream)
    values = {}
    index = 0
    while status >= 0 and taken and taken[index] is not None:
        name, value = taken[index].decode().split("=", 1)
        values[name] = value
        index += 1
    print(json.dumps(values if status >= 0 else None))`;

const ENVIRONMENT = { PATH: process.env["PATH"], HOME: process.env["HOME"], LC_ALL: "C.UTF-8" };

function run(folder: string, command: string, args: readonly string[]): string {
  // bash reads its user's start-up file when its input is a socket.
  const stdio = ["ignore" as const, "pipe" as const, "pipe" as const];
  const child = spawnSync(command, args, {
    cwd: folder,
    env: ENVIRONMENT,
    stdio,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (child.status !== 0 || child.stderr !== "") throw new Error(`${command} says: ${child.stderr}`);
  return child.stdout;
}

function runsHere(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

function inProcess(name: string, read: (text: string) => Readonly<Record<string, string | undefined>>): DotenvReader {
  return {
    name,
    missing: "",
    read: (folder, files) => files.map((file) => toMap(read(readFileSync(join(folder, file), "utf8")))),
  };
}

function shell(name: string): DotenvReader {
  const read: DotenvReader["read"] = (folder, files, names) => {
    // zsh does not split what a variable expands to, unless it is asked to.
    const script = `${name === "zsh" ? "setopt sh_word_split;" : ""}${SHELL_SCRIPT}`;
    writeFileSync(join(folder, "names"), files.map((file, index) => `${file} ${names[index]?.join(" ")}\n`).join(""));
    const results: Map<string, string>[] = [];
    let taken = new Map<string, string>();
    for (const record of run(folder, name, ["-c", script]).split("\0")) {
      const equals = record.indexOf("=");
      if (equals > 0) taken.set(record.slice(0, equals), record.slice(equals + 1));
      if (equals !== 0) continue;
      results.push(taken);
      taken = new Map();
    }
    return results;
  };
  return { name, missing: runsHere(name, "-c", "exit 0") ? "" : ` (skipped: ${name} is not installed)`, read };
}

/** A program that prints a JSON object, or null, for each file. */
function printer(name: string, command: string, args: readonly string[], missing: string): DotenvReader {
  const read: DotenvReader["read"] = (folder, files) =>
    run(folder, command, [...args, ...files])
      .trimEnd()
      .split("\n")
      .map((line) => toMap(JSON.parse(line)));
  return { name, missing, read };
}

function toMap(taken: Readonly<Record<string, string | undefined>> | null): Taken {
  return taken === null ? undefined : new Map(Object.entries(taken).map(([name, value]) => [name, value ?? ""]));
}

/** Builds the reader of docker compose where Go has its module already: a test asks no network. */
function composeReader(folder: string): DotenvReader {
  const program = join(folder, "compose-dotenv");
  const env = { ...process.env, GOPROXY: "off", GOFLAGS: "-mod=readonly" };
  const source = join(import.meta.dirname, "compose-dotenv");
  const built = spawnSync("go", ["build", "-o", program, "."], { cwd: source, env, stdio: "ignore" }).status === 0;
  const missing = built ? "" : " (skipped: needs go, and go mod download in test/support/readers/compose-dotenv)";
  return printer("docker compose's own reader", program, [], missing);
}

/** Returns the readers, with a folder for the programs that have to be built. */
export function findDotenvReaders(folder: string): readonly DotenvReader[] {
  const python = runsHere("python3", "-c", "import dotenv") ? "" : " (skipped: python-dotenv is not installed)";
  const systemd = runsHere("python3", "-c", SYSTEMD_SCRIPT) ? "" : " (skipped: python3 or systemd is not installed)";
  return [
    inProcess("dotenv", (text) => parse(text)),
    inProcess("dotenv's fast parser", (text) => parse(text, { fast: true })),
    inProcess("Node's util.parseEnv", parseEnv),
    shell("bash"),
    shell("dash"),
    shell("zsh"),
    composeReader(folder),
    printer("python-dotenv", "python3", ["-c", PYTHON_SCRIPT], python),
    printer("systemd", "python3", ["-c", SYSTEMD_SCRIPT], systemd),
  ];
}
