/** `push --parameter-path`, run against the local endpoint. */
import { GetParameterHistoryCommand, GetParametersByPathCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, it } from "vitest";
import { runCli } from "../../support/cli.ts";
import { operations, startEndpoint } from "../../support/endpoint.ts";
import { startClient } from "../../support/local.ts";

async function setPathScene() {
  const endpoint = await startEndpoint();
  const ssm = startClient(SSMClient, endpoint);
  const put = (Name: string, Value: string, more: object = {}) =>
    ssm.send(new PutParameterCommand({ Name, Value, Type: "String", Overwrite: true, ...more }));
  await put("/prod/AA", "1", { Type: "SecureString", KeyId: "alias/mine", Tier: "Advanced", Description: "what it is" });
  await put("/prod/BB", "2");
  await put("/prod/deep/CC", "3");
  return {
    endpoint,
    ssm,
    put,
    push: (...args: string[]) => runCli(["push", "--parameter-path", "/prod", ...args], { endpoint }),
    live: async () => {
      const { Parameters: all = [] } = await ssm.send(
        new GetParametersByPathCommand({ Path: "/prod", Recursive: true, WithDecryption: true }),
      );
      return Object.fromEntries(all.map(({ Name, Value }) => [Name, Value]));
    },
  };
}

const writes = (operation: string): boolean => /^(?:Put|Delete)Parameter/.test(operation);

it("writes what changes, and what exists keeps its type, its tier, its key and its description", async () => {
  const { push, ssm, live, endpoint } = await setPathScene();
  const { code, stdout, stderr } = await push("AA=new", "BB=2", "DD=4", "--kms-key", "alias/new");
  expect(code, stderr).toBe(0);
  expect(stdout).toContain("1 added, 1 updated, 1 unchanged");
  expect(stderr).toContain("parameters under /prod · 123456789012 · us-east-1");
  expect(await live()).toEqual({ "/prod/AA": "new", "/prod/BB": "2", "/prod/DD": "4", "/prod/deep/CC": "3" });
  const latest = async (Name: string) => (await ssm.send(new GetParameterHistoryCommand({ Name }))).Parameters?.at(-1);
  const kept = { Type: "SecureString", KeyId: "alias/mine", Tier: "Advanced", Description: "what it is", Version: 2 };
  expect(await latest("/prod/AA")).toMatchObject(kept);
  expect(await latest("/prod/DD")).toMatchObject({ Type: "SecureString", KeyId: "alias/new", Tier: "Standard", Version: 1 });
  // The scene itself wrote three.
  expect(operations(endpoint).filter(writes)).toHaveLength(5);
});

it("removes only on request and after a question, and nothing with --dry-run", async () => {
  const { push, live, endpoint } = await setPathScene();
  expect(await push("--unset", "BB")).toMatchObject({ code: 64 });
  expect(await push("--unset", "BB", "--dry-run")).toMatchObject({ code: 0 });
  expect(operations(endpoint).filter(writes)).toHaveLength(3);
  expect(await push("--unset", "BB", "--yes")).toMatchObject({ code: 0 });
  expect(Object.keys(await live())).toEqual(["/prod/AA", "/prod/deep/CC"]);
});

it.each([
  ["AA=", "is empty"],
  ["AA=a {{b}} c", "contains {{ and }}"],
  [`DD=${"x".repeat(4097)}`, "parameter /prod/DD would take 4097 bytes, and the limit is 4096"],
])("refuses what Parameter Store does not take, before anything is written: %.6s", async (word, message) => {
  const { push, endpoint } = await setPathScene();
  expect(await push("BB=9", word)).toMatchObject({ code: 65, stderr: expect.stringContaining(message) });
  expect(operations(endpoint).filter(writes)).toHaveLength(3);
});

it("stops where someone else changed the parameter, and says what was written before", async () => {
  const { push, endpoint, put, live } = await setPathScene();
  endpoint.before("GetParameterHistory", () => {
    endpoint.before("GetParameterHistory", async () => void (await put("/prod/BB", "theirs")));
  });
  const { code, stderr } = await push("AA=new", "BB=new", "DD=4");
  expect(code).toBe(75);
  expect(stderr).toContain(
    "someone else changed /prod/BB in the meantime; their change is kept; written before it: AA; not written: DD",
  );
  expect(await live()).toMatchObject({ "/prod/AA": "new", "/prod/BB": "theirs" });
});

it("names the version of someone else that its write has replaced", async () => {
  const { push, endpoint, put, ssm } = await setPathScene();
  endpoint.before("PutParameter", async () => void (await put("/prod/BB", "theirs")));
  const { code, stderr } = await push("BB=new");
  expect(code).toBe(75);
  expect(stderr).toContain("someone else wrote version 2 of /prod/BB just before it was replaced");
  const { Parameters: kept } = await ssm.send(new GetParameterHistoryCommand({ Name: "/prod/BB" }));
  expect(kept?.map(({ Value }) => Value)).toEqual(["2", "theirs", "new"]);
});

it.each(["GetParametersByPath", "GetParameterHistory", "PutParameter", "DeleteParameter"])(
  "names the right that it needs: %s",
  async (operation) => {
    const { push, endpoint } = await setPathScene();
    endpoint.deny(operation);
    const { code, stderr } = await push("AA=2", "--unset", "BB", "--yes");
    expect({ code, stderr }).toEqual({ code: 77, stderr: expect.stringContaining(`ssm:${operation}`) });
  },
);
