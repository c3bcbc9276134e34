import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { CreateSecretCommand, GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { expect, it } from "vitest";
import { startClients } from "../support/local.ts";
import { AWS_CLI, BOTO3, startClient } from "../support/programs.ts";

it("serves the JavaScript SDK: a function from creation to a version, and a secret", async () => {
  const { endpoint, lambda, secrets } = await startClients();

  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "api",
      Runtime: "provided.al2023",
      Handler: "function.handler",
      Role: "arn:aws:iam::123456789012:role/api",
      Code: { ZipFile: new Uint8Array([80, 75, 5, 6]) },
      Environment: { Variables: { STAGE: "dev" } },
    }),
  );
  const { RevisionId } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "api" }));
  await lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "api", RevisionId, Environment: { Variables: { STAGE: "prod" } } }),
  );
  const settled = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "api" }));
  const published = await lambda.send(new PublishVersionCommand({ FunctionName: "api" }));
  await secrets.send(new CreateSecretCommand({ Name: "prod/api", SecretString: "not-a-secret" }));
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: "prod/api" }));

  expect(settled.LastUpdateStatus).toBe("Successful");
  expect(published).toMatchObject({ Version: "1", Environment: { Variables: { STAGE: "prod" } } });
  expect(SecretString).toBe("not-a-secret");
  expect(endpoint.requests.every(({ status }) => status < 300)).toBe(true);
});

const BOTO3_SCRIPT = `
import boto3, json
functions, secrets, sts = (boto3.client(name) for name in ("lambda", "secretsmanager", "sts"))
functions.create_function(FunctionName="api", Runtime="provided.al2023", Handler="function.handler",
    Role="arn:aws:iam::123456789012:role/api", Code={"ZipFile": b"PK"}, Environment={"Variables": {"STAGE": "dev"}})
functions.get_waiter("function_active_v2").wait(FunctionName="api")
read = functions.get_function_configuration(FunctionName="api")
functions.update_function_configuration(FunctionName="api", RevisionId=read["RevisionId"],
    Environment={"Variables": {**read["Environment"]["Variables"], "GREETING": "gr\\u00fc\\u00df \\U0001f511"}})
functions.get_waiter("function_updated_v2").wait(FunctionName="api")
try:
    functions.update_function_configuration(FunctionName="api", RevisionId=read["RevisionId"], Environment={"Variables": {}})
except functions.exceptions.PreconditionFailedException as error:
    stale = [error.response["Error"]["Message"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
try:
    functions.get_function(FunctionName="none")
except functions.exceptions.ResourceNotFoundException as error:
    missing = error.response["Error"]["Message"]
version = functions.publish_version(FunctionName="api")
functions.create_alias(FunctionName="api", Name="prod", FunctionVersion=version["Version"])
names = [listed["FunctionName"] for page in functions.get_paginator("list_functions").paginate() for listed in page["Functions"]]
secrets.create_secret(Name="prod/api", SecretString="not-a-secret")
secrets.create_secret(Name="prod/key", SecretBinary=bytes([0, 255]))
batch = secrets.batch_get_secret_value(SecretIdList=["prod/key", "none"])
print(json.dumps({
    "variables": functions.get_function_configuration(FunctionName="api", Qualifier="prod")["Environment"]["Variables"],
    "version": version["Version"],
    "stale": stale,
    "missing": missing,
    "names": names,
    "text": secrets.get_secret_value(SecretId="prod/api")["SecretString"],
    "bytes": list(batch["SecretValues"][0]["SecretBinary"]),
    "errors": [error["ErrorCode"] for error in batch["Errors"]],
    "account": sts.get_caller_identity()["Account"],
}))
`;

it.skipIf(!BOTO3.isUsed)(`serves boto3 the same${BOTO3.note}`, async () => {
  const { run } = await startClient();

  const printed: unknown = JSON.parse(await run("python3", "-c", BOTO3_SCRIPT));

  expect(printed).toEqual({
    variables: { STAGE: "dev", GREETING: "grüß 🔑" },
    version: "1",
    stale: [expect.stringContaining("The Revision Id provided does not match"), 412],
    missing: "Function not found: arn:aws:lambda:us-east-1:123456789012:function:none",
    names: ["api"],
    text: "not-a-secret",
    bytes: [0, 255],
    errors: ["ResourceNotFoundException"],
    account: "123456789012",
  });
});

