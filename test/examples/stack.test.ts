/** The stack example's files, checked without building an image and without an account. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseStackFacts } from "../../src/local/cloudformation/stack-facts.ts";
import { child } from "../../src/template/read/tree.ts";
import { parseParameterOverrides } from "../../src/template/sam/parameter-overrides.ts";
import { parseSamconfig, samconfigParameters } from "../../src/template/sam/samconfig.ts";
import { parseTemplate } from "../../src/template/template.ts";
import { EXAMPLES } from "./support.ts";

const read = (file: string, example = "stack"): Promise<string> => readFile(join(EXAMPLES, example, file), "utf8");

test("the stack example has the files of a SAM project of an image, and its facts", async () => {
  const files = [
    "Dockerfile",
    "README.md",
    "alerts.yaml",
    "bootstrap",
    "facts.yaml",
    "handler",
    "samconfig.toml",
    "template.yaml",
  ];
  expect((await readdir(join(EXAMPLES, "stack"))).sort()).toEqual(files);
  for (const file of ["bootstrap", "handler"]) expect((await stat(join(EXAMPLES, "stack", file))).mode & 0o111).toBe(0o111);
});

test("the stack example shares bootstrap and Dockerfile with the environment example", async () => {
  for (const file of ["bootstrap", "Dockerfile"]) expect(await read(file)).toBe(await read(file, "environment"));
});

test("the stack example's facts and samconfig are of the same stack and the same parameters", async () => {
  const facts = parseStackFacts(await read("facts.yaml"), { source: "facts.yaml" });
  const config = parseSamconfig(await read("samconfig.toml"), { source: "samconfig.toml", format: "toml" });
  const { stackName, region, parameterOverrides } = samconfigParameters(config);
  expect([stackName, region]).toEqual([facts.stack, "us-east-1"]);
  const overrides = parseParameterOverrides({ source: "samconfig.toml", setting: parameterOverrides, files: new Map() });
  for (const [name, value] of overrides) expect([name, facts.parameters.get(name)]).toEqual([name, value]);
});

test("the stack example's README describes each variable, and each part of a facts file that the example uses", async () => {
  const [readme, text] = [await read("README.md"), await read("template.yaml")];
  const template = parseTemplate(text, { source: "template.yaml" });
  const globals = child(template.root, "Globals", "Function", "Environment", "Variables");
  const own = child(template.root, "Resources", "OrdersFunction", "Properties", "Environment", "Variables");
  const names = [globals, own].flatMap((node) => (node?.kind === "map" ? [...node.entries.keys()] : []));
  expect(names).toHaveLength(18);
  const parts = [...(await read("facts.yaml")).matchAll(/^(\w+):/gm)].map(([, part]) => part);
  for (const name of [...names, ...parts]) expect(readme).toContain(`| \`${name}\` |`);
});
