import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { type LocalClients, makeClock, startClients } from "../../support/local.ts";

const ARN = "arn:aws:lambda:us-east-1:123456789012:function:api";
const FunctionName = "api";

const read = (lambda: LambdaClient, Qualifier?: string) =>
  lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }));
const publish = (lambda: LambdaClient, more: object = {}) => lambda.send(new PublishVersionCommand({ FunctionName, ...more }));

/** A function with version 1, published under STAGE=one; `$LATEST` has gone on to STAGE=two. */
async function startPublished(): Promise<LocalClients> {
  const clients = await startClients();
  clients.endpoint.createFunction({ functionName: FunctionName, variables: { STAGE: "one" } });
  await publish(clients.lambda, { Description: "first" });
  clients.endpoint.setVariables(FunctionName, { STAGE: "two" });
  return clients;
}

it("publishes a version that keeps its variables and its own revision id", async () => {
  const { lambda } = await startPublished();

  const version = await read(lambda, "1");
  const latest = await read(lambda);

  expect(version).toMatchObject({
    FunctionArn: `${ARN}:1`,
    Version: "1",
    Description: "first",
    State: "Active",
    Environment: { Variables: { STAGE: "one" } },
  });
  expect(latest).toMatchObject({ Version: "$LATEST", Environment: { Variables: { STAGE: "two" } } });
  expect(version.RevisionId).not.toBe(latest.RevisionId);
  expect(await read(lambda, "1")).toMatchObject({ RevisionId: version.RevisionId });
});

it("changes the revision id of $LATEST when a version is published", async () => {
  const { endpoint, lambda } = await startPublished();
  const before = endpoint.revisionId(FunctionName);

  const published = await publish(lambda, { RevisionId: before });

  expect(published).toMatchObject({ Version: "2", FunctionArn: `${ARN}:2`, $metadata: { httpStatusCode: 201 } });
  expect(endpoint.revisionId(FunctionName)).not.toBe(before);
  expect(published.RevisionId).not.toBe(endpoint.revisionId(FunctionName));
});

it("publishes nothing where nothing has changed since the last version", async () => {
  const { endpoint, lambda } = await startPublished();
  const second = await publish(lambda, { Description: "second" });
  const before = endpoint.revisionId(FunctionName);

  const again = await publish(lambda, { Description: "of the same" });

  expect(again).toMatchObject({ Version: "2", RevisionId: second.RevisionId, Description: "second" });
  expect(endpoint.revisionId(FunctionName)).toBe(before);
});

it("refuses to publish under a stale revision id, or other code", async () => {
  const { lambda } = await startPublished();

  await expect(publish(lambda, { RevisionId: "stale" })).rejects.toMatchObject({ name: "PreconditionFailedException" });
  await expect(publish(lambda, { CodeSha256: "other" })).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: expect.stringContaining("CodeSHA256 (other) is different"),
  });
});

it("publishes version 1 with a function that is created so, pending like the function and under an id that stays", async () => {
  const clock = makeClock();
  const { lambda } = await startClients({ now: clock.now, createMs: 1000 });

  const created = await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: "arn:aws:iam::123456789012:role/api",
      Code: { ZipFile: new Uint8Array([1]) },
      Publish: true,
    }),
  );
  clock.advance(1000);

  expect(created).toMatchObject({ Version: "1", State: "Pending" });
  expect(await read(lambda, "1")).toMatchObject({ State: "Active", RevisionId: created.RevisionId });
});

it("lists $LATEST and the versions, oldest first, in pages", async () => {
  const { lambda } = await startPublished();
  await publish(lambda);

  const first = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName, MaxItems: 2 }));
  const second = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName, Marker: first.NextMarker }));

  expect(first.Versions?.map(({ FunctionArn }) => FunctionArn)).toEqual([`${ARN}:$LATEST`, `${ARN}:1`]);
  expect(second.Versions?.map(({ Version }) => Version)).toEqual(["2"]);
  expect(second.NextMarker).toBeUndefined();
});

it("lists versions among the functions when requested all", async () => {
  const { lambda } = await startPublished();

  const { Functions } = await lambda.send(new ListFunctionsCommand({ FunctionVersion: "ALL" }));

  expect(Functions?.map(({ FunctionArn }) => FunctionArn)).toEqual([`${ARN}:$LATEST`, `${ARN}:1`]);
});

