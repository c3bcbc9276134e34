import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { startClients } from "../support/local.ts";

it("shows the variables of a function and the revision id that they were read under", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });

  const reply = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "api" }));

  expect(reply.Environment).toEqual({ Variables: { STAGE: "dev" } });
  expect(reply.RevisionId).toBe(endpoint.revisionId("api"));
});
