/** `push`, run against the local endpoint: what is written, what is kept, what is refused and asked about. */
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import { runCli, tempFolder } from "../../support/cli.ts";
import { operations } from "../../support/endpoint.ts";
import { type LocalClients, startClients } from "../../support/local.ts";

const TEXT = '{ "API_KEY": "old", "port": 5432,\n  "nested": {"a": [1.50, null]}, "on": true }';

interface PushScene extends LocalClients {
  readonly push: (...args: string[]) => ReturnType<typeof runCli>;
  readonly text: (id?: string) => Promise<string | undefined>;
}

async function setPushScene(text: string | undefined = TEXT, files: Readonly<Record<string, string>> = {}): Promise<PushScene> {
  const clients = await startClients();
  if (text !== undefined) clients.endpoint.setSecret("prod/orders", text);
  const cwd = tempFolder(files);
  return {
    ...clients,
    push: (...args) => runCli(["push", ...args], { endpoint: clients.endpoint, cwd }),
    text: async (id = "prod/orders") => (await read(clients.secrets, id)).SecretString,
  };
}

const read = (secrets: SecretsManagerClient, id: string) => secrets.send(new GetSecretValueCommand({ SecretId: id }));

const target = (stdout: string) => JSON.parse(stdout).targets[0];

describe("a secret", () => {
  it("keeps every character of what is not named", async () => {
    const { push, text, endpoint } = await setPushScene();
    const { code, stdout, stderr } = await push("-s", "prod/orders", "API_KEY=new", "port=5433", "ADDED=x");
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("1 added, 2 updated, 2 unchanged");
    expect(await text()).toBe(TEXT.replace("old", "new").replace("5432", "5433").replace("true }", 'true, "ADDED": "x" }'));
    expect(stderr).toContain("secret prod/orders · 123456789012 · us-east-1");
    expect(stderr).toContain("verified: secret prod/orders now has the intended values");
    expect(stderr).toContain("lambda-env set -f NAME --secret prod/orders");
    expect(operations(endpoint).filter((name) => /^(?:Put|Update)/.test(name))).toEqual([
      "PutSecretValue",
      "UpdateSecretVersionStage",
      "UpdateSecretVersionStage",
    ]);
  });

  it("is not written if nothing changes, and not with --dry-run", async () => {
    const { push, endpoint } = await setPushScene();
    for (const args of [
      ["API_KEY=old", "port=5432", "on=true"],
      ["API_KEY=new", "--dry-run"],
    ]) {
      expect((await push("-s", "prod/orders", ...args)).code).toBe(0);
    }
    expect(operations(endpoint).filter((name) => /^(?:Put|Update|Create)/.test(name))).toEqual([]);
  });

  it("has the labels that Secrets Manager gives, and none of ours", async () => {
    const { push, secrets } = await setPushScene();
    const { stdout } = await push("-s", "prod/orders", "API_KEY=new", "--json");
    const { Versions: versions = [] } = await secrets.send(
      new ListSecretVersionIdsCommand({ SecretId: "prod/orders", IncludeDeprecated: true }),
    );
    expect(versions.map(({ VersionStages: stages = [] }) => stages)).toEqual([["AWSPREVIOUS"], ["AWSCURRENT"]]);
    expect(target(stdout)).toMatchObject({ outcome: "written", version_id: versions[1]?.VersionId, size: { limit: 65_536 } });
  });

  it("takes .env files, a function and standard input, with --only and --except", async () => {
    const { push, text, endpoint } = await setPushScene("{}", { ".env": "AA=1\nBB=2\nCC=3\n" });
    endpoint.createFunction({ functionName: "orders-dev", variables: { DD: "4", EE: "5" } });
    const args = ["-s", "prod/orders", "-e", ".env", "--from", "orders-dev", "--except", "B*", "--except", "EE"];
    expect(await push(...args)).toMatchObject({ code: 0 });
    expect(JSON.parse((await text()) ?? "")).toEqual({ AA: "1", CC: "3", DD: "4" });
    expect((await push(...args)).stderr).toContain("from orders-dev, .env");
  });

  it("is created only on request, and a name that is nearly right is named", async () => {
    const { push, text, endpoint } = await setPushScene();
    const missing = await push("-s", "prod/order", "AA=1");
    expect(missing).toMatchObject({ code: 64 });
    expect(missing.stderr).toContain("did you mean --secret prod/orders? --create creates it");
    const arn = await push("-s", "arn:aws:secretsmanager:us-east-1:123456789012:secret:absent-AbCdEf", "AA=1");
    expect(arn.stderr).toContain("hint: check the ARN, or create a secret by its name: --secret NAME --create");
    expect(await push("-s", "prod/new", "AA=1", "--create")).toMatchObject({ code: 0 });
    expect(await text("prod/new")).toBe('{"AA":"1"}');
    expect(await push("-s", "prod/new", "BB=2", "--create")).toMatchObject({ code: 0 });
    expect(await text("prod/new")).toBe('{"AA":"1","BB":"2"}');
    expect(operations(endpoint).filter((name) => name === "CreateSecret")).toHaveLength(1);
  });

  it("asks before something is lost, in the words that it has for functions", async () => {
    const { push, text } = await setPushScene();
    const blank = await push("-s", "prod/orders", "API_KEY=", "--unset", "nested");
    expect(blank).toMatchObject({ code: 64 });
    expect(blank.stderr).toContain("remove 1 variable (nested) and empty 1 variable (API_KEY) of secret prod/orders (account 1");
    expect(await text()).toBe(TEXT);
    expect(await push("-s", "prod/orders", "API_KEY=changeme", "--yes")).toMatchObject({ code: 64 });
    expect(await push("-s", "prod/orders", "API_KEY=***")).toMatchObject({ code: 65 });
    const all = await push("-s", "prod/orders", "--unset", "*", "--yes");
    expect(all).toMatchObject({ code: 64 });
    expect(all.stderr).toContain("--allow-empty");
    expect(await push("-s", "prod/orders", "--unset", "*", "--yes", "--allow-empty")).toMatchObject({ code: 0 });
    expect(JSON.parse((await text()) ?? "")).toEqual({});
  });

  it.each([
    ["a text that is not an object", "just text", "is not a JSON object"],
    ["a key that is there twice", '{"AA":"1","AA":"2"}', "has the key AA twice"],
    ["an object where a text would go", '{"AA":{"b":1}}', "has an object, an array or null at AA"],
  ])("refuses %s", async (_, before, message) => {
    const { push, text } = await setPushScene(before);
    const { code, stderr } = await push("-s", "prod/orders", "AA=new");
    expect({ code, stderr }).toEqual({ code: 65, stderr: expect.stringContaining(message) });
    expect(await text()).toBe(before);
  });

  it("refuses bytes, and a text beyond 64 KB", async () => {
    const { push, endpoint, text } = await setPushScene("{}", { "big.json": JSON.stringify({ AA: "x".repeat(65_530) }) });
    expect((await push("-s", "prod/orders", "-e", "big.json")).stderr).toContain(
      "would take 65539 bytes, and the limit is 65536",
    );
    expect(await text()).toBe("{}");
    endpoint.setSecret("prod/orders", new Uint8Array([1, 2]));
    expect((await push("-s", "prod/orders", "AA=1")).stderr).toContain("is binary");
  });

  it("keeps what someone else wrote after it was read", async () => {
    const { push, endpoint, text } = await setPushScene('{"AA":"1","BB":"2"}');
    endpoint.before("UpdateSecretVersionStage", () => void endpoint.setSecret("prod/orders", '{"AA":"1","BB":"3","CC":"4"}'));
    const { code, stderr } = await push("-s", "prod/orders", "AA=ours");
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("someone else changed BB, CC meanwhile; that is kept");
    expect(JSON.parse((await text()) ?? "")).toEqual({ AA: "ours", BB: "3", CC: "4" });
  });

  it("stops where someone else changed the same key, and leaves their value", async () => {
    const { push, endpoint, text } = await setPushScene('{"AA":"1"}');
    endpoint.before("UpdateSecretVersionStage", () => void endpoint.setSecret("prod/orders", '{"AA":"theirs"}'));
    const { code, stderr } = await push("-s", "prod/orders", "AA=ours");
    expect(code).toBe(75);
    expect(stderr).toContain("someone else changed AA of prod/orders in the meantime; their change is kept");
    expect(await text()).toBe('{"AA":"theirs"}');
  });

  it("names its version if someone else writes over it right after", async () => {
    const { push, endpoint, secrets } = await setPushScene('{"AA":"1"}');
    endpoint.before("UpdateSecretVersionStage", () => {
      endpoint.before("UpdateSecretVersionStage", () => void endpoint.setSecret("prod/orders", '{"AA":"theirs"}'));
    });
    const { code, stderr } = await push("-s", "prod/orders", "AA=ours");
    expect(code).toBe(75);
    const [, versionId] = /--secret prod\/orders:::([0-9a-f-]{36})/.exec(stderr) ?? [];
    const kept = await secrets.send(new GetSecretValueCommand({ SecretId: "prod/orders", VersionId: versionId }));
    expect(kept.SecretString).toBe('{"AA":"ours"}');
  });

  it("finds out what became of a request whose reply is lost", async () => {
    const { push, endpoint, text } = await setPushScene('{"AA":"1"}');
    endpoint.fail("PutSecretValue", { kind: "reset", when: "after" });
    endpoint.fail("UpdateSecretVersionStage", { kind: "reset", when: "after" });
    const { code, stderr } = await push("-s", "prod/orders", "AA=2");
    expect(code, stderr).toBe(0);
    expect(await text()).toBe('{"AA":"2"}');
  });

  it.each([
    ["DescribeSecret", "secretsmanager:DescribeSecret"],
    ["GetSecretValue", "secretsmanager:GetSecretValue"],
    ["PutSecretValue", "secretsmanager:PutSecretValue"],
    ["UpdateSecretVersionStage", "secretsmanager:UpdateSecretVersionStage"],
  ])("that may not be written leaves the current version as it is, and names the right: %s", async (operation, action) => {
    const { push, endpoint, secrets } = await setPushScene('{"AA":"1"}');
    const before = await read(secrets, "prod/orders");
    endpoint.deny(operation);
    const { code, stderr } = await push("-s", "prod/orders", "AA=2");
    endpoint.allow(operation);
    expect({ code, stderr }).toEqual({ code: 77, stderr: expect.stringContaining(action) });
    expect(await read(secrets, "prod/orders")).toMatchObject({ VersionId: before.VersionId, SecretString: '{"AA":"1"}' });
    expect(operations(endpoint)).toContain(operation);
  });

  it.each([
    ["a replica", { primaryRegion: "eu-west-1" }, 64, "is a replica of the one in eu-west-1"],
    ["one of another service", { owner: "rds" }, 64, "is managed by rds"],
  ])("is refused if it is %s", async (_, facts, exit, message) => {
    const { push, endpoint, text } = await setPushScene('{"AA":"1"}');
    endpoint.setSecretFacts("prod/orders", facts);
    expect(await push("-s", "prod/orders", "AA=2")).toMatchObject({ code: exit, stderr: expect.stringContaining(message) });
    expect(await text()).toBe('{"AA":"1"}');
  });

  it("is refused if it is scheduled for deletion, even with --create", async () => {
    const { push, secrets } = await setPushScene('{"AA":"1"}');
    await secrets.send(new DeleteSecretCommand({ SecretId: "prod/orders" }));
    for (const more of [[], ["--create"]]) {
      const { code, stderr } = await push("-s", "prod/orders", "AA=2", ...more);
      expect(code).toBe(64);
      expect(stderr).toContain("is scheduled for deletion; nothing was written");
      expect(stderr).toContain("aws secretsmanager restore-secret --secret-id prod/orders");
    }
  });

  it("that is rotated is written with a warning, but not while a rotation has not ended", async () => {
    const { push, endpoint, secrets, text } = await setPushScene('{"AA":"1"}');
    endpoint.setSecretFacts("prod/orders", { isRotated: true, replicas: ["eu-west-1"] });
    const { code, stderr } = await push("-s", "prod/orders", "AA=2");
    expect(code).toBe(0);
    expect(stderr).toContain("a rotation function writes prod/orders too");
    expect(stderr).toContain("reaches its replicas in eu-west-1");
    await secrets.send(new PutSecretValueCommand({ SecretId: "prod/orders", SecretString: "{}", VersionStages: ["AWSPENDING"] }));
    const during = await push("-s", "prod/orders", "AA=3");
    expect(during).toMatchObject({ code: 75, stderr: expect.stringContaining("is being rotated") });
    expect(await text()).toBe('{"AA":"2"}');
    expect(await push("-s", "prod/orders", "AA=3", "--yes")).toMatchObject({ code: 0 });
  });

  it("without a current value gets its first one", async () => {
    const { push, secrets, text } = await setPushScene();
    await secrets.send(new CreateSecretCommand({ Name: "empty" }));
    expect(await push("-s", "empty", "AA=1")).toMatchObject({ code: 0 });
    expect(await text("empty")).toBe('{"AA":"1"}');
    await secrets.send(new PutSecretValueCommand({ SecretId: "empty", SecretString: "{}" }));
    expect(await text("empty")).toBe("{}");
  });
});

it.each([
  [[], "push needs a place to write to"],
  [["-s", "a", "--parameter-path", "/a", "AA=1"], "push writes to one place"],
  [["-s", "a", "-s", "b", "AA=1"], "push writes to one secret"],
  [["-s", "AA=prod/orders", "AA=1"], "push takes a whole secret"],
  [["-s", "prod/orders:AA", "AA=1"], "push takes a whole secret"],
  [["-s", "prod/orders"], "no value is named"],
  [["-s", "prod/orders", "AA=1", "--kms-key", "alias/x"], "--kms-key is for a secret that is created"],
  [["-s", "prod/orders", "AA=1", "-t", "template.yaml"], "push"],
  [["--parameter-path", "prod", "AA=1"], "--parameter-path needs a path"],
])("is wrong usage: %j", async (args, message) => {
  const { push, endpoint } = await setPushScene();
  expect(await push(...args)).toMatchObject({ code: 64, stderr: expect.stringContaining(message) });
  expect(endpoint.requests).toEqual([]);
});
