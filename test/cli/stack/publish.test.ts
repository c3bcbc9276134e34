/** `set --publish [--alias NAME]`: callers who come through an alias get what was written. */
import {
  CreateAliasCommand,
  GetFunctionConfigurationCommand,
  ListAliasesCommand,
  PublishVersionCommand,
} from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { runCli, targetIn } from "../../support/cli.ts";
import { operations, updateCount } from "../../support/endpoint.ts";
import { startClients } from "../../support/local.ts";

const WRITE = ["GetFunctionConfiguration", "ListAliases", "UpdateFunctionConfiguration", "GetFunctionConfiguration"];
const set = (...args: string[]): string[] => ["set", "-f", "my-fn", ...args];

/** A function with an alias at a version that has its variables. */
async function start() {
  const { endpoint, lambda } = await startClients();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: "my-fn" }));
  await lambda.send(new CreateAliasCommand({ FunctionName: "my-fn", Name: "live", FunctionVersion: Version }));
  const sent = endpoint.requests.length;
  return {
    endpoint,
    lambda,
    sentSince: () => operations(endpoint).slice(sent),
    run: (...args: string[]) => runCli(args, { endpoint }),
    aliasVersion: async () => {
      const { Aliases: aliases = [] } = await lambda.send(new ListAliasesCommand({ FunctionName: "my-fn" }));
      return aliases.find(({ Name }) => Name === "live")?.FunctionVersion;
    },
    variablesAt: async (qualifier: string) => {
      const command = new GetFunctionConfigurationCommand({ FunctionName: "my-fn", Qualifier: qualifier });
      return (await lambda.send(command)).Environment?.Variables;
    },
  };
}

describe("set --publish", () => {
  it("publishes what was verified, and moves the alias, each under its lock", async () => {
    const { endpoint, run, sentSince, aliasVersion, variablesAt } = await start();
    const result = await run(...set("STAGE=prod", "--publish", "--alias", "live"));
    expect(result).toMatchObject({
      code: 0,
      stdout: [
        "~ STAGE  *** -> ***  argument",
        "1 updated",
        "16 of 4096 bytes, 0 %",
        "published version 2, alias live moved to it from 1",
        "",
      ].join("\n"),
    });
    expect(sentSince()).toEqual([...WRITE, "PublishVersion", "UpdateAlias"]);
    const [publish, move] = endpoint.requests.slice(-2);
    expect(publish?.body).toMatchObject({ RevisionId: expect.any(String) });
    expect(move?.body).toMatchObject({ FunctionVersion: "2", RevisionId: expect.any(String) });
    expect(await aliasVersion()).toBe("2");
    expect(await variablesAt("live")).toEqual({ STAGE: "prod" });
  });

  it("without an alias publishes alone, and says so in the document", async () => {
    const { run, aliasVersion } = await start();
    const result = await run(...set("STAGE=prod", "--publish", "--json"));
    expect(targetIn(result.stdout)).toMatchObject({ outcome: "written", published: { version: "2", alias: null } });
    expect(await aliasVersion()).toBe("1");
    const next = await run(...set("STAGE=next", "--publish", "--alias", "live", "--json"));
    expect(targetIn(next.stdout)).toMatchObject({ published: { version: "3", alias: { name: "live", from: "1" } } });
  });

  it("publishes nothing where nothing was written, unless the alias is behind", async () => {
    const { run, aliasVersion, sentSince } = await start();
    const same = await run(...set("STAGE=dev", "--publish", "--alias", "live"));
    expect(same).toMatchObject({ code: 0, stdout: "no changes, 1 unchanged\n15 of 4096 bytes, 0 %\n" });
    expect(same.stderr).toContain("alias live already has these variables (version 1), so nothing is published");
    const alone = await run(...set("STAGE=dev", "--publish"));
    expect(alone.stderr).toContain("nothing was written, so nothing is published");
    expect(sentSince()).not.toContain("PublishVersion");
    await run(...set("STAGE=prod"));
    const behind = await run(...set("STAGE=prod", "--publish", "--alias", "live"));
    expect(behind).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^no changes, 1 unchanged\n.*\npublished version 2, alias live moved to it from 1\n$/),
    });
    expect(await aliasVersion()).toBe("2");
  });

  it("refuses an alias that is not there, before anything is written, and names similar ones", async () => {
    const { endpoint, run } = await start();
    const result = await run(...set("STAGE=prod", "--publish", "--alias", "lvie"));
    expect(result).toMatchObject({ code: 64, stderr: expect.stringContaining("did you mean live?") });
    expect(updateCount(endpoint)).toBe(0);
    expect(await run(...set("STAGE=prod", "--alias", "live"))).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("add --publish"),
    });
  });

  it("says that the variables are written where publishing fails afterwards", async () => {
    const { endpoint, run, aliasVersion } = await start();
    endpoint.before("PublishVersion", () => endpoint.setVariables("my-fn", { STAGE: "theirs" }));
    const result = await run(...set("STAGE=prod", "--publish", "--alias", "live"));
    expect(result).toMatchObject({ code: 75, stdout: expect.stringContaining("1 updated") });
    expect(result.stderr).toContain("the variables were written and verified, but nothing was published: ");
    expect(await aliasVersion()).toBe("1");
  });

  it("does nothing on a dry run", async () => {
    const { run, sentSince } = await start();
    expect((await run(...set("STAGE=prod", "--publish", "--alias", "live", "--dry-run"))).code).toBe(0);
    expect(sentSince().toSorted()).toEqual(["GetFunctionConfiguration", "ListAliases"]);
  });
});

