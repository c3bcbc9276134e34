/** What we use of the CloudFormation client, by name, so that the bundle's chunk holds nothing else. Loaded by `clients.ts`, on demand. */
export {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListStackResourcesCommand,
} from "@aws-sdk/client-cloudformation";
