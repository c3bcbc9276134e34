/** `push` against an implementation of Secrets Manager and Parameter Store that nobody here wrote. */
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { GetParametersByPathCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { runCli } from "../../support/cli.ts";
import { startClient } from "../../support/local.ts";
import { MOTO, startMoto } from "../../support/moto/moto.ts";

describe.skipIf(!MOTO.isUsed)(`against moto${MOTO.note}`, () => {
  it("writes single keys of a secret, creates one, and leaves no label of its own", async () => {
    const moto = { url: await startMoto(), region: "us-east-1" };
    const secrets = startClient(SecretsManagerClient, moto);
    const run = (...args: string[]) => runCli(["push", ...args], { endpoint: moto });
    const text = async (SecretId: string) =>
      (await secrets.send(new GetSecretValueCommand({ SecretId, VersionStage: "AWSCURRENT" }))).SecretString;
    await secrets.send(new CreateSecretCommand({ Name: "prod/orders", SecretString: '{"AA": "1", "port": 5432}' }));
    expect(await run("-s", "prod/orders", "AA=2", "BB=3")).toMatchObject({ code: 0 });
    expect(await text("prod/orders")).toBe('{"AA": "2", "port": 5432, "BB": "3"}');
    expect(await run("-s", "prod/new", "AA=1")).toMatchObject({ code: 64 });
    expect(await run("-s", "prod/new", "AA=1", "--create")).toMatchObject({ code: 0 });
    expect(await run("-s", "prod/new", "--unset", "AA", "BB=2", "--yes")).toMatchObject({ code: 0 });
    expect(await text("prod/new")).toBe('{"BB": "2"}');
    const { Versions: versions = [] } = await secrets.send(
      new ListSecretVersionIdsCommand({ SecretId: "prod/orders", IncludeDeprecated: true }),
    );
    expect(versions.flatMap(({ VersionStages: stages = [] }) => stages).sort()).toEqual(["AWSCURRENT", "AWSPREVIOUS"]);
  });

  it("moves AWSCURRENT only from the version that is named, as push relies on", async () => {
    const secrets = startClient(SecretsManagerClient, { url: await startMoto(), region: "us-east-1" });
    const first = await secrets.send(new CreateSecretCommand({ Name: "api", SecretString: "v1" }));
    const put = (more: object) => secrets.send(new PutSecretValueCommand({ SecretId: "api", SecretString: "v", ...more }));
    const staged = await put({ VersionStages: ["ours"] });
    await put({});
    const move = { SecretId: "api", VersionStage: "AWSCURRENT", MoveToVersionId: staged.VersionId };
    for (const from of [{ RemoveFromVersionId: first.VersionId }, {}]) {
      const sent = secrets.send(new UpdateSecretVersionStageCommand({ ...move, ...from }));
      await expect(sent).rejects.toMatchObject({ name: "InvalidParameterException" });
    }
  });

  it("writes and deletes parameters, and keeps their type", async () => {
    const moto = { url: await startMoto(), region: "us-east-1" };
    const ssm = startClient(SSMClient, moto);
    await ssm.send(new PutParameterCommand({ Name: "/prod/AA", Value: "1", Type: "String" }));
    await ssm.send(new PutParameterCommand({ Name: "/prod/BB", Value: "2", Type: "String" }));
    const args = ["--parameter-path", "/prod", "AA=new", "CC=3", "--unset", "BB", "--yes"];
    expect(await runCli(["push", ...args], { endpoint: moto })).toMatchObject({ code: 0 });
    const { Parameters: all = [] } = await ssm.send(new GetParametersByPathCommand({ Path: "/prod", WithDecryption: true }));
    expect(all.map(({ Name, Value, Type, Version }) => [Name, Value, Type, Version])).toEqual([
      ["/prod/AA", "new", "String", 2],
      ["/prod/CC", "3", "SecureString", 1],
    ]);
  });
});
