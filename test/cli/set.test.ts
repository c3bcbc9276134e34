import { describe, expect, it } from "vitest";
import { runCli, targetIn, tempFolder } from "../support/cli.ts";
import { operations, startEndpoint, updateCount } from "../support/endpoint.ts";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Environment:
      Variables:
        LOG_LEVEL: info
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Environment:
        Variables:
          STAGE: prod
          WORKERS: 4
          API_KEY: ""
`;

describe("set", () => {
  it("merges the template's public values with an env file, keeps everything else, and says where each came from", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev", API_KEY: "live-key", BY_HAND: "kept" } });
    const cwd = tempFolder({ "template.yaml": TEMPLATE, ".env": "# comment\nDB_URL='postgres://example'\n" });
    const result = await runCli(["set", "-f", "my-fn", "-t", "template.yaml", "-e", ".env"], { endpoint, cwd });
    expect(result).toEqual({
      code: 0,
      stdout: [
        '~ STAGE      *** -> "prod"  template.yaml:14',
        "+ DB_URL     ***            .env:2            not in template.yaml: the next sam deploy drops it",
        '+ LOG_LEVEL  "info"         template.yaml:6',
        '+ WORKERS    "4"            template.yaml:15',
        "= API_KEY                   live value kept: template.yaml:16 is an empty placeholder  the next sam deploy empties it",
        "= BY_HAND                   live              not in template.yaml: the next sam deploy drops it",
        "3 added, 1 updated, 2 unchanged",
        "117 of 4096 bytes, 3 %",
        "",
      ].join("\n"),
      stderr: [
        `lambda-env: requests go to ${endpoint.url}, which is not AWS`,
        "lambda-env: my-fn · 123456789012 · us-east-1 · from template.yaml, .env",
        "lambda-env: verified: my-fn now has the intended variables",
        "",
      ].join("\n"),
    });
    expect(endpoint.variables("my-fn")).toEqual({
      API_KEY: "live-key",
      BY_HAND: "kept",
      DB_URL: "postgres://example",
      LOG_LEVEL: "info",
      STAGE: "prod",
      WORKERS: "4",
    });
  });

  it("costs three requests, and its update holds the variables and the revision id and nothing else", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { KEEP: "1" } });
    const revisionId = endpoint.revisionId("my-fn");
    expect((await runCli(["set", "-f", "my-fn", "STAGE=prod"], { endpoint })).code).toBe(0);
    expect(operations(endpoint)).toEqual(["GetFunctionConfiguration", "UpdateFunctionConfiguration", "GetFunctionConfiguration"]);
    expect(endpoint.requests[1]?.body).toEqual({
      FunctionName: "my-fn",
      Environment: { Variables: { KEEP: "1", STAGE: "prod" } },
      RevisionId: revisionId,
    });
  });

  it("sends no update when there is nothing to change", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "prod", OTHER: "x" } });
    const result = await runCli(["set", "-f", "my-fn", "STAGE=prod"], { endpoint });
    expect(result).toMatchObject({ code: 0, stdout: "no changes, 2 unchanged\n28 of 4096 bytes, 1 %\n" });
    expect(operations(endpoint)).toEqual(["GetFunctionConfiguration"]);
  });

  it("takes a function by its ARN, and creates variables on a function that never had any", async () => {
    const endpoint = await startEndpoint({ region: "eu-west-1" });
    const arn = endpoint.createFunction({ functionName: "bare" });
    const result = await runCli(["set", "-f", arn, "STAGE=prod"], { endpoint, env: { AWS_REGION: "" } });
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining("1 added") });
    expect(endpoint.variables("bare")).toEqual({ STAGE: "prod" });
  });

  it("lets later files and arguments win, and names what they overrode", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const cwd = tempFolder({ "template.yaml": TEMPLATE, "a.env": "STAGE=a\nLOG_LEVEL=a\n", "b.env": "LOG_LEVEL=b\n" });
    const args = ["set", "-f", "my-fn", "-t", "template.yaml", "-e", "a.env", "-e", "b.env", "STAGE=argument"];
    const result = await runCli(args, { endpoint, cwd });
    expect(result.stdout).toMatch(/\+ STAGE +\*\*\* +argument, over a\.env:1, template\.yaml:14 /);
    expect(result.stdout).toMatch(/\+ LOG_LEVEL +\*\*\* +b\.env:1, over a\.env:2, template\.yaml:6 /);
    expect(endpoint.variables("my-fn")).toMatchObject({ STAGE: "argument", LOG_LEVEL: "b" });
  });

  it("takes a value from the caller's environment, and one from standard input", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    await runCli(["set", "-f", "my-fn", "API_KEY"], { endpoint, env: { API_KEY: 'from $HOME\'s "environment"' } });
    const result = await runCli(["set", "-f", "my-fn", "TOKEN", "--stdin"], { endpoint, input: "one line\n" });
    expect(result.stderr).toContain("the newline at the end of the value of TOKEN is dropped");
    await runCli(["set", "-f", "my-fn", "PEM_KEY", "--stdin"], { endpoint, input: "two\nlines\n" });
    await runCli(["set", "-f", "my-fn", "-e", "-"], { endpoint, input: "FROM_STDIN='a file'\n" });
    expect(endpoint.variables("my-fn")).toEqual({
      API_KEY: 'from $HOME\'s "environment"',
      TOKEN: "one line",
      PEM_KEY: "two\nlines\n",
      FROM_STDIN: "a file",
    });
  });

  it("carries every value to the function byte for byte", async () => {
    const endpoint = await startEndpoint();
    const values = {
      QUOTES: `'"\``,
      LINES: "a\nb\r\nc\t",
      BACKSLASHES: "\\n\\\\",
      DOLLARS: "$(id) ${HOME}",
      UNICODE: "é €😀\u2028",
      constructor: "x",
    };
    endpoint.createFunction({ functionName: "my-fn", variables: { ...values, OLD: "" } });
    const cwd = tempFolder({ "values.json": JSON.stringify({ ...values, NEW_ONE: "  padded  " }) });
    expect((await runCli(["set", "-f", "my-fn", "-e", "values.json"], { endpoint, cwd })).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ ...values, OLD: "", NEW_ONE: "  padded  " });
  });

  it("writes nothing on a dry run", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    const result = await runCli(["set", "-f", "my-fn", "--dry-run", "STAGE=prod", "--unset", "GONE"], { endpoint });
    expect(result).toMatchObject({
      code: 0,
      stdout: "~ STAGE  *** -> ***  argument\n1 to update\n16 of 4096 bytes, 0 %\n",
    });
    expect(result.stderr).toContain("dry run: nothing was written");
    expect(result.stderr).toContain("the function has no variable GONE, so there is nothing to remove");
    expect(updateCount(endpoint)).toBe(0);
  });

  it("prints one JSON document, hidden values being null", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev", API_KEY: "live" } });
    const cwd = tempFolder({ "template.yaml": TEMPLATE });
    const args = ["set", "-f", "my-fn", "-t", "template.yaml", "TOKEN=t", "--json", "-q"];
    const result = await runCli(args, { endpoint, cwd });
    expect(result.stderr).toBe("");
    const document = JSON.parse(result.stdout);
    expect(Object.keys(document)[0]).toBe("format_version");
    expect(document).toMatchObject({
      format_version: "2.0",
      command: "set",
      dry_run: false,
      totals: { targets: 1, changed: 1, written: 1, added: 3, updated: 1, removed: 0, kept: 1 },
    });
    const target = targetIn(result.stdout);
    expect(target).toMatchObject({
      function: "my-fn",
      account: "123456789012",
      region: "us-east-1",
      outcome: "written",
      changed: true,
      summary: { added: 3, updated: 1, removed: 0, kept: 1 },
      deploy: { drops: ["TOKEN"], blanks: ["API_KEY"], overwrites: [] },
    });
    expect(target.changes.find((change: { name: string }) => change.name === "STAGE")).toEqual({
      kind: "update",
      name: "STAGE",
      before: null,
      after: "prod",
      blanks: false,
      placeholder: false,
      origin: { layer: "template", source: "template.yaml", key: null, line: 14, column: 18 },
      overrode: [],
      provenance: null,
    });
    expect(target.changes.find((change: { name: string }) => change.name === "TOKEN").after).toBeNull();
  });

  it("keeps the live value if the template's cannot be determined, and stops for a name that is not live", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { TABLE: "live-table" } });
    const template = (name: string): string => TEMPLATE.replace("STAGE: prod", `${name}: !ImportValue table`);
    const cwd = tempFolder({ "live.yaml": template("TABLE"), "new.yaml": template("NEW_TABLE") });
    const kept = await runCli(["set", "-f", "my-fn", "-t", "live.yaml"], { endpoint, cwd });
    expect(kept).toMatchObject({ code: 0, stdout: expect.stringMatching(/^= TABLE +live value kept: live\.yaml:14: .*$/m) });
    expect(endpoint.variables("my-fn")["TABLE"]).toBe("live-table");
    const before = updateCount(endpoint);
    const stopped = await runCli(["set", "-f", "my-fn", "-t", "new.yaml"], { endpoint, cwd });
    expect(stopped).toMatchObject({ code: 65, stdout: "" });
    expect(stopped.stderr).toMatch(
      /new\.yaml:14:\d+: NEW_TABLE does not exist on the function yet, and its value cannot be determined/,
    );
    expect(updateCount(endpoint)).toBe(before);
  });
});

