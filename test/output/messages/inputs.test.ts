/** Hints of a step: each says what can be written in the step. */
import { describe, expect, it } from "vitest";
import { makeCommandTable } from "../../../scripts/action/catalog.ts";
import { inputNames } from "../../../scripts/action/inputs.ts";
import { parseInputNames, sayInputs } from "../../../src/output/messages/inputs.ts";

const { set = { options: {} }, pull = { options: {} } } = makeCommandTable();
const ofSet = inputNames(set);

describe("a hint for a step", () => {
  it.each([
    ["add --allow-empty to confirm it", "add allow-empty: true to confirm it"],
    ["add --yes to confirm it", "add confirm: true (to remove), literal: NAME (to empty) to confirm it"],
    ["add --literal KEY --allow-empty to confirm it", "add literal: KEY, allow-empty: true to confirm it"],
    [
      "set the real value; if this is the real value, add --literal KEY",
      "set the real value; if this is the real value, add literal: KEY",
    ],
    ["add --publish", "add publish: true"],
    ["did you mean --prune?", "did you mean prune: true?"],
    ["check the name, --region and --profile", "check the name, region and profile"],
    ["--region eu-west-1", "region: eu-west-1"],
    ["--stack NAME, or --function NAME", "stack: NAME, or function: NAME"],
    ["name one: -e FILE, --secret ID, or NAME=VALUE", "name one: env-file: FILE, secrets: ID, or NAME=VALUE"],
    ["leave out --prune", "leave out prune"],
    ["write --secret 'PREFIX*=ID'", "write secrets: 'PREFIX*=ID'"],
    ["give --region, or set AWS_REGION", "give region, or set AWS_REGION"],
    [
      "--expand replaces references; single quotes keep the text",
      "expand: true replaces references; single quotes keep the text",
    ],
    ["run the same command again, with a longer --timeout", "run the same command again, with a longer timeout"],
    ["--except A to run it without", "except: A to run it without"],
  ])("%s", (hint, said) => {
    expect(sayInputs(hint, ofSet)).toBe(said);
  });

  it.each([
    "aws cloudformation wait stack-update-complete --stack-name orders --region us-east-1",
    "to remove variables, name them: lambda-env unset -f my-fn NAME",
    "lambda-env set NAME --stdin < FILE",
    "--no-such-option NAME, --debug or --show-values=always",
    "type the hyphen again: - or --",
    "check the key, which is x--region",
  ])("stays as it is where it names no input: %s", (hint) => {
    expect(sayInputs(hint, ofSet)).toBe(hint);
  });

  it("speaks of the inputs of its own command", () => {
    expect(sayInputs("add --yes to confirm it", inputNames(pull))).toBe("add confirm: true to confirm it");
    expect(sayInputs("add --publish", inputNames(pull))).toBe("add --publish");
  });

  it("needs names that are texts", () => {
    for (const text of [undefined, "", "{", "[1]", "null", '{"--a":1}']) expect(parseInputNames(text)).toBeUndefined();
    expect(parseInputNames(JSON.stringify(ofSet))).toEqual(ofSet);
  });
});
