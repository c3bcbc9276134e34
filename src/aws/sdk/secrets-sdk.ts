/**
 * The parts of the Secrets Manager client that we use, by name, so that the bundle's chunk contains nothing else. Loaded by
 * `clients.ts`, on demand.
 */
export {
  BatchGetSecretValueCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
