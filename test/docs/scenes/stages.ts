/** A function in two stages, with versions and an alias, the template and stack of the second, and a third stage in another account. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { publish, startClients } from "../../support/local.ts";
import type { Scene } from "../scene.ts";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  OrdersTable:
    Type: AWS::Serverless::SimpleTable
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Environment:
        Variables:
          LOG_LEVEL: warn
          TABLE: !Ref OrdersTable
          API_KEY: "" # a secret, not for the template
`;

const DEV = { API_KEY: "example-dev-key", CHECKOUT_V2: "on", LOG_LEVEL: "debug", REGION_CODE: "eu", TABLE: "orders-dev-table" };
const PROD = {
  API_KEY: "example-old-key",
  LEGACY_URL: "https://old.example.com",
  LOG_LEVEL: "warn",
  REGION_CODE: "eu",
  TABLE: "orders-prod-table",
};

export async function scene(): Promise<Scene> {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "orders-dev", variables: DEV });
  endpoint.createFunction({ functionName: "orders-prod", variables: { ...PROD, API_KEY: "example-first-key" } });
  await publish(lambda, "orders-prod", "live");
  endpoint.setVariables("orders-prod", PROD);
  endpoint.setStack({
    name: "orders-prod",
    resources: [
      { logicalId: "Orders", type: "AWS::Lambda::Function", physicalId: "orders-prod" },
      { logicalId: "OrdersTable", type: "AWS::DynamoDB::Table", physicalId: "orders-prod-table" },
    ],
  });
  const other = await startEndpoint({ account: "210987654321", region: "eu-west-1" });
  other.createFunction({ functionName: "orders", variables: { API_KEY: "example-staging-key", CHECKOUT_V2: "on" } });
  const HOME = tempFolder();
  mkdirSync(join(HOME, ".aws"));
  const profile = (name: string, url: string): string =>
    `[profile ${name}]\nendpoint_url = ${url}\naws_access_key_id = ${name}\naws_secret_access_key = ${name}\n`;
  writeFileSync(join(HOME, ".aws/config"), `${profile("prod", endpoint.url)}${profile("staging", other.url)}`);
  return {
    endpoint,
    cwd: tempFolder({ "template.yaml": TEMPLATE }),
    // The endpoints are those of the profiles.
    env: { HOME, AWS_ENDPOINT_URL: "", AWS_PROFILE: "prod", AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
    hidden: ["example-dev-key", "example-old-key", "example-first-key", "example-staging-key", "old.example.com"],
  };
}
