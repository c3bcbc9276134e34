/** A local endpoint for one test, with SDK clients that talk to it. */
import { type IncomingHttpHeaders, request } from "node:http";
import { CreateAliasCommand, LambdaClient, PublishVersionCommand } from "@aws-sdk/client-lambda";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { onTestFinished } from "vitest";
import type { LocalEndpoint, LocalEndpointOptions } from "../../src/local/server/server.ts";
import { startEndpoint } from "./endpoint.ts";

export interface LocalClients {
  readonly endpoint: LocalEndpoint;
  readonly lambda: LambdaClient;
  readonly secrets: SecretsManagerClient;
}

/** Starts an endpoint that is closed when the test has finished; its clients do not retry. */
export async function startClients(options: LocalEndpointOptions = {}): Promise<LocalClients> {
  const endpoint = await startEndpoint(options);
  const lambda = startClient(LambdaClient, endpoint);
  const secrets = startClient(SecretsManagerClient, endpoint);
  return { endpoint, lambda, secrets };
}

interface ClientConfiguration {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** Returns an SDK client that talks to `endpoint`, does not retry, and is destroyed when the test has finished. */
export function startClient<Client extends { readonly destroy: () => void }>(
  Service: new (configuration: ClientConfiguration) => Client,
  endpoint: Pick<LocalEndpoint, "url" | "region">,
): Client {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new Service({ endpoint: endpoint.url, region: endpoint.region, credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client;
}

/** Returns the environment with which an AWS client uses `endpoint`, with only `PATH` from this process's own. */
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

/** A clock that only moves when a test advances it. */
export function makeClock(start = Date.UTC(2026, 0, 1)): { readonly now: () => number; readonly advance: (ms: number) => void } {
  let time = start;
  return {
    now: () => time,
    advance: (ms) => {
      time += ms;
    },
  };
}

export interface RawReply {
  readonly status: number;
  readonly errorType: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RawRequest {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where to connect to. */
  readonly address?: string;
}

/** Sends what no SDK would send, signed unless `headers` override that. */
export function sendRaw(
  endpoint: LocalEndpoint,
  method: string,
  path: string,
  { body = "", headers = {}, address = "127.0.0.1" }: RawRequest = {},
): Promise<RawReply> {
  const signed = { authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${endpoint.region}/lambda/aws4_request` };
  return new Promise((resolve, reject) => {
    const options = { host: address, port: endpoint.port, method, path, headers: { ...signed, ...headers }, agent: false };
    const sent = request(options, async (message) => {
      const chunks: Buffer[] = [];
      for await (const chunk of message) chunks.push(chunk);
      const type = message.headers["x-amzn-errortype"];
      resolve({
        status: message.statusCode ?? 0,
        errorType: typeof type === "string" ? type : undefined,
        headers: message.headers,
        body: Buffer.concat(chunks).toString(),
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Publishes what `$LATEST` is, points the new aliases at it, and returns the version's number. */
export async function publish(lambda: LambdaClient, functionName: string, ...aliases: readonly string[]): Promise<string> {
  const { Version: version = "" } = await lambda.send(new PublishVersionCommand({ FunctionName: functionName }));
  for (const name of aliases) await pointAlias(lambda, functionName, name, version);
  return version;
}

export async function pointAlias(lambda: LambdaClient, functionName: string, name: string, version: string): Promise<void> {
  await lambda.send(new CreateAliasCommand({ FunctionName: functionName, Name: name, FunctionVersion: version }));
}
