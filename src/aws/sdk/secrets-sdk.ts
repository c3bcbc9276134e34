/**
 * The parts of the Secrets Manager client that we use, by name, so that the bundle's chunk contains nothing else. Loaded by
 * `clients.ts`, on demand.
 */
export {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
