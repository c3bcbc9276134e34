/** Prefixes, versions and folders: what `--secret` and `--parameters-by-path` take beside one secret or one folder as it is. */
import { PutSecretValueCommand, SecretsManagerClient, UpdateSecretVersionStageCommand } from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { type CliResult, runCli } from "../../support/cli.ts";
import { operations, startEndpoint } from "../../support/endpoint.ts";
import { startClient } from "../../support/local.ts";

async function start(): Promise<{ readonly endpoint: LocalEndpoint; readonly set: (...args: string[]) => Promise<CliResult> }> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: {} });
  return { endpoint, set: (...args) => runCli(["set", "-f", "my-fn", ...args], { endpoint }) };
}

describe("PREFIX*=", () => {
  it("makes valid names of the keys of a secret, in upper case unless the prefix has lower-case letters", async () => {
    const { endpoint, set } = await start();
    endpoint.setSecret("rds!cluster-1a2b", {
      username: "admin",
      password: "pw",
      "db.host": "h",
      dbClusterIdentifier: "c",
      port: 5432,
    });
    const done = await set(
      "-s",
      "DB_*=rds!cluster-1a2b",
      "-s",
      "x*=rds!cluster-1a2b",
      "-s",
      "*=rds!cluster-1a2b",
      "--except",
      "?*DENTIFIER",
    );
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining("rds!cluster-1a2b#db.host") });
    expect(endpoint.variables("my-fn")).toEqual({
      ...{ DB_USERNAME: "admin", DB_PASSWORD: "pw", DB_DB_HOST: "h", DB_PORT: "5432" },
      ...{ USERNAME: "admin", PASSWORD: "pw", PORT: "5432" },
      ...{ xusername: "admin", xpassword: "pw", xdb_host: "h", xdbClusterIdentifier: "c", xport: "5432" },
      DB_HOST: "h",
    });
  });

  it("stops where two keys make one name, unless one of them is taken by itself or left out", async () => {
    const { endpoint, set } = await start();
    endpoint.setSecret("prod/db", { "db-url": "a", db_url: "b", other: "o" });
    const stopped = await set("-s", "X_*=prod/db");
    expect(stopped).toMatchObject({ code: 65, stderr: expect.stringContaining("X_DB_URL would be made from each of") });
    expect((await set("-s", "X_*=prod/db", "--except", "X_DB_URL")).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ X_OTHER: "o" });
    expect((await set("-s", "X_*=prod/db", "-s", "FIRST=prod/db:db-url")).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ X_OTHER: "o", X_DB_URL: "b", FIRST: "a" });
  });

  it("and --recursive make names of folders below folders", async () => {
    const { endpoint, set } = await start();
    for (const [name, value] of Object.entries({ "db/url": "u", "db/read/replica-url": "r", LEVEL: "l" }))
      endpoint.setParameter(`/app/prod/${name}`, value);
    expect((await set("--parameters-by-path", "/app/prod")).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ LEVEL: "l" });
    const odd = await set("--parameters-by-path", "/app/prod", "--recursive");
    expect(odd).toMatchObject({ code: 65, stderr: expect.stringContaining('"db_read_replica-url", made from the parameter') });
    const names = ["--parameters-by-path", "P_*=/app/prod/", "--recursive"];
    expect((await set(...names)).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ LEVEL: "l", P_LEVEL: "l", P_DB_URL: "u", P_DB_READ_REPLICA_URL: "r" });
    endpoint.setParameter("/app/prod/db_url", "other");
    expect(await set(...names)).toMatchObject({
      code: 65,
      stderr: expect.stringContaining("/app/prod/db/url, /app/prod/db_url"),
    });
  });

  it("is refused where it cannot be one", async () => {
    const { endpoint, set } = await start();
    expect(await set("-s", "DB_*=prod/db:key")).toMatchObject({ code: 64, stderr: expect.stringContaining("cannot take a key") });
    expect(await set("--parameters-by-path", "DB_*=app/")).toMatchObject({ code: 64 });
    expect(operations(endpoint).filter((operation) => operation !== "GetFunctionConfiguration")).toEqual([]);
  });
});

describe("a version of a secret", () => {
  it("is read by its stage or id, in the form of ECS, beside the current one", async () => {
    const { endpoint, set } = await start();
    const arn = endpoint.setSecret("prod/api", { key: "first", ONLY: "1" });
    const secrets = startClient(SecretsManagerClient, endpoint);
    const second = await secrets.send(new PutSecretValueCommand({ SecretId: arn, SecretString: '{"key":"second"}' }));
    endpoint.setSecret("prod/api", { key: "third" });
    await secrets.send(
      new UpdateSecretVersionStageCommand({ SecretId: arn, VersionStage: "blue", MoveToVersionId: second.VersionId }),
    );
    const specs = [
      ...[
        "NOW=prod/api:key",
        "PREVIOUS=prod/api:key:AWSPREVIOUS",
        `BLUE=${arn}:key:blue:`,
        `BY_ID=${arn}:key::${second.VersionId}`,
      ],
      ...["ALL_*=prod/api::AWSPREVIOUS", "TEXT=prod/api::blue"],
    ];
    const done = await set(...specs.flatMap((spec) => ["-s", spec]));
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining("prod/api::AWSPREVIOUS#key") });
    expect(endpoint.variables("my-fn")).toEqual({
      ...{ NOW: "third", PREVIOUS: "second", BLUE: "second", BY_ID: "second", ALL_KEY: "second", TEXT: '{"key":"second"}' },
    });
    const missing = await set("-s", "prod/api::green");
    expect(missing).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("prod/api::green: the secret does not exist, or does not have this version"),
    });
  });
});

describe("an encrypted parameter of a folder", () => {
  it("that is left out stops nothing where its key may not be used", async () => {
    const { endpoint, set } = await start();
    endpoint.setParameter("/app/LEVEL", "l");
    endpoint.setParameter("/app/TOKEN", "t", "SecureString");
    endpoint.setParameter("/app/OTHER", "o", "SecureString");
    endpoint.deny("Decrypt", "/app/OTHER");
    expect((await set("--parameters-by-path", "/app")).code).toBe(77);
    expect((await set("--parameters-by-path", "/app", "--except", "TOKEN")).code).toBe(77);
    expect((await set("--parameters-by-path", "/app", "--except", "OTHER")).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ LEVEL: "l", TOKEN: "t" });
  });
});

describe("policy", () => {
  it("grants what the new forms read, a managed secret with the characters that its ARN ends in", async () => {
    const specs = ["DB_*=rds!cluster-1a2b", "rds!cluster-1a2b::AWSPREVIOUS", "PW=rds!cluster-1a2b:password:AWSPREVIOUS:"];
    const args = [...specs.flatMap((spec) => ["-s", spec]), "--parameters-by-path", "DB_*=/app/db/", "--recursive"];
    const { stdout, code } = await runCli(["policy", "-q", "-f", "my-fn", "--region", "eu-west-1", ...args]);
    expect(code).toBe(0);
    const resources = new Map(
      (JSON.parse(stdout).Statement as { Sid: string; Resource: string[] }[]).map(({ Sid, Resource }) => [Sid, Resource]),
    );
    expect(resources.get("ReadSecrets")).toEqual(["arn:aws:secretsmanager:eu-west-1:*:secret:rds!cluster-1a2b-??????"]);
    expect(resources.get("ReadSecretsTogether")).toBeUndefined();
    expect(resources.get("ReadParameterFolders")).toEqual(["arn:aws:ssm:eu-west-1:*:parameter/app/db"]);
  });
});
