/** The fleet example: its README's consoles, run one after the other against the local endpoint, print what it says. */
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseStackFacts } from "../../src/local/cloudformation/stack-facts.ts";
import { runCli, tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";
import { EXAMPLES } from "./support.ts";

const FLEET = join(EXAMPLES, "fleet");
const read = (name: string): string => readFileSync(join(FLEET, name), "utf8");

/** Each `$ command` of the consoles with the lines below it. */
function commandsIn(readme: string): readonly { readonly line: string; readonly output: string }[] {
  const consoles = [...readme.matchAll(/```console\n(.*?)```/gs)].map(([, text = ""]) => text);
  return consoles.flatMap((text) =>
    text
      .split(/^\$ /m)
      .slice(1)
      .map((command) => {
        const [line = "", ...output] = command.split("\n");
        return { line, output: output.join("\n") };
      }),
  );
}

it("prints what its README says, and changes what it says", async () => {
  const endpoint = await startEndpoint();
  const facts = parseStackFacts(read("facts.yaml"), { source: "facts.yaml" });
  endpoint.deploy({ template: read("template.yaml"), source: "template.yaml", stackName: "lambda-env-fleet", facts });
  const cwd = tempFolder();
  cpSync(FLEET, cwd, { recursive: true });
  const commands = commandsIn(read("README.md"));
  expect(commands.length).toBeGreaterThan(8);
  for (const { line, output } of commands) {
    const [program, ...args] = line.split(" ");
    expect(program).toBe("lambda-env");
    const result = await runCli(args, { endpoint, cwd });
    expect(result.code, `${line}\n${result.stderr}`).toBe(0);
    expect.soft(result.stdout, line).toBe(output);
    for (const text of [result.stdout, result.stderr]) expect(text).not.toContain("example-api-key");
  }
});
