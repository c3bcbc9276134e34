/** Variables that a macro adds to every function of a stack: the template's, though its text does not show them. */
import { expect, it } from "vitest";
import { tempFolder } from "../../support/cli.ts";
import { STACK, startProject, templateOf } from "../../support/project.ts";

const TEMPLATE = templateOf({ Api: ["LOG_LEVEL: info"] }).replace(
  /^Transform: .*$/m,
  "Transform: [Vendor, AWS::Serverless-2016-10-31]",
);

async function start() {
  const project = await startProject({ template: TEMPLATE });
  const { endpoint } = project;
  const [functionName = ""] = project.functions;
  const deployed = (variables: Readonly<Record<string, string>>): string =>
    JSON.stringify({
      Resources: { Api: { Type: "AWS::Lambda::Function", Properties: { Environment: { Variables: variables } } } },
    });
  endpoint.setStack({
    name: STACK,
    resources: [{ logicalId: "Api", type: "AWS::Lambda::Function", physicalId: functionName }],
    template: deployed({ LOG_LEVEL: "info", FORMER: "x" }),
    processedTemplate: deployed({ LOG_LEVEL: "info", FORMER: "x", DD_SITE: "example.com" }),
  });
  endpoint.setVariables(functionName, { LOG_LEVEL: "info", DD_SITE: "example.com", FORMER: "x", STRAY: "y" });
  return { ...project, functionName, sources: ["-t", "template.yaml"] };
}

it("are not strays: the next deployment keeps them, and so does --prune", async () => {
  const { endpoint, functionName, run, sources } = await start();
  const diff = await run(["diff", ...sources, "--all-variables"]);
  expect(diff).toMatchObject({ code: 0, stdout: expect.stringMatching(/= DD_SITE +template\.yaml:\d+\n/) });
  const dropped = [...diff.stdout.matchAll(/^= (\w+) .*the next sam deploy drops it/gm)].map(([, name]) => name);
  expect(dropped).toEqual(["FORMER", "STRAY"]);
  expect((await run(["set", ...sources, "--prune", "--yes"])).code).toBe(0);
  expect(endpoint.variables(functionName)).toEqual({ LOG_LEVEL: "info", DD_SITE: "example.com" });
});

it("are left alone where the processed template may not be read, and the output says so", async () => {
  const { endpoint, functionName, run, sources } = await start();
  const before = endpoint.variables(functionName);
  endpoint.deny("GetTemplate");
  const diff = await run(["diff", ...sources, "--all-variables"]);
  expect(diff.stderr).not.toContain("drops");
  const warning = "--prune leaves DD_SITE, FORMER, STRAY alone: the transform Vendor of the template may create them";
  for (const args of [["diff"], ["set", "--yes"], ["set", "--yes", "--json"]]) {
    const pruned = await run([...args, ...sources, "--prune"]);
    expect(pruned).toMatchObject({ code: 0 });
    expect(pruned.stdout + pruned.stderr).toContain(warning);
  }
  expect(endpoint.variables(functionName)).toEqual(before);
  const unset = await run(["unset", "-f", functionName, "STRAY", "--yes"]);
  expect(unset.code).toBe(0);
  expect(endpoint.variables(functionName)).toEqual({ LOG_LEVEL: "info", DD_SITE: "example.com", FORMER: "x" });
});

it("are left alone where no stack is named", async () => {
  const { endpoint, functionName, run } = await start();
  const before = endpoint.variables(functionName);
  const result = await run(["set", "-f", functionName, "-t", "template.yaml", "--prune", "--yes"], {
    cwd: tempFolder({ "template.yaml": TEMPLATE }),
  });
  expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining("--prune leaves DD_SITE, FORMER, STRAY alone") });
  expect(endpoint.variables(functionName)).toEqual(before);
});
