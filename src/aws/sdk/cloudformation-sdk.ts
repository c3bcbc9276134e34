/**
 * The parts of the CloudFormation client that we use, by name, so that the bundle's chunk contains nothing else. Loaded by
 * `clients.ts`, on demand.
 */
export {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListStackResourcesCommand,
} from "@aws-sdk/client-cloudformation";
