/** samconfig files: precedence, and every form of parameter_overrides. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSamconfig, type SamconfigFormat, samconfigParameters } from "../../src/template/samconfig.ts";
import { caught } from "./support.ts";

const source = "samconfig.toml";
const parsed = (text: string, format: SamconfigFormat = "toml") => parseSamconfig(text, { source, format });
const overridesOf = (setting: string) =>
  Object.fromEntries(
    samconfigParameters(parsed(`version = 0.1\n[default.deploy.parameters]\nparameter_overrides = ${setting}\n`))
      .parameterOverrides,
  );

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
    parameterOverrides: new Map([["Stage", "prod"]]),
  });
  expect(samconfigParameters(config, { command: "local start-api" })).toMatchObject({ stackName: "orders", region: "local" });
  expect(samconfigParameters(config, { command: "build" })).toMatchObject({ region: "eu-west-1" });
});

test("an environment inherits nothing from another, and an unknown one brings near names", () => {
  const config = parsed(file);
  expect(samconfigParameters(config, { environment: "dev" })).toEqual({ stackName: "orders-dev", parameterOverrides: new Map() });
  expect(caught(() => samconfigParameters(config, { environment: "deve" }))).toMatchObject({
    code: "USAGE",
    hint: "did you mean dev?",
  });
  expect(samconfigParameters(parsed("version = 0.1"))).toEqual({ parameterOverrides: new Map() });
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
      parameter_overrides: [Stage=prod]
`;
  expect(samconfigParameters(parsed(yaml, "yaml"))).toEqual(samconfigParameters(parsed(file)));
});

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
  ["a file", `"file://params.json"`],
  ["a file in a list", `["file://params.json"]`],
  ["a number", "3"],
  ["a table with a boolean, which Python spells True", "{Flag = true}"],
  ["a table with a float", "{Ratio = 1.0}"],
  ["a table with a date", "{Day = 2026-01-01}"],
  ["a table within a table", "{Inner = {A = 'b'}}"],
])("parameter_overrides with %s are refused, without a word of a value", (_, setting) => {
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
      expect(Object.fromEntries(samconfigParameters(config).parameterOverrides)).toEqual(overrides);
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

test("a setting that is no text is refused", () => {
  const config = parsed("[default.deploy.parameters]\nstack_name = 17\n");
  expect(caught(() => samconfigParameters(config))).toMatchObject({ code: "INVALID_INPUT", hint: "quote it" });
});
