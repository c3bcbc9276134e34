/** One function that nobody else changes. */

import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import type { Scene } from "../scene.ts";

const TIME = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g;

export async function scene(): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { API_KEY: "example-api-key", LOG_LEVEL: "info" } });
  return { endpoint, cwd: tempFolder(), hidden: ["example-api-key"], replace: [[TIME, "2026-01-31 12:00:00Z"]] };
}
