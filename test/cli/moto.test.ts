import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CreateFunctionCommand, GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { describe, expect, it, onTestFinished } from "vitest";
import { runCli, tempFolder } from "../support/cli.ts";
import { MOTO, startMoto } from "../support/moto/moto.ts";

/** moto wants the function's role to exist, and one request is not worth another SDK client. */
async function createRole(url: string): Promise<void> {
  const authorization = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0";
  const body = new URLSearchParams({
    Action: "CreateRole",
    Version: "2010-05-08",
    RoleName: "my-fn",
    AssumeRolePolicyDocument: "{}",
  });
  expect((await fetch(url, { method: "POST", headers: { authorization }, body })).status).toBe(200);
}

interface Moto {
  readonly url: string;
  readonly variables: () => Promise<Readonly<Record<string, string>> | undefined>;
  /** Absent: it returns none, so an update can only be sent without the lock. */
  readonly revisionId: string | undefined;
}

async function startWith(variables: Readonly<Record<string, string>>): Promise<Moto> {
  const url = await startMoto();
  const settings = { endpoint: url, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };
  const [lambda, secrets] = [new LambdaClient(settings), new SecretsManagerClient(settings)];
  onTestFinished(() => {
    lambda.destroy();
    secrets.destroy();
  });
  await createRole(url);
  const { RevisionId: revisionId } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "my-fn",
      PackageType: "Image",
      Code: { ImageUri: "123456789012.dkr.ecr.us-east-1.amazonaws.com/my-fn:latest" },
      Role: "arn:aws:iam::123456789012:role/my-fn",
      Environment: { Variables: variables },
    }),
  );
  await secrets.send(new CreateSecretCommand({ Name: "prod/api", SecretString: JSON.stringify({ TOKEN: "a token" }) }));
  await secrets.send(new CreateSecretCommand({ Name: "prod/pem", SecretString: "two\nlines\n" }));
  return {
    url,
    revisionId,
    variables: async () =>
      (await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "my-fn" }))).Environment?.Variables,
  };
}

describe.skipIf(!MOTO.isUsed)(`against moto${MOTO.note}`, () => {
  it("set, diff, list, pull and unset do what they say, and keep everything else", async () => {
    const moto = await startWith({ KEEP: "1 \"quoted\" 'é'", STAGE: "dev", OLD: "x" });
    const cwd = tempFolder({ "prod.env": "STAGE=prod\n" });
    const run = (...args: string[]) => runCli(args, { endpoint: moto, cwd });
    const sources = ["-f", "my-fn", "-e", "prod.env", "-s", "prod/api", "-s", "PEM=prod/pem"];

    const diff = await run("diff", ...sources, "--exit-code");
    expect(diff).toMatchObject({ code: 2, stdout: expect.stringContaining("2 to add, 1 to update, 2 unchanged\n") });

    const set = await run("set", ...sources);
    expect(set).toMatchObject({ code: 0, stdout: expect.stringContaining("2 added, 1 updated, 2 unchanged\n") });
    expect(set.stderr).toContain("verified: my-fn now has the intended variables");
    expect(set.stderr.includes("not protected against changes")).toBe(moto.revisionId === undefined);
    const expected = { KEEP: "1 \"quoted\" 'é'", STAGE: "prod", OLD: "x", TOKEN: "a token", PEM: "two\nlines\n" };
    expect(await moto.variables()).toEqual(expected);
    expect((await run("set", ...sources)).stdout).toMatch(/^no changes, 5 unchanged\n/);

    const list = await run("list", "-f", "my-fn");
    expect(list).toMatchObject({ code: 0, stdout: expect.stringContaining("5 variables, ") });

    expect((await run("pull", "-f", "my-fn")).code).toBe(0);
    expect(readFileSync(join(cwd, ".env"), "utf8")).toContain("PEM='two\nlines\n'\n");
    expect((await run("set", "-f", "my-fn", "-e", ".env", "--prune")).stdout).toMatch(/^no changes, 5 unchanged\n/);

    const unset = await run("unset", "-f", "my-fn", "OLD", "--yes");
    expect(unset).toMatchObject({ code: 0, stdout: expect.stringContaining("1 removed, 4 unchanged\n") });
    const { OLD: _, ...left } = expected;
    expect(await moto.variables()).toEqual(left);
  });

  it("a function and a secret that do not exist are reported as such", async () => {
    const moto = await startWith({ STAGE: "dev" });
    const fn = await runCli(["set", "-f", "my-fm", "STAGE=prod"], { endpoint: moto });
    expect(fn).toMatchObject({ code: 1, stderr: expect.stringContaining("function my-fm does not exist") });
    const secret = await runCli(["set", "-f", "my-fn", "-s", "prod/nothing"], { endpoint: moto });
    expect(secret).toMatchObject({ code: 1, stderr: expect.stringContaining("prod/nothing") });
    expect(await moto.variables()).toEqual({ STAGE: "dev" });
  });
});
