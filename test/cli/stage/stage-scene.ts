/** A stack in a stage, as `lambda-env.toml` describes it, with secrets that may not be printed. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findCanaries, makeCanary } from "../../support/canary/canary.ts";
import { type CliOptions, type CliResult, runCli } from "../../support/cli.ts";
import { type SamProject, STACK, startProject, templateOf } from "../../support/project.ts";

/** That of the endpoint. */
export const ACCOUNT = "123456789012";
export const OTHER_ACCOUNT = "444455556666";

const TEMPLATE = templateOf({ Api: ["LEVEL: info"], Worker: ["LEVEL: warn"] });

export interface StageScene extends SamProject {
  readonly api: string;
  readonly worker: string;
  /** Runs the tool, and holds everything that it prints to the search for canaries. */
  readonly run: (args: readonly string[], options?: CliOptions) => Promise<CliResult>;
  /** Replaces the file. */
  readonly write: (toml: string) => void;
}

export const STAGE = `[stages.prod]
stack = "${STACK}"
account = "${ACCOUNT}"
region = "us-east-1"
secrets = ["prod/app"]
`;

export const WORKER = `[stages.prod.functions.Worker]
secrets = ["prod/worker"]
`;

export async function stageScene(toml = STAGE, files: Readonly<Record<string, string>> = {}): Promise<StageScene> {
  const project = await startProject({
    template: TEMPLATE,
    samconfig: "version = 0.1\n",
    files: { "lambda-env.toml": toml, ...files },
  });
  const { endpoint, cwd } = project;
  const [api = "", worker = ""] = project.functions;
  endpoint.setSecret("prod/app", { API_KEY: makeCanary("app"), SHARED: makeCanary("shared") });
  endpoint.setSecret("prod/worker", { SHARED: makeCanary("worker"), QUEUE_KEY: makeCanary("queue") });
  return {
    ...project,
    api,
    worker,
    write: (text) => writeFileSync(join(cwd, "lambda-env.toml"), text),
    run: async (args, options = {}) => {
      const result = await runCli(args, { endpoint, cwd, ...options });
      const shown = findCanaries(`${result.stdout}${result.stderr}`);
      if (shown.length > 0) throw new Error(`shown: ${shown.join(", ")}`);
      return result;
    },
  };
}
