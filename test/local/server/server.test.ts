import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateAliasCommand, GetFunctionConfigurationCommand, PublishVersionCommand } from "@aws-sdk/client-lambda";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { describe, expect, it, onTestFinished } from "vitest";
import { LambdaEnvError } from "../../../src/errors.ts";
import { startLocalEndpoint } from "../../../src/local/server/server.ts";
import { removeFolderSync } from "../../support/folder.ts";
import { sendRaw, startClients } from "../../support/local.ts";

const CONFIGURATION = "/2015-03-31/functions/api/configuration";

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lambda-env-local-"));
  onTestFinished(() => removeFolderSync(folder));
  return folder;
}

describe("requests", () => {
  it("are recorded with their operation, subject, members and status", async () => {
    const seen: string[] = [];
    const { endpoint, lambda, secrets } = await startClients({ onRequest: ({ operation }) => seen.push(operation) });
    endpoint.createFunction({ functionName: "api" });

    await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "api", Qualifier: "$LATEST" }));
    await secrets.send(new GetSecretValueCommand({ SecretId: "none" })).catch(() => {});

    expect(endpoint.requests).toEqual([
      {
        service: "lambda",
        operation: "GetFunctionConfiguration",
        subject: "api",
        body: { FunctionName: "api", Qualifier: "$LATEST" },
        status: 200,
      },
      { service: "secretsmanager", operation: "GetSecretValue", subject: "none", body: { SecretId: "none" }, status: 400 },
    ]);
    expect(seen).toEqual(["GetFunctionConfiguration", "GetSecretValue"]);
  });

  it("are recorded without a body that is large, such as the code of a function", async () => {
    const { endpoint } = await startClients();
    const body = JSON.stringify({ FunctionName: "api", Role: "role", Code: { ZipFile: "A".repeat(200_000) } });

    const reply = await sendRaw(endpoint, "POST", "/2015-03-31/functions", { body });

    expect(reply.status).toBe(201);
    expect(endpoint.requests).toEqual([{ service: "lambda", operation: "CreateFunction", subject: "api", status: 201 }]);
  });

  it("need a credential", async () => {
    const { endpoint } = await startClients();
    endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });

    for (const authorization of ["", "Bearer test", "AWS4-HMAC-SHA256 Credential=/20260101/us-east-1/lambda/aws4_request"]) {
      const reply = await sendRaw(endpoint, "GET", CONFIGURATION, { headers: { authorization } });
      expect(reply).toMatchObject({ status: 403, errorType: "MissingAuthenticationTokenException" });
    }
    expect(await sendRaw(endpoint, "GET", CONFIGURATION)).toMatchObject({ status: 200 });
  });

  it.each(["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example"])(
    "for the host %j are refused",
    async (host) => {
      const { endpoint } = await startClients();
      endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });

      const reply = await sendRaw(endpoint, "GET", CONFIGURATION, { headers: { host } });

      expect(reply.status).toBe(403);
      expect(reply.body).not.toContain("STAGE");
      expect(endpoint.requests).toEqual([]);
    },
  );

  it.each(["localhost", "LOCALHOST:1", "127.0.0.1"])("for the host %s are answered", async (host) => {
    const { endpoint } = await startClients();
    endpoint.createFunction({ functionName: "api" });

    expect(await sendRaw(endpoint, "GET", CONFIGURATION, { headers: { host } })).toMatchObject({ status: 200 });
  });

  it("for operations that are not served say so, in the protocol of the service", async () => {
    const { endpoint } = await startClients();

    const lambda = await sendRaw(endpoint, "GET", "/2020-06-30/functions/api/code-signing-config");
    expect(lambda).toMatchObject({ status: 404, errorType: "UnknownOperationException" });
    expect(lambda.body).toContain("GET /2020-06-30/functions/api/code-signing-config");

    const secret = await sendRaw(endpoint, "POST", "/", { headers: { "x-amz-target": "secretsmanager.RotateSecret" } });
    expect(JSON.parse(secret.body)).toMatchObject({ __type: "UnknownOperationException", Message: /RotateSecret/ });

    const form = { "content-type": "application/x-www-form-urlencoded" };
    const sts = await sendRaw(endpoint, "POST", "/", {
      headers: form,
      body: "Action=DecodeAuthorizationMessage&Version=2011-06-15",
    });
    expect(sts.body).toContain("<Code>UnknownOperationException</Code>");

    const other = await sendRaw(endpoint, "POST", "/", { headers: { "x-amz-target": "DynamoDB_20120810.ListTables" } });
    expect(other).toMatchObject({ status: 404, errorType: "UnknownOperationException" });
    expect(other.body).toContain("DynamoDB_20120810.ListTables");
  });

  it("with paths that are not paths are refused, not fatal", async () => {
    const { endpoint } = await startClients();

    const name = await sendRaw(endpoint, "GET", "/2015-03-31/functions/%E0%A4%A/configuration");
    expect(name).toMatchObject({ status: 400, errorType: "ValidationException" });
    const path = await sendRaw(endpoint, "GET", "//");
    expect(path.status).toBe(404);
  });

  it("with bodies larger than any operation takes are refused", async () => {
    const { endpoint } = await startClients();

    const reply = await sendRaw(endpoint, "POST", "/2015-03-31/functions", { body: "x".repeat(73 * 1024 * 1024) });

    expect(reply.status).toBe(413);
    expect(endpoint.requests).toEqual([]);
  });
});

