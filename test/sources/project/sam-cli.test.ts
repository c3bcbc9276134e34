/** The stages in samconfig, beside the real SAM CLI: it takes no offence at their tables, and keeps them when it writes the file. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readProjectFile } from "../../../src/sources/project/project-file.ts";
import { tempFolder } from "../../support/cli.ts";
import { foreignProgram } from "../../support/depth.ts";

const SAM_CLI = foreignProgram("the SAM CLI", "sam", "--version");

const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties: {Handler: index.handler, Runtime: nodejs24.x, CodeUri: ., Environment: {Variables: {STAGE: prod}}}
`;

const TOML = `version = 0.1
[prod.deploy.parameters]
stack_name = "orders-prod"
[prod.lambda_env.parameters]
account = "111122223333"
secrets = ["prod/orders"]
protected = true
[prod.lambda_env.parameters.functions.Api]
parameters = "URL=/prod/url"
`;

const YAML = `version: 0.1
prod:
  deploy:
    parameters:
      stack_name: orders-prod
  lambda_env:
    parameters:
      account: "111122223333"
      secrets: [prod/orders]
      protected: true
      functions:
        Api:
          parameters: URL=/prod/url
`;

test.skipIf(!SAM_CLI.isUsed).each([
  ["samconfig.toml", TOML],
  ["samconfig.yaml", YAML],
])(`%s with a stage is a file of SAM${SAM_CLI.note}`, { timeout: 120_000 }, async (name, text) => {
  const cwd = tempFolder({ [name]: text, "template.yaml": TEMPLATE, "index.js": "exports.handler = async () => 1;\n" });
  const sam = (...args: readonly string[]): { readonly status: number | null; readonly said: string } => {
    const env = {
      PATH: process.env["PATH"],
      HOME: cwd,
      SAM_CLI_TELEMETRY: "0",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_REGION: "eu-west-1",
    };
    const { status, stdout, stderr } = spawnSync("sam", [...args, "--config-env", "prod"], { cwd, env, encoding: "utf8" });
    return { status, said: `${stdout}${stderr}` };
  };
  const stages = () => readProjectFile({ cwd, env: { HOME: cwd }, signal: new AbortController().signal });
  const before = await stages();
  expect(before?.stages.get("prod")?.options).toMatchObject({ secret: ["prod/orders"], "config-env": "prod" });
  expect(sam("validate", "--lint")).toMatchObject({ status: 0 });
  expect(sam("deploy", "--help")).toMatchObject({ status: 0 });
  // It writes what was typed into the file.
  expect(sam("build", "--region", "eu-central-1", "--save-params", "--config-file", name)).toMatchObject({ status: 0 });
  expect(readFileSync(join(cwd, name), "utf8")).toContain("eu-central-1");
  const after = await stages();
  expect(after?.stages.get("prod")?.options).toEqual(before?.stages.get("prod")?.options);
  expect(after?.stages.get("prod")?.functions).toEqual(before?.stages.get("prod")?.functions);
});
