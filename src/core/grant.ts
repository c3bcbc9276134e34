/** What a role may do. */
import { type Home, parseArn } from "./arn/arn.ts";

/** A permission of a role. */
export interface Grant {
  /** The name of the policy statement; grants with the same name become one statement. */
  readonly sid: string;
  readonly actions: readonly string[];
  /** ARNs; `*` for actions without resources. An empty list grants nothing. */
  readonly resources: readonly string[];
  /** The service on whose behalf the role decrypts the resources, if a customer managed key may have encrypted them. */
  readonly decryptsThrough?: string;
  /** The region of that service, where it is not the role's own. */
  readonly decryptsIn?: string;
}

/** Returns the ARNs by the region of each, which is named where it is not that of the role. */
export function grantsByRegion(
  arns: readonly string[],
  home: Home,
): readonly (Pick<Grant, "resources"> & Pick<Grant, "decryptsIn">)[] {
  const regionOf = (arn: string): string => parseArn(arn)?.region || home.region;
  return [...new Set([home.region, ...arns.map(regionOf)])].map((region) => ({
    resources: arns.filter((arn) => regionOf(arn) === region),
    ...(region === home.region ? {} : { decryptsIn: region }),
  }));
}
