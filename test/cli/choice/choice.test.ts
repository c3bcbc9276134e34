import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { type CliResult, runCli, targetIn, tempFolder } from "../../support/cli.ts";
import { operations, startEndpoint, updateCount } from "../../support/endpoint.ts";
import { startClient } from "../../support/local.ts";

const LIVE = { API_KEY: "live", API_URL: "live", DB_URL: "live", OTHER: "live" };

interface Scene {
  readonly endpoint: LocalEndpoint;
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<CliResult>;
}

async function start(
  files: Readonly<Record<string, string>> = {},
  live: Readonly<Record<string, string>> = LIVE,
): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: live });
  const cwd = tempFolder(files);
  return {
    endpoint,
    run: ([command = "", ...args], env = {}) => runCli([command, "-f", "my-fn", ...args], { endpoint, cwd, env }),
  };
}

describe("--only and --except", () => {
  it("choose what set writes, prunes and removes, by option and by twin", async () => {
    const { endpoint, run } = await start({ ".env": "API_KEY=file\nDB_URL=file\nNEW=file\n" });
    expect((await run(["set", "-e", ".env", "--only", "API_*", "--prune", "--yes"])).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ API_KEY: "file", DB_URL: "live", OTHER: "live" });
    expect((await run(["set", "-e", ".env"], { LAMBDA_ENV_EXCEPT: "DB_URL\nO*" })).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ API_KEY: "file", DB_URL: "live", NEW: "file", OTHER: "live" });
    expect((await run(["unset", "*", "--except", "DB_*", "--yes"])).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ DB_URL: "live" });
  });

  it("choose what diff and list show", async () => {
    const { run } = await start({ ".env": "API_KEY=file\nDB_URL=file\nNEW=file\n" });
    const diff = targetIn((await run(["diff", "-e", ".env", "--only", "API_*", "--only", "NEW", "--json"])).stdout);
    expect(diff.changes.map(({ name }: { name: string }) => name)).toEqual(["API_KEY", "NEW"]);
    const list = await run(["list", "-e", ".env", "--only", "API_*", "--json"]);
    const { variables, missing, total, size } = targetIn(list.stdout);
    expect(variables.map(({ name }: { name: string }) => name)).toEqual(["API_KEY", "API_URL"]);
    expect({ missing, total }).toEqual({ missing: [], total: 4 });
    expect(size.bytes).toBe(Buffer.byteLength(JSON.stringify(LIVE)));
    expect((await run(["list", "--only", "API_*"])).stdout).toContain("2 of 4 variables");
  });

  it.each<[string, string, Readonly<Record<string, string>>, readonly string[]]>([
    ["a reserved name", "AWS_REGION", { ".env": "AWS_REGION=x\nNEW=file\n" }, ["-e", ".env"]],
    ["an invalid name", "1-odd.name", { ".env": "1-odd.name=x\nNEW=file\n" }, ["-e", ".env"]],
    ["a value that is not text", "LIST", { ".env": '{"LIST": [], "NEW": "file"}' }, ["-e", ".env"]],
    ["an encrypted value", "TOKEN", { ".env": "TOKEN=encrypted:abc\nNEW=file\n" }, ["-e", ".env"]],
    ["a name that is set twice", "TWICE", { ".env": "TWICE=1\nTWICE=2\nNEW=file\n" }, ["-e", ".env"]],
    ["a mask", "TOKEN", { ".env": "TOKEN=****\nNEW=file\n" }, ["-e", ".env"]],
    ["a value that is too long", "LONG", { ".env": `LONG=${"x".repeat(5000)}\nNEW=file\n` }, ["-e", ".env"]],
    ["a reference to nothing", "URL", { ".env": "URL=https://$NOWHERE\nNEW=file\n" }, ["-e", ".env", "--expand"]],
    [
      "an unresolved value of the template",
      "TABLE",
      { "t.yaml": templateOf({ TABLE: "!Ref Table", NEW: "file" }) },
      ["-t", "t.yaml"],
    ],
    ["an unclear value of the template", "FLAG", { "t.yaml": templateOf({ FLAG: "0o17", NEW: "file" }) }, ["-t", "t.yaml"]],
    ["an odd key of a secret", "odd key", {}, ["-s", "odd"]],
    ["a nested value of a secret", "NESTED", {}, ["-s", "nested"]],
    ["an odd name in a folder", "odd-name", {}, ["--parameters-by-path", "/odd/"]],
    ["a secret that does not exist", "GONE", {}, ["-s", "GONE=no/such", "NEW=file"]],
    ["a parameter that does not exist", "GONE", {}, ["--parameter", "GONE=/no/such", "NEW=file"]],
  ])("leave out %s, which stops everything otherwise and says how", async (_, name, files, sources) => {
    const { endpoint, run } = await start(files);
    endpoint.setSecret("odd", { "odd key": "x", NEW: "file" });
    endpoint.setSecret("nested", { NESTED: {}, NEW: "file" });
    const ssm = startClient(SSMClient, endpoint);
    for (const Name of ["/odd/odd-name", "/odd/NEW"])
      await ssm.send(new PutParameterCommand({ Name, Value: "file", Type: "String" }));
    const stopped = await run(["set", ...sources]);
    expect(stopped.code).not.toBe(0);
    const pattern = name.replace(" ", "?");
    if (!name.startsWith("GONE") && name !== "LONG")
      expect(stopped.stderr).toContain(`leave it out: --except ${pattern === name ? name : `'${pattern}'`}`);
    expect(updateCount(endpoint)).toBe(0);
    const done = await run(["set", ...sources, "--except", pattern]);
    expect(done).toMatchObject({ code: 0 });
    expect(done.stderr).not.toContain("matches no variable");
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, NEW: "file" });
  });

  it("do not hide a line whose name or end is not clear", async () => {
    const { endpoint, run } = await start({
      a: "NEW=file\nnot a line\n",
      b: "OPEN='x\nNEW=file\n",
      c: "EMPTY=\nNEW file'\nNEW=1\n",
    });
    for (const file of ["a", "b", "c"]) expect((await run(["set", "-e", file, "--only", "NEW"])).code).toBe(65);
    expect(updateCount(endpoint)).toBe(0);
  });

  it("never change what a chosen variable gets", async () => {
    const text = "HOST=db\nURL=https://${HOST}/\nBAD=$NOWHERE\nWORSE=${BAD:-default}\n";
    const { endpoint, run } = await start({ ".env": text });
    const env = { HOST: "of the shell" };
    expect((await run(["set", "-e", ".env", "--expand", "--only", "URL"], env)).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, URL: "https://db/" });
    const { code, stderr } = await run(["set", "-e", ".env", "--expand", "--only", "WORSE"], env);
    expect(code).toBe(65);
    expect(stderr).toContain("the value of WORSE ");
  });

  it("suggest similar names for a pattern that matches nothing, and say that a typed name is left out", async () => {
    const { endpoint, run } = await start();
    const typo = await run(["diff", "NEW=1", "--except", "API_KYE", "--only", "*"]);
    expect(typo.stderr).toMatch(/--except API_KYE matches no variable\n.*did you mean API_KEY/);
    const typed = await run([
      "set",
      "NEW=1",
      "--unset",
      "OTHER",
      "--unset",
      "DB_*",
      "--unset",
      "A*",
      "--except",
      "NEW",
      "--only",
      "A*",
      "--yes",
    ]);
    expect(typed.stderr).toContain("NEW is not set, because");
    expect(typed.stderr).toContain("OTHER is not removed, because");
    expect(typed.stderr).toContain("DB_* is not removed, because");
    expect(typed.stderr).not.toContain("A* is not removed");
    expect(endpoint.variables("my-fn")).toEqual({ DB_URL: "live", OTHER: "live" });
  });

  it("with --prune refuse to remove all that is chosen", async () => {
    const { endpoint, run } = await start({ ".env": "DB_URL=file\n" });
    const { code, stderr } = await run(["set", "-e", ".env", "--prune", "--only", "API_*", "--yes"]);
    expect(code).toBe(64);
    expect(stderr).toContain("--prune would remove all chosen variables");
    expect(updateCount(endpoint)).toBe(0);
  });

  it("ask AWS for nothing that only others need", async () => {
    const template = templateOf({ NEW: "file", TOKEN: "'{{resolve:secretsmanager:prod/api}}'", TABLE: "!ImportValue table" });
    const { endpoint, run } = await start({ "t.yaml": template });
    const sources = ["-t", "t.yaml", "-s", "AA=prod/a", "-s", "prod/b:BB", "--parameter", "PP=/p"];
    const { code, stderr } = await run(["set", ...sources, "--only", "NEW"]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(new Set(operations(endpoint))).toEqual(new Set(["GetFunctionConfiguration", "UpdateFunctionConfiguration"]));
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, NEW: "file" });
  });

  it("are part of a plan file, which no other choice applies, and of reports", async () => {
    const { endpoint, run } = await start({ ".env": "API_KEY=file\nDB_URL=file\n" });
    const sources = ["-e", ".env", "--only", "API_*", "--except", "API_URL"];
    const diff = await run(["diff", ...sources, "--out", "plan.json", "--report", "markdown"]);
    expect(diff.stdout).toMatch(/1 to update.*\(only API_\* except API_URL\)/);
    for (const other of [[], ["--only", "API_*"], ["--only", "*", "--except", "API_URL"]]) {
      const { code, stderr } = await run(["set", "-e", ".env", "--plan", "plan.json", ...other]);
      expect({ code, stderr }).toMatchObject({
        code: 64,
        stderr: expect.stringContaining("add --only 'API_*' --except 'API_URL'"),
      });
    }
    expect(operations(endpoint)).not.toContain("UpdateFunctionConfiguration");
    const { code, stdout } = await run(["set", ...sources, "--plan", "plan.json", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ chosen: { only: ["API_*"], except: ["API_URL"] } });
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, API_KEY: "file" });
  });

  it("choose what edit shows, and what it takes", async () => {
    const { endpoint, run } = await start();
    const folder = tempFolder({
      editor: `cat "$1" >"$0.seen"; printf '%s\\n' "API_KEY=typed" >"$1"\n`,
      odd: `echo NEW=1 >>"$1"\n`,
    });
    const env = (name: string): Record<string, string> => ({ EDITOR: `sh ${join(folder, name)}` });
    expect((await run(["edit", "--only", "API_*", "--yes"], env("editor"))).code).toBe(0);
    const shown = readFileSync(join(folder, "editor.seen"), "utf8");
    expect(shown.match(/^[A-Z]\w*(?==)/gm)).toEqual(["API_KEY", "API_URL"]);
    expect(endpoint.variables("my-fn")).toEqual({ API_KEY: "typed", DB_URL: "live", OTHER: "live" });
    const odd = await run(["edit", "--only", "API_*", "--yes"], env("odd"));
    expect(odd.code).not.toBe(0);
    expect(odd.stderr).toContain("NEW is not set, because --only or --except leaves it out");
    expect(endpoint.variables("my-fn")).toEqual({ API_KEY: "typed", DB_URL: "live", OTHER: "live" });
  });

  it("say of the next deployment only what concerns what is chosen", async () => {
    const { run } = await start({ "t.yaml": templateOf({ API_KEY: "template", DB_URL: "template" }) });
    const { deploy } = targetIn((await run(["diff", "-t", "t.yaml", "--only", "API_*", "--json"])).stdout);
    expect(deploy).toEqual({ drops: ["API_URL"], blanks: [], overwrites: [] });
  });
});

function templateOf(variables: Readonly<Record<string, string>>): string {
  const lines = Object.entries(variables).map(([name, value]) => `          ${name}: ${value}\n`);
  return `Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n${lines.join("")}`;
}
