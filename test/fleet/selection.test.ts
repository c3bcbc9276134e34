/** Which functions a command line selects, and what is said where it selects none. */
import { describe, expect, it } from "vitest";
import { runCli, tempFolder } from "../support/cli.ts";
import { operations, startEndpoint, updateCount } from "../support/endpoint.ts";
import { STACK, startProject, templateOf } from "../support/project.ts";

const FUNCTIONS = {
  "orders-api": { team: "orders", stage: "prod" },
  "orders-cron": { team: "orders", stage: "dev" },
  "orders-web": { team: "shop", stage: "prod" },
  "users-api": { team: "users", stage: "prod" },
  plain: {},
} as const;

async function startAccount() {
  const endpoint = await startEndpoint();
  for (const [functionName, tags] of Object.entries(FUNCTIONS)) endpoint.createFunction({ functionName, variables: {}, tags });
  return endpoint;
}

/** The functions of a document, by name. */
function namesIn(stdout: string): readonly string[] {
  const { targets } = JSON.parse(stdout) as { readonly targets: readonly { readonly function: string }[] };
  return targets.map((target) => target.function);
}

describe("in an account", () => {
  it.each([
    ["-f orders-cron -f orders-api", "orders-api orders-cron"],
    ["-f orders-api -f orders-api", "orders-api"],
    ["-f orders-api -f arn:aws:lambda:us-east-1:123456789012:function:orders-api -f plain", "orders-api plain"],
    ["-f orders-*", "orders-api orders-cron orders-web"],
    ["-f orders-???", "orders-api orders-web"],
    ["-f *-api", "orders-api users-api"],
    ["-f *-api -f orders-* -f plain", "orders-api orders-cron orders-web plain users-api"],
    ["-f orders-api*", "orders-api"],
    ["--tag team=orders", "orders-api orders-cron"],
    ["--tag team=orders --tag stage=prod", "orders-api"],
    ["--tag team=orders --tag team=shop", "orders-api orders-cron orders-web"],
    ["-f *-api --tag stage=prod", "orders-api users-api"],
    ["-f * --tag team=users", "users-api"],
    ["-f orders-api -f plain --tag stage=prod", "orders-api"],
  ])("%s selects %s, and says so first", async (args, expected) => {
    const endpoint = await startAccount();
    const names = expected.split(" ");
    const result = await runCli(["list", ...args.split(" "), "--json"], { endpoint });
    expect(result).toMatchObject({ code: 0 });
    expect(namesIn(result.stdout)).toEqual(names);
    // One and the same by its name and by its ARN shows only once it is read.
    if (args.startsWith("-f orders-api -f orders-api") || args.includes("arn:")) return;
    const said = `selected ${names.length} function${names.length === 1 ? "" : "s"}`;
    expect(result.stderr).toMatch(new RegExp(`${said}.*: ${names.join(", ").replaceAll("-", "\\-")}\n`.replaceAll("\\-", "-")));
  });

  it.each([
    ["-f ordres-*", "no function of the account matches ordres-*", "did you mean orders-"],
    ["-f orders-* -f userz-*", "no function of the account matches userz-*", "did you mean users-api?"],
    ["-f *", "* matches every function of the account", "--tag KEY=VALUE"],
    ["-f ?* -f plain", "?* matches every function of the account", "--stack NAME"],
    ["--all", "--all selects every function of a stack or a template, and neither is named", "--stack NAME"],
    ["--tag team=none", "no function has the tag team with the given value", "check key and value"],
    ["-f orders-* --tag team=users", "no function with these tags matches orders-*", "check the pattern"],
    ["--all -f plain", "--all selects every function, and --function selects some", "leave out"],
    ["-f plain --logical-id Api --logical-id Web", "several --logical-id cannot be combined", "leave out --function"],
    ["--tag team", "--tag needs the key and the value of a tag", ""],
    ["-f orders-api:3 -f plain", "orders-api:3 is a version or an alias", ""],
    [
      "-f arn:aws:lambda:us-east-1:123456789012:function:plain -f arn:aws:lambda:eu-west-1:123456789012:function:plain",
      "one run works in one region",
      "run it once per region",
    ],
  ])("%s is refused with 64, and nothing is written", async (args, message, hint) => {
    const endpoint = await startAccount();
    const result = await runCli(["set", ...args.split(" "), "AA=1"], { endpoint });
    expect(result).toMatchObject({ code: 64, stdout: "" });
    expect(result.stderr).toContain(message);
    expect(result.stderr).toContain(hint);
    expect(updateCount(endpoint)).toBe(0);
  });

  it.each([
    ["--tag team=orders", "GetResources", "tag:GetResources"],
    ["-f orders-*", "ListFunctions", "lambda:ListFunctions"],
  ])("%s without permission is 77, and names the permission", async (args, operation, action) => {
    const endpoint = await startAccount();
    endpoint.deny(operation);
    const result = await runCli(["set", ...args.split(" "), "AA=1"], { endpoint });
    expect(result).toMatchObject({ code: 77, stdout: "", stderr: expect.stringContaining(action) });
    expect(updateCount(endpoint)).toBe(0);
  });

  it("an ARN of another account is not the function of the same name, however many there are", async () => {
    const endpoint = await startAccount();
    for (let index = 0; index < 12; index += 1) endpoint.createFunction({ functionName: `more-${index}`, variables: {} });
    const other = "arn:aws:lambda:us-east-1:999999999999:function:orders-api";
    for (const pattern of ["more-1*", "more-*"]) {
      const result = await runCli(["set", "-f", other, "-f", "orders-api", "-f", pattern, "AA=1"], { endpoint });
      expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining("999999999999") });
      const tagged = await runCli(["list", "-f", other, "-f", "orders-api", "--tag", "team=orders", "--json"], { endpoint });
      expect(namesIn(tagged.stdout)).toEqual(["orders-api"]);
    }
    expect(updateCount(endpoint)).toBe(0);
  });

  it("names every function that does not exist, together with the others' problems", async () => {
    const endpoint = await startAccount();
    endpoint.setVariables("plain", { SECRET: "kept" });
    endpoint.denyDecrypt("plain");
    const result = await runCli(["set", "-f", "orders-ap", "-f", "plain", "-f", "orders-web", "AA=1"], { endpoint });
    expect(result).toMatchObject({ code: 77, stdout: "" });
    expect(result.stderr).toContain("function orders-ap does not exist");
    expect(result.stderr).toContain("the variables of plain cannot be read");
    expect(result.stderr).toMatch(/error: 2 of 3 functions cannot be planned; nothing was written\n$/);
    expect(updateCount(endpoint)).toBe(0);
  });
});

