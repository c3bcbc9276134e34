import {
  CreateFunctionCommand,
  type EnvironmentResponse,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { RESERVED_VARIABLES } from "../../../src/core/checks/reserved.ts";
import { sendRaw, startClients } from "../../support/local.ts";

const ROLE = "arn:aws:iam::123456789012:role/api";
const KEY = "arn:aws:kms:us-east-1:123456789012:key/one";

async function readEnvironment(lambda: LambdaClient): Promise<EnvironmentResponse | undefined> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "api" }));
  return Environment;
}

async function update(lambda: LambdaClient, variables: Record<string, string>): Promise<unknown> {
  return lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "api", Environment: { Variables: variables } }));
}

it("replaces the whole set: what an update leaves out is lost", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev", TABLE: "orders" } });

  await update(lambda, { STAGE: "prod" });

  expect(endpoint.variables("api")).toEqual({ STAGE: "prod" });
});

it("keeps the variables in an update without Environment, and clears them in one with no variables", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });

  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "api", Description: "orders" }));
  expect(await readEnvironment(lambda)).toEqual({ Variables: { STAGE: "dev" } });

  await update(lambda, {});
  expect(await readEnvironment(lambda)).toEqual({ Variables: {} });
});

it("clears the variables in an update whose Environment has no Variables", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });

  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "api", Environment: {} }));

  expect(endpoint.variables("api")).toEqual({});
});

it("shows no Environment on a function that never had one", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api" });
  expect(await readEnvironment(lambda)).toBeUndefined();

  await lambda.send(new CreateFunctionCommand({ FunctionName: "web", Role: ROLE, Code: { ZipFile: new Uint8Array([1]) } }));
  const web = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "web" }));
  expect(web).not.toHaveProperty("Environment");
});

it("accepts variables of 4096 bytes of JSON, each character counted in UTF-8", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api" });
  const value = "é".repeat((4096 - '{"KEY":""}'.length) / 2);

  await update(lambda, { KEY: value });

  expect(Buffer.byteLength(JSON.stringify(endpoint.variables("api")))).toBe(4096);
  await expect(update(lambda, { KEY: `${value}x` })).rejects.toMatchObject({ name: "InvalidParameterValueException" });
});

it("refuses variables of 4097 bytes, and quotes every value in the message as AWS does", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });
  const variables = { QUOTED: 'say "x"', LONG: "" };
  const long = "x".repeat(4097 - JSON.stringify(variables).length);

  const refused = update(lambda, { ...variables, LONG: long });

  await expect(refused).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {"QUOTED":"say \\"x\\"","LONG":"${long}"}`,
    Type: "User",
    $metadata: { httpStatusCode: 400 },
  });
  expect(endpoint.variables("api")).toEqual({ STAGE: "dev" });
});

it("refuses a body above 5120 bytes before it looks at the variables", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api" });
  const bodyOf = (value: string): number => JSON.stringify({ Environment: { Variables: { KEY: value } } }).length;
  const atLimit = "x".repeat(5120 - bodyOf(""));

  await expect(update(lambda, { KEY: atLimit })).rejects.toMatchObject({ name: "InvalidParameterValueException" });
  await expect(update(lambda, { KEY: `${atLimit}x` })).rejects.toMatchObject({
    name: "RequestEntityTooLargeException",
    message: "Request must be smaller than 5120 bytes for the UpdateFunctionConfiguration operation",
    $metadata: { httpStatusCode: 413 },
  });
});

it("refuses reserved names, and lists them in the order of the request", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api" });

  await expect(update(lambda, { AWS_REGION: "x", STAGE: "dev", AWS_ACCESS_KEY_ID: "x" })).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message:
      "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, AWS_ACCESS_KEY_ID",
  });
});

it("refuses each reserved name, those that start with an underscore as names", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api" });

  for (const name of RESERVED_VARIABLES.keys()) {
    const expected = name.startsWith("_") ? "ValidationException" : "InvalidParameterValueException";
    await expect(update(lambda, { [name]: "x" }), name).rejects.toMatchObject({ name: expected });
  }
});

it.each(["A", "MY-NAME", "1ST", "_NAME", "DB HOST", "É1", ""])("refuses the name %j", async (name) => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api" });

  await expect(update(lambda, { [name]: "x" })).rejects.toMatchObject({
    name: "ValidationException",
    message:
      "1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
    $metadata: { httpStatusCode: 400 },
  });
});

it("accepts names that objects in JavaScript have anyway, and values of any text", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api" });
  const variables = { constructor: "a", toString: "", hasOwnProperty: "line\nline", VALUE: "🔑 'x' \"y\" \\ $Z" };

  await update(lambda, variables);

  expect((await readEnvironment(lambda))?.Variables).toEqual(variables);
});

it.each([
  ["5", "NUMBER_VALUE"],
  ["true", "TRUE_VALUE"],
  ["null", "NULL_VALUE"],
  ["[]", "START_ARRAY"],
  ["{}", "START_OBJECT"],
])("refuses the value %s, which is not text", async (json, token) => {
  const { endpoint } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });

  const reply = await sendRaw(endpoint, "PUT", "/2015-03-31/functions/api/configuration", {
    body: `{"Environment":{"Variables":{"PORT":${json}}}}`,
  });

  expect(reply).toMatchObject({ status: 400, errorType: "SerializationException" });
  expect(JSON.parse(reply.body)).toMatchObject({ message: `${token} can not be converted to a String` });
  expect(endpoint.variables("api")).toEqual({ STAGE: "dev" });
});

it("shows an error instead of variables to a caller that may not decrypt, in reads and in writes that succeed", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" }, kmsKeyArn: KEY });
  endpoint.denyDecrypt("api");
  const unreadable = {
    Error: { ErrorCode: "AccessDeniedException", Message: expect.stringContaining("not authorized to perform: kms:Decrypt") },
  };

  const read = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "api" }));
  expect(read.Environment).toEqual(unreadable);
  expect(read.$metadata.httpStatusCode).toBe(200);

  const written = await update(lambda, { STAGE: "prod" });
  expect(written).toMatchObject({ Environment: unreadable, LastUpdateStatus: "InProgress" });
  expect(endpoint.variables("api")).toEqual({ STAGE: "prod" });

  endpoint.allowDecrypt("api");
  expect(await readEnvironment(lambda)).toEqual({ Variables: { STAGE: "prod" } });
});

it("has nothing to decrypt on a function without variables", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api" });
  endpoint.denyDecrypt("api");

  expect(await readEnvironment(lambda)).toBeUndefined();
  await update(lambda, {});
  expect(await readEnvironment(lambda)).toEqual({ Variables: {} });
});

it("keeps the KMS key that an update leaves out, removes it for an empty text, and loses it with the last variable", async () => {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" }, kmsKeyArn: KEY });
  const keyAfter = async (change: object): Promise<string | undefined> => {
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "api", ...change }));
    const { KMSKeyArn } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "api" }));
    return KMSKeyArn;
  };

  expect(await keyAfter({ Environment: { Variables: { STAGE: "prod" } } })).toBe(KEY);
  expect(await keyAfter({ KMSKeyArn: "" })).toBeUndefined();
  expect(await keyAfter({ KMSKeyArn: KEY })).toBe(KEY);
  expect(await keyAfter({ Environment: { Variables: {} } })).toBeUndefined();
});
