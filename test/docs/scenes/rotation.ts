/** A SAM project whose functions take a key from a secret that their template refers to, and a new key in a file. */
import { parseStackFacts } from "../../../src/local/cloudformation/stack-facts.ts";
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import type { Scene } from "../scene.ts";

const functionOf = (name: string): string => `  ${name}:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: orders-${name.toLowerCase()}
      Environment:
        Variables:
          LOG_LEVEL: info
          API_KEY: "{{resolve:secretsmanager:prod/orders:SecretString:API_KEY}}"
`;

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
${functionOf("Api")}${functionOf("Worker")}`;

const FILES = {
  "template.yaml": TEMPLATE,
  "samconfig.toml": 'version = 0.1\n[default.deploy.parameters]\nstack_name = "orders"\n',
  "key.txt": "example-new-key\n",
};

export async function scene(): Promise<Scene> {
  let ahead = 0;
  const endpoint = await startEndpoint({ updateMs: 0, now: () => Date.now() + ahead });
  const facts = parseStackFacts("secrets: {prod/orders: {API_KEY: example-old-key, DB_URL: example-url, port: 5432}}\n", {
    source: "facts.yaml",
  });
  endpoint.deploy({ template: TEMPLATE, source: "template.yaml", stackName: "orders", facts });
  // What is pushed is newer than the deployment. The SDK takes a clock that is five minutes ahead for a wrong one.
  ahead = 60_000;
  return { endpoint, cwd: tempFolder(FILES), hidden: ["example-old-key", "example-new-key", "example-url"] };
}
