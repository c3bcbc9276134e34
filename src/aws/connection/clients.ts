/** Region, credentials and endpoint → clients, created on demand. Nothing of the SDK is loaded before the first call. */

import type { LambdaClientConfig } from "@aws-sdk/client-lambda";
import { regionOfEnvironment } from "../../core/arn/region.ts";
import { defined } from "../../core/defined.ts";
import { lazy } from "../../core/lazy.ts";
import { LambdaEnvError } from "../../errors.ts";
import { attemptOf, endpointOf, hostOf, isAws, type Outgoing } from "./endpoint.ts";
import { useEndpointOfProfile } from "./profile-endpoint.ts";
import { checkReplies, type ReplyForm } from "./reply.ts";
import { type RequestWatch, type Throttled, watchRequests } from "./watch.ts";

export interface ConnectOptions {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
  /**
   * The process's environment. The SDK itself reads what is not decided here: the profile files, role and container credentials.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called before the first request to a host that is not AWS's own, once per host: values go there. */
  readonly onEndpoint: (url: string) => void;
  /** How long a reply may take after its start; by default longer than any working connection needs. Units: ms. */
  readonly patienceMs?: number | undefined;
  /** Called before a request is sent again: the service was too busy, failed, or could not be reached. */
  readonly onRetry?: (host: string, attempt: number) => void;
}

/** A client with the part of the SDK that it belongs to. */
export interface Service<Sdk, Client> {
  readonly sdk: Sdk;
  readonly client: Client;
  /** The host of the latest request, for messages. */
  readonly host: () => string;
  /** The profile that the credentials come from. */
  readonly profile: string | undefined;
}

type LambdaSdk = typeof import("../sdk/lambda-sdk.ts");
type SecretsSdk = typeof import("../sdk/secrets-sdk.ts");
type CloudFormationSdk = typeof import("../sdk/cloudformation-sdk.ts");
type ParameterStoreSdk = typeof import("../sdk/parameter-store-sdk.ts");
type CloudControlSdk = typeof import("../sdk/cloud-control-sdk.ts");
type TaggingSdk = typeof import("../sdk/tagging-sdk.ts");

