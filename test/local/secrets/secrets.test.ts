import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { expect, it } from "vitest";
import { makeClock, startClients } from "../../support/local.ts";

const read = (secrets: SecretsManagerClient, SecretId: string, more: object = {}) =>
  secrets.send(new GetSecretValueCommand({ SecretId, ...more }));

it("keeps text as text and bytes as bytes", async () => {
  const { secrets } = await startClients();
  const bytes = new Uint8Array([0, 255, 10, 13]);
  await secrets.send(new CreateSecretCommand({ Name: "prod/api", SecretString: '{"DB_URL":"not-a-secret\\n"}' }));
  await secrets.send(new CreateSecretCommand({ Name: "prod/key", SecretBinary: bytes }));

  const text = await read(secrets, "prod/api");
  const binary = await read(secrets, "prod/key");

  expect(text.SecretString).toBe('{"DB_URL":"not-a-secret\\n"}');
  expect(text).not.toHaveProperty("SecretBinary");
  expect(Buffer.from(binary.SecretBinary ?? [])).toEqual(Buffer.from(bytes));
  expect(binary).not.toHaveProperty("SecretString");
});

it("finds a secret by its name, its ARN, and its ARN without the last six characters", async () => {
  const { endpoint, secrets } = await startClients();
  const arn = endpoint.setSecret("prod/api", "v1");
  expect(arn).toMatch(/^arn:aws:secretsmanager:us-east-1:123456789012:secret:prod\/api-[0-9A-Za-z]{6}$/);

  for (const id of ["prod/api", arn, arn.slice(0, -7)]) expect((await read(secrets, id)).SecretString).toBe("v1");

  await expect(read(secrets, arn.slice(0, -3))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Secrets Manager can't find the specified secret.",
    $metadata: { httpStatusCode: 400 },
  });
});

it("moves AWSCURRENT and AWSPREVIOUS along with each new value", async () => {
  const { secrets } = await startClients();
  const first = await secrets.send(new CreateSecretCommand({ Name: "api", SecretString: "v1" }));
  const second = await secrets.send(new PutSecretValueCommand({ SecretId: "api", SecretString: "v2" }));
  const third = await secrets.send(new UpdateSecretCommand({ SecretId: "api", SecretString: "v3" }));

  expect(await read(secrets, "api")).toMatchObject({
    SecretString: "v3",
    VersionId: third.VersionId,
    VersionStages: ["AWSCURRENT"],
  });
  expect(await read(secrets, "api", { VersionStage: "AWSPREVIOUS" })).toMatchObject({
    SecretString: "v2",
    VersionId: second.VersionId,
  });
  expect(await read(secrets, "api", { VersionId: first.VersionId })).toMatchObject({ SecretString: "v1", VersionStages: [] });
});

it("leaves AWSCURRENT where it is when a value is put under another stage", async () => {
  const { endpoint, secrets } = await startClients();
  endpoint.setSecret("api", "v1");
  await secrets.send(new PutSecretValueCommand({ SecretId: "api", SecretString: "v2", VersionStages: ["NEXT"] }));

  expect((await read(secrets, "api")).SecretString).toBe("v1");
  expect((await read(secrets, "api", { VersionStage: "NEXT" })).SecretString).toBe("v2");
});

