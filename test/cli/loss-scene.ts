/** A function with values that must not be seen, and runs that name it. */
import { expect } from "vitest";
import type { LocalEndpoint } from "../../src/local/server/server.ts";
import { type CliResult, runCli, tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";

export const LIVE = { API_KEY: "live-canary", OTHER: "other-canary" };

export interface Scene {
  readonly endpoint: LocalEndpoint;
  readonly cwd: string;
  readonly run: (args: readonly string[], input?: string, env?: Readonly<Record<string, string>>) => Promise<CliResult>;
}

/** Returns the scene; each of its runs shows no canary. */
export async function startScene(
  files: Readonly<Record<string, string>> = {},
  live: Record<string, string> = LIVE,
): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: live });
  const cwd = tempFolder(files);
  const run: Scene["run"] = async (args, input = "", env = {}) => {
    const result = await runCli([args[0] ?? "", "-f", "my-fn", ...args.slice(1)], { endpoint, cwd, input, env });
    expect(result.stdout + result.stderr).not.toContain("canary");
    return result;
  };
  return { endpoint, cwd, run };
}
