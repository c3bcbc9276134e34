/** The region that the caller's environment names. */

/** Returns the region as the AWS CLI and the SDKs do, ignoring empty variables; undefined if neither variable has one. */
export function regionOfEnvironment(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || undefined;
}
