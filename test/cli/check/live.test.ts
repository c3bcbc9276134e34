import { describe, expect, it } from "vitest";
import { operations } from "../../support/endpoint.ts";
import { checkScene } from "./scene.ts";

const TEMPLATE = `Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          STAGE: prod
          API_KEY: ""
          TOKEN: CHANGE_ME
          KEY: in-the-template
`;

/** A rule file whose only rule, of the variable VAR, has these keys; the rule is on line 1. */
const rule = (keys: string, name = "VAR"): Readonly<Record<string, string>> => ({
  "lambda-env.toml": `[variables.${name}]\n${keys}\n`,
});

describe("check by rules, with the live variables", () => {
  it.each<[string, string, Readonly<Record<string, string>>, readonly string[]]>([
    ["a required variable that is there", "required = true", { VAR: "x" }, []],
    ["one that is missing", "required = true", { OTHER: "x" }, ["REQUIRED_MISSING VAR lambda-env.toml:1"]],
    ["one that is empty", "required = true", { VAR: "" }, ["REQUIRED_EMPTY VAR lambda-env.toml:1"]],
    ["one that is white space", "required = true", { VAR: " \n" }, ["REQUIRED_EMPTY VAR lambda-env.toml:1"]],
    ["an empty one that may be empty", 'required = true\none-of = ["", "x"]', { VAR: "" }, []],
    ["an empty one that is not required", "required = false", { VAR: "" }, []],
    ["a placeholder word", "required = true", { VAR: "CHANGE_ME" }, ["LIVE_STAND_IN VAR lambda-env.toml:1"]],
    ["a placeholder word that is a valid value", 'one-of = ["dummy", "x"]', { VAR: "dummy" }, []],
    ["a value with the pattern in it", 'pattern = "b+"', { VAR: "abc" }, []],
    ["a value that the pattern is not in", 'pattern = "^b+"', { VAR: "abc" }, ["VALUE_NOT_MATCHED VAR lambda-env.toml:1"]],
    ["a value that is listed", 'one-of = ["a", "b"]', { VAR: "b" }, []],
    ["a value that is not", 'one-of = ["a", "b"]', { VAR: "c" }, ["VALUE_NOT_LISTED VAR lambda-env.toml:1"]],
    ["a rule for another function", 'required = true\nfunctions = ["other-*"]', {}, []],
    ["a rule for this one by a pattern", 'required = true\nfunctions = ["my-*"]', {}, ["REQUIRED_MISSING VAR lambda-env.toml:1"]],
  ])("%s", async (_, keys, variables, expected) => {
    const { check } = await checkScene(rule(keys), { "my-fn": variables });
    expect(await check("-f", "my-fn")).toEqual({
      code: expected.length === 0 ? 0 : 2,
      findings: [],
      targets: { "my-fn": expected },
    });
  });

  it("says that a source would define what is missing", async () => {
    const { run } = await checkScene(rule("required = true", "DB_URL"), { "my-fn": {} });
    const { stdout } = await run("-f", "my-fn", "-s", "prod/api");
    expect(stdout).toContain("hint: prod/api defines it: run lambda-env set with the same sources");
    expect((await run("-f", "my-fn")).stdout).toContain("hint: set it: lambda-env set DB_URL --stdin");
  });

  it("takes the line of the file that gives a wrong value, and names the rule", async () => {
    const { check, run } = await checkScene(
      { ...rule('one-of = ["dev"]', "STAGE"), "template.yaml": TEMPLATE },
      { "my-fn": { STAGE: "prod" } },
    );
    expect(await check("-f", "my-fn", "-t", "template.yaml", "--only", "STAGE")).toMatchObject({
      targets: { "my-fn": ["VALUE_NOT_LISTED STAGE template.yaml:7"] },
    });
    expect((await run("-f", "my-fn", "-t", "template.yaml")).stdout).toContain("the rule at lambda-env.toml:1 lists");
  });

  it("reports a secret whose live value is in the template, and one that only the template has", async () => {
    const files = { ...rule("secret = true", "KEY"), "template.yaml": TEMPLATE };
    const same = await checkScene(files, { "my-fn": { KEY: "in-the-template" } });
    expect(await same.check("-f", "my-fn", "-t", "template.yaml", "--only", "KEY")).toEqual({
      code: 2,
      findings: ["SECRET_IN_TEMPLATE KEY template.yaml:10"],
      targets: { "my-fn": ["SECRET_LIVE_IN_TEMPLATE KEY template.yaml:10"] },
    });
    const other = await checkScene(files, { "my-fn": { KEY: "another" } });
    expect((await other.check("-f", "my-fn", "-t", "template.yaml", "--only", "KEY")).targets).toEqual({ "my-fn": [] });
  });
});

