/** samconfig files: precedence, and every form of parameter_overrides. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { namedFiles, type OverridesFile, parseParameterOverrides } from "../../../src/template/sam/parameter-overrides.ts";
import { parseSamconfig, samconfigParameters } from "../../../src/template/sam/samconfig.ts";
import { readSettings, type SettingsFormat } from "../../../src/template/sam/settings.ts";
import { caught } from "../support.ts";

const source = "samconfig.toml";
const parsed = (text: string, format: SettingsFormat = "toml") => parseSamconfig(text, { source, format });
const overridesIn = (config: ReturnType<typeof parsed>, files: OverridesFile["files"] = new Map()) =>
  Object.fromEntries(parseParameterOverrides({ source, setting: samconfigParameters(config).parameterOverrides, files }));
const overridesOf = (setting: string, files?: OverridesFile["files"]) =>
  overridesIn(parsed(`version = 0.1\n[default.deploy.parameters]\nparameter_overrides = ${setting}\n`), files);

const file = `
version = 0.1
[default.global.parameters]
stack_name = "orders"
region = "eu-west-1"
[default.deploy.parameters]
region = "eu-central-1"
profile = "work"
template_file = "app.yaml"
capabilities = "CAPABILITY_IAM"
parameter_overrides = "Stage=prod"
[default.local_start_api.parameters]
region = "local"
[dev.deploy.parameters]
stack_name = "orders-dev"
`;

test("the settings of a command are over the global ones of the same environment", () => {
  const config = parsed(file);
  expect(samconfigParameters(config)).toEqual({
    stackName: "orders",
    region: "eu-central-1",
    profile: "work",
    templateFile: "app.yaml",
    parameterOverrides: "Stage=prod",
  });
  expect(samconfigParameters(config, { command: "local start-api" })).toMatchObject({ stackName: "orders", region: "local" });
  expect(samconfigParameters(config, { command: "build" })).toMatchObject({ region: "eu-west-1" });
});

test("an environment inherits nothing from another, and an unknown one suggests similar names", () => {
  const config = parsed(file);
  expect(samconfigParameters(config, { environment: "dev" })).toEqual({ stackName: "orders-dev", parameterOverrides: null });
  expect(caught(() => samconfigParameters(config, { environment: "deve" }))).toMatchObject({
    code: "USAGE",
    hint: "did you mean dev?",
  });
  expect(samconfigParameters(parsed("version = 0.1"))).toEqual({ parameterOverrides: null });
});

test("YAML says the same as TOML", () => {
  const yaml = `version: 0.1
default:
  global: {parameters: {stack_name: orders, region: eu-west-1}}
  deploy:
    parameters:
      region: eu-central-1
      profile: work
      template_file: app.yaml
      parameter_overrides: Stage=prod
`;
  expect(samconfigParameters(parsed(yaml, "yaml"))).toEqual(samconfigParameters(parsed(file)));
});

const PYTHON = { Yes: "True", No: "False", Half: "0.5", One: "1.0" };

test.each<readonly [string, string, Record<string, string>]>([
  ["a text", `"Stage=prod Zone=a"`, { Stage: "prod", Zone: "a" }],
  ["escaped quotes", String.raw`"Stage=\"prod\" Name=\"two words\" Empty=\"\""`, { Stage: "prod", Name: "two words", Empty: "" }],
  ["single quotes", `"Name='two words' Other='a \\"b\\"'"`, { Name: "two words", Other: 'a "b"' }],
  ["escapes within quotes", String.raw`'Name="say \"hi\""'`, { Name: 'say "hi"' }],
  ["an escaped space", String.raw`'Name=two\ words Path=C:\dir'`, { Name: "two words", Path: String.raw`C:\dir` }],
  ["values with signs", `"Url=https://x.example/?a=b&c=d List=a,b,c"`, { Url: "https://x.example/?a=b&c=d", List: "a,b,c" }],
  [
    "long words",
    `"ParameterKey=Stage,ParameterValue=prod ParameterKey=Name,ParameterValue='a b'"`,
    { Stage: "prod", Name: "a b" },
  ],
  ["a list", `["Stage=prod", "Name=\\"two words\\" Zone=a"]`, { Stage: "prod", Name: "two words", Zone: "a" }],
  ["a table", `{Stage = "prod", Count = 3, Zones = ["a", "b"]}`, { Stage: "prod", Count: "3", Zones: "a,b" }],
  ["a list of both", `["Stage=prod", {Name = "two words"}]`, { Stage: "prod", Name: "two words" }],
  ["a list of lists", `[["Stage=prod"], [["Zone=a"]]]`, { Stage: "prod", Zone: "a" }],
  ["a table of what Python writes in its own way", "{Yes = true, No = false, Half = 0.5, One = 1.0}", PYTHON],
  ["a table with quotes within quotes", `{Name = '"two words"', Quote = '"'}`, { Name: "two words", Quote: "" }],
  ["a table with a list", `{Zones = [" a ", "", 2, true]}`, { Zones: "a,2,True" }],
  ["the last one winning", `["Stage=prod", "Stage=dev"]`, { Stage: "dev" }],
  ["nothing", `""`, {}],
  ["an apostrophe in a value", `"Name=it's"`, { Name: "it's" }],
])("parameter_overrides as %s", (_, setting, overrides) => {
  expect(overridesOf(setting)).toEqual(overrides);
});

test.each([
  ["no value", `"Stage= Zone=a"`],
  ["a long word without a value", `"ParameterKey=Stage,ParameterValue="`],
  ["no name", `"=prod"`],
  ["a word without a value", `"Stage=prod oops"`],
  ["a quote that is never closed", `'Stage="prod'`],
  ["text behind a quote", `'Stage="prod"x'`],
  ["two lines", `"""Stage=prod\nZone=a"""`],
  ["a file behind a space", `" file://params.toml"`],
  ["a file behind a name", `"Stage=prod file://params.toml"`],
  ["a number", "3"],
  ["a table with a float that Python writes with an exponent", "{Ratio = 0.00001}"],
  ["a table with a list of lists", `{Zones = [["prod"]]}`],
  ["an $include of a table", `{"$include" = {A = "prod"}}`],
  ["a table with a date", "{Day = 2026-01-01}"],
  ["a table within a table", "{Inner = {A = 'b'}}"],
])("parameter_overrides with %s are refused, without any value", (_, setting) => {
  const error = caught(() => overridesOf(setting));
  expect(error.code).toBe("INVALID_INPUT");
  expect(error.hint).toBeDefined();
  expect(error.message).not.toMatch(/prod|oops/);
});

test("what is quoted comes back as it was, whatever it is", () => {
  const text = fc.string({ unit: "grapheme" }).filter((value) => !value.includes("\\"));
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[A-Za-z0-9]{1,8}$/), text, { noNullPrototype: true }), (overrides) => {
      const line = Object.entries(overrides)
        .map(([name, value]) => `${name}="${value.replaceAll('"', '\\"')}"`)
        .join(" ");
      const config = parsed(JSON.stringify({ default: { deploy: { parameters: { parameter_overrides: line } } } }), "yaml");
      expect(overridesIn(config)).toEqual(overrides);
    }),
  );
});

test("text that does not parse is refused at its line, without quoting it", () => {
  const error = caught(() => parsed('a = 1\nb = "hunter-two\n'));
  expect(error).toMatchObject({ code: "INVALID_INPUT" });
  expect(error.message).toMatch(/^samconfig\.toml:2:\d+ cannot be read as TOML$/);
  expect(JSON.stringify([error.message, error.hint])).not.toContain("hunter");
  expect(caught(() => parsed("- a\n", "yaml")).code).toBe("INVALID_INPUT");
});

test("a setting that is not text is refused", () => {
  const config = parsed("[default.deploy.parameters]\nstack_name = 17\n");
  expect(caught(() => samconfigParameters(config))).toMatchObject({ code: "INVALID_INPUT", hint: "quote it" });
});

const fileOf = (text: string, files: OverridesFile["files"] = new Map()): OverridesFile => ({
  source: "params.yaml",
  setting: readSettings(text, { source: "params.yaml", format: "yaml" }),
  files,
});

test.each<readonly [string, string, Record<string, string>]>([
  ["a mapping", "{Stage: prod, Count: 3, Flag: true, Zones: [a, b]}", { Stage: "prod", Count: "3", Flag: "True", Zones: "a,b" }],
  ["nulls, which are empty", "{A: , B: ~, C: null, D: [a, null, b]}", { A: "", B: "", C: "", D: "a,b" }],
  [
    "a list",
    "[Stage=prod Zone=a, null, {Name: two words}, [Count=1]]",
    { Stage: "prod", Zone: "a", Name: "two words", Count: "1" },
  ],
  ["a text", "Stage=prod", { Stage: "prod" }],
  ["nothing", "# a comment", {}],
  ["quotes, of which each file takes a pair", `{Once: "'\\"a\\"'", More: "'\\"'a'\\"'"}`, { Once: "a", More: "'a'" }],
])("a file of parameters may hold %s", (_, text, overrides) => {
  expect(overridesOf(`"file://params.yaml"`, new Map([["params.yaml", fileOf(text)]]))).toEqual(overrides);
});

test("of files, texts and tables the later one wins, and an $include counts where it is written", () => {
  const files = new Map([["p.yaml", fileOf("{A: file, B: file}")]]);
  expect(overridesOf(`["A=text", "file://p.yaml", {B = "table"}]`, files)).toEqual({ A: "file", B: "table" });
  expect(overridesOf(`{A = "own", "$include" = "file://p.yaml", B = "own"}`, files)).toEqual({ A: "file", B: "own" });
  expect(overridesOf(`{"$include" = ["C=1", "file://p.yaml", "B=list"]}`, files)).toEqual({ A: "file", B: "list", C: "1" });
});

test("a file's own files are those that it names, not those of the file that names it", () => {
  const inner = new Map([["p.yaml", fileOf("A: inner")]]);
  const outer = fileOf('"$include": file://p.yaml', inner);
  expect(overridesOf(`"file://p.yaml"`, new Map([["p.yaml", outer]]))).toEqual({ A: "inner" });
});

test("files are named in texts, lists and $include, each as often as it is written, and nowhere else", () => {
  const { setting } = fileOf('[file://a.yaml, [file://b.toml], {"$include": [file://a.yaml], Url: file://value}, A=file://x]');
  expect(namedFiles(setting)).toEqual(["a.yaml", "b.toml", "a.yaml"]);
});

test.each([
  ["a date", "Day: 2026-01-01"],
  ["a boolean of another YAML", "Flag: yes"],
  ["a mapping within a mapping", "Inner: {A: hunter}"],
  ["a number alone", "3"],
])("a file of parameters with %s is refused by its name, without a word of a value", (_, text) => {
  const error = caught(() => parseParameterOverrides(fileOf(text)));
  expect(error).toMatchObject({ code: "INVALID_INPUT", message: expect.stringMatching(/^params\.yaml/) });
  expect(JSON.stringify([error.message, error.hint])).not.toMatch(/hunter|2026|yes/);
});

test("an $include beside a merge key is refused, since SAM reads merged keys last; either alone is not", () => {
  const [merge, include] = ["<<: {A: merged}", '"$include": A=included'];
  const read = (...entries: readonly string[]) => Object.fromEntries(parseParameterOverrides(fileOf(entries.join("\n"))));
  expect(caught(() => read(merge, include)).message).toBe("params.yaml has both $include and a merge key");
  expect([read(merge), read(include)]).toEqual([{ A: "merged" }, { A: "included" }]);
});
