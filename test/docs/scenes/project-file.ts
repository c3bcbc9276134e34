/** A project whose own file has mistakes. */
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import type { Scene } from "../scene.ts";

const PROJECT = `[stages.prod]
stak = "orders-prod"
account = 111122223333
secrets = ["prod/orders", 42]

[variables.DB_URL]
pattern = "(?=postgres)"
`;

const TEMPLATE = `Resources:
  Api:
    Type: AWS::Lambda::Function
    Properties: {Environment: {Variables: {LOG_LEVEL: info}}}
`;

export async function scene(): Promise<Scene> {
  const cwd = tempFolder({ "lambda-env.toml": PROJECT, "template.yaml": TEMPLATE });
  return { endpoint: await startEndpoint(), cwd, hidden: [] };
}
