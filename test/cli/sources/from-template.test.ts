/** `--from` with a template: what belongs to the stage stays the stage's own. */
import { expect, it } from "vitest";
import { targetIn } from "../../support/cli.ts";
import { startProject, templateOf } from "../../support/project.ts";

const VALUES = ["STACK: !Ref AWS::StackName", "LEVEL: info", 'API_KEY: ""', "TOKEN: CHANGE_ME", "VPC: !ImportValue network-vpc"];

async function start(live: Readonly<Record<string, string>>) {
  const project = await startProject({ template: templateOf({ Api: VALUES }), facts: "exports: {network-vpc: vpc-1}\n" });
  const [functionName = ""] = project.functions;
  project.endpoint.setVariables(functionName, live);
  const variables = { STACK: "dev-stack", LEVEL: "debug", API_KEY: "dev-key", TOKEN: "dev-token", EXTRA: "x", VPC: "vpc-dev" };
  project.endpoint.createFunction({ functionName: "orders-dev", variables });
  return { ...project, functionName };
}

it("the template's values win, its placeholders let the function's through, and names that it computes are reported", async () => {
  const { endpoint, functionName, run } = await start({ API_KEY: "old", EXTRA: "mine" });
  const { stderr, code } = await run(["set", "--from", "orders-dev"]);
  expect({ code, live: endpoint.variables(functionName) }).toEqual({
    code: 0,
    live: {
      STACK: expect.not.stringContaining("dev"),
      LEVEL: "info",
      API_KEY: "dev-key",
      TOKEN: "dev-token",
      EXTRA: "x",
      VPC: "vpc-1",
    },
  });
  expect(stderr).toContain(
    "template.yaml: what the template computes for this stage is not copied from orders-dev: STACK, VPC\n",
  );
});

it("what cannot be computed here keeps the live value, and is never the other stage's", async () => {
  const { endpoint, functionName, run } = await start({ API_KEY: "old", VPC: "live-vpc" });
  endpoint.deny("ListExports");
  const { stdout } = await run(["diff", "--from", "orders-dev", "--json"]);
  const { kept, findings } = targetIn(stdout);
  expect(kept).toContainEqual(expect.objectContaining({ name: "VPC", why: "unresolved" }));
  expect(findings).toContainEqual(expect.objectContaining({ code: "NAMES_OF_STAGE", message: expect.stringContaining("VPC") }));
  expect((await run(["set", "--from", "orders-dev"])).code).toBe(0);
  expect(endpoint.variables(functionName)).toMatchObject({ VPC: "live-vpc", API_KEY: "dev-key" });
});
