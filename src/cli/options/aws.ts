/** How AWS is reached. */
import type { OptionSpecs } from "../../core/option.ts";

export const AWS_SPECS = {
  region: { group: "aws", kind: "string", argument: "REGION", about: "the AWS region" },
  profile: { group: "aws", kind: "string", argument: "NAME", about: "the profile in ~/.aws/config" },
  "endpoint-url": { group: "aws", kind: "string", argument: "URL", about: "send requests there instead of to AWS" },
  "kms-key": {
    group: "aws",
    kind: "list",
    argument: "ARN",
    about: "a customer managed key that encrypts variables or secrets; repeatable",
  },
} as const satisfies OptionSpecs;
