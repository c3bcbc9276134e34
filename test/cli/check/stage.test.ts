import { describe, expect, it } from "vitest";
import { runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { checkScene } from "./scene.ts";

const TEMPLATE = `Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: orders-api}
  Worker:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: orders-worker}
`;

const PROJECT = `[stages.prod]
stack = "orders"
template = "template.yaml"
parameters = ["MODE=/prod/mode"]
account = "123456789012"
[stages.prod.functions.Worker]
secrets = ["DB_URL=prod/api:DB_URL"]
env-files = ["worker.env"]
[variables.DB_URL]
required = true
[variables.QUEUE]
required = true
one-of = ["q1"]
functions = ["Worker"]
[variables.MODE]
required = true
`;

const FILES = { "template.yaml": TEMPLATE, "lambda-env.toml": PROJECT, "worker.env": "QUEUE=q2\n" };

describe("check --stage", () => {
  it("judges the sources of the stage, and those of single functions, from files alone", async () => {
    const { endpoint, check } = await checkScene(FILES);
    expect(await check("--offline", "--stage", "prod")).toEqual({
      code: 2,
      findings: ["REQUIRED_UNDEFINED DB_URL lambda-env.toml:9 in Api", "VALUE_NOT_LISTED QUEUE worker.env:1 in Worker"],
      targets: {},
    });
    expect(endpoint.requests).toEqual([]);
  });

  it("reads the functions with the sources of the stage", async () => {
    const named = PROJECT.replace('stack = "orders"\n', "").replace("functions.Worker", "functions.orders-worker");
    const { endpoint, check } = await checkScene(
      { ...FILES, "lambda-env.toml": named },
      {
        "orders-api": { MODE: "m", OLD: "x", DB_URL: "real" },
        "orders-worker": { MODE: "m", QUEUE: "q2", DB_URL: "real" },
      },
    );
    endpoint.setParameter("/prod/mode", "m");
    const { findings, targets } = await check("--stage", "prod", "-f", "orders-api", "-f", "orders-worker");
    expect({ findings, targets }).toEqual({
      findings: ["VALUE_NOT_LISTED QUEUE worker.env:1 in orders-worker"],
      targets: { "orders-api": ["NAME_STRAY OLD"], "orders-worker": ["VALUE_NOT_LISTED QUEUE worker.env:1"] },
    });
  });

  it("names the stage in the document", async () => {
    const endpoint = await startEndpoint();
    const cwd = tempFolder(FILES);
    const { stdout } = await runCli(["check", "--offline", "--stage", "prod", "--json"], { endpoint, cwd });
    expect(JSON.parse(stdout).stage).toMatchObject({ name: "prod", source: "lambda-env.toml" });
  });
});
