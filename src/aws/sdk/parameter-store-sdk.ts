/**
 * The parts of the Systems Manager client that we use, by name, so that the bundle's chunk contains nothing else. Loaded by
 * `clients.ts`, on demand.
 */
export {
  DeleteParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
