/** Pulling several functions: a file for each, or one of sam local for all. */
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCli, tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";
import { startProject, templateOf } from "../support/project.ts";

const TWO = templateOf({ Api: ["STAGE: prod", 'TOKEN: ""'], Worker: ["STAGE: worker"] });

async function startTwo() {
  const project = await startProject({ template: TWO });
  const nameOf = (logicalId: string): string => project.functions.find((name) => name.includes(`-${logicalId}-`)) ?? "";
  project.endpoint.setVariables(nameOf("Api"), { STAGE: "prod", TOKEN: 'it\'s "quoted"' });
  project.endpoint.setVariables(nameOf("Worker"), { STAGE: "worker", OWN: "1" });
  const text = (file: string): string => readFileSync(`${project.cwd}/${file}`, "utf8");
  return { ...project, nameOf, text };
}

describe("a folder", () => {
  it.each([
    ["dotenv", "env", "OWN=1\nSTAGE=worker\n"],
    ["json", "json", '{\n  "OWN": "1",\n  "STAGE": "worker"\n}\n'],
    ["yaml", "yaml", '"OWN": "1"\n"STAGE": "worker"\n'],
  ])("gets a file for each function in %s, by its logical id, only for its owner", async (format, extension, worker) => {
    const { run, text, cwd } = await startTwo();
    const result = await run(["pull", "--all", "out", "--format", format]);
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining(`out/Worker.${extension}: 2 added`) });
    expect(text(`out/Worker.${extension}`)).toBe(worker);
    expect(statSync(`${cwd}/out`).mode & 0o077).toBe(0);
    expect(statSync(`${cwd}/out/Api.${extension}`).mode & 0o077).toBe(0);
  });

  it("is filled whole or not at all: every file is asked about before the first is written", async () => {
    const { run, text, cwd } = await startTwo();
    expect((await run(["pull", "--all", "out"])).code).toBe(0);
    writeFileSync(`${cwd}/out/Api.env`, "# mine\nSTAGE=other\nEXTRA=kept\n");
    writeFileSync(`${cwd}/out/Worker.env`, "OWN=other\n");
    const refused = await run(["pull", "--all", "out"]);
    expect(refused).toMatchObject({ code: 64 });
    expect(refused.stderr).toContain(
      "overwrite 1 variable (STAGE) in out/Api.env and overwrite 1 variable (OWN) in out/Worker.env",
    );
    expect(refused.stderr).toContain("with values of 2 functions (account 123456789012, region us-east-1)");
    expect(text("out/Worker.env")).toBe("OWN=other\n");
    expect((await run(["pull", "--all", "out", "--yes"])).code).toBe(0);
    expect(text("out/Api.env")).toContain("# mine\nSTAGE=prod\nEXTRA=kept\n");
  });

  it("is needed, and one unreadable function leaves it as it was", async () => {
    const { run, endpoint, nameOf, cwd } = await startTwo();
    expect(await run(["pull", "--all"])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("hint: lambda-env pull --all env.d"),
    });
    expect((await run(["pull", "--all", "-"])).code).toBe(64);
    expect(await run(["pull", "--all", "template.yaml"])).toMatchObject({
      code: 73,
      stderr: expect.stringContaining("it is not a folder"),
    });
    endpoint.denyDecrypt(nameOf("Worker"));
    expect(await run(["pull", "--all", "out"])).toMatchObject({ code: 77, stderr: expect.stringContaining(nameOf("Worker")) });
    expect(existsSync(`${cwd}/out`)).toBe(false);
  });

  it("leaves out each function's own public values, reading the stack once", async () => {
    const { run, text } = await startTwo();
    expect((await run(["pull", "--all", "out", "--exclude-template"])).code).toBe(0);
    expect(text("out/Worker.env")).toBe("OWN=1\n");
    expect(text("out/Api.env")).not.toContain("STAGE");
  });

  it("has the names of functions that no stack knows", async () => {
    const endpoint = await startEndpoint();
    const cwd = tempFolder();
    for (const functionName of ["shop-a", "shop-b"]) endpoint.createFunction({ functionName, variables: { AA: functionName } });
    const result = await runCli(["pull", "-f", "shop-*", "out", "--only", "AA", "--only", "NO_SUCH", "--json"], {
      endpoint,
      cwd,
    });
    expect(JSON.parse(result.stdout)).toMatchObject({
      targets: [
        { function: "shop-a", file: "out/shop-a.env" },
        { function: "shop-b", file: "out/shop-b.env" },
      ],
      totals: { targets: 2, added: 2 },
    });
    expect(result.stderr).toContain("--only NO_SUCH matches no variable");
  });
});

describe("a file of sam local", () => {
  it("has all functions by logical id, and keeps what it has of others", async () => {
    const { run, text, cwd } = await startTwo();
    writeFileSync(`${cwd}/env.json`, '{"Older": {"AA": "1"}, "Parameters": {"P": "x"}}\n');
    expect((await run(["pull", "--all", "env.json", "--format", "sam-local"])).code).toBe(0);
    expect(JSON.parse(text("env.json"))).toEqual({
      Older: { AA: "1" },
      Parameters: { P: "x" },
      Api: { STAGE: "prod", TOKEN: 'it\'s "quoted"' },
      Worker: { OWN: "1", STAGE: "worker" },
    });
    const printed = await run(["pull", "--all", "-", "--format", "sam-local"]);
    expect(Object.keys(JSON.parse(printed.stdout))).toEqual(["Api", "Worker"]);
  });

  it("is asked about once for all that would be overwritten", async () => {
    const { run, text, cwd } = await startTwo();
    const before = '{"Api": {"STAGE": "x"}, "Worker": {"STAGE": "y"}}\n';
    writeFileSync(`${cwd}/env.json`, before);
    const result = await run(["pull", "--all", "env.json", "--format", "sam-local"]);
    expect(result).toMatchObject({ code: 64 });
    expect(result.stderr).toContain("(STAGE) of Api in env.json and overwrite 1 variable (STAGE) of Worker in env.json");
    expect(text("env.json")).toBe(before);
  });
});