describe("policy", () => {
  it("holds the rights to publish, to move the alias, and to read from Parameter Store", async () => {
    const words = ["--parameter", "AA=/app/one:3", "--parameters-by-path", "/app/prod/", "--publish", "--alias", "live"];
    const { stdout } = await runCli(["policy", "-f", "my-fn", "--region", "us-east-1", ...words]);
    const statements: { Sid: string; Action: string[]; Resource: string[] }[] = JSON.parse(stdout).Statement;
    const statement = (sid: string) => statements.find(({ Sid }) => Sid === sid);
    const fn = "arn:aws:lambda:us-east-1:*:function:my-fn";
    expect(statement("Publish")).toMatchObject({ Action: ["lambda:PublishVersion", "lambda:UpdateAlias"], Resource: [fn] });
    expect(statement("ReadPublished")).toMatchObject({ Resource: [`${fn}:*`] });
    expect(statement("ReadParameters")?.Resource).toEqual(["arn:aws:ssm:us-east-1:*:parameter/app/one"]);
    expect(statement("ReadParameterFolders")?.Resource).toEqual(["arn:aws:ssm:us-east-1:*:parameter/app/prod"]);
    const readOnly = await runCli(["policy", "-f", "my-fn", "--region", "us-east-1", "--read-only", ...words]);
    expect(readOnly.stdout).not.toContain("Publish");
  });
});

describe("an alias of the stack", () => {
  it("is named by set, which read the stack anyway, with what to type", async () => {
    const { endpoint, run, sentSince } = await start();
    const resources = [
      { logicalId: "Api", type: "AWS::Lambda::Function", physicalId: "my-fn" },
      {
        logicalId: "ApiAliaslive",
        type: "AWS::Lambda::Alias",
        physicalId: "arn:aws:lambda:us-east-1:123456789012:function:my-fn:live",
      },
    ];
    endpoint.setStack({ name: "my-app", resources });
    const result = await run("set", "--stack", "my-app", "STAGE=prod");
    expect(result.stderr).toContain("my-fn has aliases (live)");
    expect(result.stderr).toContain("hint: publish a version and point the alias at it: lambda-env set --publish --alias NAME");
    // The stack does not say where its alias points.
    expect(sentSince().filter((operation) => operation === "ListAliases")).toHaveLength(1);
  });
});
