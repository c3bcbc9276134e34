/** The local endpoint for a test, and what a test wants to know of the requests that reached it. */
import { onTestFinished } from "vitest";
import { type LocalEndpoint, type LocalEndpointOptions, startLocalEndpoint } from "../../src/local/server/server.ts";

/** Starts an endpoint that is closed when the test ends. */
export async function startEndpoint(options: LocalEndpointOptions = {}): Promise<LocalEndpoint> {
  const endpoint = await startLocalEndpoint(options);
  onTestFinished(() => endpoint.close());
  return endpoint;
}

/** Returns the operations that were requested, in order. */
export function operations(endpoint: LocalEndpoint): readonly string[] {
  return endpoint.requests.map((request) => request.operation);
}

/** Returns how many updates were sent, whatever became of them. */
export function updateCount(endpoint: LocalEndpoint): number {
  return operations(endpoint).filter((operation) => operation === "UpdateFunctionConfiguration").length;
}
