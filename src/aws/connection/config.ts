/** Options and environment → the configuration of the SDK's clients, and the way that their requests take. */
import type { LambdaClientConfig } from "@aws-sdk/client-lambda";
import { regionOfEnvironment } from "../../core/arn/region.ts";
import { defined } from "../../core/defined.ts";
import { LambdaEnvError } from "../../errors.ts";
import { openNetwork } from "../../network/agents.ts";
import type { EarlyNetwork } from "../../network/early.ts";
import type { Network } from "../../network/network.ts";
import type { Proxies } from "../../network/proxies.ts";
import type { Bundle } from "../../network/trust.ts";
import { checkEndpoint, checkEndpointsOfProfile } from "./endpoint-options.ts";
import { ATTEMPTS_WHEN_THROTTLED, isAdaptive, makeRetries, maxAttemptsOf } from "./retries.ts";

export interface ConnectOptions {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
  /** The process's environment. The SDK itself reads what is not decided here: the profile files, role and container credentials. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start; the default is the process's own folder. */
  readonly cwd?: string | undefined;
  /** The connection that was opened before the program was loaded. */
  readonly early?: EarlyNetwork | undefined;
  /** Called before the first request to a host that is not AWS's own, once per host: values go there. */
  readonly onEndpoint: (url: string) => void;
  /** How long a reply may take after its start; by default longer than any working connection needs. Units: ms. */
  readonly patienceMs?: number | undefined;
  /** Returns how long to wait in place of `pauseMs` before a request is sent again, for tests. */
  readonly waitMs?: (pauseMs: number) => number;
  /** Called before a request is sent again: the service was too busy, failed, or could not be reached. */
  readonly onRetry?: (host: string, attempt: number) => void;
}

type Settings = Readonly<Record<string, string | undefined>>;

/** A connection that takes longer is lost; so is a reply, which Lambda's control plane sends within seconds. */
const CONNECTION_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** The SDK writes warnings to the console, bypassing our own output and its rules. */
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/** Returns what is known without a file. Errors: USAGE for an endpoint that is not a URL, NO_CREDENTIALS for half a pair of access keys. */
export function makeConfig({ region, profile, endpointUrl, env }: ConnectOptions): LambdaClientConfig {
  const chosenRegion = region || regionOfEnvironment(env);
  const credentials = profile ? undefined : accessKeysOf(env);
  return {
    logger: SILENT,
    ...(chosenRegion ? { region: chosenRegion } : {}),
    ...defined({ credentials }),
    ...(endpointUrl ? { endpoint: checkEndpoint(endpointUrl) } : {}),
  };
}

/** What the files of the profile decide, beside the environment. */
export interface Way {
  readonly network: Network;
  readonly retries: Pick<LambdaClientConfig, "maxAttempts" | "retryStrategy">;
}

/** Returns the same with the agents of the network, for the clients that fetch credentials too: SSO's would make their own. */
export function withWay(
  config: LambdaClientConfig,
  { network: { httpsAgent, httpAgent }, retries }: Way,
  { defaultProvider }: typeof import("../sdk/config-sdk.ts"),
): LambdaClientConfig {
  const requestHandler = {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    httpsAgent,
    ...defined({ httpAgent }),
  };
  return {
    ...config,
    ...retries,
    requestHandler,
    credentialDefaultProvider: (init) => defaultProvider({ ...init, clientConfig: { requestHandler, logger: SILENT } }),
  };
}

/**
 * Returns the way to AWS, once the SDK is loaded: what the profile says of certificates, endpoints and retries is in the files that the
 * SDK reads anyway.
 *
 * Errors: those of `readTrust`, of `checkEndpointsOfProfile` and of `maxAttemptsOf`.
 */
export async function openWay(
  options: ConnectOptions,
  { profile = "default", proxies }: { readonly profile: string | undefined; readonly proxies: Proxies | undefined },
  { loadSharedConfigFiles }: typeof import("../sdk/config-sdk.ts"),
): Promise<Way> {
  const { env, endpointUrl } = options;
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const settings = { ...credentialsFile[profile], ...configFile[profile] };
  if (!endpointUrl) checkEndpointsOfProfile(profile, settings, configFile);
  const maxAttempts = maxAttemptsOf(env, settings);
  const own = isAdaptive(env, settings) ? {} : { retryStrategy: makeRetries({ maxAttempts, waitMs: options.waitMs }) };
  return {
    network: await openNetworkOf(options, { proxies, bundle: bundleOf(env, settings, profile) }),
    retries: { maxAttempts: maxAttempts ?? ATTEMPTS_WHEN_THROTTLED, ...own },
  };
}

async function openNetworkOf(
  { env, cwd = ".", early }: ConnectOptions,
  { proxies, bundle }: { readonly proxies: Proxies | undefined; readonly bundle: Bundle | undefined },
): Promise<Network> {
  if (early !== undefined && early.bundle === bundle?.path) return early.network;
  if (bundle === undefined) return openNetwork({ proxies, trusted: undefined });
  const { readTrust } = await import("../../network/trust.ts");
  return openNetwork({ proxies, trusted: await readTrust(bundle, { env, cwd }) });
}

function bundleOf(env: Settings, settings: Settings, profile: string): Bundle | undefined {
  const { AWS_CA_BUNDLE: ofVariable } = env;
  if (ofVariable) return { path: ofVariable, namedBy: "AWS_CA_BUNDLE" };
  const { ca_bundle: ofProfile } = settings;
  return ofProfile ? { path: ofProfile, namedBy: `ca_bundle of profile ${profile}` } : undefined;
}

/** Returns the profile of the options or of the environment. If both variables are set, the AWS CLI prefers `AWS_PROFILE`. */
export function profileOf({ profile, env }: Pick<ConnectOptions, "profile" | "env">): string | undefined {
  return profile || env["AWS_PROFILE"] || env["AWS_DEFAULT_PROFILE"] || undefined;
}

/**
 * Returns the access keys of the environment. Half a pair is a mistake, such as a secret that is missing in a pipeline: other
 * credentials may be those of another account.
 */
function accessKeysOf(env: ConnectOptions["env"]): LambdaClientConfig["credentials"] {
  const accessKeyId = env["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = env["AWS_SECRET_ACCESS_KEY"];
  const sessionToken = env["AWS_SESSION_TOKEN"];
  if (!accessKeyId && !secretAccessKey) return undefined;
  if (!accessKeyId) throw halfPair("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID");
  if (!secretAccessKey) throw halfPair("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

function halfPair(given: string, missing: string): LambdaEnvError {
  return new LambdaEnvError("NO_CREDENTIALS", `incomplete AWS credentials: ${given} is set, but ${missing} is not`, {
    hint: `set ${missing}, or unset ${given}, or give --profile NAME`,
  });
}

function ignore(): void {}
