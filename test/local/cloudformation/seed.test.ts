import { GetFunctionCommand } from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { makePhysicalName } from "../../../src/local/cloudformation/names.ts";
import { makeFunctionSpecs } from "../../../src/local/cloudformation/seed.ts";
import { startClients } from "../../support/local.ts";

it("names the functions of a stack as CloudFormation does, the same on every start", () => {
  const name = makePhysicalName("shop", "ApiFunction");

  expect(name).toMatch(/^shop-ApiFunction-[A-Z0-9]{12}$/);
  expect(makePhysicalName("shop", "ApiFunction")).toBe(name);
  expect(makePhysicalName("shop-test", "ApiFunction")).not.toContain(name.slice(-12));
});

it("shortens long names to the 64 characters that Lambda takes, the suffix whole", () => {
  const name = makePhysicalName("s".repeat(40), "L".repeat(40));

  expect(name).toHaveLength(64);
  expect(name).toMatch(/^s{40}-L{10}-[A-Z0-9]{12}$/);
});

it("creates the functions of a template, under their literal names where they have one", async () => {
  const { endpoint, lambda } = await startClients();
  const specs = makeFunctionSpecs("shop", [
    { logicalId: "Api", variables: { STAGE: "dev" } },
    { logicalId: "Web", physicalName: "web" },
  ]);
  for (const spec of specs) endpoint.createFunction(spec);

  const { Tags } = await lambda.send(new GetFunctionCommand({ FunctionName: makePhysicalName("shop", "Api") }));
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: "web" }));

  expect(endpoint.variables(makePhysicalName("shop", "Api"))).toEqual({ STAGE: "dev" });
  expect(Tags).toEqual({ "aws:cloudformation:stack-name": "shop", "aws:cloudformation:logical-id": "Api" });
  expect(Configuration).not.toHaveProperty("Environment");
});
