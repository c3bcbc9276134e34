import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { makePlan } from "../../../src/core/plan/plan.ts";
import { makeLayer } from "../../../src/core/variables.ts";
import { editDotenv } from "../../../src/formats/dotenv/edit.ts";
import { parseEnvFile } from "../../../src/formats/env-file.ts";
import { FORMATS } from "../../../src/formats/registry.ts";
import { biasedValue, isUnrepresentable } from "../../formats/values.ts";
import { runCli, tempFolder } from "../../support/cli.ts";
import { runs } from "../../support/depth.ts";
import { operations, startEndpoint, updateCount } from "../../support/endpoint.ts";
import { hasTools } from "../../support/tools.ts";

const HARD = {
  QUOTES: 'it\'s "quoted" and `ticked`',
  MULTILINE: "one\n  two\r\n\nthree\n",
  DOLLARS: "$(id) ${HOME} `id` $HOME",
  BACKSLASHES: "\\n\\\\ \\' \\",
  PADDED: "  padded # not a comment ",
  UNICODE: "é €😀\u2028\u00a0",
  EMPTY: "",
  LOOKS_TRUE: "yes",
};
const HELD_BY_DOCKER = Object.fromEntries(Object.entries(HARD).filter(([, value]) => !value.includes("\n")));

async function pullAs(format: string, variables: Readonly<Record<string, string>>, ...words: string[]): Promise<string> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables });
  const result = await runCli(["pull", "-f", "my-fn", "-", "--format", format, "-q", ...words], { endpoint });
  expect(result).toMatchObject({ code: 0 });
  return result.stdout;
}

describe("pull --format", () => {
  it("json and yaml hold every value, and their readers give it back", async () => {
    expect(JSON.parse(await pullAs("json", HARD))).toEqual(HARD);
    const yaml = await pullAs("yaml", HARD);
    for (const version of ["1.1", "1.2"] as const) expect(parseYaml(yaml, { version })).toEqual(HARD);
  });

  it("shell is evaluated by a real shell to the same values, and runs nothing", async () => {
    const commands = await pullAs("shell", HARD);
    const dump = `eval "$COMMANDS"; exec "$NODE" -p 'JSON.stringify(process.env)'`;
    const env = { COMMANDS: commands, NODE: process.execPath, LC_ALL: "C.UTF-8" };
    for (const shell of ["bash", "sh"].filter((name) => hasTools(name))) {
      const { stdout, stderr } = spawnSync(shell, ["-c", dump], { env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
      expect({ stderr, environment: JSON.parse(stdout) }).toMatchObject({ stderr: "", environment: HARD });
    }
  });

  it("shell leaves out, with a warning, what would change the shell that evaluates it, unless it is named", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { PROMPT_COMMAND: "id", NODE_OPTIONS: "-r ./x", STAGE: "dev" } });
    const pull = ["pull", "-f", "my-fn", "-", "--format", "shell", "-q"];
    const { code, stdout, stderr } = await runCli(pull, { endpoint });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "export STAGE='dev'\n" });
    expect(stderr).toMatch(/warning: NODE_OPTIONS is left out: .+\n.*hint: .+--only '\*' --only NODE_OPTIONS\n/);
    expect(stderr).toContain("warning: PROMPT_COMMAND is left out");
    const named = await runCli([...pull, "--only", "*", "--only", "NODE_OPTIONS"], { endpoint });
    expect(named.stdout).toBe("export NODE_OPTIONS='-r ./x'\nexport STAGE='dev'\n");
  });

  it("docker writes lines as docker reads them, and refuses values of several lines by name", async () => {
    const text = await pullAs("docker", HELD_BY_DOCKER);
    const lines = text.split("\n").slice(0, -1);
    const read = lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
    expect(Object.fromEntries(read)).toEqual(HELD_BY_DOCKER);
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: HARD });
    const cwd = tempFolder();
    const refused = await runCli(["pull", "-f", "my-fn", "vars", "--format", "docker"], { endpoint, cwd });
    expect(refused).toMatchObject({
      code: 65,
      stdout: "",
      stderr: expect.stringContaining("cannot hold the value of MULTILINE"),
    });
    expect(readdirSync(cwd)).toEqual([]);
  });

  it("of any kind goes to a file of that name only for its owner, and a second time there is no change", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: HARD });
    const cwd = tempFolder();
    for (const format of ["json", "shell", "sam-local", "yaml"]) {
      const file = `vars.${format}`;
      const pull = ["pull", "-f", "my-fn", file, "--format", format, "--logical-id", "Api"];
      expect((await runCli(pull, { endpoint, cwd })).stdout).toContain(`\n${file}: 8 added\n`);
      const { mode, mtimeMs } = statSync(join(cwd, file));
      expect(mode & 0o777).toBe(0o600);
      expect(await runCli(pull, { endpoint, cwd })).toMatchObject({
        code: 0,
        stdout: `${file}: no changes, 8 unchanged\n`,
      });
      expect(statSync(join(cwd, file)).mtimeMs).toBe(mtimeMs);
    }
    const nameless = await runCli(["pull", "-f", "my-fn", "--format", "json"], { endpoint, cwd });
    expect(nameless).toMatchObject({ code: 64, stderr: expect.stringContaining("--format json needs the name of a file") });
  });
});

