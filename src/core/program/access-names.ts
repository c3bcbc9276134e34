/**
 * Names that decide with which credentials and in which region AWS is reached.
 *
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */

const NAMES: ReadonlySet<string> = new Set(
  `
  AWS_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_SECRET_KEY AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_CREDENTIAL_EXPIRATION
  AWS_PROFILE AWS_DEFAULT_PROFILE AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE AWS_ROLE_ARN AWS_ROLE_SESSION_NAME
  AWS_WEB_IDENTITY_TOKEN_FILE AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_CREDENTIALS_FULL_URI
  AWS_CONTAINER_AUTHORIZATION_TOKEN AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE AWS_EC2_METADATA_DISABLED
  AWS_EC2_METADATA_SERVICE_ENDPOINT AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE AWS_EC2_METADATA_V1_DISABLED AWS_REGION AWS_DEFAULT_REGION
  `
    .trim()
    .split(/\s+/),
);

/** Returns whether a variable with this name determines the credentials or the region for AWS. */
export function decidesAccess(name: string): boolean {
  return NAMES.has(name);
}