it("refuses a version that does not exist, and a stage that is not that of the version", async () => {
  const { endpoint, secrets } = await startClients();
  endpoint.setSecret("api", "v1");
  const { VersionId } = await read(secrets, "api");
  await secrets.send(new CreateSecretCommand({ Name: "empty" }));

  await expect(read(secrets, "api", { VersionStage: "NEXT" })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Secrets Manager can't find the specified secret value for staging label: NEXT",
  });
  await expect(read(secrets, "api", { VersionId: "none" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(read(secrets, "api", { VersionId, VersionStage: "AWSPREVIOUS" })).rejects.toMatchObject({
    name: "InvalidRequestException",
  });
  await expect(read(secrets, "empty")).rejects.toMatchObject({
    message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
  });
});

it("takes a retried request for the same version, and refuses the same token for another value", async () => {
  const { secrets } = await startClients();
  const request = { Name: "api", SecretString: "v1", ClientRequestToken: "1".repeat(32) };
  const put = (SecretString: string) => secrets.send(new PutSecretValueCommand({ ...request, SecretId: "api", SecretString }));

  await secrets.send(new CreateSecretCommand(request));
  expect((await put("v1")).VersionId).toBe(request.ClientRequestToken);
  await expect(put("v2")).rejects.toMatchObject({ name: "ResourceExistsException" });
  expect(await secrets.send(new CreateSecretCommand(request))).toMatchObject({ VersionId: request.ClientRequestToken });
  for (const other of [{ SecretString: "v2" }, { ClientRequestToken: "2".repeat(32) }]) {
    await expect(secrets.send(new CreateSecretCommand({ ...request, ...other }))).rejects.toMatchObject({
      name: "ResourceExistsException",
      message: "The operation failed because the secret api already exists.",
    });
  }
});

it("makes the first version current whatever its stage, and refuses more than 20 labels and short ids", async () => {
  const { secrets } = await startClients();
  await secrets.send(new CreateSecretCommand({ Name: "api" }));
  const put = (more: object) => secrets.send(new PutSecretValueCommand({ SecretId: "api", SecretString: "v", ...more }));
  expect((await put({ VersionStages: ["NEXT"] })).VersionStages).toEqual(["NEXT", "AWSCURRENT"]);
  for (let count = 1; count <= 18; count++) await put({ VersionStages: [`label-${count}`] });
  await expect(put({ VersionStages: ["one-more"] })).rejects.toMatchObject({ name: "LimitExceededException" });
  await expect(put({ ClientRequestToken: "short" })).rejects.toMatchObject({ name: "ValidationException" });
});

it("keeps the 100 newest versions, those with labels, and those of the last day", async () => {
  const clock = makeClock();
  const { endpoint, secrets } = await startClients({ now: clock.now });
  for (let count = 0; count < 110; count++) endpoint.setSecret("api", `v${count}`);
  const list = async () =>
    (await secrets.send(new ListSecretVersionIdsCommand({ SecretId: "api", IncludeDeprecated: true, MaxResults: 100 })))
      .NextToken;
  expect(await list()).toBeDefined();
  clock.advance(2 * 86_400_000);
  endpoint.setSecret("api", "last");
  expect(await list()).toBeUndefined();
});

it("says what else writes a secret, and refuses to write a replica, or what is scheduled for deletion until it is restored", async () => {
  const { endpoint, secrets } = await startClients();
  endpoint.setSecret("api", "v1");
  endpoint.setSecretFacts("api", { isRotated: true, primaryRegion: "eu-west-1", replicas: ["eu-west-2"] });
  expect(await secrets.send(new DescribeSecretCommand({ SecretId: "api" }))).toMatchObject({
    RotationEnabled: true,
    PrimaryRegion: "eu-west-1",
    ReplicationStatus: [{ Region: "eu-west-2", Status: "InSync" }],
  });
  const put = () => secrets.send(new PutSecretValueCommand({ SecretId: "api", SecretString: "v2" }));
  await expect(put()).rejects.toMatchObject({ name: "InvalidRequestException" });
  endpoint.setSecretFacts("api", {});
  await secrets.send(new DeleteSecretCommand({ SecretId: "api" }));
  await expect(put()).rejects.toMatchObject({ name: "InvalidRequestException" });
  const create = new CreateSecretCommand({ Name: "api", SecretString: "v2" });
  await expect(secrets.send(create)).rejects.toMatchObject({ name: "InvalidRequestException" });
  await secrets.send(new RestoreSecretCommand({ SecretId: "api" }));
  expect(await put()).toMatchObject({ VersionStages: ["AWSCURRENT"] });
});

it("refuses values above 65536 bytes, and a secret that is text and bytes at once", async () => {
  const { secrets } = await startClients();
  const create = (content: object) => secrets.send(new CreateSecretCommand({ Name: "api", ...content }));

  await expect(create({ SecretString: "x".repeat(65_537) })).rejects.toMatchObject({ name: "ValidationException" });
  await expect(create({ SecretBinary: new Uint8Array(65_537) })).rejects.toMatchObject({ name: "ValidationException" });
  await expect(create({ SecretString: "x", SecretBinary: new Uint8Array([1]) })).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
  await create({ SecretString: "é".repeat(32_768) });
});

it("refuses a name that Secrets Manager does not take", async () => {
  const { secrets } = await startClients();

  await expect(secrets.send(new CreateSecretCommand({ Name: "a b", SecretString: "x" }))).rejects.toMatchObject({
    name: "ValidationException",
  });
});

it("reads many secrets at once, and lists those that it cannot read in a successful reply", async () => {
  const { endpoint, secrets } = await startClients();
  endpoint.setSecret("prod/api", "v1");
  endpoint.setSecret("prod/db", new Uint8Array([1, 2]));
  endpoint.setSecret("prod/closed", "v1");
  endpoint.deny("GetSecretValue", "prod/closed");

  const reply = await secrets.send(
    new BatchGetSecretValueCommand({ SecretIdList: ["prod/api", "none", "prod/db", "prod/closed"] }),
  );

  expect(reply.$metadata.httpStatusCode).toBe(200);
  expect(reply.SecretValues).toMatchObject([
    { Name: "prod/api", SecretString: "v1" },
    { Name: "prod/db", SecretBinary: expect.any(Uint8Array) },
  ]);
  expect(reply.Errors).toEqual([
    {
      SecretId: "none",
      ErrorCode: "ResourceNotFoundException",
      Message: "Secrets Manager can't find the specified secret.",
    },
    {
      SecretId: "prod/closed",
      ErrorCode: "AccessDeniedException",
      Message: expect.stringContaining("secretsmanager:GetSecretValue"),
    },
  ]);
});

it("reads at most 20 secrets at once", async () => {
  const { endpoint, secrets } = await startClients();
  const ids = Array.from({ length: 21 }, (_, at) => `secret-${at}`);
  for (const id of ids) endpoint.setSecret(id, id);
  const readAll = (SecretIdList: string[]) => secrets.send(new BatchGetSecretValueCommand({ SecretIdList }));

  expect((await readAll(ids.slice(0, 20))).SecretValues).toHaveLength(20);
  await expect(readAll(ids)).rejects.toMatchObject({ name: "ValidationException" });
});

it("reads the secrets of a filter in pages, and refuses ids and filters together", async () => {
  const { endpoint, secrets } = await startClients();
  for (const name of ["prod/a", "prod/b", "prod/c", "test/a"]) endpoint.setSecret(name, name);
  const Filters = [{ Key: "name" as const, Values: ["prod/"] }];

  const first = await secrets.send(new BatchGetSecretValueCommand({ Filters, MaxResults: 2 }));
  const second = await secrets.send(new BatchGetSecretValueCommand({ Filters, MaxResults: 2, NextToken: first.NextToken }));

  expect([...(first.SecretValues ?? []), ...(second.SecretValues ?? [])].map(({ Name }) => Name)).toEqual([
    "prod/a",
    "prod/b",
    "prod/c",
  ]);
  expect(second.NextToken).toBeUndefined();
  await expect(secrets.send(new BatchGetSecretValueCommand({ Filters, SecretIdList: ["prod/a"] }))).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
});

it("can be configured to deny the batch and to allow single reads, so that a client has to fall back", async () => {
  const { endpoint, secrets } = await startClients();
  endpoint.setSecret("api", "v1");
  endpoint.deny("BatchGetSecretValue");
  const batch = () => secrets.send(new BatchGetSecretValueCommand({ SecretIdList: ["api"] }));

  await expect(batch()).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining("is not authorized to perform: secretsmanager:BatchGetSecretValue"),
    $metadata: { httpStatusCode: 400 },
  });
  expect((await read(secrets, "api")).SecretString).toBe("v1");

  endpoint.allow("BatchGetSecretValue");
  expect((await batch()).SecretValues).toHaveLength(1);
});

