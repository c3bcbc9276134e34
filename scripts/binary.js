/**
 * Makes a folder with `lambda-env` as one executable file for the system that this runs on, Node and `dist/` in it, and with the licenses.
 *
 * Usage: node scripts/binary.js [FOLDER], by default `binary/`. Prints the path of the executable.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 25 || (major === 25 && minor < 5)) {
  process.stderr.write(`Node ${process.version} cannot make an executable: run it with Node 26\n`);
  process.exitCode = 64;
} else {
  process.stdout.write(`${await build(resolve(process.argv[2] ?? join(root, "binary")))}\n`);
}

/** Returns the path of the executable. */
async function build(folder) {
  mkdirSync(folder, { recursive: true });
  const output = join(folder, process.platform === "win32" ? "lambda-env.exe" : "lambda-env");
  const scratch = mkdtempSync(join(root, "node_modules/.lambda-env-binary-"));
  try {
    const main = join(scratch, "main.cjs");
    writeFileSync(main, await bundle());
    const config = join(scratch, "sea.json");
    writeFileSync(config, JSON.stringify(describeBinary(main, output)));
    run(process.execPath, ["--build-sea", config]);
  } finally {
    rmSync(scratch, { recursive: true });
  }
  // macOS starts nothing without a signature; that of nobody will do.
  if (process.platform === "darwin") run("codesign", ["--force", "--sign", "-", output]);
  copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  for (const name of ["THIRD-PARTY-LICENSES.txt", "lambda-env.1"]) copyFileSync(join(root, "dist", name), join(folder, name));
  const license = nodeLicense();
  if (license !== undefined) copyFileSync(license, join(folder, "NODE-LICENSE"));
  return output;
}

/**
 * What the executable's own Node must know. `--` keeps it from taking an `--env-file` among our arguments for its own, and `none` from
 * reading NODE_OPTIONS.
 */
function describeBinary(main, output) {
  return {
    main,
    output,
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    execArgv: ["--"],
    execArgvExtension: "none",
  };
}

/** Returns the published program as one file: what a command does not use is parsed, but not run. */
async function bundle() {
  const input = join(root, "bin/lambda-env.js");
  const build = await rolldown({ input, cwd: root, platform: "node" });
  const { output } = await build.generate({ format: "cjs", codeSplitting: false, dynamicImportInCjs: false, comments: false });
  if (output.length !== 1) throw new Error(`the program is not one file, but ${output.length}`);
  return output[0].code.replace(/^#!.*\n/, "");
}

/** Node's own license is beside the executable, or beside the folder of it. */
function nodeLicense() {
  const folder = dirname(process.execPath);
  return [join(folder, "LICENSE"), join(folder, "../LICENSE")].find((path) => existsSync(path) && isNodes(path));
}

function isNodes(path) {
  return readFileSync(path, "utf8").includes("Node.js is licensed");
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed`, { cause: error });
}
