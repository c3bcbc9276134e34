import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXIT_CODES } from "../../src/errors.ts";
import { CLI_COMMAND, cliEnvironment, runCli, tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";
import { schemaProblems as problems, schema } from "../support/schema.ts";

const TEMPLATE = `Resources:
  Api:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          STAGE: prod
          API_KEY: ""
          UNKNOWN: !GetAtt Table.Arn
`;

async function setScene(): Promise<(args: readonly string[]) => Promise<string>> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev", API_KEY: "key", OLD: "x", UNKNOWN: "u" } });
  for (const functionName of ["other-fn", "third-fn"]) {
    endpoint.createFunction({ functionName, variables: { STAGE: "dev" }, tags: { team: "a" } });
  }
  endpoint.setSecret("prod/my-fn", { TOKEN: "t" });
  const cwd = tempFolder({ "template.yaml": TEMPLATE, ".env": "OLD=new\n", "bad.env": "not a variable\n" });
  return async (args) => (await runCli([...args, "--json"], { endpoint, cwd })).stdout;
}

describe("the schema that is shipped", () => {
  it("holds for the documents of every command, of every kind of change and of reasons to keep", async () => {
    const run = await setScene();
    const sources = ["-f", "my-fn", "-t", "template.yaml", "-e", ".env", "-s", "prod/my-fn"];
    for (const args of [
      ["diff", ...sources],
      ["diff", ...sources, "--show-values=always"],
      ["diff", "-f", "my-fn", "-e", ".env", "--prune", "--unset", "NO_SUCH"],
      ["set", ...sources, "--dry-run"],
      ["set", ...sources],
      ["set", "-f", "my-fn", "OLD=newer", "--publish"],
      ["check", ...sources],
      ["check", "--offline", "-t", "template.yaml"],
      ["list", ...sources],
      ["list", "--runtime"],
      ["pull", "-f", "my-fn", "pulled.env"],
      ["unset", "-f", "my-fn", "OLD", "--yes"],
      ["diff", "-f", "my-fn", "-f", "other-fn", "STAGE=x", "--unset", "OLD"],
      ["set", "-f", "*-fn", "--tag", "team=a", "STAGE=x"],
      ["list", "-f", "my-*", "-f", "other-fn"],
      ["pull", "-f", "*-fn", "--tag", "team=a", "env.d"],
      ["policy", "-f", "my-fn", "-s", "prod/my-fn", "--stack", "s", "--kms-key", "arn:aws:kms:us-east-1:1:key/k"],
    ]) {
      expect(problems(await run(args)), args.join(" ")).toEqual([]);
    }
  });

  it("holds for failures, and knows every exit code that one can have", async () => {
    const run = await setScene();
    for (const args of [
      ["diff", "-f", "my-fn"],
      ["set", "-f", "my-fn", "-e", "bad.env"],
      ["set", "-f", "my-fn", "-e", "missing.env"],
      ["diff", "-f", "no-such-fn", "STAGE=x"],
      ["unset", "-f", "my-fn", "OLD"],
      ["set", "-f", "my-fn", "-f", "no-such-fn", "STAGE=x"],
    ]) {
      const text = await run(args);
      expect(problems(text), args.join(" ")).toEqual([]);
      expect(JSON.parse(text)).toHaveProperty("error");
    }
    const known = schema.$defs.failure.properties.error.properties.exit_code.enum;
    expect(new Set(known)).toEqual(new Set(Object.values(EXIT_CODES)));
  });

  it("holds for the report of a run, whatever its outcome", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev", OLD: "x" } });
    const cwd = tempFolder({ "bad.env": "not a variable\n" });
    for (const [args, expected] of [
      [["diff", "STAGE=prod", "--unset", "OLD"], { written: false, changed: true, exit_code: 0 }],
      [["set", "STAGE=prod"], { written: true, changed: true, exit_code: 0 }],
      [["set", "STAGE=prod"], { written: false, changed: false, exit_code: 0 }],
      [["set", "OLD="], { written: false, changed: true, exit_code: 64 }],
      [["set", "-e", "bad.env"], { written: false, changed: null, exit_code: 65 }],
    ] as const) {
      await runCli([...args, "-f", "my-fn", "--report", "json=report.json"], { endpoint, cwd });
      const text = readFileSync(join(cwd, "report.json"), "utf8");
      expect(problems(text), args.join(" ")).toEqual([]);
      expect(JSON.parse(text), args.join(" ")).toMatchObject(expected);
    }
  });

  it("holds for the plan file, with fingerprints and without", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev", OLD: "x", GONE: "y" } });
    const cwd = tempFolder({ ".env": "OLD=new\nMORE=1\n" });
    for (const env of [{}, { LAMBDA_ENV_FINGERPRINT_KEY: "0123456789abcdef".repeat(2) }]) {
      await runCli(["diff", "-f", "my-fn", "-e", ".env", "--unset", "GONE", "--out", "plan.json"], { endpoint, cwd, env });
      expect(problems(readFileSync(join(cwd, "plan.json"), "utf8"))).toEqual([]);
    }
  });

  it("holds for what the local endpoint reports when it starts", async () => {
    const [node = "", ...bin] = CLI_COMMAND;
    const child = spawn(node, [...bin, "local", "--json", "-q"], { env: cliEnvironment({}), cwd: tempFolder() });
    let text = "";
    for await (const chunk of child.stdout) {
      text += String(chunk);
      if (text.endsWith("}\n")) child.kill("SIGINT");
    }
    expect(problems(text)).toEqual([]);
  });

  it("does not hold for a document that lost a member, has a value of another kind, or is of another major version", async () => {
    const run = await setScene();
    const text = await run(["diff", "-f", "my-fn", "-e", ".env"]);
    const document = JSON.parse(text);
    expect(problems(text)).toEqual([]);
    for (const name of Object.keys(document)) {
      const { [name]: _, ...rest } = document;
      expect(problems(JSON.stringify(rest)), name).not.toEqual([]);
    }
    expect(problems(JSON.stringify({ ...document, format_version: "3.0" }))).not.toEqual([]);
    expect(problems(JSON.stringify({ ...document, dry_run: "yes" }))).not.toEqual([]);
    expect(problems(JSON.stringify({ ...document, added_later: 1 }))).toEqual([]);
    const [target] = document.targets;
    for (const name of Object.keys(target)) {
      const { [name]: _, ...rest } = target;
      expect(problems(JSON.stringify({ ...document, targets: [rest] })), name).not.toEqual([]);
    }
  });
});
