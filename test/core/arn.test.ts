/** ARNs, partitions and what is named by them. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatArn, makeArn, makeGlobalArn, parseArn } from "../../src/core/arn/arn.ts";
import { AWS_DOMAINS, domainOf, partitionOf } from "../../src/core/arn/partitions.ts";
import { splitSecretId } from "../../src/core/arn/secret-id.ts";

const part = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
const arn = fc.record({
  partition: part,
  service: part,
  region: fc.option(part, { nil: "" }),
  account: fc.option(fc.stringMatching(/^\d{12}$/), { nil: "" }),
  resource: fc.string({ minLength: 1 }),
});

test("an ARN is read as it was written", () => {
  fc.assert(
    fc.property(arn, (parts) => {
      expect(parseArn(formatArn(parts))).toEqual(parts);
    }),
  );
});

test.each([
  "",
  "arn",
  "my-fn",
  "arn:aws:lambda",
  "arn:aws:lambda:eu-west-1:123456789012:",
  "arn::lambda:r:a:x",
  " arn:aws:s3:::b",
])("%j is not an ARN", (text) => {
  expect(parseArn(text)).toBeUndefined();
});

test("the region determines the partition of a new ARN, unless that is given", () => {
  const home = { region: "cn-north-1", account: "123456789012" };
  expect(makeArn(home, "sqs", "q")).toBe("arn:aws-cn:sqs:cn-north-1:123456789012:q");
  expect(makeGlobalArn(home, "iam", "role/r")).toBe("arn:aws-cn:iam::123456789012:role/r");
  expect(makeArn({ ...home, partition: "aws-iso" }, "sqs", "q")).toBe("arn:aws-iso:sqs:cn-north-1:123456789012:q");
});

test.each([
  ["us-east-1", "aws", "amazonaws.com"],
  ["mx-central-1", "aws", "amazonaws.com"],
  ["cn-northwest-1", "aws-cn", "amazonaws.com.cn"],
  ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
  ["eusc-de-east-1", "aws-eusc", "amazonaws.eu"],
  ["us-iso-east-1", "aws-iso", "c2s.ic.gov"],
  ["us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"],
  ["eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk"],
  ["us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov"],
  ["*", "aws", "amazonaws.com"],
])("region %s is of partition %s", (region, partition, domain) => {
  expect(partitionOf(region)).toBe(partition);
  expect(domainOf(partition)).toBe(domain);
  expect(AWS_DOMAINS).toContain(domain);
});

test("a partition that is not known has no domain", () => {
  expect(domainOf("aws-of-tomorrow")).toBeUndefined();
});

const secretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api-AbCdEf";

test.each([
  ["prod/api", { id: "prod/api", rest: undefined }],
  ["prod/api:key", { id: "prod/api", rest: "key" }],
  ["prod/api:", { id: "prod/api", rest: "" }],
  [":key", { id: "", rest: "key" }],
  [secretArn, { id: secretArn, rest: undefined }],
  [`${secretArn}:a:b`, { id: secretArn, rest: "a:b" }],
  [`${secretArn}:`, { id: secretArn, rest: "" }],
])("%s names a secret and what follows it", (text, expected) => {
  expect(splitSecretId(text)).toEqual(expected);
});

test("the table of partitions is that of the SDK that is installed", () => {
  const script = fileURLToPath(new URL("../../scripts/make-partitions.js", import.meta.url));
  const made = spawnSync(process.execPath, [script, "--print"], { encoding: "utf8" });
  expect(made.stderr).toBe("");
  expect(made.stdout).toBe(readFileSync(new URL("../../src/core/arn/partitions.json", import.meta.url), "utf8"));
});
