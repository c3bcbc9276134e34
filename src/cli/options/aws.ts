/** The options for the connection to AWS. */
import type { OptionSpecs } from "../../core/option.ts";

export const AWS_SPECS = {
  region: { group: "aws", kind: "string", argument: "REGION", about: "the region of the function" },
  profile: {
    group: "aws",
    kind: "string",
    argument: "NAME",
    about: "the profile of ~/.aws/config to take credentials and region from",
  },
  "endpoint-url": { group: "aws", kind: "string", argument: "URL", about: "send requests to this address instead of AWS" },
  "kms-key": {
    group: "aws",
    kind: "list",
    argument: "ARN",
    about: "a customer managed key that encrypts the variables or the secrets; repeatable",
  },
  timeout: {
    group: "aws",
    kind: "number",
    argument: "SECONDS",
    about: "how long to wait for updates to settle (default 120; 900 for a version with SnapStart)",
  },
} as const satisfies OptionSpecs;
