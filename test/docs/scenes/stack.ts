/** The example of everything that a template can refer to, deployed, with the `.env` file that its README makes. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseStackFacts } from "../../../src/local/cloudformation/stack-facts.ts";
import { EXAMPLES } from "../../examples/support.ts";
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import type { Scene } from "../scene.ts";

const STACK = join(EXAMPLES, "stack");

export async function scene(): Promise<Scene> {
  const endpoint = await startEndpoint({ updateMs: 0 });
  const read = (name: string): string => readFileSync(join(STACK, name), "utf8");
  endpoint.deploy({
    template: read("template.yaml"),
    facts: parseStackFacts(read("facts.yaml"), { source: "facts.yaml" }),
    folder: STACK,
  });
  const cwd = tempFolder();
  cpSync(STACK, cwd, { recursive: true });
  writeFileSync(join(cwd, ".env"), "WEBHOOK_TOKEN=example-token\n");
  return {
    endpoint,
    cwd,
    hidden: ["example-signing-key", "example-password", "example-token", "example-rotated"],
    actions: {
      rotate: () => endpoint.setSecret("lambda-env-stack/prod/db", { username: "orders", password: "example-rotated" }),
    },
  };
}