/** What a function may have, and a `.env` file may hold. */
const held = fc
  .dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{1,8}$/), biasedValue, { minKeys: 1, maxKeys: 12 })
  .map((variables) =>
    Object.fromEntries(
      Object.entries(variables).filter(([, value]) => !isUnrepresentable(value) && !/[\u2028\u2029]/.test(value)),
    ),
  );

const options = { portable: false, skipUnrepresentable: false, logicalId: "Fn" };

/** Returns what `set` would change if the text were its file. */
function changesOf(live: ReadonlyMap<string, string>, text: string): readonly unknown[] {
  const { entries, findings } = parseEnvFile(text, { source: ".env" });
  expect(findings.filter((finding) => finding.severity === "error")).toEqual([]);
  const layer = makeLayer(
    "env-file",
    ".env",
    entries.map(({ name, value }) => ({
      kind: "value",
      name,
      value,
      sensitive: true,
      origin: { layer: "env-file", source: ".env" },
    })),
  );
  return makePlan({ current: live, layers: [layer], prune: true }).changes;
}

describe("set with what pull wrote", () => {
  it("changes nothing, whatever the values, in a new file and in an edited one", () => {
    fc.assert(
      fc.property(held, held, (variables, older) => {
        const live = new Map(Object.entries(variables));
        const fresh = FORMATS.dotenv(live, options);
        const json = FORMATS.json(live, options);
        const old = FORMATS.dotenv(new Map(Object.entries(older).filter(([name]) => live.has(name))), options);
        if (fresh.kind !== "formatted" || json.kind !== "formatted" || old.kind !== "formatted") return false;
        const edited = editDotenv(old.text, live, { ...options, source: ".env" });
        if (edited.kind !== "edited") return false;
        for (const text of [fresh.text, json.text, edited.text]) expect(changesOf(live, text)).toEqual([]);
        return true;
      }),
      { numRuns: runs(500) },
    );
  });

  it("sends no update through the binary, for a dozen nasty environments of a dozen variables each", async () => {
    const endpoint = await startEndpoint();
    const cwd = tempFolder();
    // Without variables there is nothing to pull, and an empty source beside --prune is refused.
    const some = held.filter((variables) => Object.keys(variables).length > 0);
    const environments = fc.sample(some, { numRuns: 12, seed: 7 });
    await Promise.all(
      environments.map(async (variables, index) => {
        const [name, file] = [`fn-${index}`, `${index}.env`];
        endpoint.createFunction({ functionName: name, variables });
        expect(await runCli(["pull", "-f", name, file], { endpoint, cwd })).toMatchObject({ code: 0 });
        const set = await runCli(["set", "-f", name, "-e", file, "--prune"], { endpoint, cwd });
        const count = Object.keys(variables).length;
        expect(set).toMatchObject({ code: 0, stdout: expect.stringMatching(new RegExp(`^no changes, ${count} unchanged\\n`)) });
      }),
    );
    expect(updateCount(endpoint)).toBe(0);
    expect(new Set(operations(endpoint))).toEqual(new Set(["GetFunctionConfiguration"]));
  });
});
