import { describe, expect, it } from "vitest";
import { parseSecretSpec } from "../../../src/sources/secret/secret-spec.ts";

const ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api-AbCdEf";

const VERSION = "a1b2c3d4-5678-90ab-cdef-EXAMPLE11111";

describe("parseSecretSpec", () => {
  it.each([
    ["prod/api", { kind: "object", id: "prod/api" }],
    ["api", { kind: "object", id: "api" }],
    ["rds!cluster-1a2b", { kind: "object", id: "rds!cluster-1a2b" }],
    ["DB_PASSWORD=rds!cluster-1a2b:password", { kind: "key", name: "DB_PASSWORD", id: "rds!cluster-1a2b", key: "password" }],
    [
      "PW=arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!cluster-1a2b-AbCdEf:password",
      {
        kind: "key",
        name: "PW",
        id: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!cluster-1a2b-AbCdEf",
        key: "password",
      },
    ],
    ["DB_URL=prod/api", { kind: "text", name: "DB_URL", id: "prod/api" }],
    ["DB_URL=prod/api:url", { kind: "key", name: "DB_URL", id: "prod/api", key: "url" }],
    ["DB_URL=prod/api:a:b=c d", { kind: "key", name: "DB_URL", id: "prod/api", key: "a:b=c d" }],
    ["prod/api:DB_URL", { kind: "key", name: "DB_URL", id: "prod/api", key: "DB_URL" }],
    ["prod/a=b", { kind: "object", id: "prod/a=b" }],
    ["DB_URL=prod/a=b", { kind: "text", name: "DB_URL", id: "prod/a=b" }],
    ["db-url=x", { kind: "object", id: "db-url=x" }],
    [ARN, { kind: "object", id: ARN }],
    [`${ARN}:DB_URL`, { kind: "key", name: "DB_URL", id: ARN, key: "DB_URL" }],
    [`DB_URL=${ARN}`, { kind: "text", name: "DB_URL", id: ARN }],
    [`DB_URL=${ARN}:json:key`, { kind: "key", name: "DB_URL", id: ARN, key: "json:key" }],
    [`${ARN.replace("prod/api", "prod=api")}`, { kind: "object", id: ARN.replace("prod/api", "prod=api") }],
    [
      "X1=arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:a-AbCdEf:k",
      { kind: "key", name: "X1", id: "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:a-AbCdEf", key: "k" },
    ],
    // The form of ECS, and shorter ones.
    [`${ARN}:user:AWSPREVIOUS:`, { kind: "key", name: "user", id: ARN, key: "user", stage: "AWSPREVIOUS" }],
    [`USER=${ARN}:user:AWSPREVIOUS:`, { kind: "key", name: "USER", id: ARN, key: "user", stage: "AWSPREVIOUS" }],
    [`USER=${ARN}:user::${VERSION}`, { kind: "key", name: "USER", id: ARN, key: "user", version: VERSION }],
    [
      `USER=prod/api:user:blue:${VERSION}`,
      { kind: "key", name: "USER", id: "prod/api", key: "user", stage: "blue", version: VERSION },
    ],
    ["USER=prod/api:user:AWSPREVIOUS", { kind: "key", name: "USER", id: "prod/api", key: "user", stage: "AWSPREVIOUS" }],
    ["USER=prod/api:user:blue:", { kind: "key", name: "USER", id: "prod/api", key: "user", stage: "blue" }],
    ["USER=prod/api:user:blue", { kind: "key", name: "USER", id: "prod/api", key: "user:blue" }],
    ["USER=prod/api:a:user:blue:", { kind: "key", name: "USER", id: "prod/api", key: "a:user", stage: "blue" }],
    ["USER=prod/api:user::", { kind: "key", name: "USER", id: "prod/api", key: "user" }],
    ["USER=prod/api:user:AWSCURRENT:", { kind: "key", name: "USER", id: "prod/api", key: "user" }],
    ["prod/api::AWSPREVIOUS", { kind: "object", id: "prod/api", stage: "AWSPREVIOUS" }],
    ["prod/api::blue", { kind: "object", id: "prod/api", stage: "blue" }],
    [`prod/api:::${VERSION}`, { kind: "object", id: "prod/api", version: VERSION }],
    ["TEXT=prod/api::AWSPREVIOUS:", { kind: "text", name: "TEXT", id: "prod/api", stage: "AWSPREVIOUS" }],
    ["DB_*=prod/db", { kind: "object", id: "prod/db", prefix: "DB_" }],
    ["*=prod/db", { kind: "object", id: "prod/db", prefix: "" }],
    [`DB_*=${ARN}::AWSPREVIOUS:`, { kind: "object", id: ARN, prefix: "DB_", stage: "AWSPREVIOUS" }],
  ])("reads %s", (spec, parts) => {
    expect(parseSecretSpec(spec)).toEqual(parts);
  });

  it.each([
    "",
    "DB_URL=",
    "DB_*=",
    "1*=prod/db",
    "DB_*=prod/db:key",
    "prod/api::",
    "X1=prod/api:k:two words:",
    "prod/api:",
    ":DB_URL",
    "DB_URL=:key",
    `${ARN}:`,
    "prod/api:not-a-name",
  ])("refuses %j", (spec) => {
    expect(() => parseSecretSpec(spec)).toThrow(expect.objectContaining({ code: "USAGE" }));
  });

  it.each(["DB_PASSWORD=correct horse", "DB_PASSWORD=horse$", "correct horse"])(
    "does not repeat %j, which can only be a value",
    (spec) => {
      expect(() => parseSecretSpec(spec)).toThrow(
        expect.objectContaining({ code: "USAGE", message: expect.not.stringContaining("horse") }),
      );
    },
  );
});
