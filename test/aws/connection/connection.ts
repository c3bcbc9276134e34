/** A connection of the real SDK to the local endpoint, with the endpoints that it reported. */
import { type Aws, connect } from "../../../src/aws/connection/clients.ts";
import type { ConnectOptions } from "../../../src/aws/connection/config.ts";
import { LambdaEnvError } from "../../../src/errors.ts";

const REGION = "us-east-1";
export const KEYS = { AWS_ACCESS_KEY_ID: "test-key-id", AWS_SECRET_ACCESS_KEY: "test-key" };

export function connectTo(
  endpointUrl: string | undefined,
  options: Partial<ConnectOptions> = {},
): { readonly aws: Aws; readonly endpoints: readonly string[] } {
  const endpoints: string[] = [];
  const onEndpoint = (url: string): void => void endpoints.push(url);
  // A test that is not about retries stubs the number of attempts for itself.
  const env = { AWS_MAX_ATTEMPTS: process.env["AWS_MAX_ATTEMPTS"], ...KEYS };
  return { aws: connect({ region: REGION, endpointUrl, env, onEndpoint, waitMs: () => 0, ...options }), endpoints };
}

/** Returns the failure, and throws if there is none. */
export async function failureOf(
  outcome: Promise<unknown>,
): Promise<{ readonly code: string; readonly message: string; readonly hint: string | undefined }> {
  const error = await outcome.then(
    (value) => {
      throw new Error(`expected a failure, not ${JSON.stringify(value)}`);
    },
    (cause: unknown) => cause,
  );
  if (error instanceof LambdaEnvError) return { code: error.code, message: error.message, hint: error.hint };
  throw error;
}
