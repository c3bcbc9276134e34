/** A local endpoint for one test, with SDK clients of the services that a stack is read from. */
import { CloudControlClient } from "@aws-sdk/client-cloudcontrol";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { LocalEndpoint, LocalEndpointOptions } from "../../src/local/server/server.ts";
import { startEndpoint } from "./endpoint.ts";
import { startClient } from "./local.ts";

export interface StackClients {
  readonly endpoint: LocalEndpoint;
  readonly cloudFormation: CloudFormationClient;
  readonly ssm: SSMClient;
  readonly cloudControl: CloudControlClient;
}

/** Starts an endpoint that is closed when the test has finished; its clients do not retry. */
export async function startStackClients(options: LocalEndpointOptions = {}): Promise<StackClients> {
  const endpoint = await startEndpoint(options);
  return {
    endpoint,
    cloudFormation: startClient(CloudFormationClient, endpoint),
    ssm: startClient(SSMClient, endpoint),
    cloudControl: startClient(CloudControlClient, endpoint),
  };
}
