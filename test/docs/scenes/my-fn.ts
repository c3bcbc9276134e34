/** One function, its template, a `.env` file and a secret with the values that the template may not have. */
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
          API_KEY: "" # a secret, not for the template
`;

const BROKEN = `API_KEY=example-new-key
DB_URL=postgres://db.example.com/orders#main
`;

export async function scene(): Promise<Scene> {
  const endpoint = await startEndpoint({ updateMs: 0 });
  endpoint.createFunction({
    functionName: "my-fn",
    variables: { API_KEY: "example-old-key", LOG_LEVEL: "info", PAYMENTS_URL: "https://pay.example.com", STAGE: "dev" },
  });
  endpoint.setSecret("prod/my-fn", { API_KEY: "example-new-key", DB_URL: "postgres://db.example.com/orders" });
  const cwd = tempFolder({
    "template.yaml": TEMPLATE,
    ".env": "API_KEY=example-new-key\nDB_URL=postgres://db.example.com/orders\n",
    "broken.env": BROKEN,
  });
  const hidden = ["example-old-key", "example-new-key", "example-third-key", "pay.example.com", "db.example.com"];
  return {
    endpoint,
    cwd,
    hidden,
    actions: {
      "rotate the secret": () =>
        void endpoint.setSecret("prod/my-fn", { API_KEY: "example-third-key", DB_URL: "postgres://db.example.com/orders" }),
      "take the key away": () => endpoint.denyDecrypt("my-fn"),
      "someone else changes API_KEY": () =>
        endpoint.before("UpdateFunctionConfiguration", () =>
          endpoint.setVariables("my-fn", { ...endpoint.variables("my-fn"), API_KEY: "example-third-key" }),
        ),
    },
  };
}
