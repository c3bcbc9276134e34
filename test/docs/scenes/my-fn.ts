/** One function, its template, and a `.env` file with its secret. */
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import type { Scene } from "../scene.ts";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  MyFunction:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Environment:
        Variables:
          LOG_LEVEL: info
          STAGE: prod
          API_KEY: "" # a secret: set after the deployment
`;

export async function scene(): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({
    functionName: "my-fn",
    variables: { API_KEY: "example-old-key", LOG_LEVEL: "info", PAYMENTS_URL: "https://pay.example.com", STAGE: "dev" },
  });
  endpoint.setSecret("prod/my-fn", { API_KEY: "example-new-key" });
  const cwd = tempFolder({
    "template.yaml": TEMPLATE,
    ".env": "API_KEY=example-new-key\nDB_URL=postgres://db.example.com/orders\n",
  });
  return { endpoint, cwd, hidden: ["example-old-key", "example-new-key", "pay.example.com", "db.example.com"] };
}