describe("removals", () => {
  it("need --yes without a terminal, for unset, --unset and --prune", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { OLD: "1", STAGE: "dev" } });
    for (const args of [
      ["unset", "-f", "my-fn", "OLD"],
      ["set", "-f", "my-fn", "STAGE=prod", "--unset", "OLD"],
      ["set", "-f", "my-fn", "STAGE=prod", "--prune"],
    ]) {
      const result = await runCli(args, { endpoint });
      expect(result.code).toBe(64);
      expect(result.stderr).toContain("this would remove 1 variable (OLD) of function");
      expect(result.stderr).toContain("hint: add --yes to confirm it");
    }
    expect(updateCount(endpoint)).toBe(0);
  });

  it("remove what was named and nothing else", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { OLD: "1", STAGE: "dev", OTHER: "x" } });
    const result = await runCli(["unset", "-f", "my-fn", "OLD", "NEVER_THERE", "--yes"], { endpoint });
    expect(result).toMatchObject({ code: 0, stdout: "- OLD  ***  unset\n1 removed, 2 unchanged\n27 of 4096 bytes, 1 %\n" });
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "dev", OTHER: "x" });
  });

  it("by --prune remove what no source defines, and keep names whose template value cannot be determined", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "prod", API_KEY: "live", TABLE: "t", STALE: "x" } });
    const cwd = tempFolder({ "template.yaml": TEMPLATE.replace("WORKERS: 4", "TABLE: !ImportValue t") });
    const result = await runCli(["set", "-f", "my-fn", "-t", "template.yaml", "--prune", "-y"], { endpoint, cwd });
    expect(result.stdout).toMatch(/^- STALE +\*\*\* +pruned: no source defines it$/m);
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "prod", API_KEY: "live", TABLE: "t", LOG_LEVEL: "info" });
  });

  it("of a name that a source defines are refused", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "prod" } });
    const result = await runCli(["set", "-f", "my-fn", "STAGE=x", "--unset", "STAGE", "--yes"], { endpoint });
    expect(result).toMatchObject({
      code: 65,
      stderr: expect.stringContaining("STAGE is to be removed, but a source defines it"),
    });
  });

  it("by an empty value need a confirmation too", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { API_KEY: "live" } });
    const refused = await runCli(["set", "-f", "my-fn", "API_KEY="], { endpoint });
    expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining("this would empty 1 variable (API_KEY) of") });
    expect(endpoint.variables("my-fn")).toEqual({ API_KEY: "live" });
    expect((await runCli(["set", "-f", "my-fn", "API_KEY=", "-y"], { endpoint })).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ API_KEY: "" });
  });
});

