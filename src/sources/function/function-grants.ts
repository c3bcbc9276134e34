/** The permissions to read the variables of another function. */
import { type Home, makeArn } from "../../core/arn/arn.ts";
import { partitionOf } from "../../core/arn/partitions.ts";
import type { SourceGrants } from "../source.ts";
import { type FromOptions, parseFromSpecs } from "./from-spec.ts";

/**
 * Returns what the functions of `--from` need; nothing if another profile reads them, which belongs to another role.
 *
 * A version and an alias are resources of their own. Source: the Service Authorization Reference. Errors: those of
 * `parseFromSpecs`.
 */
export function functionGrants(specs: FromOptions, home: Home): SourceGrants {
  const functions = parseFromSpecs(specs).filter(({ profile }) => profile === undefined);
  const grants = functions.map(({ functionName, qualifier, region = home.region, accountId: account = home.account }) => {
    const partition = region === "*" ? home.partition : partitionOf(region);
    const resource = `function:${functionName}${qualifier === undefined ? "" : `:${qualifier}`}`;
    return {
      sid: "ReadSourceFunctions",
      actions: ["lambda:GetFunctionConfiguration"],
      resources: [makeArn({ partition, region, account }, "lambda", resource)],
      decryptsThrough: "lambda",
      decryptsIn: region,
    };
  });
  return { grants };
}
