import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListFunctionsCommand,
  paginateListFunctions,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { sendRaw, startClients } from "../../support/local.ts";

const ARN = "arn:aws:lambda:us-east-1:123456789012:function:api";
const NEW_FUNCTION = {
  FunctionName: "api",
  Runtime: "provided.al2023",
  Handler: "function.handler",
  Role: "arn:aws:iam::123456789012:role/api",
  Code: { ZipFile: new Uint8Array([80, 75, 5, 6]) },
} as const;

it("shows the variables of a function and the revision id that they were read under", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });

  const reply = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "api" }));

  expect(reply.Environment).toEqual({ Variables: { STAGE: "dev" } });
  expect(reply.RevisionId).toBe(endpoint.revisionId("api"));
});

it("creates a function as the request describes it, the rest as AWS has it by default", async () => {
  const { lambda } = await startClients({ now: () => Date.UTC(2026, 0, 2, 3, 4, 5) });

  const created = await lambda.send(
    new CreateFunctionCommand({
      ...NEW_FUNCTION,
      MemorySize: 256,
      Layers: ["arn:aws:lambda:us-east-1:123456789012:layer:bash:1"],
      Tags: { team: "orders" },
    }),
  );

  expect(created).toMatchObject({
    FunctionName: "api",
    FunctionArn: ARN,
    Runtime: "provided.al2023",
    Version: "$LATEST",
    MemorySize: 256,
    Timeout: 3,
    CodeSize: 4,
    LastModified: "2026-01-02T03:04:05.000+0000",
    Layers: [{ Arn: "arn:aws:lambda:us-east-1:123456789012:layer:bash:1" }],
    $metadata: { httpStatusCode: 201 },
  });
  const { Configuration, Code, Tags } = await lambda.send(new GetFunctionCommand({ FunctionName: "api" }));
  expect(Configuration).toMatchObject({ State: "Active", CodeSha256: created.CodeSha256 });
  expect(Code?.Location).toContain("X-Amz-Signature=");
  expect(Tags).toEqual({ team: "orders" });
});

it("keeps what else an update changes, and shows it in the shape of a reply", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", settings: { MasterArn: `${ARN}-master:1` } });

  await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: "api",
      Timeout: 30,
      ImageConfig: { Command: ["function.handler"] },
      SnapStart: { ApplyOn: "PublishedVersions" },
    }),
  );

  expect(await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "api" }))).toMatchObject({
    Timeout: 30,
    MasterArn: `${ARN}-master:1`,
    ImageConfigResponse: { ImageConfig: { Command: ["function.handler"] } },
    SnapStart: { ApplyOn: "PublishedVersions", OptimizationStatus: "Off" },
  });
});

it("refuses to create a function twice", async () => {
  const { lambda } = await startClients();
  await lambda.send(new CreateFunctionCommand(NEW_FUNCTION));

  await expect(lambda.send(new CreateFunctionCommand(NEW_FUNCTION))).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: "Function already exist: api",
    $metadata: { httpStatusCode: 409 },
  });
});

it.each(["a b", "api.prod", "api:prod", "x".repeat(65)])("refuses to create a function named %j", async (name) => {
  const { lambda } = await startClients();

  await expect(lambda.send(new CreateFunctionCommand({ ...NEW_FUNCTION, FunctionName: name }))).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining("at 'functionName' failed to satisfy constraint"),
  });
});

it.each([
  {
    missing: "Role",
    message: "1 validation error detected: Value null at 'role' failed to satisfy constraint: Member must not be null",
  },
  {
    missing: "Code",
    message: "1 validation error detected: Value null at 'code' failed to satisfy constraint: Member must not be null",
  },
])("refuses to create a function without $missing", async ({ missing, message }) => {
  const { lambda } = await startClients();

  await expect(lambda.send(new CreateFunctionCommand({ ...NEW_FUNCTION, [missing]: undefined }))).rejects.toMatchObject({
    name: "ValidationException",
    message,
  });
});

it.each(["api", "123456789012:function:api", "function:api", ARN])("finds a function by %s", async (name) => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api" });

  const { FunctionArn } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));

  expect(FunctionArn).toBe(ARN);
});

