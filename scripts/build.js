/** Builds `dist/`: one minified CommonJS bundle, split so that a command loads only what it uses. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
/** For the benchmark: the same code, one file a module, its packages loaded from node_modules. */
const unbundled = process.argv.includes("--unbundled");
const dist = unbundled ? join(root, "node_modules/.cache/lambda-env-unbundled") : join(root, "dist");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/**
 * The files that a run reads beside `entry.cjs`, each with all that it imports: reading one file costs less than reading many. What
 * is imported on demand only, such as the template's parser or the local endpoint, goes to files of its own.
 */
const GROUPS = [
  { name: "cli", test: /src[\\/]main\.ts$/ },
  { name: "commands", test: /src[\\/]commands[\\/](set|unset|diff|list)\.ts$/ },
  { name: "sdk", test: /src[\\/]aws[\\/]lambda-sdk\.ts$/ },
  { name: "template", test: /src[\\/](sources[\\/]template|commands[\\/]template-source)\.ts$/ },
];

const bundle = await rolldown({
  input: { entry: join(root, "src/entry.ts") },
  platform: "node",
  cwd: root,
  logLevel: "warn",
  transform: {
    // yargs resolves packages that it extends; ours extends none.
    define: { __VERSION__: JSON.stringify(version), "import.meta.resolve": "undefined" },
    target: "node20",
  },
  plugins: unbundled ? [] : [await renderedHelp()],
  external: unbundled ? /^[^./\0]|node_modules/ : undefined,
  resolve: {
    mainFields: ["module", "main"],
    conditionNames: ["module", "import", "node", "default"],
    alias: unbundled
      ? {}
      : {
          "#supports-color": join(root, "src/shims/supports-color.ts"),
          // The same code as ES modules: the one for Node is CommonJS, each file of which is a function to be run at the start.
          yaml: join(root, "node_modules/yaml/browser/dist/index.js"),
        },
  },
});

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const { output } = await bundle.write({
  dir: dist,
  format: "cjs",
  minify: !unbundled,
  preserveModules: unbundled,
  preserveModulesRoot: join(root, "src"),
  // `import("node:http")` evaluates every getter of the module's ESM face; `require` does not.
  dynamicImportInCjs: unbundled,
  entryFileNames: "[name].cjs",
  chunkFileNames: "[name]-[hash].cjs",
  ...(unbundled ? {} : { codeSplitting: { groups: GROUPS } }),
});

if (unbundled)
  writeFileSync(join(dist, "start.cjs"), 'require("./entry.cjs").start(process).then((code) => { process.exitCode = code; });\n');
else writeFileSync(join(dist, "THIRD-PARTY-LICENSES.txt"), notices(output));

/** Puts the texts that yargs renders in the place of the module that has it render them, which takes 30 ms each time. */
async function renderedHelp() {
  const scratch = join(root, "node_modules/.cache/lambda-env-help");
  const scripts = await rolldown({ input: join(root, "scripts/render-help.ts"), external: /^[^./]/ });
  await scripts.write({ dir: scratch, format: "esm", entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" });
  const { texts } = await import(pathToFileURL(join(scratch, "render-help.mjs")));
  const code = `const texts = ${JSON.stringify(await texts)}; export async function renderHelp({ name }) { return texts[name]; }`;
  const module = join(root, "src/commands/command-help.ts");
  return { name: "rendered-help", load: (id) => (id === module ? code : undefined) };
}

/** @param {import("rolldown").RolldownOutput["output"]} chunks the licence texts of every package that the bundle holds */
function notices(chunks) {
  const folders = new Set();
  for (const chunk of chunks) {
    for (const id of chunk.type === "chunk" ? chunk.moduleIds : []) {
      const match = /^(.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id.replace(/^\0/, ""));
      if (match) folders.add(match[1]);
    }
  }
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version: packageVersion, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
      const text = file === undefined ? "" : `\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
      return `${name} ${packageVersion} (${license})\n${text}`;
    })
    .join("\n----\n\n");
}
