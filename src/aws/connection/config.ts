/** Options and environment → the configuration of the SDK's clients, and the route of their requests. */
import type { LambdaClientConfig } from "@aws-sdk/client-lambda";
import { regionOfEnvironment } from "../../core/arn/region.ts";
import { defined } from "../../core/defined.ts";
import { openNetwork } from "../../network/agents.ts";
import type { EarlyNetwork } from "../../network/early.ts";
import type { Network } from "../../network/network.ts";
import type { Proxies } from "../../network/proxies.ts";
import type { Bundle } from "../../network/trust.ts";
import { accessKeysOf } from "../credentials/access-keys.ts";
import { type ChosenProfile, checkProfile, type Settings } from "../credentials/profile.ts";
import { type AskMfaCode, makeProvider } from "../credentials/provider.ts";
import { checkEndpoint, checkEndpointsOfProfile } from "./endpoint-options.ts";
import { ATTEMPTS_WHEN_THROTTLED, isAdaptive, makeRetries, maxAttemptsOf } from "./retries.ts";

export interface ConnectOptions {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
  /** The process's environment. The SDK itself reads what is not decided here: the profile files, role and container credentials. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths start from; by default the process's own. */
  readonly cwd?: string | undefined;
  /** The connection that was opened before the program was loaded. */
  readonly early?: EarlyNetwork | undefined;
  /** Called before the first request to a host that is not AWS's own, once per host: values go there. */
  readonly onEndpoint: (url: string) => void;
  /** How long a reply may take after its start; by default longer than any working connection needs. Units: ms. */
  readonly patienceMs?: number | undefined;
  /** Returns how long to wait instead of `pauseMs` before a request is sent again, for tests. */
  readonly waitMs?: (pauseMs: number) => number;
  /** Asks the user for the code of an MFA device; undefined where nobody can be asked. */
  readonly askMfaCode?: AskMfaCode | undefined;
  /** Called before a request is sent again: the service was too busy, failed, or could not be reached. */
  readonly onRetry?: (host: string, attempt: number) => void;
}

/** A connection that takes longer is lost; so is a reply, which Lambda's control plane sends within seconds. */
const CONNECTION_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** The SDK writes warnings to the console, bypassing our own output and its rules. */
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * Returns what is known without reading a file. Errors: USAGE for an endpoint that is not a URL, NO_CREDENTIALS if only half of a
 * pair of access keys is set.
 */
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

/** The settings in the files of the profile, besides the environment. */
export interface Way {
  readonly network: Network;
  readonly retries: Pick<LambdaClientConfig, "maxAttempts" | "retryStrategy">;
  readonly credentialDefaultProvider: LambdaClientConfig["credentialDefaultProvider"];
}

/** Returns the same with the agents of the network. */
export function withWay(config: LambdaClientConfig, { network, retries, ...credentials }: Way): LambdaClientConfig {
  return { ...config, ...retries, requestHandler: requestHandlerOf(network), ...defined(credentials) };
}

/** What the clients that fetch credentials get too: SSO's would make its own. */
function requestHandlerOf({ httpsAgent, httpAgent }: Network): NonNullable<LambdaClientConfig["requestHandler"]> {
  return {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    httpsAgent,
    ...defined({ httpAgent }),
  };
}

interface WayOptions {
  readonly chosen: ChosenProfile;
  /** Whether the access keys of the environment are used, in place of the profile's. */
  readonly hasKeys: boolean;
  readonly proxies: Proxies | undefined;
}

/**
 * Returns the connection to AWS, once the SDK is loaded: certificates, endpoints and retries of the profile are in the files that
 * the SDK reads anyway.
 *
 * Errors: those of `readTrust`, of `checkEndpointsOfProfile`, of `maxAttemptsOf` and, where the profile is to give credentials, of
 * `checkProfile`.
 */
export async function openWay(
  options: ConnectOptions,
  { chosen, hasKeys, proxies }: WayOptions,
  configSdk: typeof import("../sdk/config-sdk.ts"),
): Promise<Way> {
  const { env, endpointUrl } = options;
  const files = await configSdk.loadSharedConfigFiles();
  const { configFile, credentialsFile } = files;
  const settings: Settings = { ...credentialsFile[chosen.name], ...configFile[chosen.name] };
  if (!endpointUrl) checkEndpointsOfProfile(chosen.name, settings, configFile);
  const maxAttempts = maxAttemptsOf(env, settings);
  const own = isAdaptive(env, settings) ? {} : { retryStrategy: makeRetries({ maxAttempts, waitMs: options.waitMs }) };
  const network = await openNetworkOf(options, { proxies, bundle: bundleOf(env, settings, chosen.name) });
  const chain = hasKeys ? [] : checkProfile(files, chosen);
  return {
    network,
    retries: { maxAttempts: maxAttempts ?? ATTEMPTS_WHEN_THROTTLED, ...own },
    credentialDefaultProvider: makeProvider(
      {
        profile: chosen,
        chain,
        env,
        clientConfig: { requestHandler: requestHandlerOf(network), logger: SILENT },
        askMfaCode: options.askMfaCode,
        hasNetworkFailure: () => network.failure() !== undefined,
      },
      configSdk,
    ),
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

/** Returns the file with the certificates to trust, where the environment or the profile names one. */
export function bundleOf(env: Settings, settings: Settings, profile: string): Bundle | undefined {
  const { AWS_CA_BUNDLE: ofVariable } = env;
  if (ofVariable) return { path: ofVariable, namedBy: "AWS_CA_BUNDLE" };
  const { ca_bundle: ofProfile } = settings;
  return ofProfile ? { path: ofProfile, namedBy: `ca_bundle of profile ${profile}` } : undefined;
}

/** Returns the profile of the options or of the environment. If both variables are set, the AWS CLI prefers `AWS_PROFILE`. */
export function profileOf({ profile, env }: Pick<ConnectOptions, "profile" | "env">): string | undefined {
  return profile || env["AWS_PROFILE"] || env["AWS_DEFAULT_PROFILE"] || undefined;
}

/** Returns the same with what names it. */
export function chosenProfileOf({ profile, env }: Pick<ConnectOptions, "profile" | "env">): ChosenProfile {
  if (profile) return { name: profile, namedBy: "--profile" };
  const variable = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"].find((name) => env[name]);
  return { name: env[variable ?? ""] || "default", namedBy: variable };
}

function ignore(): void {}
