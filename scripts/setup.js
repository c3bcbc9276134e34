/** Installs the development packages where they are missing or not those of the lock file; does nothing, quickly, where they are. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

if (!isInstalled()) {
  process.stderr.write("installing the development packages…\n");
  const status = install();
  if (status !== 0) {
    process.stderr.write("npm ci failed; see above\n");
    process.exitCode = status;
  }
}

/** npm writes what it installed to a hidden lock file; it differs from ours in nothing that is wanted on this machine. */
function isInstalled() {
  const hidden = join(root, "node_modules/.package-lock.json");
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(hidden, "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === "" || optional || present[path]?.version === version,
  );
}

/** Returns the exit code of `npm ci`. Without scripts: ours would build, which whoever calls this does next. */
function install() {
  const cache = canKeepCache() ? undefined : mkdtempSync(join(tmpdir(), "lambda-env-npm-"));
  const { status } = spawnSync(
    "npm",
    ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...(cache === undefined ? [] : ["--cache", cache])],
    { cwd: root, stdio: ["ignore", "inherit", "inherit"], shell: process.platform === "win32" },
  );
  if (cache !== undefined) rmSync(cache, { recursive: true, force: true });
  return status ?? 1;
}

/** Not where the home folder is missing or read-only, as in some containers; npm fails there. */
function canKeepCache() {
  const cache = process.env.npm_config_cache ?? join(homedir(), ".npm");
  try {
    mkdirSync(cache, { recursive: true });
    accessSync(cache, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
