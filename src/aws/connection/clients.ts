/** Region, credentials and endpoint → clients, created on demand. Nothing of the SDK is loaded before the first call. */

import type { LambdaClientConfig } from "@aws-sdk/client-lambda";
import { defined } from "../../core/defined.ts";
import { lazy } from "../../core/lazy.ts";
import { readProxies } from "../../network/proxies.ts";
import type { Destination } from "../../network/proxy-choice.ts";
import type { ChosenProfile } from "../credentials/profile.ts";
import { type ConnectOptions, chosenProfileOf, makeConfig, openWay, profileOf, withWay } from "./config.ts";
import { attemptOf, BEFORE_SIGNING, endpointOf, hostOf, isAws, joinPaths, type Outgoing } from "./endpoint.ts";
import { checkEndpointsOfEnvironment } from "./endpoint-options.ts";
import type { Reached } from "./network-errors.ts";
import { useEndpointOfProfile } from "./profile-endpoint.ts";
import { checkReplies, type ReplyForm } from "./reply.ts";
import { type RequestWatch, type Throttled, watchRequests } from "./watch.ts";

/** A client with the part of the SDK that it belongs to. */
export interface Service<Sdk, Client> {
  readonly sdk: Sdk;
  readonly client: Client;
  /** The destination of the latest request, for messages. */
  readonly reached: () => Reached;
}

type LambdaSdk = typeof import("../sdk/lambda-sdk.ts");
type SecretsSdk = typeof import("../sdk/secrets-sdk.ts");
type CloudFormationSdk = typeof import("../sdk/cloudformation-sdk.ts");
type ParameterStoreSdk = typeof import("../sdk/parameter-store-sdk.ts");
type CloudControlSdk = typeof import("../sdk/cloud-control-sdk.ts");
type TaggingSdk = typeof import("../sdk/tagging-sdk.ts");
type StsSdk = typeof import("../sdk/sts-sdk.ts");
type IamSdk = typeof import("../sdk/iam-sdk.ts");

/** What all clients take. */
type ClientConfig = Omit<LambdaClientConfig, "extensions">;

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
  /** The connection to another region, one per region; this one for its own region, and without one. */
  readonly inRegion: (region: string) => Aws;
  /** From now on, calls `listener` for each request that was refused because there were too many, even if it is retried. */
  readonly onThrottled: (listener: Throttled) => void;
  readonly lambda: () => Promise<Service<LambdaSdk, InstanceType<LambdaSdk["LambdaClient"]>>>;
  readonly secrets: () => Promise<Service<SecretsSdk, InstanceType<SecretsSdk["SecretsManagerClient"]>>>;
  readonly cloudFormation: () => Promise<Service<CloudFormationSdk, InstanceType<CloudFormationSdk["CloudFormationClient"]>>>;
  readonly parameterStore: () => Promise<Service<ParameterStoreSdk, InstanceType<ParameterStoreSdk["SSMClient"]>>>;
  readonly cloudControl: () => Promise<Service<CloudControlSdk, InstanceType<CloudControlSdk["CloudControlClient"]>>>;
  readonly tagging: () => Promise<Service<TaggingSdk, InstanceType<TaggingSdk["ResourceGroupsTaggingAPIClient"]>>>;
  readonly sts: () => Promise<Service<StsSdk, InstanceType<StsSdk["STSClient"]>>>;
  readonly iam: () => Promise<Service<IamSdk, InstanceType<IamSdk["IAMClient"]>>>;
}

/** The position at which a middleware sees each attempt of a request, after the SDK has chosen its endpoint. */
export const BEFORE_SENDING = { step: "finalizeRequest", priority: "low" } as const;

/** The position at which a middleware sees each reply before the SDK reads its body. */
const BEFORE_READING = { step: "deserialize", priority: "low" } as const;