const STORES_SCRIPT = `
import boto3, json
secrets, ssm = boto3.client("secretsmanager"), boto3.client("ssm")
first = secrets.create_secret(Name="prod/api", SecretString="v1")["VersionId"]
staged = secrets.put_secret_value(SecretId="prod/api", SecretString="v2", VersionStages=["ours"])["VersionId"]
theirs = secrets.put_secret_value(SecretId="prod/api", SecretString="v3")["VersionId"]
move = dict(SecretId="prod/api", VersionStage="AWSCURRENT", MoveToVersionId=staged)
refused = []
for source in ({"RemoveFromVersionId": first}, {}):
    try:
        secrets.update_secret_version_stage(**move, **source)
    except secrets.exceptions.InvalidParameterException as error:
        refused.append(error.response["Error"]["Code"])
secrets.update_secret_version_stage(**move, RemoveFromVersionId=theirs)
secrets.update_secret_version_stage(SecretId="prod/api", VersionStage="ours", RemoveFromVersionId=staged)
stages = secrets.describe_secret(SecretId="prod/api")["VersionIdsToStages"]
secrets.delete_secret(SecretId="prod/api")
deleted = "DeletedDate" in secrets.describe_secret(SecretId="prod/api")
secrets.restore_secret(SecretId="prod/api")
put = lambda value: ssm.put_parameter(Name="/prod/key", Value=value, Type="SecureString", Overwrite=True, Tier="Advanced")["Version"]
versions = [put("a"), put("b")]
kept = [one["Tier"] for one in ssm.get_parameter_history(Name="/prod/key", WithDecryption=True)["Parameters"]]
ssm.delete_parameter(Name="/prod/key")
print(json.dumps({
    "refused": refused,
    "current": secrets.get_secret_value(SecretId="prod/api")["SecretString"],
    "stages": [stages.get(version) for version in (first, staged, theirs)],
    "deleted": deleted,
    "versions": versions,
    "kept": kept,
    "left": ssm.get_parameters_by_path(Path="/prod")["Parameters"],
}))
`;

it.skipIf(!BOTO3.isUsed)(`serves boto3 what writes secrets and parameters${BOTO3.note}`, async () => {
  const { run } = await startClient();
  expect(JSON.parse(await run("python3", "-c", STORES_SCRIPT))).toEqual({
    refused: ["InvalidParameterException", "InvalidParameterException"],
    current: "v2",
    stages: [null, ["AWSCURRENT"], ["AWSPREVIOUS"]],
    deleted: true,
    versions: [1, 2],
    kept: ["Advanced", "Advanced"],
    left: [],
  });
});

it.skipIf(!AWS_CLI.isUsed)(`serves the AWS CLI the same${AWS_CLI.note}`, async () => {
  const { endpoint, run, folder } = await startClient();
  const aws = async (...args: string[]): Promise<unknown> => {
    const stdout = await run("aws", ...args, "--output", "json");
    return stdout === "" ? undefined : JSON.parse(stdout);
  };
  // The CLI looks into the archive: this is an empty one.
  writeFileSync(join(folder, "code.zip"), Buffer.concat([Buffer.from("PK\x05\x06"), Buffer.alloc(18)]));

  await aws(
    ...["lambda", "create-function", "--function-name", "api", "--runtime", "provided.al2023"],
    ...["--handler", "function.handler", "--role", "arn:aws:iam::123456789012:role/api"],
    ...["--zip-file", "fileb://code.zip", "--environment", "Variables={STAGE=dev}"],
  );
  await aws("lambda", "update-function-configuration", "--function-name", "api", "--environment", "Variables={STAGE=prod}");
  await aws("lambda", "wait", "function-updated", "--function-name", "api");
  expect(await aws("lambda", "publish-version", "--function-name", "api")).toMatchObject({ Version: "1" });
  expect(await aws("lambda", "get-function-configuration", "--function-name", "api")).toMatchObject({
    Environment: { Variables: { STAGE: "prod" } },
    LastUpdateStatus: "Successful",
  });
  await aws("secretsmanager", "create-secret", "--name", "prod/api", "--secret-string", "not-a-secret");
  expect(await aws("secretsmanager", "get-secret-value", "--secret-id", "prod/api")).toMatchObject({
    SecretString: "not-a-secret",
  });
  expect(await aws("sts", "get-caller-identity")).toEqual({
    Account: "123456789012",
    Arn: "arn:aws:iam::123456789012:user/local",
    UserId: "AIDALOCALLOCALLOCALXX",
  });
  expect(endpoint.variables("api")).toEqual({ STAGE: "prod" });
});
