import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { type CliOptions, type CliResult, runCli, targetIn, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { startProject, templateOf } from "../../support/project.ts";

const LIVE = { STAGE: "prod", API_KEY: "live", PORT: "8080" };

async function start(variables: Readonly<Record<string, string>> = LIVE): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables });
  return endpoint;
}

const pull = (options: CliOptions, ...words: string[]): Promise<CliResult> => runCli(["pull", "-f", "my-fn", ...words], options);
const read = (folder: string, file: string): string => readFileSync(join(folder, file), "utf8");

describe("pull into a file that has keys of its own", () => {
  it("keeps them in JSON, with order and layout, and asks only before it overwrites", async () => {
    const endpoint = await start();
    const old = '{\n    "MINE": {"nested": [1, null]},\n    "STAGE": "dev",\n    "PORT": 8080\n}\n';
    const cwd = tempFolder({ "t.json": old });
    const words = ["t.json", "--format", "json"];
    const refused = await pull({ endpoint, cwd }, ...words);
    expect(refused).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("this would overwrite 1 variable (STAGE) in t.json with values of"),
    });
    expect(read(cwd, "t.json")).toBe(old);
    const done = await pull({ endpoint, cwd }, ...words, "--yes");
    expect(done.stdout).toBe("~ STAGE\n+ API_KEY\n= MINE  kept, only in the file\nt.json: 1 added, 1 updated, 2 unchanged\n");
    const text = '{\n    "MINE": {"nested": [1, null]},\n    "STAGE": "prod",\n    "PORT": 8080,\n    "API_KEY": "live"\n}\n';
    expect(read(cwd, "t.json")).toBe(text);
    expect(await pull({ endpoint, cwd }, ...words)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("no changes, 4 unchanged"),
    });
    expect(read(cwd, "t.json")).toBe(text);
  });

  it("keeps the other functions of a file for sam local, and other names of its own", async () => {
    const endpoint = await start({ STAGE: "prod" });
    const old = { Other: { KEY: "theirs" }, Fn: { STAGE: "dev", MINE: "x" }, Parameters: { ALL: "y" } };
    const cwd = tempFolder({ "env.json": JSON.stringify(old, null, 2) });
    const words = ["env.json", "--format", "sam-local", "--logical-id", "Fn"];
    const refused = await pull({ endpoint, cwd }, ...words);
    expect(refused).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("this would overwrite 1 variable (STAGE) of Fn in env.json"),
    });
    const done = await pull({ endpoint, cwd }, ...words, "--yes");
    expect(done.stdout).toBe("~ STAGE\n= MINE  kept, only in the file\nenv.json: 1 updated, 1 unchanged\n");
    const merged = { Other: { KEY: "theirs" }, Fn: { STAGE: "prod", MINE: "x" }, Parameters: { ALL: "y" } };
    expect(read(cwd, "env.json")).toBe(JSON.stringify(merged, null, 2));
    const second = await pull({ endpoint, cwd }, "env.json", "--format", "sam-local", "--logical-id", "Third");
    expect(second).toMatchObject({ code: 0, stdout: "+ STAGE\nenv.json: 1 added\n" });
    expect(JSON.parse(read(cwd, "env.json"))).toEqual({ ...merged, Third: { STAGE: "prod" } });
  });

  it.each([
    ["json", "A=1\n"],
    ["json", "[1]\n"],
    ["sam-local", "not json\n"],
    ["sam-local", '{"Fn": "text"}\n'],
  ])("refuses, as %s, a file that is something else: %j", async (format, text) => {
    const endpoint = await start();
    const cwd = tempFolder({ file: text });
    const result = await pull({ endpoint, cwd }, "file", "--format", format, "--logical-id", "Fn", "--yes");
    expect(result).toMatchObject({ code: 65, stdout: "", stderr: expect.stringContaining("file") });
    expect(read(cwd, "file")).toBe(text);
  });

  it.each([
    ["shell", "export ALONE='x'\nexport STAGE='dev'\necho hi\n", "~ STAGE, - ALONE, - 1 other line"],
    ["docker", "# note\nSTAGE=prod\nALONE=x\nTOO\n", "- ALONE, - TOO, - 1 other line"],
    ["yaml", "# a\n# b\nALONE: x\nSTAGE: dev\n", "~ STAGE, - ALONE, - 2 other lines"],
  ])("names in the question, as %s, what would go", async (format, text, parts) => {
    const endpoint = await start();
    const cwd = tempFolder({ vars: text });
    const refused = await pull({ endpoint, cwd }, "vars", "--format", format);
    expect(refused).toMatchObject({ code: 64, stdout: expect.stringMatching(/^vars: .*to add/m) });
    expect(refused.stderr).toContain(`this would replace vars (${parts}) with values of function my-fn`);
    expect(read(cwd, "vars")).toBe(text);
    const done = await pull({ endpoint, cwd }, "vars", "--format", format, "--yes", "--json");
    const { added, updated, same, removed } = targetIn(done.stdout);
    expect([...added, ...updated, ...same].sort()).toEqual(Object.keys(LIVE).sort());
    expect(removed).toEqual(parts.match(/(?<=- )[A-Z]+/g));
    const again = await pull({ endpoint, cwd }, "vars", "--format", format);
    expect(again).toMatchObject({ code: 0, stdout: "vars: no changes, 3 unchanged\n" });
  });

  it.each(["shell", "docker", "yaml"])("asks nothing, as %s, where it only adds", async (format) => {
    const endpoint = await start();
    const cwd = tempFolder();
    await pull({ endpoint, cwd }, "vars", "--format", format, "--except", "STAGE");
    const done = await pull({ endpoint, cwd }, "vars", "--format", format);
    expect(done).toMatchObject({ code: 0, stdout: "+ STAGE\nvars: 1 added, 2 unchanged\n" });
  });
});

