/** Builds `dist/`: one minified CommonJS bundle, split so that a command loads only what it uses. With `--action`, what the action runs. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { thirdPartyLicenses } from "./licenses.js";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/**
 * The files that a run reads beside `entry.cjs`, each with all that it imports: reading one file costs less than reading many. What
 * is imported on demand only, such as the local endpoint or a secret's client, goes to files of its own.
 */
const GROUPS = [
  // What opens the first connection is loaded before all else, and takes nothing of the others with it.
  { name: "network", test: /src[\\/]network[\\/]early\.ts$/ },
  // Names of resources are for all: whoever reads a secret's must not load a template's parser for it.
  { name: "cli", test: /src[\\/](main|core[\\/]arn[\\/][\w-]+)\.ts$/ },
  {
    name: "commands",
    test: /src[\\/]commands[\\/](change|show)[\\/](set|unset|diff|list)\.ts$|src[\\/]sources[\\/](env-file|typed[\\/]\w+)\.ts$/,
  },
  { name: "sdk", test: /src[\\/]aws[\\/]sdk[\\/](lambda|config)-sdk\.ts$/ },
  { name: "template", test: /src[\\/]sources[\\/]template[\\/]template-(file|source)\.ts$/ },
];

const INPUT = {
  input: { entry: join(root, "src/entry.ts") },
  platform: "node",
  cwd: root,
  transform: { define: { __VERSION__: JSON.stringify(version) }, target: "node20" },
  onLog: (level, log) => {
    if (level === "warn") throw new Error(log.message);
  },
};

// For the benchmark: the same code as a compiler alone would leave it, its packages loaded from node_modules.
if (process.argv.includes("--unbundled")) await buildUnbundled(join(root, "node_modules/.cache/lambda-env-unbundled"));
else if (process.argv.includes("--action"))
  await buildAction(resolve(process.argv.at(-1) === "--action" ? join(root, "action") : process.argv.at(-1)));
else await build(join(root, "dist"));

async function build(dist) {
  const help = await renderHelp();
  const chunks = await bundle({ plugins: [help.plugin, yamlParser()] }, { codeSplitting: { groups: GROUPS } });
  const files = new Map(chunks.map(({ fileName, code }) => [fileName, code]));
  for (const schema of ["lambda-env.schema.json", "lambda-env-project.schema.json"])
    files.set(schema, readFileSync(join(root, "src/output", schema), "utf8"));
  files.set("lambda-env.1", help.manPage);
  replaceFiles(dist, files.set("THIRD-PARTY-LICENSES.txt", thirdPartyLicenses(chunks.flatMap(({ moduleIds }) => moduleIds))));
}

/**
 * Builds what a runner starts, to be committed: what a workflow pins by its commit is then all that runs. The tool is one file of its
 * own beside that of the step, and both are the same bytes wherever they are built.
 */
async function buildAction(folder) {
  const { plugin, commands } = await renderHelp();
  const tool = { input: { "lambda-env": join(root, "scripts/action/lambda-env.ts") }, plugins: [plugin, yamlParser()] };
  const define = { ...INPUT.transform.define, __COMMANDS__: JSON.stringify(commands) };
  const step = { input: { index: join(root, "scripts/action/index.ts") }, transform: { ...INPUT.transform, define } };
  const chunks = [...(await bundle(step, { codeSplitting: false })), ...(await bundle(tool, { codeSplitting: false }))];
  const files = new Map(chunks.map(({ fileName, code }) => [fileName, code]));
  replaceFiles(folder, files.set("THIRD-PARTY-LICENSES.txt", thirdPartyLicenses(chunks.flatMap(({ moduleIds }) => moduleIds))));
}

