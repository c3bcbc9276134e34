/** The policy of a role that works on several functions. It sends no requests to AWS. */
import { describe, expect, it } from "vitest";
import { operations } from "../support/endpoint.ts";
import { startProject, templateOf } from "../support/project.ts";

const TWO = templateOf({
  Api: ["STAGE: '{{resolve:ssm:/app/stage}}'"],
  Worker: ["DB: '{{resolve:secretsmanager:prod/db:SecretString:password}}'"],
});

interface Statement {
  readonly Sid: string;
  readonly Resource: readonly string[];
  readonly Condition?: unknown;
}

async function policyOf(...args: readonly string[]) {
  const { run, endpoint } = await startProject({ template: TWO });
  const result = await run(["policy", ...args]);
  expect(result).toMatchObject({ code: 0 });
  expect(operations(endpoint)).toEqual([]);
  const { Statement } = JSON.parse(result.stdout) as { readonly Statement: readonly Statement[] };
  return { stderr: result.stderr, of: (sid: string) => Statement.find(({ Sid }) => Sid === sid) };
}

const FUNCTION = "arn:aws:lambda:us-east-1:*:function:";

describe("policy", () => {
  it.each([
    ["--all", ["my-app-Api-*", "my-app-Worker-*"]],
    ["--logical-id Worker", ["my-app-Worker-*"]],
    ["--logical-id Worker --logical-id Api", ["my-app-Worker-*", "my-app-Api-*"]],
    ["--all --stack other -t template.yaml", ["other-Api-*", "other-Worker-*"]],
    ["--all --stack other", ["other-*"]],
    ["-f orders-api -f orders-web", ["orders-api", "orders-web"]],
    ["-f orders-*", ["orders-*"]],
  ])("%s names %j, and nothing else", async (args, names) => {
    const { of } = await policyOf(...args.split(" "));
    for (const sid of ["ReadFunction", "WriteFunction"]) expect(of(sid)?.Resource).toEqual(names.map((name) => FUNCTION + name));
  });

  it("has what the values of all of them need", async () => {
    const { of } = await policyOf("--all");
    expect(of("ReadSecrets")?.Resource).toEqual(["arn:aws:secretsmanager:us-east-1:*:secret:prod/db-??????"]);
    expect(of("ReadParameters")?.Resource).toEqual(["arn:aws:ssm:us-east-1:*:parameter/app/stage"]);
    expect(of("ReadStack")?.Resource).toEqual(["arn:aws:cloudformation:us-east-1:*:stack/my-app/*"]);
  });

  it("allows to list functions, whose variables lists show, for patterns of names alone", async () => {
    expect((await policyOf("-f", "orders-*")).of("ListFunctions")?.Resource).toEqual(["*"]);
    for (const args of [["--all"], ["-f", "orders-api", "-f", "orders-web"], ["-f", "orders-*", "--tag", "team=orders"]]) {
      expect((await policyOf(...args)).of("ListFunctions")).toBeUndefined();
    }
  });

  it("holds for functions with the tags where only tags say which", async () => {
    const { of } = await policyOf("--tag", "team=orders", "--tag", "team=shop");
    expect(of("WriteFunction")).toMatchObject({
      Resource: [`${FUNCTION}*`],
      Condition: { StringEquals: { "aws:ResourceTag/team": ["orders", "shop"] } },
    });
    expect(of("ReadTags")?.Resource).toEqual(["*"]);
  });

  it("says where it is wider than the selection, and which names are shortened", async () => {
    expect((await policyOf("--all", "--stack", "other")).stderr).toContain("no template is named");
    const long = "a".repeat(60);
    expect((await policyOf("--all", "--stack", long, "-t", "template.yaml")).stderr).toContain(`check those of ${long}-Api-*`);
  });
});
