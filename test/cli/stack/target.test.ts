/** Which function is selected: by name, by logical id of a stack, or by a SAM project's samconfig file. */
import { describe, expect, it } from "vitest";
import { runCli, targetIn, tempFolder } from "../../support/cli.ts";
import { operations, startEndpoint, updateCount } from "../../support/endpoint.ts";
import { SAMCONFIG, STACK, startProject, templateOf } from "../../support/project.ts";

const ONE = templateOf({ Api: ["STAGE: prod", 'TOKEN: ""'] });
const TWO = templateOf({ Api: ["STAGE: api"], Worker: ["STAGE: worker"] });
const ENV = { ".env": "TOKEN=from-file\n" };

describe("in a SAM project", () => {
  it("set -e .env simply works, and says what it took from where", async () => {
    const { endpoint, functions, run } = await startProject({ template: ONE, files: ENV });
    const [functionName = ""] = functions;
    const result = await run(["set", "-e", ".env"]);
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining("1 updated, 1 unchanged\n") });
    expect(result.stderr).toContain(
      `lambda-env: samconfig.toml: stack ${STACK}, region us-east-1; template.yaml: function Api\n`,
    );
    expect(endpoint.variables(functionName)).toEqual({ STAGE: "prod", TOKEN: "from-file" });
    expect(operations(endpoint).slice(0, 3).sort()).toEqual(["DescribeStacks", "GetFunctionConfiguration", "ListStackResources"]);
  });

  it.each([["diff"], ["list"], ["pull", "-"], ["unset", "STAGE", "--yes"]])("%s needs no name either", async (...args) => {
    const { run } = await startProject({ template: ONE, files: ENV });
    const result = await run(args);
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining("template.yaml: function Api") });
  });

  it("unset takes nothing from the template: what it removes stays removed, and the rest stays", async () => {
    const { endpoint, functions, run } = await startProject({ template: ONE });
    const [functionName = ""] = functions;
    endpoint.setVariables(functionName, { STAGE: "by-hand", TOKEN: "kept" });
    expect((await run(["unset", "TOKEN", "--yes"])).code).toBe(0);
    expect(endpoint.variables(functionName)).toEqual({ STAGE: "by-hand" });
  });

  it("the one of several functions is named by its logical id", async () => {
    const { endpoint, functions, run } = await startProject({ template: TWO });
    const unclear = await run(["set", "AA=1"]);
    expect(unclear).toMatchObject({ code: 64, stderr: expect.stringContaining("template.yaml has 2 functions: Api, Worker") });
    expect((await run(["set", "AA=1", "--logical-id", "Worker"])).code).toBe(0);
    const worker = functions.find((name) => name.includes("Worker")) ?? "";
    expect(endpoint.variables(worker)).toEqual({ AA: "1", STAGE: "worker" });
    expect(updateCount(endpoint)).toBe(1);
  });

  it("-f accepts the logical id too, and says which stack was used", async () => {
    const { endpoint, functions, run } = await startProject({ template: TWO });
    const worker = functions.find((name) => name.includes("Worker")) ?? "";
    for (const sources of [["AA=1"], ["AA=2", "-t", "template.yaml"]]) {
      const result = await run(["set", "-f", "Worker", ...sources]);
      expect(result).toMatchObject({ code: 0, stderr: expect.stringMatching(/stack my-app;.* function Worker\n/) });
      expect(result.stderr).not.toContain("undefined");
    }
    expect(endpoint.variables(worker)).toEqual({ AA: "2", STAGE: "worker" });
    expect((await run(["set", "-f", "Workr", "AA=1"])).stderr).toContain("did you mean Worker");
  });

  it("the template that sam build made belongs to the project around it", async () => {
    const { run, cwd } = await startProject({ template: ONE });
    const { mkdirSync, writeFileSync } = await import("node:fs");
    mkdirSync(`${cwd}/.aws-sam/build`, { recursive: true });
    writeFileSync(`${cwd}/.aws-sam/build/template.yaml`, ONE);
    for (const folder of ["", `${cwd}/`]) {
      const result = await run(["diff", "-t", `${folder}.aws-sam/build/template.yaml`]);
      expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining("samconfig.toml: stack my-app") });
    }
  });

  it("a function of a nested stack is answered with that stack", async () => {
    const { endpoint, functions, run } = await startProject({ template: ONE });
    const inner = { logicalId: "Inner", type: "AWS::Lambda::Function", physicalId: functions[0] ?? "" };
    const arn = endpoint.setStack({ name: "child", resources: [inner] });
    endpoint.setStack({ name: STACK, resources: [{ logicalId: "Child", type: "AWS::CloudFormation::Stack", physicalId: arn }] });
    const result = await run(["set", "AA=1", "--logical-id", "Inner"]);
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining(`hint: --stack ${arn} --logical-id Inner\n`) });
    expect((await run(["set", "AA=1", "--stack", arn, "--logical-id", "Inner"])).code).toBe(0);
  });

  it("a wrong logical id is answered with similar ones", async () => {
    const { run } = await startProject({ template: TWO });
    const result = await run(["set", "AA=1", "--logical-id", "Wroker"]);
    expect(result).toMatchObject({ code: 64, stderr: expect.stringContaining("did you mean Worker?") });
  });

  it("--config-env and --config-file choose another stack, and a wrong environment names similar ones", async () => {
    const samconfig = `${SAMCONFIG}[prod.deploy.parameters]\nstack_name = "no-such-stack"\n`;
    const { run } = await startProject({ template: ONE, samconfig, files: { ...ENV, "other.toml": SAMCONFIG } });
    expect(await run(["set", "-e", ".env", "--config-env", "prod"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("stack no-such-stack does not exist"),
    });
    expect(await run(["diff", "--config-env", "pord"])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("did you mean prod?"),
    });
    expect(await run(["set", "-e", ".env", "--config-file", "other.toml"])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("other.toml: stack"),
    });
    expect((await run(["diff"], { env: { LAMBDA_ENV_CONFIG_ENV: "prod" } })).stderr).toContain("no-such-stack");
  });

  it("the region is samconfig's, over the environment's, and --region is over both", async () => {
    const samconfig = SAMCONFIG.replace("us-east-1", "eu-west-1");
    const { run, endpoint } = await startProject({ template: ONE, samconfig, files: ENV });
    const elsewhere = { code: 78, stderr: expect.stringContaining("does not serve the region of this request") };
    expect(await run(["diff"], { env: { AWS_REGION: endpoint.region } })).toMatchObject(elsewhere);
    expect(await run(["diff", "--region", "us-west-2"])).toMatchObject(elsewhere);
    expect((await run(["diff", "--region", endpoint.region])).code).toBe(0);
  });

  it("a bare set writes nothing: a source is named first", async () => {
    const { endpoint, run } = await startProject({ template: ONE });
    expect(await run(["set"])).toMatchObject({ code: 64, stderr: expect.stringContaining("no source is named") });
    expect(endpoint.requests).toEqual([]);
  });

  it("warns of a build that is older than the template", async () => {
    const { run, cwd } = await startProject({ template: ONE });
    const { mkdirSync, writeFileSync } = await import("node:fs");
    mkdirSync(`${cwd}/.aws-sam/build`, { recursive: true });
    writeFileSync(`${cwd}/.aws-sam/build/template.yaml`, ONE);
    expect((await run(["diff"])).stderr).not.toContain(".aws-sam");
    writeFileSync(`${cwd}/.aws-sam/build/template.yaml`, templateOf({ Api: ["STAGE: older", 'TOKEN: ""'] }));
    const { stderr } = await run(["diff"]);
    expect(stderr).toContain("warning: .aws-sam/build/template.yaml differs in STAGE");
    expect(stderr).toContain("hint: run sam build");
  });
});