/** Returns the chunks of a minified bundle. */
async function bundle(input, output) {
  const bundled = await rolldown({
    ...INPUT,
    experimental: { attachDebugInfo: "none" },
    resolve: {
      mainFields: ["module", "main"],
      conditionNames: ["module", "import", "node", "default"],
      alias: {
        "#supports-color": join(root, "src/shims/supports-color.ts"),
        debug: join(root, "src/shims/debug.ts"),
        "proxy-agent-negotiate": join(root, "src/shims/proxy-agent-negotiate.ts"),
      },
    },
    ...input,
  });
  const { output: made } = await bundled.generate({
    format: "cjs",
    // Line breaks stay: where a run dies of an error that nobody catches, Node prints the line.
    minify: { compress: true, mangle: true, codegen: { removeWhitespace: false } },
    // `import("node:http")` evaluates every getter of the module's ESM face; `require` does not.
    dynamicImportInCjs: false,
    entryFileNames: "[name].cjs",
    chunkFileNames: "[name]-[hash].cjs",
    comments: false,
    ...output,
  });
  return made.filter(({ type }) => type === "chunk");
}

async function buildUnbundled(dist) {
  const bundle = await rolldown({ ...INPUT, external: /^[^./\0]|node_modules/ });
  const preserveModulesRoot = join(root, "src");
  await bundle.write({ dir: dist, format: "esm", preserveModules: true, preserveModulesRoot, entryFileNames: "[name].mjs" });
  writeFileSync(join(dist, "start.mjs"), 'import { start } from "./entry.mjs";\nprocess.exitCode = await start(process);\n');
}

/** A command that runs at the same time finds all files, old or new: the entry is written last, and only then the old ones go. */
function replaceFiles(folder, files) {
  mkdirSync(folder, { recursive: true });
  const isEntry = (name) => name === "entry.cjs" || name === "index.cjs";
  for (const name of [...files.keys()].sort((a, b) => isEntry(a) - isEntry(b)))
    writeFileSync(join(folder, name), files.get(name));
  for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(join(folder, name), { recursive: true });
}

/** Puts pages in the place of the modules that make them: yargs takes 30 ms for the help of a command, and that of the program loads the catalog. */
async function renderHelp() {
  const scratch = mkdtempSync(join(root, "node_modules/.lambda-env-help-"));
  try {
    const bundle = await rolldown({ ...INPUT, input: join(root, "scripts/render-help.ts"), external: /^[^./]/ });
    await bundle.write({ dir: scratch, format: "esm", entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" });
    const { HELP_PAGE, HELP_PAGES, makeCommandTable, makeManPage } = await import(
      pathToFileURL(join(scratch, "render-help.mjs"))
    );
    const modules = new Map([
      [join(root, "src/help-pages.ts"), `export const HELP_PAGES = ${JSON.stringify(HELP_PAGES)};`],
      [join(root, "src/help.ts"), `export const HELP_PAGE = ${JSON.stringify(HELP_PAGE)};`],
    ]);
    return {
      plugin: { name: "rendered-help", load: (id) => modules.get(id) },
      manPage: makeManPage(version),
      commands: makeCommandTable(),
    };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/**
 * Takes of js-yaml only its parser. What else it makes at its start is for readers and writers of values, takes 3 ms, and looks to the
 * bundler as if it were needed. Its file says where each of its parts begins.
 */
function yamlParser() {
  const parts = ["common/snippet", "common/exception", "parser/events", "parser/parser_scalar", "parser/parser"];
  const names = ["COLLECTION_STYLE", "EVENT_ID", "getScalarValue", "parseEvents", "SCALAR_STYLE", "YAMLException"];
  const handler = (code) => {
    const found = code.matchAll(/^\/\/#region src\/([^\n]+)\.ts\n(.*?)^\/\/#endregion$/gms);
    const regions = new Map(Array.from(found, ([, name, text]) => [name, text]));
    const missing = parts.filter((part) => !regions.has(part));
    if (missing.length > 0) throw new Error(`js-yaml has no ${missing.join(", ")}`);
    return { code: `${parts.map((part) => regions.get(part)).join("")}export { ${names.join(", ")} };`, map: null };
  };
  return { name: "yaml-parser", transform: { filter: { id: /[\\/]js-yaml\.mjs$/ }, handler } };
}
