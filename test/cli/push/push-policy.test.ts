/** `policy --push`: exactly what `push` requests. */
import { expect, it } from "vitest";
import { runCli, tempFolder } from "../../support/cli.ts";
import { operations, startEndpoint } from "../../support/endpoint.ts";

interface Statement {
  readonly Sid: string;
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

async function statements(...args: string[]): Promise<readonly Statement[]> {
  const { code, stdout, stderr } = await runCli(["policy", "--push", ...args], { cwd: tempFolder() });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout).Statement;
}

/** Neither needs a permission; a name that is nearly right is only looked for. */
const FREE = ["GetCallerIdentity"];

it.each([
  ["secretsmanager", ["-s", "prod/orders"], ["AA=2"], []],
  ["secretsmanager", ["-s", "prod/new", "--create"], ["AA=2"], ["PutSecretValue", "UpdateSecretVersionStage"]],
  ["ssm", ["--parameter-path", "/prod"], ["AA=2", "BB=3"], []],
] as const)("has the actions that push requests of %s, and no other: %j", async (service, place, words, onlyForOthers) => {
  const endpoint = await startEndpoint();
  endpoint.setSecret("prod/orders", { AA: "1" });
  endpoint.setParameter("/prod/AA", "1");
  expect(await runCli(["push", ...place, ...words], { endpoint })).toMatchObject({ code: 0 });
  const requested = operations(endpoint).filter((name) => !FREE.includes(name));
  const allowed = (await statements(...place)).flatMap(({ Action: actions }) => actions);
  expect([...new Set([...requested, ...onlyForOthers])].map((name) => `${service}:${name}`).sort()).toEqual([...allowed].sort());

  const readOnly = (await statements(...place, "--read-only")).flatMap(({ Action: actions }) => actions);
  const before = endpoint.requests.length;
  expect(await runCli(["push", ...place, "AA=9", "--dry-run"], { endpoint })).toMatchObject({ code: 0 });
  const looked = operations(endpoint)
    .slice(before)
    .filter((name) => !FREE.includes(name));
  expect([...new Set(looked)].map((name) => `${service}:${name}`).sort()).toEqual([...readOnly].sort());
});

it("is limited to the secret or the path, the key, and the function that values are copied from", async () => {
  const key = "arn:aws:kms:eu-west-1:123456789012:key/abc";
  const place = ["--region", "eu-west-1", "--kms-key", key];
  expect(await statements("-s", "prod/orders", "--from", "orders-dev", ...place)).toMatchObject([
    { Sid: "ReadSecret", Resource: ["arn:aws:secretsmanager:eu-west-1:*:secret:prod/orders-??????"] },
    { Sid: "WriteSecret", Resource: ["arn:aws:secretsmanager:eu-west-1:*:secret:prod/orders-??????"] },
    { Action: ["lambda:GetFunctionConfiguration"], Resource: ["arn:aws:lambda:eu-west-1:*:function:orders-dev"] },
    { Sid: "UseKey", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: [key] },
  ]);
  expect(await statements("--parameter-path", "/prod/", ...place)).toMatchObject([
    { Sid: "ReadParameterFolder", Resource: ["arn:aws:ssm:eu-west-1:*:parameter/prod"] },
    { Sid: "WriteParameters", Resource: ["arn:aws:ssm:eu-west-1:*:parameter/prod/*"] },
    { Sid: "UseKey", Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"] },
  ]);
});

it("needs a place, and says what it does not cover", async () => {
  expect(await runCli(["policy", "--push"], { cwd: tempFolder() })).toMatchObject({ code: 64 });
  const { stderr } = await runCli(["policy", "--push", "--parameter-path", "/prod"], { cwd: tempFolder() });
  expect(stderr).toContain("push --unset deletes parameters, which needs ssm:DeleteParameter too");
  expect(stderr).toContain("no account is named");
});