describe("check without rules", () => {
  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ["the empty placeholder of the template", { API_KEY: "" }, ["LIVE_STAND_IN API_KEY template.yaml:8"]],
    ["the placeholder word of the template", { TOKEN: "CHANGE_ME" }, ["LIVE_STAND_IN TOKEN template.yaml:9"]],
    ["real values", { API_KEY: "k1", TOKEN: "t1" }, []],
    ["a mask", { BY_HAND: "****" }, ["LIVE_STAND_IN BY_HAND"]],
    ["a reference", { BY_HAND: "op://vault/item/field" }, ["LIVE_STAND_IN BY_HAND"]],
    ["an empty value that no template calls a placeholder", { BY_HAND: "" }, []],
  ])("%s", async (_, variables, expected) => {
    const { check } = await checkScene({ "template.yaml": TEMPLATE }, { "my-fn": variables });
    const names = Object.keys(variables).flatMap((name) => ["--only", name]);
    const { code, targets } = await check("-f", "my-fn", "-t", "template.yaml", "-s", "DB_URL=prod/api:DB_URL", ...names);
    const found = targets["my-fn"]?.filter((finding) => !finding.startsWith("NAME_STRAY"));
    expect(found).toEqual(expected);
    if (expected.length > 0) expect(code).toBe(2);
  });

  it("takes a value that --literal names as it is", async () => {
    const { check } = await checkScene({}, { "my-fn": { WORD: "CHANGE_ME" } });
    expect(await check("-f", "my-fn", "--literal", "WORD")).toEqual({ code: 0, findings: [], targets: { "my-fn": [] } });
  });

  it("reports names that no source defines any more, where sources are named, and leaves Lambda's own alone", async () => {
    const live = { STAGE: "prod", DB_URL: "x", OLD: "1", RULED: "2", TZ: "UTC", AWS_LAMBDA_EXEC_WRAPPER: "/opt/w" };
    const { check } = await checkScene({ "template.yaml": TEMPLATE, ...rule("required = false", "RULED") }, { "my-fn": live });
    expect((await check("-f", "my-fn", "-t", "template.yaml", "-s", "prod/api")).targets).toEqual({
      "my-fn": ["NAME_STRAY OLD"],
    });
    expect((await check("-f", "my-fn")).targets).toEqual({ "my-fn": [] });
  });

  it("reports no stray where a transform may have made it", async () => {
    const template = TEMPLATE.replace("Resources:", "Transform: [Datadog]\nResources:");
    const { check } = await checkScene({ "template.yaml": template }, { "my-fn": { DD_SITE: "eu" } });
    expect((await check("-f", "my-fn", "-t", "template.yaml")).targets).toEqual({ "my-fn": [] });
  });

  it("warns from 80 % of the limit on", async () => {
    const fill = (bytes: number): Readonly<Record<string, string>> => ({ BIG: "x".repeat(bytes - '{"BIG":""}'.length) });
    const { check } = await checkScene({}, { full: fill(3277), less: fill(3276) });
    expect(await check("-f", "full")).toMatchObject({ code: 2, targets: { full: ["MOSTLY_FULL"] } });
    expect(await check("-f", "less")).toMatchObject({ code: 0, targets: { less: [] } });
  });

  it("writes nothing, and asks for nothing but what it reads", async () => {
    const { endpoint, check } = await checkScene({ "template.yaml": TEMPLATE }, { "my-fn": { STAGE: "prod" } });
    await check("-f", "my-fn", "-t", "template.yaml", "-s", "prod/api");
    expect(operations(endpoint).toSorted()).toEqual(["GetFunctionConfiguration", "GetSecretValue"]);
  });

  it("exits with 77 for variables that may not be decrypted", async () => {
    const { endpoint, run } = await checkScene({}, { "my-fn": { NAME: "1" }, "other-fn": { NAME: "1" } });
    endpoint.denyDecrypt("my-fn");
    expect(await run("-f", "my-fn")).toMatchObject({ code: 77, stdout: "" });
    expect(await run("-f", "my-fn", "-f", "other-fn")).toMatchObject({ code: 77, stdout: "" });
  });
});

