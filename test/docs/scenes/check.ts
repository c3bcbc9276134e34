/** Two functions that break rules of their project's file, with their template. */
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import type { Scene } from "../scene.ts";

const PROJECT = `[variables.DB_URL]
description = "where the orders are"
required = true
secret = true
pattern = "^postgres://"

[variables.LOG_LEVEL]
one-of = ["info", "warn"]

[variables.SIGNING_KEY]
secret = true
functions = ["Api"]

[variables.API_URL]
shared = true
`;

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    PackageType: Image
    Environment:
      Variables:
        LOG_LEVEL: debug
        DB_URL: "" # set by lambda-env
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: orders-api
      Environment:
        Variables:
          SIGNING_KEY: example-signing-key
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: orders-worker
`;

export async function scene(): Promise<Scene> {
  const endpoint = await startEndpoint({ updateMs: 0 });
  const apiUrl = "https://api.example.com";
  endpoint.createFunction({
    functionName: "orders-api",
    variables: { LOG_LEVEL: "info", DB_URL: "postgres://db.example.com/a", SIGNING_KEY: "example-signing-key", API_URL: apiUrl },
  });
  endpoint.createFunction({
    functionName: "orders-worker",
    variables: { LOG_LEVEL: "info", DB_URL: "", API_URL: `${apiUrl}/v2`, OLD_FLAG: "example-flag" },
  });
  endpoint.setSecret("prod/orders", { DB_URL: "postgres://db.example.com/a", API_URL: apiUrl });
  const cwd = tempFolder({ "lambda-env.toml": PROJECT, "template.yaml": TEMPLATE });
  return { endpoint, cwd, hidden: ["db.example.com", "example-signing-key", "example-flag", "api.example.com/v2"] };
}
