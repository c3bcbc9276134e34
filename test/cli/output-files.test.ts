import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../src/local/server/server.ts";
import { runCli, tempFolder } from "../support/cli.ts";
import { startEndpoint, updateCount } from "../support/endpoint.ts";

async function start(): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
  return endpoint;
}

const OUTPUTS = [
  ["--out"],
  ...["markdown", "junit", "gitlab"].map((kind) => ["--report", `${kind}=`]),
] as const satisfies readonly (readonly string[])[];

/** Returns the words that write to `file`. */
const to = ([option = "", kind = ""]: readonly string[], file: string): string[] =>
  option === "--out" ? [option, file] : [option, `${kind}${file}`];

const nameFor = (output: readonly string[]): string => output.join("").replace(/\W/g, "");

const FOREIGN = {
  "template.yaml": "Resources: {}\n",
  ".env": "API_KEY=the only copy\n",
  "package.json": '{"name": "x", "create": 1}\n',
  "list.json": '["mine"]\n',
  "pom.xml": '<?xml version="1.0"?>\n<project/>\n',
  "other-tests.xml": '<?xml version="1.0"?>\n<testsuites name="mine" tests="1"/>\n',
  "README.md": "# lambda-env\n",
  "latin1.txt": Buffer.from("caf\xe9", "latin1"),
};

describe("a file that --out or --report names", () => {
  it.each(OUTPUTS)("and that is not an earlier one (%s %s) is left as it is, before any request: 73", async (...output) => {
    const endpoint = await start();
    const cwd = tempFolder();
    for (const [name, content] of Object.entries(FOREIGN)) writeFileSync(join(cwd, name), content);
    mkdirSync(join(cwd, "folder"));
    for (const name of Object.keys(FOREIGN)) {
      for (const command of output[0] === "--out" ? ["diff"] : ["diff", "set"]) {
        const result = await runCli([command, "-f", "my-fn", "STAGE=new", ...to(output, name)], { endpoint, cwd });
        expect(result).toMatchObject({ code: 73, stdout: "" });
        expect(result.stderr).toMatch(new RegExp(`error: ${name} exists and is not an earlier .+\\n.*hint: name another file`));
      }
    }
    for (const name of ["folder", "missing/file"]) {
      const result = await runCli(["diff", "-f", "my-fn", "STAGE=new", ...to(output, name)], { endpoint, cwd });
      expect(result).toMatchObject({ code: 73, stdout: "", stderr: expect.stringContaining(`cannot write ${name}`) });
    }
    expect(endpoint.requests).toEqual([]);
    for (const [name, content] of Object.entries(FOREIGN)) expect(readFileSync(join(cwd, name))).toEqual(Buffer.from(content));
  });

  it.each(OUTPUTS)("is replaced where it is an earlier one or empty (%s %s), through a link too", async (...output) => {
    const endpoint = await start();
    const cwd = tempFolder({ file: "" });
    symlinkSync("file", join(cwd, "link"));
    const texts: string[] = [];
    for (const [value, name] of [
      ["STAGE=new", "file"],
      ["ADDED=1", "link"],
      ["ADDED=1", "file"],
    ] as const) {
      expect(await runCli(["diff", "-f", "my-fn", value, ...to(output, name)], { endpoint, cwd })).toMatchObject({ code: 0 });
      texts.push(readFileSync(join(cwd, "file"), "utf8"));
    }
    expect(texts[0]).not.toBe("");
    expect(texts[1]).not.toBe(texts[0]);
    expect(texts[2]).toBe(texts[1]);
    expect(readdirSync(cwd).sort()).toEqual(["file", "link"]);
  });

  it("is not replaced by a report of another kind", async () => {
    const endpoint = await start();
    const cwd = tempFolder();
    for (const output of OUTPUTS)
      await runCli(["diff", "-f", "my-fn", "STAGE=new", ...to(output, nameFor(output))], { endpoint, cwd });
    const before = endpoint.requests.length;
    for (const output of OUTPUTS) {
      for (const other of OUTPUTS.filter((candidate) => candidate !== output)) {
        const result = await runCli(["diff", "-f", "my-fn", "STAGE=new", ...to(output, nameFor(other))], { endpoint, cwd });
        expect(result).toMatchObject({ code: 73 });
      }
    }
    expect(endpoint.requests.length).toBe(before);
    expect(updateCount(endpoint)).toBe(0);
  });

  it("that another program wrote while the command ran is left as it is too", async () => {
    const endpoint = await start();
    const cwd = tempFolder();
    endpoint.before("GetFunctionConfiguration", () => writeFileSync(join(cwd, "plan.json"), "theirs\n"));
    const result = await runCli(["diff", "-f", "my-fn", "STAGE=new", "--out", "plan.json"], { endpoint, cwd });
    expect(result).toMatchObject({ code: 73, stderr: expect.stringContaining("plan.json exists and is not an earlier plan") });
    expect(readFileSync(join(cwd, "plan.json"), "utf8")).toBe("theirs\n");
  });
});