it("lists secrets by name in pages, without their values", async () => {
  const { endpoint, secrets } = await startClients();
  for (const name of ["b", "a", "c"]) endpoint.setSecret(`list/${name}`, "not-a-secret");

  const first = await secrets.send(new ListSecretsCommand({ MaxResults: 2 }));
  const second = await secrets.send(new ListSecretsCommand({ MaxResults: 2, NextToken: first.NextToken }));

  expect(first.SecretList?.map(({ Name }) => Name)).toEqual(["list/a", "list/b"]);
  expect(second.SecretList?.map(({ Name }) => Name)).toEqual(["list/c"]);
  expect(JSON.stringify([first, second])).not.toContain("not-a-secret");
});

it("describes a secret: its stages, its dates, and that it is to be deleted", async () => {
  const { endpoint, secrets } = await startClients({ now: () => Date.UTC(2026, 0, 2) });
  endpoint.setSecret("api", "v1");
  const { VersionId = "" } = await read(secrets, "api");
  await secrets.send(new UpdateSecretCommand({ SecretId: "api", Description: "of the api" }));
  await secrets.send(new DeleteSecretCommand({ SecretId: "api" }));

  expect(await secrets.send(new DescribeSecretCommand({ SecretId: "api" }))).toMatchObject({
    Description: "of the api",
    CreatedDate: new Date(Date.UTC(2026, 0, 2)),
    DeletedDate: new Date(Date.UTC(2026, 0, 2)),
    VersionIdsToStages: { [VersionId]: ["AWSCURRENT"] },
  });
  await expect(read(secrets, "api")).rejects.toMatchObject({ name: "InvalidRequestException" });
  expect((await secrets.send(new ListSecretsCommand({}))).SecretList).toEqual([]);
});