describe("with --stack", () => {
  it("the only function of the stack is selected, or the one with the logical id", async () => {
    const { endpoint, functions } = await startProject({ template: TWO });
    const cwd = tempFolder(ENV);
    const unclear = await runCli(["set", "--stack", STACK, "-e", ".env"], { endpoint, cwd });
    expect(unclear).toMatchObject({ code: 64, stderr: expect.stringContaining(`stack ${STACK} has 2 functions: Api, Worker`) });
    for (const name of [
      ["--logical-id", "Worker"],
      ["-f", "Worker"],
    ]) {
      const result = await runCli(["set", "--stack", STACK, ...name, "-e", ".env"], { endpoint, cwd });
      expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining(`stack ${STACK}; function Worker`) });
    }
    const worker = functions.find((name) => name.includes("Worker")) ?? "";
    expect(endpoint.variables(worker)).toEqual({ STAGE: "worker", TOKEN: "from-file" });
  });

  it("the stack is read beside the function that is named", async () => {
    const { endpoint, functions, run } = await startProject({ template: ONE });
    // Each waits for the others: one after another, they would wait for ever.
    const arrived: (() => void)[] = [];
    const meet = (): Promise<void> =>
      new Promise((resolve) => {
        arrived.push(resolve);
        if (arrived.length === 3) for (const go of arrived) go();
      });
    for (const operation of ["GetFunctionConfiguration", "DescribeStacks", "ListStackResources"])
      endpoint.before(operation, meet);
    expect((await run(["set", "-f", functions[0] ?? "", "--stack", STACK, "AA=1"])).code).toBe(0);
    expect(operations(endpoint).slice(0, 3).sort()).toEqual(["DescribeStacks", "GetFunctionConfiguration", "ListStackResources"]);
  });

  it("a wrong name is answered with similar ones of the stack and of the account", async () => {
    const { endpoint, run } = await startProject({ template: TWO });
    endpoint.createFunction({ functionName: "worker-2" });
    const result = await run(["set", "-f", "worker", "--stack", STACK, "AA=1"]);
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining("did you mean Worker or worker-2") });
  });

  it("a name that is a function and a logical id of another one is refused", async () => {
    const { endpoint, functions, run } = await startProject({ template: ONE });
    endpoint.createFunction({ functionName: "Api", variables: {} });
    const result = await run(["set", "-f", "Api", "--stack", STACK, "AA=1"]);
    expect(result).toMatchObject({ code: 64, stderr: expect.stringContaining(`--function ${functions[0]}`) });
    expect(updateCount(endpoint)).toBe(0);
  });

  it("a stack that does not exist, and one without the function, are reported", async () => {
    const { endpoint, run } = await startProject({ template: ONE });
    endpoint.setStack({ name: "empty" });
    const nested = { logicalId: "Child", type: "AWS::CloudFormation::Stack", physicalId: "arn:aws:cloudformation:child" };
    endpoint.setStack({ name: "parent", resources: [nested] });
    expect((await run(["diff", "--stack", "none", "AA=1"])).stderr).toContain("stack none does not exist");
    expect((await run(["diff", "--stack", "emtpy", "AA=1"])).stderr).toContain("hint: did you mean empty?");
    expect((await run(["diff", "--stack", "empty", "AA=1"])).stderr).toContain("stack empty does not contain a function");
    expect((await run(["diff", "--stack", "parent", "AA=1"])).stderr).toContain("--stack arn:aws:cloudformation:child");
    expect((await run(["diff", "--stack", "none", "-f", "Api", "AA=1"])).code).toBe(1);
  });

  it.each([["--tag", "stage=prod"], ["-f", "orders-*"], ["--all"], []])(
    "a stack that samconfig.toml names and that does not exist is reported with who named it: %s",
    async (...args) => {
      const { run } = await startProject({ template: ONE, samconfig: SAMCONFIG.replace(STACK, "gone") });
      const { code, stderr } = await run(["diff", "AA=1", ...args]);
      expect(code).toBe(1);
      expect(stderr).toContain("error: stack gone does not exist\nlambda-env: hint: samconfig.toml names it: ");
    },
  );

  it("a stack that is being deployed is shown with a warning, and not written to", async () => {
    const { endpoint, functions, run } = await startProject({ template: ONE });
    const [functionName = ""] = functions;
    const resources = [{ logicalId: "Api", type: "AWS::Lambda::Function", physicalId: functionName }];
    endpoint.setStack({ name: STACK, status: "UPDATE_IN_PROGRESS", resources });
    const shown = await run(["diff", "--stack", STACK, "AA=1"]);
    expect(shown).toMatchObject({ code: 0, stderr: expect.stringContaining("is being changed by a deployment") });
    const documented = targetIn((await run(["diff", "--stack", STACK, "AA=1", "--json"])).stdout);
    expect(documented.findings).toMatchObject([{ code: "STACK_CHANGING", severity: "warning" }]);
    expect(await run(["set", "--stack", STACK, "AA=1"])).toMatchObject({
      code: 75,
      stderr: expect.stringContaining("UPDATE_IN_PROGRESS"),
    });
    expect(updateCount(endpoint)).toBe(0);
    endpoint.setStack({ name: STACK, status: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", resources });
    expect((await run(["set", "--stack", STACK, "AA=1"])).stderr).not.toContain("deployment");
    endpoint.setStack({ name: STACK, status: "UPDATE_ROLLBACK_COMPLETE", resources });
    const rolledBack = await run(["set", "--stack", STACK, "AA=2"]);
    expect(rolledBack).toMatchObject({ code: 0, stderr: expect.stringContaining("ended in UPDATE_ROLLBACK_COMPLETE") });
  });
});