describe("the port", () => {
  it("is a free one unless it is named, on 127.0.0.1 alone", async () => {
    const { endpoint } = await startClients();

    expect(endpoint.url).toBe(`http://127.0.0.1:${endpoint.port}`);
    await expect(startLocalEndpoint({ port: endpoint.port })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: `cannot listen on 127.0.0.1:${endpoint.port}`,
    });
  });

  it("does not answer on another address of this machine", async () => {
    const { endpoint } = await startClients();

    await expect(sendRaw(endpoint, "GET", CONFIGURATION, { address: "127.0.0.2" })).rejects.toThrow();
  });

  it("is closed without waiting for requests that hang", async () => {
    const { endpoint } = await startClients();
    endpoint.createFunction({ functionName: "api" });
    endpoint.fail("GetFunctionConfiguration", { kind: "hang" });
    const arrived = new Promise<void>((resolve) => endpoint.before("GetFunctionConfiguration", resolve));

    const hanging = sendRaw(endpoint, "GET", CONFIGURATION).catch((error: Error) => error.message);
    await arrived;
    await endpoint.close();

    expect(await hanging).toBe("socket hang up");
  });

  it("is free again once the endpoint has closed, open connections and all", async () => {
    const { endpoint, lambda } = await startClients();
    await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "none" })).catch(() => {});
    await endpoint.close();

    const next = await startLocalEndpoint({ port: endpoint.port });
    await next.close();
  });
});

describe("the data file", () => {
  it("brings back functions, versions, aliases and secrets as they were", async () => {
    const dataFile = join(makeFolder(), "aws.json");
    const first = await startClients({ dataFile });
    first.endpoint.createFunction({ functionName: "api", variables: { STAGE: "one", constructor: "é\n" } });
    first.endpoint.setSecret("prod/api", "v1");
    first.endpoint.setSecret("prod/api", "v2");
    await first.lambda.send(new PublishVersionCommand({ FunctionName: "api" }));
    await first.lambda.send(new CreateAliasCommand({ FunctionName: "api", Name: "prod", FunctionVersion: "1" }));
    first.endpoint.setVariables("api", { STAGE: "two" });
    const before = first.endpoint.revisionId("api");
    await first.endpoint.close();

    const { endpoint, lambda, secrets } = await startClients({ dataFile });

    expect(endpoint.variables("api")).toEqual({ STAGE: "two" });
    expect(endpoint.revisionId("api")).toBe(before);
    const prod = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "api", Qualifier: "prod" }));
    expect(prod).toMatchObject({ Version: "1", Environment: { Variables: { STAGE: "one", constructor: "é\n" } } });
    const read = (VersionStage: string) => secrets.send(new GetSecretValueCommand({ SecretId: "prod/api", VersionStage }));
    expect((await read("AWSCURRENT")).SecretString).toBe("v2");
    expect((await read("AWSPREVIOUS")).SecretString).toBe("v1");
  });

  it("is written before a change is answered, only for its owner, and leaves nothing beside it", async () => {
    const folder = makeFolder();
    const dataFile = join(folder, "aws.json");
    const { endpoint } = await startClients({ dataFile });
    writeFileSync(dataFile, "{}");
    chmodSync(dataFile, 0o644);

    endpoint.createFunction({ functionName: "api", variables: { STAGE: "dev" } });

    expect(JSON.parse(readFileSync(dataFile, "utf8"))).toMatchObject({ functions: [{ name: "api" }] });
    expect(statSync(dataFile).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["aws.json"]);
  });

  it("is replaced where a link leads, and the link stays", async () => {
    const folder = makeFolder();
    const target = join(folder, "real.json");
    const dataFile = join(folder, "link.json");
    writeFileSync(target, JSON.stringify({ formatVersion: 1, functions: [], secrets: [] }));
    symlinkSync(target, dataFile);
    const { endpoint } = await startClients({ dataFile });

    endpoint.createFunction({ functionName: "api" });

    expect(readFileSync(target, "utf8")).toContain("api");
    expect(readdirSync(folder).sort()).toEqual(["link.json", "real.json"]);
  });

  it.each(["", "{", "[]", "{}", '{"formatVersion":2,"functions":[],"secrets":[]}', '{"formatVersion":1}'])(
    "is refused where it holds %j, without quoting it",
    async (text) => {
      const dataFile = join(makeFolder(), "aws.json");
      writeFileSync(dataFile, text);

      const error = await startLocalEndpoint({ dataFile }).catch((thrown: unknown) => thrown);

      expect(error).toBeInstanceOf(LambdaEnvError);
      expect(error).toMatchObject({
        code: "INVALID_INPUT",
        message: `${dataFile} is not a data file of the local endpoint`,
      });
      expect(error).not.toHaveProperty("cause");
    },
  );

  it("that cannot be written fails the request, and reports the cause in the record", async () => {
    const folder = makeFolder();
    const { endpoint } = await startClients({ dataFile: join(folder, "gone", "aws.json") });
    const body = JSON.stringify({ FunctionName: "api", Role: "role", Code: {} });

    const reply = await sendRaw(endpoint, "POST", "/2015-03-31/functions", { body });

    expect(reply.status).toBe(500);
    expect(endpoint.requests.at(-1)?.bug).toMatchObject({ code: "CANNOT_WRITE" });
  });
});

describe("what is done from inside", () => {
  it("refuses what Lambda would refuse, without revealing values", async () => {
    const { endpoint } = await startClients();
    const create = (name: string, variables: Record<string, string>) => () =>
      endpoint.createFunction({ functionName: name, variables });

    expect(create("api", { KEY: "x".repeat(5000) })).toThrow(
      /^Lambda would refuse function api \(InvalidParameterValueException\): .* exceeded the 4KB limit$/,
    );
    expect(create("a b", {})).toThrow(/^Lambda would refuse function a b \(ValidationException\): .*'functionName' failed/);
    create("api", {})();
    expect(create("api", {})).toThrow("the local endpoint already has a function api");
    expect(() => endpoint.variables("web")).toThrow("the local endpoint does not have a function web");
  });
});
