/** Versions and aliases: commands that read take them, commands that write say which name to use. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, targetIn, tempFolder } from "../support/cli.ts";
import { operations } from "../support/endpoint.ts";
import { type LocalClients, pointAlias, publish, startClients } from "../support/local.ts";

const ACCOUNT = "123456789012";
const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:my-fn`;

/** A function whose version 1 has the alias `live`, and which was changed since; the alias `edge` is at `$LATEST`. */
async function start(): Promise<LocalClients> {
  const clients = await startClients();
  const { endpoint, lambda } = clients;
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "published", OLD: "x" } });
  await publish(lambda, "my-fn", "live");
  endpoint.setVariables("my-fn", { STAGE: "changed since" });
  return clients;
}

/** Each way to name the version, and how it is shown. */
const WAYS = [
  ["my-fn:live", "my-fn:live"],
  ["my-fn:1", "my-fn:1"],
  ["function:my-fn:live", "my-fn:live"],
  [`${ACCOUNT}:function:my-fn:1`, "my-fn:1"],
  [`${ARN}:live`, "my-fn:live"],
] as const;

describe("commands that read", () => {
  it.each(WAYS)("take %s, and name it", async (name, shown) => {
    const { endpoint } = await start();
    const header = expect.stringContaining(`${shown} · ${ACCOUNT} · us-east-1`);
    const cwd = tempFolder();
    const run = (...args: string[]) => runCli([...args, "-f", name], { endpoint, cwd });
    const list = await run("list", "--show-values=always");
    expect(list).toMatchObject({ code: 0, stderr: header, stdout: expect.stringContaining('"published"') });
    const diff = await run("diff", "STAGE=published", "OLD=y", "--json");
    expect(targetIn(diff.stdout)).toMatchObject({
      function: shown,
      arn: `${ARN}${shown.slice("my-fn".length)}`,
      changes: [{ kind: "update", name: "OLD" }],
      findings: [],
    });
    expect(await run("get", "STAGE")).toMatchObject({ code: 0, stdout: "published", stderr: header });
    expect(await run("pull")).toMatchObject({ code: 0, stderr: header });
    expect(readFileSync(join(cwd, ".env"), "utf8")).toContain("STAGE=published");
  });

  it.each(["my-fn", "function:my-fn", `${ACCOUNT}:function:my-fn`, ARN, "my-fn:$LATEST"])(
    "take %s for what is live",
    async (name) => {
      const { endpoint } = await start();
      const { stdout, stderr } = await runCli(["list", "-f", name, "--show-values=always"], { endpoint });
      expect(stdout).toContain('"changed since"');
      expect(stderr).toContain(`: my-fn · ${ACCOUNT} · us-east-1`);
    },
  );

  it("show several versions of a function, each for itself", async () => {
    const { endpoint } = await start();
    const names = ["my-fn", "my-fn:1", "my-fn:live"];
    const cwd = tempFolder();
    const selected = names.flatMap((name) => ["-f", name]);
    const { stdout, stderr } = await runCli(["diff", ...selected, "STAGE=published", "--json"], { endpoint });
    expect(stderr).toContain("selected 3 functions: my-fn, my-fn:1, my-fn:live\n");
    const { targets } = JSON.parse(stdout);
    expect(targets.map(({ function: name, changed }: { function: string; changed: boolean }) => [name, changed])).toEqual([
      ["my-fn", true],
      ["my-fn:1", false],
      ["my-fn:live", false],
    ]);
    const text = await runCli(["list", ...selected], { endpoint });
    for (const name of names) expect(text.stdout).toMatch(new RegExp(`^${name}$`, "m"));
    expect(await runCli(["pull", "env.d", ...selected], { endpoint, cwd })).toMatchObject({ code: 0 });
    expect(["my-fn.env", "my-fn.1.env", "my-fn.live.env"].map((file) => existsSync(join(cwd, "env.d", file)))).toEqual([
      true,
      true,
      true,
    ]);
  });

  it("read many functions from lists, and versions, which lists do not show, each by itself", async () => {
    const { endpoint } = await start();
    const many = Array.from({ length: 15 }, (_, index) => `fn-${index}`);
    for (const functionName of many) endpoint.createFunction({ functionName, variables: { STAGE: "dev" } });
    const selected = ["my-fn", "my-fn:live", ...many].flatMap((name) => ["-f", name]);
    const { stdout } = await runCli(["diff", ...selected, "STAGE=published", "--json"], { endpoint });
    const { targets } = JSON.parse(stdout);
    expect(targets).toHaveLength(17);
    expect(targets.find(({ function: name }: { function: string }) => name === "my-fn:live")).toMatchObject({ changed: false });
    expect(targets.find(({ function: name }: { function: string }) => name === "my-fn")).toMatchObject({ changed: true });
  });

  it("find a logical id of a stack with a version or an alias", async () => {
    const { endpoint } = await start();
    const resources = [{ logicalId: "Api", type: "AWS::Lambda::Function", physicalId: "my-fn" }];
    endpoint.setStack({ name: "my-app", resources });
    endpoint.createFunction({ functionName: "other", variables: {} });
    for (const more of [[], ["-f", "other"]]) {
      const args = ["list", "--stack", "my-app", "-f", "Api:live", ...more, "--show-values=always"];
      const { stdout, code } = await runCli(args, { endpoint });
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('"published"') });
    }
  });

  it("compare a version with the template, without what the next deployment would do to it", async () => {
    const { endpoint } = await start();
    const template = "Resources: {Api: {Type: AWS::Serverless::Function, Properties: {Environment: {Variables: {STAGE: a}}}}}\n";
    const cwd = tempFolder({ "template.yaml": template });
    const diff = async (name: string) =>
      targetIn((await runCli(["diff", "-f", name, "-t", "template.yaml", "--json"], { endpoint, cwd })).stdout);
    expect(await diff("my-fn:1")).toMatchObject({ deploy: null, changes: [{ name: "STAGE" }] });
    expect(await diff("my-fn")).toMatchObject({ deploy: { drops: [] } });
  });

  it("answer a version or an alias that does not exist with those that do", async () => {
    const { endpoint } = await start();
    const { stderr, code } = await runCli(["list", "-f", "my-fn:lvie"], { endpoint });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining("function my-fn does not have a version or alias lvie"),
    });
    expect(stderr).toContain("hint: did you mean my-fn:live?");
  });

  it("stop where the variables of a version may not be decrypted, and name it", async () => {
    const { endpoint } = await start();
    endpoint.denyDecrypt("my-fn");
    const { stderr, code } = await runCli(["pull", "-", "-f", "my-fn:live"], { endpoint });
    expect({ code, stderr }).toEqual({ code: 77, stderr: expect.stringContaining("the variables of my-fn:live cannot be read") });
  });
});