describe("pull --format sam-local", () => {
  const template = templateOf({ Api: ["STAGE: dev"], Worker: ["QUEUE: q"] });
  const words = ["pull", "-", "--format", "sam-local", "-q"];

  it("uses the logical id from the project, the stack, or a template's only function", async () => {
    const { functions, run, cwd } = await startProject({ template });
    const [api = "", worker = ""] = functions;
    for (const [args, id] of [
      [["--logical-id", "Worker"], "Worker"],
      [["-f", "Api"], "Api"],
      [["-f", api], "Api"],
      [["-f", worker, "-t", "template.yaml"], "Worker"],
      [["-f", worker, "--stack", "my-app"], "Worker"],
    ] as const) {
      const { code, stdout, stderr } = await run([...words, ...args]);
      expect({ args, code, stderr, ids: Object.keys(JSON.parse(stdout)) }).toEqual({ args, code: 0, stderr: "", ids: [id] });
    }
    writeFileSync(join(cwd, "one.yaml"), templateOf({ Only: ["STAGE: dev"] }));
    expect(JSON.parse((await run([...words, "-f", api, "-t", "one.yaml"])).stdout)).toEqual({ Only: { STAGE: "dev" } });
  });

  it("refuses where none is known, or the template does not have it: sam local would run with empty values", async () => {
    const endpoint = await start();
    const cwd = tempFolder({ "two.yaml": template, "env.json": "{}\n" });
    const unknown = await pull({ endpoint, cwd }, "env.json", "--format", "sam-local");
    expect(unknown).toMatchObject({ code: 64, stdout: "" });
    expect(unknown.stderr).toMatch(/sam local needs the logical id of my-fn .+\n.*hint: --logical-id ID/);
    const wrong = await pull({ endpoint, cwd }, "env.json", "--format", "sam-local", "-t", "two.yaml", "--logical-id", "Apu");
    expect(wrong).toMatchObject({ code: 64, stderr: expect.stringContaining("did you mean Api?") });
    const several = await pull({ endpoint, cwd }, "env.json", "--format", "sam-local", "-t", "two.yaml");
    expect(several).toMatchObject({ code: 64, stderr: expect.stringContaining("name one of them with --logical-id") });
    expect(read(cwd, "env.json")).toBe("{}\n");
  });

  it("warns of names that the template does not declare, which sam local drops", async () => {
    const endpoint = await start();
    const cwd = tempFolder({ "template.yaml": templateOf({ Api: ["STAGE: dev"] }) });
    const result = await pull({ endpoint, cwd }, "env.json", "--format", "sam-local", "-t", "template.yaml");
    expect(result.stderr).toMatch(
      /warning: sam local ignores API_KEY, PORT: template.yaml does not declare them for Api\n.*hint: declare/,
    );
    expect(JSON.parse(read(cwd, "env.json"))).toEqual({ Api: LIVE });
  });
});
