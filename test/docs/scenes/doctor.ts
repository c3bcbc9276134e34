/** A function that the caller may read, and may not update. */
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import type { Scene } from "../scene.ts";

export async function scene(): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { API_KEY: "example-old-key", LOG_LEVEL: "info" } });
  return {
    endpoint,
    cwd: tempFolder(),
    env: { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE" },
    hidden: ["example-old-key"],
    replace: [
      [/(?<=version +)\S.*, node \S+, .*$/gm, "1.0.0, node v24.11.0, linux x64"],
      [/http:\/\/127\.0\.0\.1:\d+, which is not AWS, from AWS_ENDPOINT_URL/g, "https://lambda.us-east-1.amazonaws.com"],
    ],
    actions: { "take the right to update away": () => endpoint.deny("UpdateFunctionConfiguration") },
  };
}
