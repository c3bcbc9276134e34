/** The example with three functions, deployed. */
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseStackFacts } from "../../../src/local/cloudformation/stack-facts.ts";
import { EXAMPLES } from "../../examples/support.ts";
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import type { Scene } from "../scene.ts";

const FLEET = join(EXAMPLES, "fleet");

export async function scene(): Promise<Scene> {
  const endpoint = await startEndpoint({ updateMs: 0 });
  const read = (name: string): string => readFileSync(join(FLEET, name), "utf8");
  const facts = parseStackFacts(read("facts.yaml"), { source: "facts.yaml" });
  endpoint.deploy({ template: read("template.yaml"), source: "template.yaml", stackName: "lambda-env-fleet", facts });
  const cwd = tempFolder();
  cpSync(FLEET, cwd, { recursive: true });
  return { endpoint, cwd, hidden: ["example-api-key"] };
}
