import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { expect, it, onTestFinished } from "vitest";
import { type LocalClients, makeClock, startClients } from "../../support/local.ts";

const read = (lambda: LambdaClient) => lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "api" }));
const write = (lambda: LambdaClient, stage: string, RevisionId?: string) =>
  lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: "api",
      Environment: { Variables: { STAGE: stage } },
      RevisionId,
    }),
  );

async function startWithFunction(options: Parameters<typeof startClients>[0] = {}): Promise<LocalClients> {
  const clients = await startClients(options);
  clients.endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });
  return clients;
}

it("refuses one request as configured, and then goes on as before", async () => {
  const { endpoint, lambda } = await startWithFunction();
  endpoint.fail("UpdateFunctionConfiguration", { kind: "error", status: 500, type: "ServiceException", message: "out of order" });

  await expect(write(lambda, "prod")).rejects.toMatchObject({
    name: "ServiceException",
    message: "out of order",
    Type: "Service",
    $metadata: { httpStatusCode: 500 },
  });
  expect(endpoint.variables("api")).toEqual({ STAGE: "dev" });
  await write(lambda, "prod");
  expect(endpoint.variables("api")).toEqual({ STAGE: "prod" });
});

it("keeps what a request has done where the fault comes after it", async () => {
  const { endpoint, lambda } = await startWithFunction();
  endpoint.fail("UpdateFunctionConfiguration", { kind: "error", status: 503, type: "ServiceException", when: "after" });

  await expect(write(lambda, "prod")).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });

  expect(endpoint.variables("api")).toEqual({ STAGE: "prod" });
});

it.each([
  { when: "before" as const, stage: "dev" },
  { when: "after" as const, stage: "prod" },
])("resets the connection $when the update takes effect", async ({ when, stage }) => {
  const { endpoint, lambda } = await startWithFunction();
  endpoint.fail("UpdateFunctionConfiguration", { kind: "reset", when });

  await expect(write(lambda, "prod")).rejects.toMatchObject({ code: "ECONNRESET" });

  expect(endpoint.variables("api")).toEqual({ STAGE: stage });
  expect(endpoint.requests.at(-1)).toMatchObject({ operation: "UpdateFunctionConfiguration", status: 0 });
});

it("lets a client that retries run into its own first attempt: the lost reply of an update ends as 412", async () => {
  const { endpoint } = await startWithFunction();
  const lambda = new LambdaClient({
    endpoint: endpoint.url,
    region: endpoint.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  onTestFinished(() => lambda.destroy());
  endpoint.fail("UpdateFunctionConfiguration", { kind: "reset", when: "after" });

  await expect(write(lambda, "prod", endpoint.revisionId("api"))).rejects.toMatchObject({
    name: "PreconditionFailedException",
    $metadata: { attempts: 2 },
  });
  expect(endpoint.variables("api")).toEqual({ STAGE: "prod" });
});

it("affects as many requests as configured, one fault after another", async () => {
  const { endpoint, lambda } = await startWithFunction();
  endpoint.fail("GetFunctionConfiguration", { kind: "error", status: 500, type: "ServiceException" }, 2);
  endpoint.fail("GetFunctionConfiguration", { kind: "error", status: 403, type: "ExpiredTokenException" });

  const outcomes: unknown[] = [];
  for (let request = 0; request < 4; request++) {
    outcomes.push(
      await read(lambda).then(
        ({ FunctionName }) => FunctionName,
        (error: Error) => error.name,
      ),
    );
  }

  expect(outcomes).toEqual(["ServiceException", "ServiceException", "ExpiredTokenException", "api"]);
});

it("throttles with the reason and the time to wait, when configured so", async () => {
  const { endpoint, lambda } = await startWithFunction();
  endpoint.fail("GetFunctionConfiguration", { kind: "throttle", retryAfterSeconds: 7 });

  await expect(read(lambda)).rejects.toMatchObject({
    name: "TooManyRequestsException",
    Reason: "CallerRateLimitExceeded",
    retryAfterSeconds: "7",
    message: "Rate exceeded",
    $metadata: { httpStatusCode: 429 },
  });
});

it("answers with a foreign body, when configured so", async () => {
  const { endpoint, lambda } = await startWithFunction();
  endpoint.fail("GetFunctionConfiguration", { kind: "body", status: 200, contentType: "application/json", body: '{"Vers' });

  await expect(read(lambda)).rejects.toBeInstanceOf(SyntaxError);
});

it("answers once it is let go on", async () => {
  const { endpoint, lambda } = await startWithFunction();
  let letGo = (): void => {};
  const until = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const arrived = new Promise<void>((resolve) => endpoint.before("GetFunctionConfiguration", resolve));
  endpoint.fail("GetFunctionConfiguration", { kind: "delay", until });

  const reply = read(lambda);
  await arrived;
  endpoint.setVariables("api", { STAGE: "late" });
  letGo();

  expect((await reply).Environment?.Variables).toEqual({ STAGE: "late" });
});

it("does not answer at all, when configured so, and does not hold up its own end", async () => {
  const { endpoint, lambda } = await startWithFunction();
  endpoint.fail("UpdateFunctionConfiguration", { kind: "hang", when: "after" });
  const aborter = new AbortController();
  const arrived = new Promise<void>((resolve) => endpoint.before("UpdateFunctionConfiguration", resolve));

  const hanging = lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "api", Environment: { Variables: { STAGE: "prod" } } }),
    { abortSignal: aborter.signal },
  );
  await arrived;
  await expect.poll(() => endpoint.requests.length).toBe(1);
  aborter.abort();

  await expect(hanging).rejects.toMatchObject({ name: "AbortError" });
  expect(endpoint.variables("api")).toEqual({ STAGE: "prod" });
});

