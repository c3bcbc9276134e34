/** A SAM project in a folder of its own, and its deployed stack. */

import { parseStackFacts } from "../../src/local/cloudformation/stack-facts.ts";
import type { LocalEndpoint, LocalEndpointOptions } from "../../src/local/server/server.ts";
import { type CliOptions, type CliResult, runCli, tempFolder } from "./cli.ts";
import { startEndpoint } from "./endpoint.ts";

export interface ProjectSpec {
  readonly template: string;
  /** Facts, as YAML. */
  readonly facts?: string;
  readonly samconfig?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly endpoint?: LocalEndpointOptions;
}

export interface SamProject {
  readonly endpoint: LocalEndpoint;
  readonly cwd: string;
  /** The names of the deployed functions, in the order of the template. */
  readonly functions: readonly string[];
  readonly run: (args: readonly string[], options?: CliOptions) => Promise<CliResult>;
}

export const STACK = "my-app";

export const SAMCONFIG = `version = 0.1
[default.deploy.parameters]
stack_name = "${STACK}"
region = "us-east-1"
`;

/** Deploys the template, and puts it beside a samconfig file into a folder. */
export async function startProject(spec: ProjectSpec): Promise<SamProject> {
  const { template, facts = "{}", samconfig = SAMCONFIG, files = {} } = spec;
  const endpoint = await startEndpoint(spec.endpoint);
  const deployed = endpoint.deploy({ template, stackName: STACK, facts: parseStackFacts(facts, { source: "facts.yaml" }) });
  const cwd = tempFolder({ "template.yaml": template, "samconfig.toml": samconfig, ...files });
  return {
    endpoint,
    cwd,
    functions: deployed.created,
    run: (args, options = {}) => runCli(args, { endpoint, cwd, ...options }),
  };
}

/** Returns a SAM template of functions with these lines as their variables. */
export function templateOf(functions: Readonly<Record<string, readonly string[]>>, sections = ""): string {
  const resources = Object.entries(functions).map(
    ([logicalId, variables]) =>
      `  ${logicalId}:\n    Type: AWS::Serverless::Function\n    Properties:\n      PackageType: Image\n      Environment:\n        Variables:\n${variables.map((line) => `          ${line}\n`).join("")}`,
  );
  return `Transform: AWS::Serverless-2016-10-31\n${sections}Resources:\n${resources.join("")}`;
}
