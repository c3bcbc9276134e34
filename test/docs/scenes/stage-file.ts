/** A project with stages: the stack of one, and credentials that belong to another one's account. */
import { parseStackFacts } from "../../../src/local/cloudformation/stack-facts.ts";
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import type { Scene } from "../scene.ts";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Environment: {Variables: {LOG_LEVEL: info, DB_URL: ""}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Environment: {Variables: {LOG_LEVEL: info, DB_URL: "", QUEUE_KEY: ""}}
`;

const STAGES = `[stages.dev]
stack = "orders-dev"
account = "210987654321"
template = "template.yaml"
env-files = [".env.dev"]

[stages.prod]
stack = "orders"
account = "123456789012"
region = "us-east-1"
template = "template.yaml"
secrets = ["prod/orders"]
protected = true

[stages.prod.functions.Worker]
secrets = ["prod/orders-worker"]
`;

export async function scene(): Promise<Scene> {
  const endpoint = await startEndpoint({ updateMs: 0 });
  const facts = parseStackFacts("{}", { source: "facts.yaml" });
  for (const stackName of ["orders", "orders-dev"]) {
    endpoint.deploy({ template: TEMPLATE, source: "template.yaml", stackName, facts });
  }
  endpoint.setSecret("prod/orders", { DB_URL: "example-db-url" });
  endpoint.setSecret("prod/orders-worker", { QUEUE_KEY: "example-queue-key" });
  return {
    endpoint,
    cwd: tempFolder({ "lambda-env.toml": STAGES, "template.yaml": TEMPLATE, ".env.dev": "DB_URL=example-dev-url\n" }),
    hidden: ["example-db-url", "example-queue-key", "example-dev-url"],
  };
}