interface Elsewhere {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/** The connection to AWS for the functions of this room; opaque to all others. */
export interface Aws {
  /** Resolved when the first request is about to be sent. Work that can wait for that runs while AWS works. */
  readonly firstRequest: Promise<void>;
  /** Returns a connection to another region or with another profile's credentials; it reports its requests like this one. */
  readonly elsewhere: (place: Elsewhere) => Aws;
  /** From now on, calls `listener` for each request that was refused because there were too many, even if it is retried. */
  readonly onThrottled: (listener: Throttled) => void;
  readonly lambda: () => Promise<Service<LambdaSdk, InstanceType<LambdaSdk["LambdaClient"]>>>;
  readonly secrets: () => Promise<Service<SecretsSdk, InstanceType<SecretsSdk["SecretsManagerClient"]>>>;
  readonly cloudFormation: () => Promise<Service<CloudFormationSdk, InstanceType<CloudFormationSdk["CloudFormationClient"]>>>;
  readonly parameterStore: () => Promise<Service<ParameterStoreSdk, InstanceType<ParameterStoreSdk["SSMClient"]>>>;
  readonly cloudControl: () => Promise<Service<CloudControlSdk, InstanceType<CloudControlSdk["CloudControlClient"]>>>;
  readonly tagging: () => Promise<Service<TaggingSdk, InstanceType<TaggingSdk["ResourceGroupsTaggingAPIClient"]>>>;
}

/** A connection that takes longer is lost; so is a reply, which Lambda's control plane sends within seconds. */
const CONNECTION_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** The position at which a middleware sees each attempt of a request, after the SDK has chosen its endpoint. */
export const BEFORE_SENDING = { step: "finalizeRequest", priority: "low" } as const;

/** The position at which a middleware sees each reply before the SDK reads its body. */
const BEFORE_READING = { step: "deserialize", priority: "low" } as const;

/** The SDK writes warnings to the console, bypassing our own output and its rules. */
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * Returns the connection to AWS. It sends and loads nothing yet.
 *
 * The profile of the options wins over the access keys of the environment; these win over `AWS_PROFILE` and
 * `AWS_DEFAULT_PROFILE`, as with the AWS CLI. The region is that of the option, `AWS_REGION`, `AWS_DEFAULT_REGION` or the
 * profile, in this order.
 *
 * Errors: USAGE for an endpoint that is not an http(s) URL, NO_CREDENTIALS if only half of a pair of access keys is set.
 */
export function connect(options: ConnectOptions): Aws {
  return open(options, { profile: undefined, announced: new Set() });
}

interface Beside {
  /** The profile of the clients, if it is not that of the process. */
  readonly profile: string | undefined;
  /** The hosts that `onEndpoint` has named. */
  readonly announced: Set<string>;
}

function open(options: ConnectOptions, { profile: other, announced }: Beside): Aws {
  const config = { ...makeConfig(options), ...defined({ profile: other }) };
  const chosenProfile = other === undefined ? profileOf(options) : undefined;
  const profile = options.profile || (config.credentials === undefined ? chosenProfile : undefined);
  let tellFirstRequest = ignore;
  const firstRequest = new Promise<void>((resolve) => {
    tellFirstRequest = resolve;
  });
  const announce = (request: Outgoing): void => {
    const attempt = attemptOf(request);
    if (attempt > 1) options.onRetry?.(hostOf(request), attempt);
    tellFirstRequest();
    const url = endpointOf(request);
    if (isAws(request) || announced.has(url)) return;
    announced.add(url);
    options.onEndpoint(url);
  };
  let tellThrottled: Throttled = ignore;
  const prepare = <Sdk, Client extends Watchable>(
    importSdk: () => Promise<Sdk>,
    makeClient: (sdk: Sdk) => Client,
    form: ReplyForm = "json",
  ): (() => Promise<Service<Sdk, Client>>) =>
    lazy(async () => {
      const sdk = await load(chosenProfile, importSdk);
      const client = makeClient(sdk);
      if (other !== undefined) useEndpointOfProfile(client, other, options.env);
      const watch = watchRequests(announce, (operation, ms) => tellThrottled(operation, ms));
      client.middlewareStack.add(watch.middleware, BEFORE_SENDING);
      client.middlewareStack.add(checkReplies(form, options.patienceMs), BEFORE_READING);
      return { sdk, client, host: watch.host, profile };
    }).get;
  return {
    firstRequest,
    elsewhere: ({ region, profile: another }) => {
      const isHere = another === undefined || another === profileOf(options);
      const place = { ...options, ...defined({ region, profile: another }) };
      return open(place, { profile: isHere ? other : another, announced });
    },
    onThrottled: (listener) => {
      tellThrottled = listener;
    },
    lambda: prepare(
      () => import("../sdk/lambda-sdk.ts"),
      (sdk) => new sdk.LambdaClient(config),
    ),
    secrets: prepare(
      () => import("../sdk/secrets-sdk.ts"),
      (sdk) => new sdk.SecretsManagerClient(config),
    ),
    cloudFormation: prepare(
      () => import("../sdk/cloudformation-sdk.ts"),
      (sdk) => new sdk.CloudFormationClient(config),
      "xml",
    ),
    parameterStore: prepare(
      () => import("../sdk/parameter-store-sdk.ts"),
      (sdk) => new sdk.SSMClient(config),
    ),
    cloudControl: prepare(
      () => import("../sdk/cloud-control-sdk.ts"),
      (sdk) => new sdk.CloudControlClient(config),
    ),
    tagging: prepare(
      () => import("../sdk/tagging-sdk.ts"),
      (sdk) => new sdk.ResourceGroupsTaggingAPIClient(config),
    ),
  };
}

function makeConfig({ region, profile, endpointUrl, env }: ConnectOptions): LambdaClientConfig {
  const chosenRegion = region || regionOfEnvironment(env);
  const credentials = profile ? undefined : accessKeysOf(env);
  return {
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
    logger: SILENT,
    ...(chosenRegion ? { region: chosenRegion } : {}),
    ...defined({ credentials }),
    ...(endpointUrl ? { endpoint: checkEndpoint(endpointUrl) } : {}),
  };
}

/** The profile of the options or of the environment. Where both variables are set, the AWS CLI prefers `AWS_PROFILE`. */
function profileOf({ profile, env }: ConnectOptions): string | undefined {
  return profile || env["AWS_PROFILE"] || env["AWS_DEFAULT_PROFILE"] || undefined;
}

/**
 * Half a pair is a mistake, such as a secret that is missing in a pipeline: other credentials may be those of another account.
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

function checkEndpoint(url: string): string {
  const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: "" };
  if (protocol === "http:" || protocol === "https:") return url;
  throw new LambdaEnvError("USAGE", "the endpoint is not an http or https URL", {
    hint: "give one such as http://127.0.0.1:4566",
  });
}

/** Loads a part of the SDK, after setting two things for which clients have no option: the SDK reads them from the environment. */
function load<Sdk>(profile: string | undefined, importSdk: () => Promise<Sdk>): Promise<Sdk> {
  // On Node 20 it warns the user that later SDKs will not run there. Only we can act on that, not the user.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  // A client's `profile` option applies to its region and its credentials, but not to the lookup of `endpoint_url`, nor to the
  // STS client that assumes the profile's role: values intended for a profile's endpoint would go to AWS.
  if (profile) process.env["AWS_PROFILE"] = profile;
  return importSdk();
}

/** Any client of the SDK, with the parts needed to watch its requests. */
interface Watchable {
  readonly config: { readonly serviceId: string };
  readonly middlewareStack: {
    add(middleware: RequestWatch["middleware"], where: typeof BEFORE_SENDING): void;
    add(middleware: ReturnType<typeof checkReplies>, where: typeof BEFORE_READING): void;
  };
}

function ignore(): void {}
