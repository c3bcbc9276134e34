/** Region, credentials and endpoint → lazily made clients. Nothing of the SDK is loaded before the first call. */

import type { LambdaClientConfig } from "@aws-sdk/client-lambda";
import { regionOfEnvironment } from "../../core/arn/region.ts";
import { defined } from "../../core/defined.ts";
import { lazy } from "../../core/lazy.ts";
import { LambdaEnvError } from "../../errors.ts";
import { attemptOf, endpointOf, hostOf, isAws, isOutgoing, type Outgoing } from "./endpoint.ts";
import { isThrottling, retryAfterMs } from "./errors.ts";
import { checkReplies, type ReplyForm } from "./reply.ts";

export interface ConnectOptions {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
  /** The process's environment. What is not decided here (the profile files, role and container credentials) the SDK reads itself. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called before the first request to a host that is not AWS's own, once for each: values go there. */
  readonly onEndpoint: (url: string) => void;
  /** How long a reply may keep us waiting once it has begun; the default is what no working line exceeds. Units: ms. */
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
  /** The profile that the credentials are taken from. */
  readonly profile: string | undefined;
}

type LambdaSdk = typeof import("../sdk/lambda-sdk.ts");
type SecretsSdk = typeof import("../sdk/secrets-sdk.ts");
type CloudFormationSdk = typeof import("../sdk/cloudformation-sdk.ts");
type ParameterStoreSdk = typeof import("../sdk/parameter-store-sdk.ts");
type CloudControlSdk = typeof import("../sdk/cloud-control-sdk.ts");
type TaggingSdk = typeof import("../sdk/tagging-sdk.ts");

/** The operation that was refused, such as `GetFunction`, and how long AWS asks to wait. */
type Throttled = (operation: string, retryAfterMs: number) => void;

/** The way to AWS for the functions of this room; opaque to all others. */
export interface Aws {
  /** Resolved when the first request is about to leave. What can wait for it takes its time while AWS takes its own. */
  readonly firstRequest: Promise<void>;
  /** From now on `listener` hears of each request that was refused because there were too many, also of those that are sent again. */
  readonly onThrottled: (listener: Throttled) => void;
  readonly lambda: () => Promise<Service<LambdaSdk, InstanceType<LambdaSdk["LambdaClient"]>>>;
  readonly secrets: () => Promise<Service<SecretsSdk, InstanceType<SecretsSdk["SecretsManagerClient"]>>>;
  readonly cloudFormation: () => Promise<Service<CloudFormationSdk, InstanceType<CloudFormationSdk["CloudFormationClient"]>>>;
  readonly parameterStore: () => Promise<Service<ParameterStoreSdk, InstanceType<ParameterStoreSdk["SSMClient"]>>>;
  readonly cloudControl: () => Promise<Service<CloudControlSdk, InstanceType<CloudControlSdk["CloudControlClient"]>>>;
  readonly tagging: () => Promise<Service<TaggingSdk, InstanceType<TaggingSdk["ResourceGroupsTaggingAPIClient"]>>>;
}

/** A connection that takes longer is a lost one; so is a reply, which Lambda's control plane gives within seconds. */
const CONNECTION_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

/** Where a middleware sees each single try of a request, after the SDK has chosen its endpoint. */
export const BEFORE_SENDING = { step: "finalizeRequest", priority: "low" } as const;

/** Where a middleware sees each reply before the SDK reads its body. */
const BEFORE_READING = { step: "deserialize", priority: "low" } as const;

/** The SDK writes warnings to the console, past our own output and its rules. */
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * Returns the way to AWS. It sends nothing and loads nothing yet.
 *
 * The profile of the options wins over the access keys of the environment; these win over `AWS_PROFILE` and `AWS_DEFAULT_PROFILE`,
 * as with the AWS CLI. The region is that of the option, `AWS_REGION`, `AWS_DEFAULT_REGION` or the profile, in this order.
 *
 * Errors: USAGE for an endpoint that is not an http(s) URL, NO_CREDENTIALS for half a pair of access keys.
 */