it("resolves an alias to its version, and to another once it is moved", async () => {
  const { endpoint, lambda } = await startPublished();
  const latest = endpoint.revisionId(FunctionName);

  const created = await lambda.send(new CreateAliasCommand({ FunctionName, Name: "prod", FunctionVersion: "1" }));
  expect(created).toMatchObject({
    AliasArn: `${ARN}:prod`,
    FunctionVersion: "1",
    Description: "",
    $metadata: { httpStatusCode: 201 },
  });
  expect(endpoint.revisionId(FunctionName)).toBe(latest);
  expect(await read(lambda, "prod")).toMatchObject({ FunctionArn: `${ARN}:prod`, Version: "1" });

  await publish(lambda);
  const moved = await lambda.send(
    new UpdateAliasCommand({ FunctionName, Name: "prod", FunctionVersion: "2", RevisionId: created.RevisionId }),
  );
  expect(moved.RevisionId).not.toBe(created.RevisionId);
  expect(await read(lambda, "prod")).toMatchObject({ Version: "2", Environment: { Variables: { STAGE: "two" } } });

  await expect(
    lambda.send(new UpdateAliasCommand({ FunctionName, Name: "prod", RevisionId: created.RevisionId })),
  ).rejects.toMatchObject({ name: "PreconditionFailedException", $metadata: { httpStatusCode: 412 } });
});

it("refuses an alias that exists, that has the name of a version, or that points at nothing", async () => {
  const { lambda } = await startPublished();
  const create = (Name: string, FunctionVersion: string) =>
    lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion }));
  await create("prod", "1");

  await expect(create("prod", "1")).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: `Alias already exists: ${ARN}:prod`,
  });
  await expect(create("12", "1")).rejects.toMatchObject({ name: "ValidationException" });
  await expect(create("test", "9")).rejects.toMatchObject({ message: `Function not found: ${ARN}:9` });
  await expect(lambda.send(new GetAliasCommand({ FunctionName, Name: "test" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: `Cannot find alias arn: ${ARN}:test`,
  });
});

it("lists aliases by name, all or those of one version", async () => {
  const { lambda } = await startPublished();
  for (const [Name, FunctionVersion] of [
    ["test", "$LATEST"],
    ["prod", "1"],
  ]) {
    await lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion }));
  }
  const list = async (more: object): Promise<unknown> => {
    const { Aliases } = await lambda.send(new ListAliasesCommand({ FunctionName, ...more }));
    return Aliases?.map(({ Name }) => Name);
  };

  expect(await list({})).toEqual(["prod", "test"]);
  expect(await list({ FunctionVersion: "1" })).toEqual(["prod"]);
});

it("deletes a version only after the last alias that points at it", async () => {
  const { lambda } = await startPublished();
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: "prod", FunctionVersion: "1" }));
  const deleteVersion = (Qualifier: string) => lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier }));

  await expect(deleteVersion("1")).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: "Unable to delete version because the following aliases reference it: [prod]",
  });
  await expect(deleteVersion("$LATEST")).rejects.toMatchObject({ name: "InvalidParameterValueException" });
  await lambda.send(new DeleteAliasCommand({ FunctionName, Name: "prod" }));
  await deleteVersion("1");

  await expect(read(lambda, "1")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

it("keeps a version with SnapStart pending for a while, and one without it ready at once", async () => {
  const clock = makeClock();
  const { endpoint, lambda } = await startClients({ now: clock.now, publishMs: 1000 });
  endpoint.createFunction({ functionName: FunctionName, settings: { SnapStart: { ApplyOn: "PublishedVersions" } } });
  endpoint.createFunction({ functionName: "plain" });

  expect(await publish(lambda)).toMatchObject({ State: "Pending" });
  expect(await publish(lambda, { FunctionName: "plain" })).toMatchObject({ State: "Active" });
  expect(await read(lambda, "1")).toMatchObject({ State: "Pending" });
  clock.advance(1000);
  expect(await read(lambda, "1")).toMatchObject({ State: "Active" });
});

it("ends a version as failed when configured to, and leaves the function as it is", async () => {
  const { endpoint, lambda } = await startPublished();
  endpoint.failVersion(FunctionName, { reasonCode: "FunctionError.InitTimeout" });

  expect(await publish(lambda)).toMatchObject({ Version: "2", State: "Pending" });
  expect(await read(lambda, "2")).toMatchObject({ State: "Failed", StateReasonCode: "FunctionError.InitTimeout" });
  expect(await read(lambda)).toMatchObject({ State: "Active" });
});
