/** What we use of the Secrets Manager client, by name, so that the bundle's chunk holds nothing else. Loaded by `clients.ts`, on demand. */
export { BatchGetSecretValueCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
