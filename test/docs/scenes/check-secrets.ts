/** A template with secrets in it, made when the page is run, so that the page shows none. */
import { ALNUM, HEX, makePick } from "../../core/checks/made-secrets.ts";
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import type { Scene } from "../scene.ts";

const PROJECT = `[variables.CACHE_KEY]
secret = false
description = "marks the entries of this version"
`;

export async function scene(): Promise<Scene> {
  const pick = makePick(11);
  const [apiKey, password, salt, cacheKey] = [pick(HEX, 32), pick(ALNUM, 20), pick(ALNUM, 32), pick(HEX, 40)];
  const template = `Transform: AWS::Serverless-2016-10-31
Parameters:
  TokenSalt:
    Type: String
    NoEcho: true
    Default: ${salt}
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Environment:
        Variables:
          STAGE: prod
          PARTNER_API_KEY: ${apiKey}
          DATABASE_URL: !Sub "postgres://app:${password}@\${Db.Endpoint.Address}/orders"
          SALT: !Ref TokenSalt
          CACHE_KEY: ${cacheKey}
          DB_SECRET: prod/orders/db-a1B2c3
          TABLE_ARN: arn:aws:dynamodb:eu-central-1:111122223333:table/orders
`;
  return {
    endpoint: await startEndpoint({ updateMs: 0 }),
    cwd: tempFolder({ "lambda-env.toml": PROJECT, "template.yaml": template }),
    hidden: [apiKey, password, salt, cacheKey],
  };
}
