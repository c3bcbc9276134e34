/** Functions by name, published versions and aliases, by the real SDK. */
import { CreateAliasCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Aws } from "../../src/aws/connection/clients.ts";
import { listFunctions } from "../../src/aws/listing.ts";
import { listAliases, publishVersion as tryToPublish, updateAlias } from "../../src/aws/versions.ts";
import { type LocalEndpoint, startLocalEndpoint } from "../../src/local/server/server.ts";
import { connectTo, failureOf } from "./connection/connection.ts";

let endpoint: LocalEndpoint;
let aws: Aws;

beforeAll(async () => {
  endpoint = await startLocalEndpoint();
  for (let index = 0; index < 120; index++) endpoint.createFunction({ functionName: `fn-${String(index).padStart(3, "0")}` });
  aws = connectTo(endpoint.url).aws;
});

afterAll(() => endpoint.close());

async function publishVersion(...args: Parameters<typeof tryToPublish>) {
  const outcome = await tryToPublish(...args);
  if (outcome.kind !== "published") throw new Error(outcome.kind);
  return outcome;
}

test("functions are listed over all pages, up to the limit", async () => {
  expect(await listFunctions(aws, { limit: 1000 })).toHaveLength(120);
  const before = endpoint.requests.length;
  expect(await listFunctions(aws, { limit: 60 })).toHaveLength(60);
  expect(endpoint.requests.length - before).toBe(2);
});

test("a version is published and an alias is moved to it, each under its lock", async () => {
  expect(await listAliases(aws, "fn-000")).toEqual([]);
  const { version: first, snapshot } = await publishVersion(aws, "fn-000", { revisionId: endpoint.revisionId("fn-000") });
  expect(snapshot).toMatchObject({ state: "Active" });
  const { client } = await aws.lambda();
  await client.send(new CreateAliasCommand({ FunctionName: "fn-000", Name: "live", FunctionVersion: first }));
  const [alias] = await listAliases(aws, "fn-000");
  expect(alias).toEqual({ name: "live", version: "1", revisionId: expect.any(String) });
  endpoint.setVariables("fn-000", { STAGE: "prod" });
  const { version: second } = await publishVersion(aws, "fn-000", { revisionId: endpoint.revisionId("fn-000") });
  const moved = { name: "live", version: second, ...(alias?.revisionId === undefined ? {} : { revisionId: alias.revisionId }) };
  await updateAlias(aws, "fn-000", moved);
  expect(await listAliases(aws, "fn-000")).toMatchObject([{ name: "live", version: "2" }]);
  expect(await updateAlias(aws, "fn-000", moved)).toEqual({ kind: "stale" });
});

test("an alias that splits its traffic between versions is recognized", async () => {
  const { client } = await aws.lambda();
  const { version: old } = await publishVersion(aws, "fn-002", { revisionId: endpoint.revisionId("fn-002") });
  endpoint.setVariables("fn-002", { STAGE: "prod" });
  const { version: next } = await publishVersion(aws, "fn-002", { revisionId: endpoint.revisionId("fn-002") });
  const RoutingConfig = { AdditionalVersionWeights: { [next]: 0.1 } };
  await client.send(new CreateAliasCommand({ FunctionName: "fn-002", Name: "live", FunctionVersion: old, RoutingConfig }));
  expect(await listAliases(aws, "fn-002")).toEqual([
    { name: "live", version: old, revisionId: expect.any(String), weighted: true },
  ]);
});

test("a function that changed since is not published", async () => {
  expect(await tryToPublish(aws, "fn-001", { revisionId: "another" })).toEqual({ kind: "stale" });
});

test("aliases of a function that does not exist cannot be listed", async () => {
  expect(await failureOf(listAliases(aws, "no-such-fn"))).toMatchObject({ code: "FUNCTION_NOT_FOUND" });
});