it("lets a test write between a client's read and its update", async () => {
  const { endpoint, lambda } = await startWithFunction();
  endpoint.before("UpdateFunctionConfiguration", () => endpoint.setVariables("api", { STAGE: "theirs" }));

  const { RevisionId } = await read(lambda);
  await expect(write(lambda, "ours", RevisionId)).rejects.toMatchObject({ name: "PreconditionFailedException" });

  expect(endpoint.variables("api")).toEqual({ STAGE: "theirs" });
  await write(lambda, "ours", endpoint.revisionId("api"));
  expect(endpoint.variables("api")).toEqual({ STAGE: "ours" });
});

it("waits for a hook, and reports one that throws as a bug", async () => {
  const { endpoint, lambda } = await startWithFunction();
  const broken = new Error("broken hook");
  endpoint.before("GetFunctionConfiguration", async () => {
    await Promise.resolve();
    endpoint.setVariables("api", { STAGE: "hook" });
  });
  endpoint.before("GetFunctionConfiguration", () => {
    throw broken;
  });

  expect((await read(lambda)).Environment?.Variables).toEqual({ STAGE: "hook" });
  await expect(read(lambda)).rejects.toMatchObject({ name: "InternalFailure" });
  expect(endpoint.requests.at(-1)?.bug).toBe(broken);
});

it("denies an operation altogether or on one function, until it allows it again", async () => {
  const { endpoint, lambda } = await startWithFunction();
  endpoint.createFunction({ functionName: "web" });
  endpoint.deny("GetFunctionConfiguration", "api");
  endpoint.deny("ListFunctions");

  await expect(read(lambda)).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining("is not authorized to perform: lambda:GetFunctionConfiguration on resource: api"),
    $metadata: { httpStatusCode: 403 },
  });
  await expect(lambda.send(new ListFunctionsCommand({}))).rejects.toMatchObject({ name: "AccessDeniedException" });
  await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "web" }));
  endpoint.allow("GetFunctionConfiguration", "api");
  await read(lambda);
});

it("lets 15 control-plane requests of all kinds through in a second, and 100 GetFunction beside them", async () => {
  const clock = makeClock();
  const { endpoint, lambda } = await startWithFunction({ now: clock.now });
  endpoint.throttle();
  const getFunction = () => lambda.send(new GetFunctionCommand({ FunctionName: "api" }));
  const isThrottled = (request: Promise<unknown>): Promise<boolean> =>
    request.then(
      () => false,
      (error: Error) => error.name === "TooManyRequestsException",
    );

  for (let request = 0; request < 14; request++) await read(lambda);
  await lambda.send(new ListFunctionsCommand({}));
  expect(await isThrottled(read(lambda))).toBe(true);
  expect(await isThrottled(lambda.send(new ListFunctionsCommand({})))).toBe(true);

  for (let request = 0; request < 100; request++) await getFunction();
  expect(await isThrottled(getFunction())).toBe(true);

  clock.advance(200);
  expect(await Promise.all([1, 2, 3, 4].map(() => isThrottled(read(lambda))))).toEqual([false, false, false, true]);
});

it("stops in the middle of the answer by a reset, after the update took effect", async () => {
  const { endpoint, lambda } = await startWithFunction();
  endpoint.fail("UpdateFunctionConfiguration", { kind: "cut", by: "reset" });

  await expect(write(lambda, "prod")).rejects.toMatchObject({ code: "ECONNRESET" });

  expect(endpoint.variables("api")).toEqual({ STAGE: "prod" });
});

it("stops in the middle of the answer without a word: half of what was announced comes, and no end", async () => {
  const { endpoint } = await startWithFunction();
  endpoint.fail("GetFunctionConfiguration", { kind: "cut", by: "silence" });
  const headers = { authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request" };

  const response = await fetch(`${endpoint.url}/2015-03-31/functions/api/configuration`, { headers });
  const reader = response.body?.getReader();
  const first = await reader?.read();

  expect(first?.done).toBe(false);
  expect(first?.value?.length).toBe(Math.floor(Number(response.headers.get("content-length")) / 2));
  await reader?.cancel();
});

it("forgets the faults that are still to come when configured to", async () => {
  const { endpoint, lambda } = await startWithFunction();
  endpoint.fail("UpdateFunctionConfiguration", { kind: "error", status: 500, type: "ServiceException" }, 9);
  endpoint.clearFaults();

  await write(lambda, "prod");

  expect(endpoint.variables("api")).toEqual({ STAGE: "prod" });
});

it("answers an update whose variables it cannot encrypt with an error in their place, and changes nothing", async () => {
  const { endpoint, lambda } = await startWithFunction();
  endpoint.denyKey("api", "kms:GenerateDataKey");

  const { Environment } = await write(lambda, "prod");

  expect(Environment?.Variables).toBeUndefined();
  expect(Environment?.Error).toMatchObject({
    ErrorCode: "AccessDeniedException",
    Message: expect.stringContaining("not authorized to perform: kms:GenerateDataKey"),
  });
  expect(endpoint.variables("api")).toEqual({ STAGE: "dev" });
});

it("shows a function that could not be created as failed, and refuses to update it", async () => {
  const { endpoint, lambda } = await startWithFunction();
  endpoint.failFunction("api", { reasonCode: "InvalidSubnet" });

  expect(await read(lambda)).toMatchObject({ State: "Failed", StateReasonCode: "InvalidSubnet" });
  await expect(write(lambda, "prod")).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: expect.stringContaining("The function is currently in the following state: Failed"),
  });
});
