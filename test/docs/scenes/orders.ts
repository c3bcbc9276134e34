/** Three functions of one service, without a stack. */
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import type { Scene } from "../scene.ts";

export async function scene(): Promise<Scene> {
  const endpoint = await startEndpoint({ updateMs: 0 });
  const functions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "orders-api": { STAGE: "dev" },
    "orders-cron": { STAGE: "dev", LOG_LEVEL: "debug", OLD_FLAG: "example-flag" },
    "orders-web": { STAGE: "dev", LOG_LEVEL: "info" },
  };
  for (const [functionName, variables] of Object.entries(functions)) endpoint.createFunction({ functionName, variables });
  return {
    endpoint,
    cwd: tempFolder(),
    hidden: ["example-flag"],
    actions: {
      "someone else changes STAGE of orders-cron": () =>
        endpoint.before("UpdateFunctionConfiguration", () =>
          endpoint.setVariables("orders-cron", { ...endpoint.variables("orders-cron"), STAGE: "test" }),
        ),
    },
  };
}
