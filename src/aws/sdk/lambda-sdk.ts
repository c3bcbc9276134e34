/**
 * The parts of the Lambda client that we use, by name, so that the bundle's chunk contains nothing else. Loaded by `clients.ts`,
 * on demand.
 */
export {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
