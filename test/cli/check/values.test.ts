/** Whatever the rules and the values are, none of the values is in what `check` prints or writes. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { findCanaries, findCanaryFiles, makePlainCanary } from "../../support/canary/canary.ts";
import { runCli, tempFolder } from "../../support/cli.ts";
import { runs } from "../../support/depth.ts";
import { startEndpoint } from "../../support/endpoint.ts";

const NAMES = ["ALPHA", "BETA", "GAMMA"] as const;

/** Values that are found anywhere: a mark, with what may be before and after it. */
const value = fc
  .tuple(
    fc.constantFrom("", "CHANGE_ME ", "op://", "postgres://u:", "x".repeat(900)),
    fc.constantFrom("live", "file", "template"),
  )
  .map(([before, source]) => `${before}${makePlainCanary(source)}`);
const values = fc.dictionary(fc.constantFrom(...NAMES, "STRAY"), fc.oneof(value, fc.constant("")), {
  maxKeys: 4,
  noNullPrototype: true,
});

const rule = fc.record(
  {
    required: fc.boolean(),
    secret: fc.boolean(),
    shared: fc.boolean(),
    pattern: fc.constantFrom("^never$", ".", "zqx", "^$"),
    "one-of": fc.constant(["never", makePlainCanary("live")]),
    functions: fc.constantFrom(["Fn"], ["my-*"], ["other"]),
  },
  { requiredKeys: [] },
);
const rules = fc.dictionary(fc.constantFrom(...NAMES), rule, { maxKeys: 3, noNullPrototype: true });
const output = fc.constantFrom(
  ["--json"],
  ["--debug"],
  ["--report", "markdown"],
  ["--report", "junit=r.xml"],
  ["--report", "gitlab"],
);

function toToml(all: Readonly<Record<string, object>>): string {
  return Object.entries(all)
    .map(([name, keys]) => {
      const lines = Object.entries(keys).map(([key, one]) => `${key} = ${JSON.stringify(one)}`);
      return `[variables.${name}]\n${lines.join("\n")}\n`;
    })
    .join("\n");
}

function toTemplate(variables: Readonly<Record<string, string>>): string {
  const fn = (FunctionName: string): object => ({
    Type: "AWS::Lambda::Function",
    Properties: { FunctionName, Environment: { Variables: variables } },
  });
  return JSON.stringify({ Resources: { Fn: fn("my-fn"), Other: fn("other-fn") } });
}

it("no value is shown for random rules and values", async () => {
  const endpoint = await startEndpoint();
  for (const functionName of ["my-fn", "other-fn"]) endpoint.createFunction({ functionName });
  const found = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.record({ rules, mine: values, others: values, template: values, file: values, output, offline: fc.boolean() }),
      async (drawn) => {
        endpoint.setVariables("my-fn", drawn.mine);
        endpoint.setVariables("other-fn", drawn.others);
        const cwd = tempFolder({ "lambda-env.toml": toToml(drawn.rules), "template.json": toTemplate(drawn.template) });
        writeFileSync(join(cwd, "vars.json"), JSON.stringify(drawn.file));
        const args = ["check", "-f", "my-fn", "-f", "other-fn", "-t", "template.json", "-e", "vars.json", ...drawn.output];
        const { code, stdout, stderr } = await runCli(drawn.offline ? [...args, "--offline"] : args, { endpoint, cwd });
        expect([0, 2, 65]).toContain(code);
        expect(findCanaries(`${stdout}\n${stderr}`)).toEqual([]);
        const given = ["lambda-env.toml", "template.json", "vars.json"];
        expect(findCanaryFiles(cwd).filter((file) => !given.includes(file))).toEqual([]);
        for (const [, one = ""] of stdout.matchAll(/"code": "([A-Z_]+)"/g)) found.add(one);
      },
    ),
    { numRuns: runs(300) },
  );
  expect(found.size).toBeGreaterThan(3);
});
