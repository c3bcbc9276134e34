import { describe, expect, it } from "vitest";
import { runCli, tempFolder } from "../support/cli.ts";
import { operations, startEndpoint } from "../support/endpoint.ts";

const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:my-fn";

interface Statement {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

async function policy(...args: string[]): Promise<readonly Statement[]> {
  const result = await runCli(["policy", "-q", ...args], { cwd: tempFolder({ "template.yaml": TEMPLATE }) });
  expect(result).toMatchObject({ code: 0, stderr: "" });
  const { Version, Statement } = JSON.parse(result.stdout);
  expect(Version).toBe("2012-10-17");
  return Statement;
}

const TEMPLATE = `Resources:
  Api:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          PUBLIC: "1"
          TABLE: {Fn::ImportValue: shared-table}
          SECRET: "{{resolve:secretsmanager:prod/other:SecretString:key}}"
          PARAMETER: "{{resolve:ssm:/prod/name:3}}"
`;

const actions = (statements: readonly Statement[]): string[] => statements.flatMap(({ Action }) => Action);

describe("policy", () => {
  it("is for the one function, for a read-only role and for one that writes", async () => {
    expect(await policy("-f", ARN, "--read-only")).toEqual([
      {
        Sid: "ReadFunction",
        Effect: "Allow",
        Action: ["lambda:GetFunctionConfiguration", "lambda:ListAliases"],
        Resource: [ARN],
      },
    ]);
    expect(actions(await policy("-f", ARN))).toEqual([
      "lambda:GetFunctionConfiguration",
      "lambda:ListAliases",
      "lambda:UpdateFunctionConfiguration",
    ]);
  });

  it("has the actions that the commands call with the same sources, and no other", async () => {
    const endpoint = await startEndpoint({ region: "eu-west-1" });
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const env = { AWS_REGION: "eu-west-1" };
    for (const count of [0, 1, 2]) {
      const secrets = ["prod/a", "prod/b"].slice(0, count);
      for (const id of secrets) endpoint.setSecret(id, { [`KEY_${count}`]: `value ${id}` });
      const sources = ["-f", ARN, ...secrets.flatMap((id) => ["-s", id])];
      const called = async (command: string, words = [`STAGE=${command}${count}`]): Promise<string[]> => {
        const before = operations(endpoint).length;
        // What check finds is not a failure.
        expect([0, 2]).toContain((await runCli([command, ...sources, ...words], { endpoint, env })).code);
        return [...new Set(operations(endpoint).slice(before))].sort();
      };
      const named = (statements: readonly Statement[]): string[] =>
        actions(statements).map((action) => action.split(":")[1] ?? "");
      const read = named(await policy(...sources, "--read-only"));
      // A batch answers for itself; GetSecretValue is what it needs for each of the secrets.
      const implied = count === 2 ? ["GetSecretValue"] : [];
      expect([...new Set([...(await called("diff")), ...implied])].sort()).toEqual(read.toSorted());
      expect(read).toEqual(expect.arrayContaining((await called("check", [])).filter((name) => !name.startsWith("Batch"))));
      expect(named(await policy(...sources))).toEqual(expect.arrayContaining(await called("set")));
    }
  });

  it("names secrets, stacks and keys one by one", async () => {
    const secretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/c-a1B2c3";
    const sources = ["-s", "prod/a", "-s", "TOKEN=prod/b:key", "-s", secretArn, "--stack", "my-stack"];
    const key = "arn:aws:kms:eu-west-1:123456789012:key/0";
    const statements = await policy("-f", ARN, ...sources, "--kms-key", key);
    const of = (sid: string): Statement | undefined => statements.find((statement) => statement.Sid === sid);
    expect(of("ReadSecrets")?.Resource).toEqual([
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/a-??????",
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/b-??????",
      secretArn,
    ]);
    expect(of("ReadStack")).toMatchObject({ Resource: ["arn:aws:cloudformation:eu-west-1:123456789012:stack/my-stack/*"] });
    expect(of("Decrypt")).toMatchObject({
      Resource: [key],
      Condition: {
        StringEquals: { "kms:ViaService": ["lambda.eu-west-1.amazonaws.com", "secretsmanager.eu-west-1.amazonaws.com"] },
      },
    });
    expect(of("Encrypt")?.Action).toEqual(["kms:Encrypt", "kms:CreateGrant"]);
    expect(actions(await policy("-f", ARN, "--kms-key", key, "--read-only"))).not.toContain("kms:Encrypt");
  });

  it("has the parameters in use, and what publishing needs", async () => {
    const parameters = ["--parameter", "NAME=/prod/name:3", "--parameter", "OTHER=plain", "--parameters-by-path", "/prod/all/"];
    const read = await policy("-f", ARN, ...parameters, "--publish", "--alias", "live", "--read-only");
    expect(read.map(({ Sid, Resource }) => [Sid, ...Resource])).toEqual([
      ["ReadFunction", ARN],
      [
        "ReadParameters",
        "arn:aws:ssm:eu-west-1:123456789012:parameter/prod/name",
        "arn:aws:ssm:eu-west-1:123456789012:parameter/plain",
      ],
      ["ReadParameterFolders", "arn:aws:ssm:eu-west-1:123456789012:parameter/prod/all"],
    ]);
    expect(actions(await policy("-f", ARN, "--publish"))).not.toContain("lambda:UpdateAlias");
    expect(actions(await policy("-f", ARN))).not.toContain("lambda:PublishVersion");
  });

  it("covers what set calls when it publishes", async () => {
    const endpoint = await startEndpoint({ region: "eu-west-1" });
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
    const args = ["set", "-f", ARN, "STAGE=prod", "--publish"];
    expect((await runCli(args, { endpoint, env: { AWS_REGION: "eu-west-1" } })).code).toBe(0);
    const allowed = actions(await policy("-f", ARN, "--publish")).map((action) => action.split(":")[1]);
    expect(allowed).toEqual(expect.arrayContaining([...new Set(operations(endpoint))]));
  });

  it("has what the expressions of a template request", async () => {
    const statements = await policy("-f", ARN, "-t", "template.yaml", "--read-only");
    expect(statements.map(({ Sid, Resource }) => [Sid, Resource])).toEqual([
      ["ReadFunction", [ARN]],
      ["ReadSecrets", ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/other-??????"]],
      ["ReadParameters", ["arn:aws:ssm:eu-west-1:123456789012:parameter/prod/name"]],
      ["ReadExports", ["*"]],
    ]);
  });

  it("has one statement for what is named and for what a template refers to", async () => {
    const named = ["-s", "prod/a", "--parameter", "NAME=/prod/one", "--parameter", "SAME=/prod/one:2", "--stack", "my-stack"];
    const statements = await policy("-f", ARN, "-t", "template.yaml", ...named, "--read-only");
    expect(statements.map(({ Sid, Resource }) => [Sid, ...Resource.map((arn) => arn.split(":").at(-1))])).toEqual([
      ["ReadFunction", "my-fn"],
      ["ReadSecrets", "prod/a-??????", "prod/other-??????"],
      ["ReadParameters", "parameter/prod/one", "parameter/prod/name"],
      ["ReadStack", "stack/my-stack/*"],
      ["ReadExports", "*"],
    ]);
  });

  it("has no permission to read secrets in batches if one is named and the template refers to one", async () => {
    const endpoint = await startEndpoint({ region: "eu-west-1" });
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    endpoint.setSecret("prod/a", { KEY: "x" });
    endpoint.setSecret("prod/other", { key: "y" });
    const cwd = tempFolder({ "template.yaml": TEMPLATE.replace(/ +(?:TABLE|PARAMETER).*\n/g, "") });
    const args = ["diff", "-f", ARN, "-s", "prod/a", "-t", "template.yaml"];
    expect((await runCli(args, { endpoint, cwd, env: { AWS_REGION: "eu-west-1" } })).code).toBe(0);
    expect([...new Set(operations(endpoint))].sort()).toEqual(["GetFunctionConfiguration", "GetSecretValue", "ListAliases"]);
  });

  it("says which variables may read more than it could find out", async () => {
    const template = `${TEMPLATE}          WHERE: !Ref AWS::Region
          PASSWORD: !Sub "{{resolve:secretsmanager:\${Stage}/db}}"
Parameters: {Stage: {Type: String}}
`;
    const cwd = tempFolder({ "template.yaml": template });
    const result = await runCli(["policy", "-f", ARN, "-t", "template.yaml"], { cwd });
    expect(result).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^lambda-env: WHERE, PASSWORD depend on what is deployed/),
    });
  });

  it("says that it cannot look up a logical id", async () => {
    const result = await runCli(["policy", "-f", "Api", "--stack", "my-stack"]);
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining("Api is used as the name of the function") });
    expect((await runCli(["policy", "-f", ARN, "--stack", "my-stack"])).stderr).toBe("");
  });

  it("sends no requests to AWS, and says where it had to be wider than the function's ARN would make it", async () => {
    const result = await runCli(["policy", "-f", "my-fn"], { env: { AWS_REGION: "cn-north-1", AWS_ACCESS_KEY_ID: "" } });
    expect(JSON.parse(result.stdout).Statement[0].Resource).toEqual(["arn:aws-cn:lambda:cn-north-1:*:function:my-fn"]);
    expect(result.stderr).toBe("lambda-env: no account is named: the policy holds for the account that it is attached in\n");
    const both = await runCli(["policy", "-f", ARN, "--json"]);
    expect(JSON.parse(both.stdout)).toMatchObject({ format_version: "2.0", command: "policy", read_only: {}, writing: {} });
    expect((await runCli(["policy"])).code).toBe(64);
    expect((await runCli(["policy", "-f", `${ARN}:live`])).code).toBe(64);
  });
});