/**
 * Returns the connection to AWS. It sends and loads nothing yet.
 *
 * The profile of the options wins over the access keys of the environment; these win over `AWS_PROFILE` and
 * `AWS_DEFAULT_PROFILE`, as with the AWS CLI. The region is that of the option, `AWS_REGION`, `AWS_DEFAULT_REGION` or the
 * profile, in this order.
 *
 * Errors: USAGE for an endpoint or a proxy that is not an http(s) URL, NO_CREDENTIALS if only half of a pair of access keys is set.
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
  if (!options.endpointUrl) checkEndpointsOfEnvironment(options.env);
  const proxies = readProxies(options.env);
  const chosenProfile = other === undefined ? profileOf(options) : undefined;
  const profile = options.profile || (config.credentials === undefined ? chosenProfile : undefined);
  let resolveFirstRequest = ignore;
  const firstRequest = new Promise<void>((resolve) => {
    resolveFirstRequest = resolve;
  });
  const announce = (request: Outgoing): void => {
    const attempt = attemptOf(request);
    if (attempt > 1) options.onRetry?.(hostOf(request), attempt);
    resolveFirstRequest();
    const url = endpointOf(request);
    if (isAws(request) || announced.has(url)) return;
    announced.add(url);
    options.onEndpoint(url);
  };
  const configSdk = lazy(() => load(chosenProfile, () => import("../sdk/config-sdk.ts")));
  const chosen: ChosenProfile = other === undefined ? chosenProfileOf(options) : { name: other, namedBy: "--from-profile" };
  const opened = lazy(async () => {
    return openWay(options, { chosen, hasKeys: config.credentials !== undefined, proxies }, await configSdk.get());
  });
  let notifyThrottled: Throttled = ignore;
  const prepare = <Sdk, Client extends Watchable>(
    importSdk: () => Promise<Sdk>,
    makeClient: (sdk: Sdk, config: ClientConfig) => Client,
    form: ReplyForm = "json",
  ): (() => Promise<Service<Sdk, Client>>) =>
    lazy(async () => {
      await options.early?.proceed();
      const sdk = await load(chosenProfile, importSdk);
      await options.early?.proceed();
      const way = await opened.get();
      const client = makeClient(sdk, withWay(config, way));
      if (other !== undefined) useEndpointOfProfile(client, other, options.env);
      const watch = watchRequests(announce, (operation, ms) => notifyThrottled(operation, ms));
      client.middlewareStack.add(joinPaths, BEFORE_SIGNING);
      client.middlewareStack.add(watch.middleware, BEFORE_SENDING);
      client.middlewareStack.add(checkReplies(form, options.patienceMs), BEFORE_READING);
      const reached = (): Reached => {
        const latest = watch.latest();
        const facts = { profile, failure: way.network.failure() };
        if (latest === undefined) return { ...facts, host: "AWS" };
        return { ...facts, host: hostOf(latest), proxy: way.network.proxyOf(destinationOf(latest)) };
      };
      return { sdk, client, reached };
    }).get;
  const regions = new Map<string, Aws>();
  const elsewhere: Aws["elsewhere"] = ({ region, profile: another }) => {
    const isHere = another === undefined || another === profileOf(options);
    const place = { ...options, ...defined({ region, profile: another }) };
    return open(place, { profile: isHere ? other : another, announced });
  };
  const aws: Aws = {
    firstRequest,
    elsewhere,
    inRegion: (region) => {
      if (region === "" || region === config.region) return aws;
      const there = regions.get(region) ?? elsewhere({ region });
      regions.set(region, there);
      return there;
    },
    onThrottled: (listener) => {
      notifyThrottled = listener;
    },
    lambda: prepare(
      () => import("../sdk/lambda-sdk.ts"),
      (sdk, ready) => new sdk.LambdaClient(ready),
    ),
    secrets: prepare(
      () => import("../sdk/secrets-sdk.ts"),
      (sdk, ready) => new sdk.SecretsManagerClient(ready),
    ),
    cloudFormation: prepare(
      () => import("../sdk/cloudformation-sdk.ts"),
      (sdk, ready) => new sdk.CloudFormationClient(ready),
      "xml",
    ),
    parameterStore: prepare(
      () => import("../sdk/parameter-store-sdk.ts"),
      (sdk, ready) => new sdk.SSMClient(ready),
    ),
    cloudControl: prepare(
      () => import("../sdk/cloud-control-sdk.ts"),
      (sdk, ready) => new sdk.CloudControlClient(ready),
    ),
    tagging: prepare(
      () => import("../sdk/tagging-sdk.ts"),
      (sdk, ready) => new sdk.ResourceGroupsTaggingAPIClient(ready),
    ),
    sts: prepare(
      () => import("../sdk/sts-sdk.ts"),
      (sdk, ready) => new sdk.STSClient(ready),
      "xml",
    ),
    iam: prepare(
      () => import("../sdk/iam-sdk.ts"),
      (sdk, ready) => new sdk.IAMClient(ready),
      "xml",
    ),
  };
  return aws;
}

/** Loads a part of the SDK, after setting three things for which clients have no option: the SDK reads them from the environment. */
function load<Sdk>(profile: string | undefined, importSdk: () => Promise<Sdk>): Promise<Sdk> {
  // On Node 20 it warns the user that later SDKs will not run there. Only we can act on that, not the user.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  // A client's `profile` option applies to its region and its credentials, but not to the lookup of `endpoint_url`, nor to the
  // STS client that assumes the profile's role: values intended for a profile's endpoint would go to AWS.
  if (profile) process.env["AWS_PROFILE"] = profile;
  // As with the AWS CLI, an empty one does not hide the region of the profile.
  if (process.env["AWS_REGION"] === "") delete process.env["AWS_REGION"];
  return importSdk();
}

function destinationOf({ protocol, hostname, port }: Outgoing): Destination {
  const secure = protocol === "https:";
  return { secure, host: hostname.replace(/^\[|\]$/g, ""), port: port ?? (secure ? 443 : 80) };
}

/** Any client of the SDK, with the parts needed to watch its requests. */
interface Watchable {
  readonly config: { readonly serviceId: string };
  readonly middlewareStack: {
    add(middleware: typeof joinPaths, where: typeof BEFORE_SIGNING): void;
    add(middleware: RequestWatch["middleware"], where: typeof BEFORE_SENDING): void;
    add(middleware: ReturnType<typeof checkReplies>, where: typeof BEFORE_READING): void;
  };
}

function ignore(): void {}
