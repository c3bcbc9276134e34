/** Builds after an install from git, which has no `dist/`; does nothing where the development packages are not installed. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

if (existsSync(join(root, "node_modules/rolldown"))) await import("./build.js");