describe("commands that write", () => {
  const refusal = (name: string): string => `lambda-env: error: ${name} is a version or an alias; only $LATEST can be changed`;

  it.each([
    ["set", "STAGE=x"],
    ["set", "STAGE=x", "--dry-run"],
    ["unset", "STAGE"],
    ["edit"],
    ["undo", "1"],
    ["diff", "STAGE=x", "--out", "plan.json"],
    ["policy"],
  ])("%s %s refuse them, and say which name to use", async (...args) => {
    const { endpoint } = await start();
    const sent = operations(endpoint).length;
    const run = (name: string) => runCli([...args, "-f", name], { endpoint, cwd: tempFolder(), env: { EDITOR: "true" } });
    const alias = await run("my-fn:live");
    expect(alias).toMatchObject({ code: 64, stderr: expect.stringContaining(refusal("my-fn:live")) });
    expect(alias.stderr).toContain("hint: use --function my-fn; set --publish --alias live moves the alias");
    const version = await run(`${ARN}:1`);
    expect(version).toMatchObject({ code: 64, stderr: expect.stringContaining(refusal("my-fn:1")) });
    expect(version.stderr).toContain(`hint: use --function ${ARN}\n`);
    expect(await runCli([...args, "-f", "other", "-f", "my-fn:live"], { endpoint })).toMatchObject({ code: 64 });
    expect(operations(endpoint)).toHaveLength(sent);
  });

  it("and history, which is that of the function, says which name to use", async () => {
    const { endpoint } = await start();
    const { stderr, code } = await runCli(["history", "-f", "my-fn:live"], { endpoint });
    expect({ code, stderr }).toEqual({
      code: 64,
      stderr: expect.stringContaining("hint: lambda-env history --function my-fn\n"),
    });
  });

  it("take $LATEST, which is what they write to", async () => {
    const { endpoint } = await start();
    expect(await runCli(["set", "-f", "my-fn:$LATEST", "STAGE=x"], { endpoint })).toMatchObject({ code: 0 });
    expect(endpoint.variables("my-fn")).toMatchObject({ STAGE: "x" });
  });
});

