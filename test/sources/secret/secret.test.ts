import { describe, expect, it, onTestFinished } from "vitest";
import { type Aws, connect } from "../../../src/aws/connection/clients.ts";
import { mergeLayers } from "../../../src/core/plan/merge.ts";
import { type LocalEndpoint, startLocalEndpoint } from "../../../src/local/server/server.ts";
import { readSecrets } from "../../../src/sources/secret/secret.ts";
import type { SourceResult } from "../../../src/sources/source.ts";
import { CALM } from "../temp-folder.ts";

async function start(): Promise<{
  readonly endpoint: LocalEndpoint;
  readonly aws: Aws;
  read: (...specs: readonly string[]) => Promise<readonly SourceResult[]>;
}> {
  const endpoint = await startLocalEndpoint();
  onTestFinished(() => endpoint.close());
  const env = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: "us-east-1" };
  const aws = connect({ endpointUrl: endpoint.url, env, onEndpoint: () => undefined });
  return { endpoint, aws, read: (...specs) => readSecrets(specs, aws, { signal: CALM, wants: () => true }) };
}

const operationsOf = ({ requests }: LocalEndpoint): readonly string[] => requests.map((request) => request.operation);

describe("readSecrets", () => {
  it("makes a layer of each secret, and fetches all together", async () => {
    const { endpoint, read } = await start();
    endpoint.setSecret("prod/api", { DB_URL: "one", API_KEY: "two" });
    endpoint.setSecret("prod/a=b", "three\n");
    const results = await read("prod/api", "TOKEN=prod/a=b");
    expect(results.flatMap(({ findings }) => findings)).toEqual([]);
    expect(results.map(({ layer }) => [layer.kind, layer.source, [...layer.entries.values()]])).toEqual([
      [
        "secret",
        "prod/api",
        [
          {
            kind: "value",
            name: "DB_URL",
            value: "one",
            sensitive: true,
            origin: { layer: "secret", source: "prod/api", key: "DB_URL" },
          },
          {
            kind: "value",
            name: "API_KEY",
            value: "two",
            sensitive: true,
            origin: { layer: "secret", source: "prod/api", key: "API_KEY" },
          },
        ],
      ],
      [
        "secret",
        "prod/a=b",
        [{ kind: "value", name: "TOKEN", value: "three\n", sensitive: true, origin: { layer: "secret", source: "prod/a=b" } }],
      ],
    ]);
    expect(operationsOf(endpoint)).toEqual(["BatchGetSecretValue"]);
  });

  it("fetches a secret once, however many of its keys are requested, by name or by ARN", async () => {
    const { endpoint, read } = await start();
    const arn = endpoint.setSecret("prod/api", { url: "one", API_KEY: "two" });
    const byName = await read("DB_URL=prod/api:url", "prod/api:API_KEY");
    expect(operationsOf(endpoint)).toEqual(["GetSecretValue"]);
    const byArn = await read(`DB_URL=${arn}:url`, `${arn}:API_KEY`);
    for (const results of [byName, byArn]) {
      const merged = mergeLayers(results.map(({ layer }) => layer));
      expect([...merged.values()].map((entry) => [entry.name, entry.kind === "value" && entry.value])).toEqual([
        ["DB_URL", "one"],
        ["API_KEY", "two"],
      ]);
    }
    expect(byArn[0]?.layer.entries.get("DB_URL")?.origin).toEqual({ layer: "secret", source: arn, key: "url" });
  });

  it("lets a later secret win", async () => {
    const { endpoint, read } = await start();
    endpoint.setSecret("first", { KEY: "one" });
    endpoint.setSecret("second", { KEY: "two" });
    const merged = mergeLayers((await read("first", "second")).map(({ layer }) => layer));
    expect(merged.get("KEY")).toMatchObject({ value: "two", origin: { source: "second" }, overrode: [{ source: "first" }] });
  });

  it("reports every secret that cannot be read, and mistakes in the others, at once", async () => {
    const { endpoint, read } = await start();
    endpoint.setSecret("good", { KEY: "hunter2" });
    endpoint.setSecret("nested", { MAP: { a: "hunter2" } });
    endpoint.setSecret("denied", "hunter2");
    endpoint.deny("GetSecretValue", "denied");
    const error = await read("good", "denied", "missing", "nested").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "ACCESS_DENIED",
      message: "cannot read 2 of 4 secrets",
      findings: [
        { code: "SECRET_ACCESS_DENIED", args: { action: "secretsmanager:GetSecretValue" }, at: { source: "denied" } },
        { code: "SECRET_NOT_FOUND", args: { region: "us-east-1", by: "name" }, at: { source: "missing" } },
        { code: "SECRET_VALUE_NOT_TEXT", args: { found: "an object" }, name: "MAP", at: { source: "nested#MAP" } },
      ],
    });
    expect(JSON.stringify(error)).not.toContain("hunter2");
  });

  it("reports one secret that does not exist", async () => {
    const { read } = await start();
    await expect(read("KEY=missing", "OTHER=missing:key")).rejects.toMatchObject({
      code: "AWS_ERROR",
      message: "cannot read what --secret KEY=… names",
      findings: [{ code: "SECRET_NOT_FOUND", at: { source: "--secret KEY=…" } }],
    });
  });

  it.each([
    ["prod/api", "prod/ap", "prod/api"],
    ["prod/api", "PROD/API", "prod/api"],
    ["staging/db", "prod/api", ""],
  ])("suggests the name of a secret that exists: there is %s, and %s is missing", async (existing, typed, near) => {
    const { endpoint, read } = await start();
    endpoint.setSecret(existing, { KEY: "x" });
    const args = { region: "us-east-1", by: "name", near };
    await expect(read(typed)).rejects.toMatchObject({ findings: [{ code: "SECRET_NOT_FOUND", args }] });
    endpoint.deny("ListSecrets");
    const withoutNames = { ...args, near: "" };
    await expect(read(typed)).rejects.toMatchObject({ findings: [{ code: "SECRET_NOT_FOUND", args: withoutNames }] });
  });

  it("names kms:Decrypt where the key may not be used", async () => {
    const { endpoint, read } = await start();
    endpoint.fail("GetSecretValue", {
      kind: "error",
      status: 400,
      type: "DecryptionFailure",
      message: "Secrets Manager can't decrypt it.",
    });
    endpoint.fail("GetSecretValue", {
      kind: "error",
      status: 400,
      type: "AccessDeniedException",
      message: "Access to KMS is not allowed",
    });
    for (let round = 0; round < 2; round += 1) {
      await expect(read("prod/api")).rejects.toMatchObject({
        code: "ACCESS_DENIED",
        findings: [{ code: "SECRET_ACCESS_DENIED", args: { action: "kms:Decrypt" }, at: { source: "prod/api" } }],
      });
    }
  });

  it("gives AWS's reason for a secret that exists but cannot be read", async () => {
    const { endpoint, read } = await start();
    endpoint.fail("GetSecretValue", {
      kind: "error",
      status: 400,
      type: "InvalidRequestException",
      message: "it was marked for deletion.",
    });
    await expect(read("prod/api")).rejects.toMatchObject({
      code: "AWS_ERROR",
      findings: [{ code: "SECRET_UNUSABLE", args: { said: "it was marked for deletion", errorCode: "InvalidRequestException" } }],
    });
  });

  it("refuses a binary secret", async () => {
    const { endpoint, read } = await start();
    endpoint.setSecret("blob", Buffer.from([1, 2, 3]));
    const [result] = await read("KEY=blob");
    expect(result?.layer.entries.size).toBe(0);
    expect(result?.findings).toEqual([{ code: "SECRET_BINARY", severity: "error", args: {}, at: { source: "blob" } }]);
  });

  it("sends nothing where one of the specs cannot be read", async () => {
    const { endpoint, read } = await start();
    await expect(read("good", "KEY=")).rejects.toMatchObject({ code: "USAGE" });
    expect(endpoint.requests).toEqual([]);
  });
});
