/** A local endpoint for one test, with SDK clients that talk to it. */
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { onTestFinished } from "vitest";
import { type LocalEndpoint, type LocalEndpointOptions, startLocalEndpoint } from "../../src/local/server.ts";

export interface LocalClients {
  readonly endpoint: LocalEndpoint;
  readonly lambda: LambdaClient;
  readonly secrets: SecretsManagerClient;
}

/** Starts an endpoint that is closed when the test has finished; its clients do not retry. */
export async function startClients(options: LocalEndpointOptions = {}): Promise<LocalClients> {
  const endpoint = await startLocalEndpoint(options);
  const configuration = {
    endpoint: endpoint.url,
    region: endpoint.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  const lambda = new LambdaClient(configuration);
  const secrets = new SecretsManagerClient(configuration);
  onTestFinished(async () => {
    lambda.destroy();
    secrets.destroy();
    await endpoint.close();
  });
  return { endpoint, lambda, secrets };
}

/** Returns what an AWS client must be told to talk to `endpoint`, and nothing of this process's own environment but `PATH`. */
export function clientEnvironment(endpoint: LocalEndpoint, home: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: endpoint.region,
    AWS_DEFAULT_REGION: endpoint.region,
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