export function connect(options: ConnectOptions): Aws {
  const config = makeConfig(options);
  const chosenProfile = profileOf(options);
  const profile = options.profile || (config.credentials === undefined ? chosenProfile : undefined);
  const announced = new Set<string>();
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
  const open = <Sdk, Client extends Watchable>(
    importSdk: () => Promise<Sdk>,
    makeClient: (sdk: Sdk) => Client,
    form: ReplyForm = "json",
  ): (() => Promise<Service<Sdk, Client>>) =>
    lazy(async () => {
      const sdk = await load(chosenProfile, importSdk);
      const client = makeClient(sdk);
      const watch = watchRequests(announce, (operation, ms) => tellThrottled(operation, ms));
      client.middlewareStack.add(watch.middleware, BEFORE_SENDING);
      client.middlewareStack.add(checkReplies(form, options.patienceMs), BEFORE_READING);
      return { sdk, client, host: watch.host, profile };
    }).get;
  return {
    firstRequest,
    onThrottled: (listener) => {
      tellThrottled = listener;
    },
    lambda: open(
      () => import("../sdk/lambda-sdk.ts"),
      (sdk) => new sdk.LambdaClient(config),
    ),
    secrets: open(
      () => import("../sdk/secrets-sdk.ts"),
      (sdk) => new sdk.SecretsManagerClient(config),
    ),
    cloudFormation: open(
      () => import("../sdk/cloudformation-sdk.ts"),
      (sdk) => new sdk.CloudFormationClient(config),
      "xml",
    ),
    parameterStore: open(
      () => import("../sdk/parameter-store-sdk.ts"),
      (sdk) => new sdk.SSMClient(config),
    ),
    cloudControl: open(
      () => import("../sdk/cloud-control-sdk.ts"),
      (sdk) => new sdk.CloudControlClient(config),
    ),
    tagging: open(
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

/** Half a pair is a mistake, such as a secret that a pipeline lacks: any other credentials may be those of another account. */
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

/** Loads a part of the SDK, after setting what it can be told through the environment alone: no client has an option for either. */
function load<Sdk>(profile: string | undefined, importSdk: () => Promise<Sdk>): Promise<Sdk> {
  // On Node 20 it tells the user that later SDKs will not run there. That is for us to act on: they cannot.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  // A client's `profile` option holds for its region and its credentials, and is not handed on to the look-up of `endpoint_url`, nor to
  // the STS client that assumes the profile's role: values meant for a profile's endpoint would go to AWS.
  if (profile) process.env["AWS_PROFILE"] = profile;
  return importSdk();
}

/** Returns a middleware that looks at each request just before it is sent, and what it saw last. */
function watchRequests(announce: (request: Outgoing) => void, onThrottled: Throttled): RequestWatch {
  let host = "AWS";
  return {
    host: () => host,
    middleware: (next, context) => async (args) => {
      if (isOutgoing(args.request)) {
        host = hostOf(args.request);
        announce(args.request);
      }
      try {
        return await next(args);
      } catch (error) {
        const operation = context.commandName?.replace(/Command$/, "") ?? "";
        if (error instanceof Error && isThrottling(error)) onThrottled(operation, retryAfterMs(error));
        throw error;
      }
    },
  };
}

interface RequestWatch {
  readonly host: () => string;
  readonly middleware: <Args extends { request: unknown }, Output>(
    next: (args: Args) => Promise<Output>,
    context: { readonly commandName?: string },
  ) => (args: Args) => Promise<Output>;
}

/** Every client of the SDK, as far as a look at its requests needs it. */
interface Watchable {
  readonly middlewareStack: {
    add(middleware: RequestWatch["middleware"], where: typeof BEFORE_SENDING): void;
    add(middleware: ReturnType<typeof checkReplies>, where: typeof BEFORE_READING): void;
  };
}

function ignore(): void {}
