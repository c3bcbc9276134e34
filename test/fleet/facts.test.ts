/** What several functions share is read once: the stack, what their templates' values refer to, and the sources beside them. */
import { describe, expect, it } from "vitest";
import { operations } from "../support/endpoint.ts";
import { startProject, templateOf } from "../support/project.ts";

const COUNT = 14;
const IDS = Array.from({ length: COUNT }, (_, index) => `Fn${index}`);
const TEMPLATE = templateOf(
  Object.fromEntries(
    IDS.map((id, index) => [
      id,
      [
        `OWN: own-${index}`,
        "QUEUE: !GetAtt Queue.Arn",
        "VPC: {'Fn::ImportValue': net-Vpc}",
        "URL: '{{resolve:ssm:/app/url}}'",
        "DB: '{{resolve:secretsmanager:prod/db:SecretString:password}}'",
        `NAME: '{{resolve:ssm:/app/name-${index % 3}}}'`,
      ],
    ]),
  ),
).replace("Resources:\n", "Resources:\n  Queue: {Type: AWS::SQS::Queue}\n");
const FACTS = `
exports: {net-Vpc: vpc-1}
ssm: {/app/url: https://example.com, /app/name-0: a, /app/name-1: b, /app/name-2: c}
secrets: {prod/db: {password: canary-of-db}, prod/shared: {SHARED: canary-of-all}}
`;

async function counts(args: readonly string[], change = false) {
  const { endpoint, functions, run } = await startProject({ template: TEMPLATE, facts: FACTS });
  if (change) for (const name of functions) endpoint.setVariables(name, { OWN: "by-hand" });
  const result = await run(args);
  const byName = new Map<string, number>();
  for (const name of operations(endpoint)) byName.set(name, (byName.get(name) ?? 0) + 1);
  return { result, count: (name: string) => byName.get(name) ?? 0, endpoint, functions };
}

describe("requests", () => {
  it.each([
    ["diff, where nothing differs", ["diff", "-s", "prod/shared"], false],
    ["diff, where all differ", ["diff", "-s", "prod/shared"], true],
    ["set", ["set", "--all", "-s", "prod/shared", "--dry-run"], true],
    ["list", ["list", "-s", "prod/shared"], true],
  ])("of %s are those of one function, but for the functions themselves", async (_, args, change) => {
    const { result, count } = await counts(args, change);
    expect(result).toMatchObject({ code: 0 });
    for (const name of ["DescribeStacks", "ListStackResources", "ListExports", "ListFunctions"])
      expect([name, count(name)]).toEqual([name, 1]);
    // The value of one secret, and that of the template's other one.
    expect(count("GetSecretValue") + count("BatchGetSecretValue")).toBeLessThanOrEqual(2);
    expect(count("GetParameters")).toBe(1);
    expect(count("GetTemplate")).toBeLessThanOrEqual(1);
    expect(count("GetFunctionConfiguration") + count("GetFunction") + count("ListAliases")).toBe(0);
    expect(result.stdout + result.stderr).not.toContain("canary");
  });

  it("each function gets its own values, and the shared ones", async () => {
    const { result, endpoint, functions } = await counts(["set", "--all", "-s", "prod/shared"], true);
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining(`${COUNT} functions: ${COUNT} verified`) });
    for (const name of functions) {
      const index = Number(/-Fn(\d+)-/.exec(name)?.[1]);
      expect(endpoint.variables(name)).toMatchObject({
        OWN: `own-${index}`,
        NAME: ["a", "b", "c"][index % 3],
        VPC: "vpc-1",
        DB: "canary-of-db",
        SHARED: "canary-of-all",
      });
    }
    expect(result.stdout + result.stderr).not.toContain("canary");
  });
});