describe("the warning about aliases", () => {
  it("is given for one that points at a version, not for one at $LATEST, and not where the alias itself is read", async () => {
    const { endpoint, lambda } = await startClients();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    await pointAlias(lambda, "my-fn", "edge", "$LATEST");
    const warned = async (...args: string[]): Promise<boolean> =>
      (await runCli(args, { endpoint })).stderr.includes("has aliases");
    const stacked = ["set", "--stack", "my-app", "--dry-run", "STAGE=x"];
    const alias = (name: string) => ({ logicalId: name, type: "AWS::Lambda::Alias", physicalId: `${ARN}:${name}` });
    const api = { logicalId: "Api", type: "AWS::Lambda::Function", physicalId: "my-fn" };
    endpoint.setStack({ name: "my-app", resources: [api, alias("edge")] });
    expect(await warned("diff", "-f", "my-fn", "STAGE=x")).toBe(false);
    expect(await warned(...stacked)).toBe(false);
    expect(await warned("set", "--stack", "my-app", "STAGE=x")).toBe(false);
    await publish(lambda, "my-fn", "live");
    expect(await warned("diff", "-f", "my-fn", "STAGE=y")).toBe(true);
    endpoint.setStack({ name: "my-app", resources: [api, alias("edge"), alias("live")] });
    expect(await warned("set", "--stack", "my-app", "STAGE=y")).toBe(true);
    endpoint.deny("ListAliases");
    expect(await warned("set", "--stack", "my-app", "STAGE=z")).toBe(true);
    expect(await warned("diff", "-f", "my-fn:live", "STAGE=y")).toBe(false);
  });
});

it("policy --read-only names the version or the alias, which are resources of their own", async () => {
  const { stdout } = await runCli(["policy", "--read-only", "-f", `${ARN}:live`]);
  expect(JSON.parse(stdout).Statement[0]).toMatchObject({ Sid: "ReadFunction", Resource: [`${ARN}:live`] });
});

it("of many functions, which lists show, an alias that the template has at $LATEST causes no warning", async () => {
  const { endpoint } = await startClients();
  const names = Array.from({ length: 12 }, (_, index) => `fn${index}`);
  for (const functionName of names) endpoint.createFunction({ functionName, variables: { STAGE: "dev" } });
  const resources = names.flatMap((name) => [
    { logicalId: `Fn${name}`, type: "AWS::Lambda::Function", physicalId: name },
    { logicalId: `Alias${name}`, type: "AWS::Lambda::Alias", physicalId: `${ARN.replace("my-fn", name)}:edge` },
  ]);
  endpoint.setStack({ name: "my-app", resources });
  const template = (version: string): string => {
    const functions = names.map((name) => `  Fn${name}: {Type: AWS::Serverless::Function, Properties: {}}\n`);
    const aliases = names.map(
      (name) => `  Alias${name}: {Type: AWS::Lambda::Alias, Properties: {Name: edge, FunctionVersion: ${version}}}\n`,
    );
    return `Resources:\n${functions.join("")}${aliases.join("")}`;
  };
  const warned = async (version: string): Promise<boolean> => {
    const cwd = tempFolder({ "template.yaml": template(version) });
    const args = ["diff", "--all", "--stack", "my-app", "-t", "template.yaml", "STAGE=x"];
    const { stderr, code } = await runCli(args, { endpoint, cwd });
    expect(code).toBe(0);
    return stderr.includes("has aliases");
  };
  expect(await warned("$LATEST")).toBe(false);
  expect(await warned("!GetAtt Version.Version")).toBe(true);
});
