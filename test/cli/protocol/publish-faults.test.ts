/** `set --publish --alias` when a reply is lost, a version fails, or a permission is missing: what the output says is true. */
import { CreateAliasCommand, ListAliasesCommand, PublishVersionCommand, UpdateAliasCommand } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import type { LocalEndpointOptions } from "../../../src/local/server/server.ts";
import { runCli } from "../../support/cli.ts";
import { operations } from "../../support/endpoint.ts";
import { startClients } from "../../support/local.ts";

const SNAP_START = { SnapStart: { ApplyOn: "PublishedVersions" } };
const PUBLISH = ["set", "-f", "my-fn", "STAGE=prod", "--publish", "--alias", "live"];

/** A function with an alias at its version 1. */
async function start(settings: Readonly<Record<string, unknown>> = {}, options: LocalEndpointOptions = {}) {
  const { endpoint, lambda } = await startClients(options);
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" }, settings });
  await lambda.send(new PublishVersionCommand({ FunctionName: "my-fn" }));
  await lambda.send(new CreateAliasCommand({ FunctionName: "my-fn", Name: "live", FunctionVersion: "1" }));
  const sent = endpoint.requests.length;
  return {
    endpoint,
    lambda,
    sentSince: () => operations(endpoint).slice(sent),
    run: (args: readonly string[] = PUBLISH) => runCli(args, { endpoint }),
    aliasVersion: async () => {
      const { Aliases: aliases = [] } = await lambda.send(new ListAliasesCommand({ FunctionName: "my-fn" }));
      return aliases.find(({ Name }) => Name === "live")?.FunctionVersion;
    },
  };
}

describe.each(["PublishVersion", "UpdateAlias"])("a lost reply to %s", (operation) => {
  it.each([
    ["a reset before it", { kind: "reset", when: "before" }],
    ["a reset after it", { kind: "reset", when: "after" }],
    ["half a reply", { kind: "cut", by: "reset" }],
    ["an error of the service before it", { kind: "error", status: 500, type: "ServiceException" }],
    ["an error of the service after it", { kind: "error", status: 500, type: "ServiceException", when: "after" }],
    ["a page of a gateway after it", { kind: "body", status: 502, contentType: "text/html", body: "<p>", when: "after" }],
  ] as const)("by %s is looked up: one version, and the alias at it", async (_, fault) => {
    const { endpoint, run, aliasVersion } = await start();
    endpoint.fail(operation, fault);
    const result = await run();
    expect(result).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("published version 2, alias live moved to it from 1"),
      stderr: expect.stringContaining("looking up whether it"),
    });
    expect(await aliasVersion()).toBe("2");
  });

  it("every time is reported as such, with what is known", async () => {
    const { endpoint, run, aliasVersion } = await start();
    endpoint.fail(operation, { kind: "reset" }, 9);
    const result = await run();
    expect(result).toMatchObject({ code: 69, stderr: expect.stringContaining("the variables were written and verified, but ") });
    expect(result.stderr).toContain("got no reply 3 times");
    expect(result.stderr).not.toContain("someone else");
    expect(await aliasVersion()).toBe("1");
  });
});

it("a function that someone changed after the lost reply is not published", async () => {
  const { endpoint, run, aliasVersion } = await start();
  endpoint.fail("PublishVersion", { kind: "reset" });
  endpoint.before("PublishVersion", () =>
    endpoint.before("GetFunctionConfiguration", () => endpoint.setVariables("my-fn", { STAGE: "theirs" })),
  );
  expect(await run()).toMatchObject({ code: 75, stderr: expect.stringContaining("someone else changed my-fn since") });
  expect(await aliasVersion()).toBe("1");
});

it("an alias that someone moved after the lost reply stays where it is", async () => {
  const { endpoint, lambda, run, aliasVersion } = await start();
  endpoint.fail("UpdateAlias", { kind: "reset" });
  endpoint.before("UpdateAlias", () => {
    endpoint.before("ListAliases", async () => {
      await lambda.send(new UpdateAliasCommand({ FunctionName: "my-fn", Name: "live", FunctionVersion: "$LATEST" }));
    });
  });
  expect(await run()).toMatchObject({ code: 75, stderr: expect.stringContaining("someone else changed alias live since") });
  expect(await aliasVersion()).toBe("$LATEST");
});

describe("a version that is not ready at once", () => {
  it("is waited for before the alias moves to it", async () => {
    const { run, sentSince, aliasVersion } = await start(SNAP_START);
    expect((await run()).code).toBe(0);
    expect(sentSince().slice(-3)).toEqual(["PublishVersion", "GetFunctionConfiguration", "UpdateAlias"]);
    expect(await aliasVersion()).toBe("2");
  });

  it("is waited for without an alias too, and reported as not ready in the end", async () => {
    const { run } = await start(SNAP_START, { publishMs: 3_600_000 });
    const result = await run(["set", "-f", "my-fn", "STAGE=prod", "--publish", "--timeout", "0.1"]);
    expect(result).toMatchObject({
      code: 75,
      stderr: expect.stringContaining("but version 2 is published, but is not ready: Lambda is still preparing it after 0.1 s"),
    });
  });

  it.each([
    ["and fails", PUBLISH],
    ["and fails, without an alias", ["set", "-f", "my-fn", "STAGE=prod", "--publish"]],
  ])("%s, is a failure with its reason, and the alias is untouched", async (_, args) => {
    const { endpoint, run, aliasVersion } = await start(SNAP_START);
    endpoint.failVersion("my-fn", { reasonCode: "FunctionError.InitTimeout" });
    const result = await run(args);
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining("version 2 failed (FunctionError.InitTimeout)") });
    expect(await aliasVersion()).toBe("1");
    const again = await run(PUBLISH);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("version 2 failed (FunctionError.InitTimeout)") });
    expect(again.stderr).toContain("alias live was not moved");
    expect(await aliasVersion()).toBe("1");
  });
});

it.each(["PublishVersion", "UpdateAlias"])("a right to %s that is missing is named, with what to allow", async (operation) => {
  const { endpoint, run } = await start();
  endpoint.deny(operation);
  const result = await run();
  expect(result).toMatchObject({ code: 77, stderr: expect.stringContaining("the variables were written and verified") });
  expect(result.stderr).toContain(`hint: allow lambda:${operation} in the caller's policy`);
});