describe("without a samconfig file or a stack", () => {
  it("the lone function of the account is named to be typed, and never chosen", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "lone-fn", variables: {} });
    const result = await runCli(["set", "AA=1"], { endpoint, cwd: tempFolder() });
    expect(result).toMatchObject({ code: 64, stderr: expect.stringContaining("hint: --function lone-fn\n") });
    endpoint.createFunction({ functionName: "second-fn", variables: {} });
    expect((await runCli(["set", "AA=1"], { endpoint, cwd: tempFolder() })).stderr).toContain("hint: --function NAME");
    expect(updateCount(endpoint)).toBe(0);
  });

  it.each([
    ["a version", "-f", "my-fn:1"],
    ["functions with a tag", "--tag", "stage=prod"],
    ["functions with a tag, by pattern", "--tag", "stage=prod", "-f", "*"],
  ])("a diff of %s needs a source", async (_, ...args) => {
    const endpoint = await startEndpoint();
    for (const functionName of ["my-fn", "other-fn"]) {
      endpoint.createFunction({ functionName, variables: { AA: "1" }, tags: { stage: "prod" } });
    }
    const { code, stderr } = await runCli(["diff", ...args], { endpoint, cwd: tempFolder() });
    expect(code).toBe(64);
    expect(stderr).toContain("error: no source is named, so there is nothing to compare with\n");
    expect(stderr).toMatch(/hint: .*-e FILE.* --from FUNCTION\[:VERSION\]/);
  });

  it("a function that is named reads no samconfig file and sends no requests to CloudFormation", async () => {
    const { endpoint, functions, run } = await startProject({ template: ONE, samconfig: "not TOML at all [", files: ENV });
    const args = ["set", "-f", functions[0] ?? "", "-t", "template.yaml", "-e", ".env"];
    expect(await run(args)).toMatchObject({ code: 0, stderr: expect.not.stringContaining("samconfig") });
    expect(operations(endpoint)).toEqual(["GetFunctionConfiguration", "UpdateFunctionConfiguration", "GetFunctionConfiguration"]);
  });

  it("a samconfig file without a stack says so", async () => {
    const { run } = await startProject({ template: ONE, samconfig: "version = 0.1\n" });
    expect(await run(["diff"])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("samconfig.toml does not name a stack"),
    });
  });
});
