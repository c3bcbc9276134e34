/** A SAM project without a file of its own. */
import { execFileSync } from "node:child_process";
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import type { Scene } from "../scene.ts";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Environment:
        Variables:
          LOG_LEVEL: info
          API_KEY: CHANGE_ME
`;

const SAMCONFIG = `version = 0.1
[dev.deploy.parameters]
stack_name = "orders-dev"
[prod.deploy.parameters]
stack_name = "orders-prod"
`;

export async function scene(): Promise<Scene> {
  const cwd = tempFolder({ "template.yaml": TEMPLATE, "samconfig.toml": SAMCONFIG });
  execFileSync("git", ["init", "-q"], { cwd });
  return { endpoint: await startEndpoint(), cwd };
}
