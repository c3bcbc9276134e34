/** A local endpoint for one test, with SDK clients of the services that a stack is read from. */
import { CloudControlClient } from "@aws-sdk/client-cloudcontrol";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { SSMClient } from "@aws-sdk/client-ssm";
import { onTestFinished } from "vitest";
import { type LocalEndpoint, type LocalEndpointOptions, startLocalEndpoint } from "../../src/local/server.ts";

export interface StackClients {
  readonly endpoint: LocalEndpoint;
  readonly cloudFormation: CloudFormationClient;
  readonly ssm: SSMClient;
  readonly cloudControl: CloudControlClient;
}

/** Starts an endpoint that is closed when the test has finished; its clients do not retry. */
export async function startStackClients(options: LocalEndpointOptions = {}): Promise<StackClients> {
  const endpoint = await startLocalEndpoint(options);
  const configuration = {
    endpoint: endpoint.url,
    region: endpoint.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  const cloudFormation = new CloudFormationClient(configuration);
  const ssm = new SSMClient(configuration);
  const cloudControl = new CloudControlClient(configuration);
  onTestFinished(async () => {
    cloudFormation.destroy();
    ssm.destroy();
    cloudControl.destroy();
    await endpoint.close();
  });
  return { endpoint, cloudFormation, ssm, cloudControl };
}
