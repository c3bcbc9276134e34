/** `my-fn` beside a `.env` file that other programs use too, the secret of a database that RDS keeps, and a folder of parameters. */
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import type { Scene } from "../scene.ts";

export async function scene(): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { API_KEY: "example-old-key", LOG_LEVEL: "info" } });
  endpoint.setSecret("rds!cluster-1a2b", { username: "orders", password: "example-old-password" });
  endpoint.setSecret("rds!cluster-1a2b", { username: "orders", password: "example-new-password" });
  endpoint.setParameter("/orders/prod/level", "debug");
  endpoint.setParameter("/orders/prod/mail/sender-name", "Orders");
  const cwd = tempFolder({ "shared.env": "AWS_REGION=eu-west-1\nAPI_KEY=example-new-key\nLOG_LEVEL=debug\n" });
  const hidden = ["example-old-key", "example-new-key", "example-old-password", "example-new-password"];
  return { endpoint, cwd, hidden };
}