const THREE = templateOf({ Api: ["STAGE: api"], Worker: ["STAGE: worker"], Web: ["STAGE: web"] });

describe("in a SAM project", () => {
  it.each([
    ["--all", "Api Web Worker"],
    ["", "Api Web Worker"],
    [`--stack ${STACK}`, "Api Web Worker"],
    ["-f W*", "Web Worker"],
    ["-f my-app-W*", "Web Worker"],
    ["-f *", "Api Web Worker"],
    ["-f Api -f Web", "Api Web"],
    ["--logical-id Web --logical-id Worker", "Web Worker"],
    ["--tag aws:cloudformation:logical-id=Web", "Web"],
    ["--all --tag aws:cloudformation:logical-id=Web --tag aws:cloudformation:logical-id=Api", "Api Web"],
  ])("list %s shows %s", async (args, expected) => {
    const { endpoint, run } = await startProject({ template: THREE });
    endpoint.createFunction({ functionName: "Wolf", variables: {}, tags: { "aws:cloudformation:logical-id": "Web" } });
    const result = await run(["list", ...args.split(" ").filter((word) => word !== ""), "--json"]);
    expect(result).toMatchObject({ code: 0 });
    const ids = namesIn(result.stdout).map((name) => name.split("-").at(-2));
    expect(ids.sort().join(" ")).toBe(expected);
  });

  it.each([
    ["set", "AA=1"],
    ["unset", "STAGE", "--yes"],
    ["pull", "-"],
  ])("%s needs a selection", async (...args) => {
    const { endpoint, run } = await startProject({ template: THREE });
    const result = await run(args);
    expect(result).toMatchObject({ code: 64, stderr: expect.stringContaining("or all of them with --all") });
    expect(updateCount(endpoint)).toBe(0);
  });

  it("compares each function with its own part of the template, without a selection", async () => {
    const { endpoint, functions, run } = await startProject({ template: THREE });
    for (const name of functions) endpoint.setVariables(name, { STAGE: "changed" });
    const result = await run(["diff", "--json", "--exit-code"]);
    expect(result.code).toBe(2);
    const { targets, totals } = JSON.parse(result.stdout);
    expect(targets.map(({ changes: [change] }: { changes: readonly { after: string }[] }) => change?.after)).toEqual([
      "api",
      "web",
      "worker",
    ]);
    expect(totals).toMatchObject({ targets: 3, changed: 3, updated: 3 });
    expect(operations(endpoint).filter((name) => name === "GetTemplate")).toHaveLength(1);
  });

  it("a layer, a version and a function of a nested stack are named as what they are", async () => {
    const { endpoint, run, functions } = await startProject({ template: THREE });
    const arn = endpoint.setStack({ name: "child", resources: [] });
    endpoint.setStack({
      name: STACK,
      resources: [
        { logicalId: "Api", type: "AWS::Lambda::Function", physicalId: functions[0] ?? "" },
        { logicalId: "Shared", type: "AWS::Lambda::LayerVersion", physicalId: "arn:layer" },
        { logicalId: "Child", type: "AWS::CloudFormation::Stack", physicalId: arn },
      ],
    });
    const layer = await run(["set", "AA=1", "--logical-id", "Shared", "--logical-id", "Api"]);
    expect(layer).toMatchObject({ code: 64, stderr: expect.stringContaining("its type is AWS::Lambda::LayerVersion") });
    const all = await run(["list", "--all"]);
    expect(all.stderr).toContain(`--stack ${arn}`);
    expect(all.stderr).toContain(`stack ${STACK} does not contain Worker, Web of template.yaml`);
    expect(all.code).toBe(0);
  });

  it("a function that the template lacks gets none of its values, and is named", async () => {
    const { endpoint, run, functions } = await startProject({ template: THREE });
    endpoint.createFunction({ functionName: "made-by-hand", variables: { OWN: "kept" } });
    endpoint.setStack({
      name: STACK,
      resources: [
        { logicalId: "Api", type: "AWS::Lambda::Function", physicalId: functions[0] ?? "" },
        { logicalId: "Older", type: "AWS::Lambda::Function", physicalId: "made-by-hand" },
      ],
    });
    const result = await run(["set", "--all", "AA=1"]);
    expect(result).toMatchObject({ code: 0 });
    expect(result.stderr).toContain("made-by-hand: template.yaml does not contain this function");
    expect(endpoint.variables("made-by-hand")).toEqual({ AA: "1", OWN: "kept" });
  });

  it("without a stack, the names that the template states are used", async () => {
    const endpoint = await startEndpoint();
    const named = (name: string): string =>
      `  ${name}:\n    Type: AWS::Lambda::Function\n    Properties:\n      FunctionName: shop-${name.toLowerCase()}\n      Environment: {Variables: {STAGE: ${name.toLowerCase()}}}\n`;
    const cwd = tempFolder({ "template.yaml": `Resources:\n${named("Api")}${named("Web")}` });
    for (const functionName of ["shop-api", "shop-web"]) endpoint.createFunction({ functionName, variables: {} });
    expect((await runCli(["set", "--all", "-t", "template.yaml"], { endpoint, cwd })).code).toBe(0);
    expect(endpoint.variables("shop-web")).toEqual({ STAGE: "web" });
    const one = await runCli(["diff", "-f", "shop-api", "-f", "shop-web", "-t", "template.yaml"], { endpoint, cwd });
    expect(one).toMatchObject({ code: 0, stdout: expect.stringContaining("no changes in 2 functions") });
  });
});