it("moves labels to the version that is named, and lists versions with theirs", async () => {
  const { secrets } = await startClients();
  const SecretId = "api";
  const first = await secrets.send(new CreateSecretCommand({ Name: SecretId, SecretString: "v1" }));
  const second = await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: "v2" }));
  const third = await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: "v3" }));
  const move = (VersionStage: string, to?: string, from?: string) =>
    secrets.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage, MoveToVersionId: to, RemoveFromVersionId: from }));
  const labels = async (IncludeDeprecated = false) => {
    const { Versions = [] } = await secrets.send(new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated }));
    return Object.fromEntries(Versions.map(({ VersionId = "", VersionStages }) => [VersionId, VersionStages]));
  };
  const ids = [first, second, third].map(({ VersionId = "" }) => VersionId) as [string, string, string];
  expect(await labels()).toEqual({ [ids[1]]: ["AWSPREVIOUS"], [ids[2]]: ["AWSCURRENT"] });
  expect(await labels(true)).toMatchObject({ [ids[0]]: undefined });

  await move("blue", ids[0]);
  expect((await read(secrets, SecretId, { VersionStage: "blue" })).SecretString).toBe("v1");
  await expect(move("blue", ids[1])).rejects.toMatchObject({ name: "InvalidParameterException" });
  await expect(move("blue", ids[1], ids[2])).rejects.toMatchObject({ name: "InvalidParameterException" });
  await move("blue", ids[1], ids[0]);
  expect((await read(secrets, SecretId, { VersionStage: "blue", VersionId: ids[1] })).SecretString).toBe("v2");

  await move("AWSCURRENT", ids[0], ids[2]);
  expect(await labels()).toEqual({ [ids[0]]: ["AWSCURRENT"], [ids[1]]: ["blue"], [ids[2]]: ["AWSPREVIOUS"] });
  expect((await read(secrets, SecretId)).SecretString).toBe("v1");
  await move("blue", undefined, ids[1]);
  await expect(read(secrets, SecretId, { VersionStage: "blue" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(move("AWSCURRENT", undefined, ids[0])).rejects.toMatchObject({ name: "InvalidParameterException" });
});
