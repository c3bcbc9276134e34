/** A checkout with a function, secrets and a file, and a step of `action.yml` in it. */
import type { ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LocalEndpoint } from "../../src/local/server/server.ts";
import { type ActionResult, runAction } from "../support/action.ts";
import { tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";

interface Scene {
  readonly endpoint: LocalEndpoint;
  readonly cwd: string;
  readonly run: (inputs: Readonly<Record<string, string>>, more?: More) => Promise<ActionResult>;
}

interface More {
  readonly onStart?: (step: ChildProcess) => void;
  readonly env?: Readonly<Record<string, string>>;
  readonly event?: object;
}

export async function setScene(): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev", OLD: "old-canary" } });
  endpoint.setSecret("prod/my-fn", { API_KEY: "secret-canary" });
  endpoint.setSecret("prod/pem", "pem-canary");
  const cwd = tempFolder();
  mkdirSync(join(cwd, "app"));
  writeFileSync(join(cwd, "app/.env"), "DB_URL='file-canary'\n");
  const run: Scene["run"] = (inputs, more = {}) => runAction({ with: { function: "my-fn", ...inputs }, cwd, endpoint, ...more });
  return { endpoint, cwd, run };
}

export const SOURCES = { "working-directory": "app", "env-file": ".env", secrets: "prod/my-fn\nPEM=prod/pem\n" };
