/** What we use of the Systems Manager client, by name, so that the bundle's chunk holds nothing else. Loaded by `clients.ts`, on demand. */
export { GetParametersByPathCommand, GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
