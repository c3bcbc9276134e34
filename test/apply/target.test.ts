/** What can be written to, and which warnings go with it. */
import { expect, test } from "vitest";
import { assertNotReplica, assertUnqualified, checkTarget } from "../../src/apply/target.ts";
import { parseFunctionId } from "../../src/core/arn/function-id.ts";
import type { FunctionSnapshot } from "../../src/core/function.ts";

const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:my-fn";
const FROM_ARN = { id: ARN, functionName: "my-fn", region: "eu-west-1", accountId: "123456789012" };
const SNAPSHOT: FunctionSnapshot = {
  functionName: "my-fn",
  functionArn: ARN,
  environment: { kind: "readable", variables: new Map() },
  hasCapacityProvider: false,
};

test.each([
  ["my-fn", { id: "my-fn", functionName: "my-fn" }],
  ["my-fn:$LATEST", { id: "my-fn", functionName: "my-fn" }],
  ["my-fn:PROD", { id: "my-fn", functionName: "my-fn", qualifier: "PROD" }],
  ["my-fn:$LATEST.PUBLISHED", { id: "my-fn", functionName: "my-fn", qualifier: "$LATEST.PUBLISHED" }],
  [
    "123456789012:function:my-fn:7",
    { id: "123456789012:function:my-fn", functionName: "my-fn", accountId: "123456789012", qualifier: "7" },
  ],
  [ARN, FROM_ARN],
  [`${ARN}:$LATEST`, FROM_ARN],
  [`${ARN}:PROD`, { ...FROM_ARN, qualifier: "PROD" }],
  [
    "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:a",
    {
      id: "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:a",
      functionName: "a",
      region: "us-gov-west-1",
      accountId: "123456789012",
    },
  ],
])("%s is understood", (text, id) => {
  expect(parseFunctionId(text)).toEqual(id);
});

test.each(["", "my fn", "a:b:c", "arn:aws:s3:::bucket", "https://example.com", "my-fn\n"])("%j is not a function", (text) => {
  expect(() => parseFunctionId(text)).toThrow(expect.objectContaining({ code: "USAGE" }));
});

test.each(["my-fn:PROD", `${ARN}:7`, "my-fn:$LATEST.PUBLISHED"])("%s cannot be written to", (text) => {
  expect(() => assertUnqualified(parseFunctionId(text))).toThrow(expect.objectContaining({ code: "NOT_WRITABLE" }));
});

test("$LATEST can be written to", () => {
  expect(() => assertUnqualified(parseFunctionId("my-fn:$LATEST"))).not.toThrow();
});

test("a replica of Lambda@Edge cannot be written to", () => {
  expect(() => assertNotReplica(SNAPSHOT)).not.toThrow();
  const replica = { ...SNAPSHOT, masterArn: ARN };
  expect(() => assertNotReplica(replica)).toThrow(expect.objectContaining({ code: "NOT_WRITABLE" }));
});

test("callers that do not see $LATEST cause a warning", () => {
  expect(checkTarget(SNAPSHOT, [])).toEqual([]);
  expect(checkTarget({ ...SNAPSHOT, hasCapacityProvider: true }, ["live", "test"])).toEqual([
    { code: "CAPACITY_PROVIDER", severity: "warning", args: { functionName: "my-fn" } },
    { code: "HAS_ALIASES", severity: "warning", args: { functionName: "my-fn", aliases: "live, test" } },
  ]);
});