describe("check of several functions", () => {
  const SHARED = rule("shared = true", "API_URL");

  it("reports a shared variable with several values, grouped, at the rule", async () => {
    const { check, run } = await checkScene(SHARED, {
      "fn-a": { API_URL: "value-one" },
      "fn-b": { API_URL: "value-two" },
      "fn-c": { API_URL: "value-one" },
      "fn-d": { OTHER: "x" },
    });
    expect(await check("-f", "fn-*")).toEqual({
      code: 2,
      findings: ["SHARED_DIFFERS API_URL lambda-env.toml:1"],
      targets: { "fn-a": [], "fn-b": [], "fn-c": [], "fn-d": [] },
    });
    const { stdout } = await run("-f", "fn-*");
    expect(stdout).toContain("API_URL is shared, and has 2 different values: one in fn-a, fn-c; one in fn-b\n");
    expect(stdout).not.toContain("value-");
    expect(await check("-f", "fn-a", "-f", "fn-c")).toMatchObject({ code: 0, findings: [] });
  });

  it("shows the findings of the files first, then those of each function, by place", async () => {
    const files = { "lambda-env.toml": "[variables.ZED]\nrequired = true\n\n[variables.ALPHA]\nrequired = true\n" };
    const { run } = await checkScene(files, { "fn-a": { ZED: "1" }, "fn-b": {} });
    const { code, stdout } = await run("-f", "fn-b", "-f", "fn-a");
    expect({ code, lines: stdout.split("\n").filter((line) => !line.includes("hint:")) }).toEqual({
      code: 2,
      lines: [
        "fn-a",
        "error: lambda-env.toml:4:12: ALPHA is required, and the function does not have it",
        "",
        "fn-b",
        "error: lambda-env.toml:1:12: ZED is required, and the function does not have it",
        "error: lambda-env.toml:4:12: ALPHA is required, and the function does not have it",
        "",
        "3 errors in 2 functions and 2 rules",
        "",
      ],
    });
  });
});

describe("check of a stack", () => {
  const TEMPLATE_OF_TWO = `Resources:
  Api:
    Type: AWS::Lambda::Function
    Properties: {Runtime: nodejs24.x, Handler: a.b, Role: r, Code: {ZipFile: x}, Environment: {Variables: {STAGE: prod, TABLE: !Ref Orders}}}
  Worker:
    Type: AWS::Lambda::Function
    Properties: {Runtime: nodejs24.x, Handler: a.b, Role: r, Code: {ZipFile: x}, Environment: {Variables: {STAGE: prod}}}
  Orders:
    Type: AWS::DynamoDB::Table
`;

  it("applies the rules by logical ids and by names, to every function of a SAM project", async () => {
    const files = {
      "template.yaml": TEMPLATE_OF_TWO,
      "samconfig.toml": 'version = 0.1\n[default.deploy.parameters]\nstack_name = "orders"\n',
      "lambda-env.toml":
        '[variables.TABLE]\nrequired = true\nfunctions = ["Api"]\n[variables.DB_URL]\nrequired = true\nfunctions = ["orders-Work*"]\n',
    };
    const { endpoint, check } = await checkScene(files);
    endpoint.deploy({ template: TEMPLATE_OF_TWO, source: "template.yaml", stackName: "orders" });
    const { code, findings, targets } = await check();
    const named = Object.entries(targets).map(([name, found]) => [name.replace(/-[A-Z0-9a-z]+$/, ""), found] as const);
    expect({ code, findings, targets: Object.fromEntries(named) }).toEqual({
      code: 2,
      findings: [],
      targets: { "orders-Api": [], "orders-Worker": ["REQUIRED_MISSING DB_URL lambda-env.toml:4"] },
    });
  });
});
