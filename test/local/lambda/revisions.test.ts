import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { makeClock, startClients } from "../../support/local.ts";

const ARN = "arn:aws:lambda:us-east-1:123456789012:function:api";

const read = (lambda: LambdaClient) => lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "api" }));

const write = (lambda: LambdaClient, stage: string, revisionId?: string) =>
  lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: "api",
      Environment: { Variables: { STAGE: stage } },
      RevisionId: revisionId,
    }),
  );

const create = (lambda: LambdaClient) =>
  lambda.send(
    new CreateFunctionCommand({
      FunctionName: "api",
      Role: "arn:aws:iam::123456789012:role/api",
      Code: { ZipFile: new Uint8Array([1]) },
      Environment: { Variables: { STAGE: "dev" } },
    }),
  );

it("gives a new revision id at creation, when the function becomes active, at an update, and when the update settles", async () => {
  const clock = makeClock();
  const { lambda } = await startClients({ now: clock.now, createMs: 2000, updateMs: 1000 });

  const created = await create(lambda);
  expect(created).toMatchObject({ State: "Pending", StateReasonCode: "Creating" });
  expect(created.LastUpdateStatus).toBeUndefined();
  clock.advance(1999);
  const pending = await read(lambda);
  expect(pending).toMatchObject({ State: "Pending", RevisionId: created.RevisionId });
  clock.advance(1);
  const active = await read(lambda);
  expect(active).toMatchObject({ State: "Active", LastUpdateStatus: "Successful" });

  const updated = await write(lambda, "prod");
  expect(updated).toMatchObject({
    State: "Active",
    LastUpdateStatus: "InProgress",
    LastUpdateStatusReason: "The function is being created.",
    LastUpdateStatusReasonCode: "Creating",
    Environment: { Variables: { STAGE: "prod" } },
  });
  clock.advance(999);
  expect(await read(lambda)).toMatchObject({ LastUpdateStatus: "InProgress", RevisionId: updated.RevisionId });
  clock.advance(1);
  const settled = await read(lambda);
  expect(settled.LastUpdateStatus).toBe("Successful");
  expect(settled.LastUpdateStatusReasonCode).toBeUndefined();
  expect(await read(lambda)).toMatchObject({ RevisionId: settled.RevisionId });

  const ids = [created, active, updated, settled].map(({ RevisionId }) => RevisionId);
  expect(new Set(ids).size).toBe(4);
});

it("settles with the next request where no time is set: an update's own reply shows it in progress", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });

  const updated = await write(lambda, "prod");
  const settled = await read(lambda);

  expect(updated.LastUpdateStatus).toBe("InProgress");
  expect(settled.LastUpdateStatus).toBe("Successful");
  expect(settled.RevisionId).not.toBe(updated.RevisionId);
});

it("takes an update that changes nothing for an update: in progress, with a new revision id", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });
  const before = await read(lambda);

  const updated = await write(lambda, "dev", before.RevisionId);
  const after = await read(lambda);

  expect(updated.LastUpdateStatus).toBe("InProgress");
  expect(new Set([before.RevisionId, updated.RevisionId, after.RevisionId]).size).toBe(3);
});

it("refuses a revision id that is not the latest with 412, and changes nothing", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });
  const { RevisionId } = await read(lambda);
  endpoint.setVariables("api", { STAGE: "test" });

  await expect(write(lambda, "prod", RevisionId)).rejects.toMatchObject({
    name: "PreconditionFailedException",
    message:
      "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    Type: "User",
    $metadata: { httpStatusCode: 412 },
  });
  expect(endpoint.variables("api")).toEqual({ STAGE: "test" });
});

it("refuses the revision id of an update's own reply once the update has settled", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });
  const { RevisionId } = await write(lambda, "test");

  await expect(write(lambda, "prod", RevisionId)).rejects.toMatchObject({ name: "PreconditionFailedException" });
  await write(lambda, "prod", endpoint.revisionId("api"));
  expect(endpoint.variables("api")).toEqual({ STAGE: "prod" });
});

it("takes an update without a revision id", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });

  await write(lambda, "prod");

  expect(endpoint.variables("api")).toEqual({ STAGE: "prod" });
});

it("refuses an update while another is in progress with 409", async () => {
  const clock = makeClock();
  const { endpoint, lambda } = await startClients({ now: clock.now, updateMs: 1000 });
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });
  const { RevisionId } = await write(lambda, "test");

  await expect(write(lambda, "prod", RevisionId)).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: `The operation cannot be performed at this time. An update is in progress for resource: ${ARN}`,
    Type: "User",
    $metadata: { httpStatusCode: 409 },
  });
  clock.advance(1000);
  await write(lambda, "prod");
  expect(endpoint.variables("api")).toEqual({ STAGE: "prod" });
});

it("refuses an update while the function is being created with 409", async () => {
  const clock = makeClock();
  const { lambda } = await startClients({ now: clock.now, createMs: 1000 });
  await create(lambda);

  await expect(write(lambda, "prod")).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: "The operation cannot be performed at this time. The function is currently in the following state: Pending",
  });
});

it("changes the revision id when somebody else writes, settled at once", async () => {
  const { endpoint, lambda } = await startClients({ updateMs: 60_000 });
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });
  const before = await read(lambda);

  endpoint.setVariables("api", { STAGE: "test" });
  const after = await read(lambda);

  expect(after).toMatchObject({ LastUpdateStatus: "Successful", Environment: { Variables: { STAGE: "test" } } });
  expect(after.RevisionId).not.toBe(before.RevisionId);
});

it.each([
  { live: "previous" as const, stage: "dev" },
  { live: "new" as const, stage: "prod" },
])("ends an update as failed when configured so, with the $live variables live", async ({ live, stage }) => {
  const clock = makeClock();
  const { endpoint, lambda } = await startClients({ now: clock.now, updateMs: 1000 });
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });
  endpoint.failUpdate("api", { reasonCode: "DisabledKMSKey", reason: "The key is disabled.", live });

  const updated = await write(lambda, "prod");
  expect(updated.LastUpdateStatus).toBe("InProgress");
  clock.advance(1000);
  const failed = await read(lambda);
  expect(failed).toMatchObject({
    State: "Active",
    LastUpdateStatus: "Failed",
    LastUpdateStatusReasonCode: "DisabledKMSKey",
    LastUpdateStatusReason: "The key is disabled.",
    Environment: { Variables: { STAGE: stage } },
  });
  expect(failed.RevisionId).not.toBe(updated.RevisionId);

  await write(lambda, "next", failed.RevisionId);
  clock.advance(1000);
  expect(await read(lambda)).toMatchObject({ LastUpdateStatus: "Successful", Environment: { Variables: { STAGE: "next" } } });
});

it("leaves out every revision id when configured so, and still takes one", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });
  endpoint.omitRevisionIds();

  expect(await read(lambda)).not.toHaveProperty("RevisionId");
  expect(await write(lambda, "test", endpoint.revisionId("api"))).not.toHaveProperty("RevisionId");
  await expect(write(lambda, "prod", "stale")).rejects.toMatchObject({ name: "PreconditionFailedException" });
});