it.each(["api:$LATEST", "123456789012:function:api:$LATEST", `${ARN}:$LATEST`])(
  "finds $LATEST by %s, and shows the qualifier in the ARN",
  async (name) => {
    const { endpoint, lambda } = await startClients();
    endpoint.createFunction({ functionName: "api" });

    const { FunctionArn, Version } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));

    expect({ FunctionArn, Version }).toEqual({ FunctionArn: `${ARN}:$LATEST`, Version: "$LATEST" });
  },
);

it("reports a missing function by its ARN, with the qualifier if there is one", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api" });
  const read = (FunctionName: string, Qualifier?: string) =>
    lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }));

  await expect(read("web")).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Function not found: arn:aws:lambda:us-east-1:123456789012:function:web",
    Type: "User",
    $metadata: { httpStatusCode: 404 },
  });
  await expect(read("api", "99")).rejects.toMatchObject({ message: `Function not found: ${ARN}:99` });
  await expect(read("api", "prod")).rejects.toMatchObject({ message: `Function not found: ${ARN}:prod` });
});

it("does not find the functions of other accounts and regions", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api" });

  for (const name of [ARN.replace("us-east-1", "eu-west-1"), ARN.replace("123456789012", "210987654321")]) {
    await expect(lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  }
});

it("refuses a qualifier that contradicts the one in the name", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api" });

  await expect(lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "api:1", Qualifier: "2" }))).rejects.toMatchObject(
    {
      name: "InvalidParameterValueException",
      message: "The derived qualifier from the function name does not match the specified qualifier.",
    },
  );
});

it("refuses to update a version or an alias", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });

  for (const name of ["api:1", "api:prod", `${ARN}:prod`]) {
    await expect(
      lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment: { Variables: {} } })),
    ).rejects.toMatchObject({ name: "InvalidParameterValueException" });
  }
  expect(endpoint.variables("api")).toEqual({ STAGE: "dev" });
});

it("lists functions by name in pages, without their state", async () => {
  const { endpoint, lambda } = await startClients();
  const names = ["b", "c", "a", "e", "d"].map((letter) => `fn-${letter}`);
  for (const functionName of names) endpoint.createFunction({ functionName, variables: { STAGE: functionName } });

  const pages: string[][] = [];
  for await (const page of paginateListFunctions({ client: lambda, pageSize: 2 }, {})) {
    pages.push((page.Functions ?? []).map((listed) => listed.FunctionName ?? ""));
  }
  const { Functions } = await lambda.send(new ListFunctionsCommand({}));

  expect(pages).toEqual([["fn-a", "fn-b"], ["fn-c", "fn-d"], ["fn-e"]]);
  expect(Functions?.[0]).toMatchObject({
    Environment: { Variables: { STAGE: "fn-a" } },
    RevisionId: endpoint.revisionId("fn-a"),
  });
  expect(Functions?.[0]).not.toHaveProperty("State");
  expect(Functions?.[0]).not.toHaveProperty("LastUpdateStatus");
});

it("lists at most 50 functions per page, however many are requested", async () => {
  const { endpoint, lambda } = await startClients();
  for (let count = 0; count < 51; count++) endpoint.createFunction({ functionName: `fn-${count}` });

  const { Functions, NextMarker } = await lambda.send(new ListFunctionsCommand({ MaxItems: 10_000 }));

  expect(Functions).toHaveLength(50);
  expect(NextMarker).toBeTypeOf("string");
});

it("starts an update when the code changes, and keeps the variables", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });
  const before = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "api" }));

  const updated = await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: "api", ZipFile: new Uint8Array([1, 2, 3]) }));

  expect(updated).toMatchObject({
    LastUpdateStatus: "InProgress",
    CodeSize: 3,
    Environment: { Variables: { STAGE: "dev" } },
  });
  expect(updated.RevisionId).not.toBe(before.RevisionId);
  expect(updated.CodeSha256).not.toBe(before.CodeSha256);
});

it("deletes a function", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api" });

  await lambda.send(new DeleteFunctionCommand({ FunctionName: "api" }));

  expect(endpoint.hasFunction("api")).toBe(false);
});

it("refuses a body that is not JSON without quoting it", async () => {
  const { endpoint } = await startClients();
  endpoint.createFunction({ functionName: "api" });

  const reply = await sendRaw(endpoint, "PUT", "/2015-03-31/functions/api/configuration", { body: '{"Environment":' });

  expect(reply).toMatchObject({ status: 400, errorType: "InvalidRequestContentException" });
  expect(reply.body).not.toContain("Environment");
});