describe("diff", () => {
  it("shows what set would do, and exits with 2 for differences only when asked", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev", OTHER: "x" } });
    const plain = await runCli(["diff", "-f", "my-fn", "STAGE=prod"], { endpoint });
    expect(plain).toMatchObject({
      code: 0,
      stdout: "~ STAGE  *** -> ***  argument\n1 to update, 1 unchanged\n28 of 4096 bytes, 1 %\n",
    });
    expect((await runCli(["diff", "-f", "my-fn", "STAGE=prod", "--exit-code"], { endpoint })).code).toBe(2);
    expect((await runCli(["diff", "-f", "my-fn", "STAGE=dev", "--exit-code"], { endpoint })).code).toBe(0);
    expect(updateCount(endpoint)).toBe(0);
  });

  it("reveals values on a terminal only, or where it is written out", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "the live one" } });
    const piped = await runCli(["diff", "-f", "my-fn", "STAGE=new", "--show-values"], { endpoint });
    expect(piped).toMatchObject({ code: 64, stdout: "", stderr: expect.stringContaining("the output is not a terminal") });
    const inCi = await runCli(["diff", "-f", "my-fn", "STAGE=new", "--show-values"], { endpoint, env: { CI: "true" } });
    expect(inCi).toMatchObject({ code: 64, stderr: expect.stringContaining("CI is set") });
    const always = await runCli(["diff", "-f", "my-fn", "STAGE=new", "--show-values=always"], { endpoint, env: { CI: "true" } });
    expect(always.stdout).toContain('~ STAGE  "the live one" -> "new"  argument\n');
  });
});
