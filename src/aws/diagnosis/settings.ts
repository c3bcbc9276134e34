/** What the environment and the files in `~/.aws` decide of a connection, before anything is requested. */
import { defined } from "../../core/defined.ts";
import type { CredentialFacts, CredentialKind } from "../../core/diagnosis/facts.ts";
import { LambdaEnvError } from "../../errors.ts";
import type { Bundle } from "../../network/trust.ts";
import { callAws } from "../connection/call.ts";
import type { Aws } from "../connection/clients.ts";
import { bundleOf, type ConnectOptions, chosenProfileOf } from "../connection/config.ts";
import { checkEndpoint, checkEndpointsOfEnvironment, checkEndpointsOfProfile } from "../connection/endpoint-options.ts";
import { accessKeysOf } from "../credentials/access-keys.ts";
import { type ChosenProfile, checkProfile, type Settings } from "../credentials/profile.ts";

/** What was found out, or what is wrong with it. */
export type Attempted<T> = { readonly value: T } | { readonly error: LambdaEnvError };

export interface ConnectionSettings {
  readonly chosen: ChosenProfile;
  /** What the files say of the profile: the config file, and the credentials file. */
  readonly config: Settings;
  readonly credentialsFile: Settings;
  /** The settings of the section `services` that the profile names. */
  readonly services: Settings;
  readonly credentials: Attempted<CredentialFacts & { readonly setting?: string }>;
  readonly bundle: Bundle | undefined;
  /** Whether every endpoint that is named is a URL. */
  readonly endpoints: Attempted<undefined>;
}

/** Returns the settings. Each mistake is with the setting that it is about. */
export async function readConnectionSettings(options: ConnectOptions): Promise<ConnectionSettings> {
  const { env, profile, endpointUrl } = options;
  const { loadSharedConfigFiles } = await import("../sdk/config-sdk.ts");
  const files = await loadSharedConfigFiles();
  const chosen = chosenProfileOf(options);
  const config: Settings = files.configFile[chosen.name] ?? {};
  const credentialsFile: Settings = files.credentialsFile[chosen.name] ?? {};
  return {
    chosen,
    config,
    credentialsFile,
    services: files.configFile[`services.${config["services"]}`] ?? {},
    bundle: bundleOf(env, { ...credentialsFile, ...config }, chosen.name),
    credentials: tryTo(() => {
      const keys = profile ? undefined : accessKeysOf(env);
      if (keys !== undefined) return { kind: "keys", setting: "AWS_ACCESS_KEY_ID" } as const;
      return describeChain(checkProfile(files, chosen), chosen.name, env);
    }),
    endpoints: tryTo(() => {
      if (endpointUrl) return void checkEndpoint(endpointUrl);
      checkEndpointsOfEnvironment(env);
      checkEndpointsOfProfile(chosen.name, { ...credentialsFile, ...config }, files.configFile);
      return undefined;
    }),
  };
}

/** Returns the result of `work`. Errors: what is a bug. */
export function tryTo<T>(work: () => T): Attempted<T> {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof LambdaEnvError) return { error };
    throw error;
  }
}

/** The settings of a profile that give credentials, in the SDK's order. */
const KINDS: readonly (readonly [CredentialKind, readonly string[]])[] = [
  ["role", ["role_arn", "source_profile"]],
  ["role", ["role_arn", "credential_source"]],
  ["keys", ["aws_access_key_id", "aws_secret_access_key"]],
  ["web-identity", ["web_identity_token_file"]],
  ["process", ["credential_process"]],
  ["sso", ["sso_session"]],
  ["sso", ["sso_start_url"]],
  ["login", ["login_session"]],
];

type Described = CredentialFacts & { readonly setting?: string };

function describeChain(chain: readonly Settings[], profile: string, env: Settings): Described {
  const [settings = {}] = chain;
  const found = KINDS.find(([, names]) => names.every((name) => settings[name] !== undefined));
  if (found === undefined) return describeMachine(env);
  const [kind, names] = found;
  const { role_arn: role, source_profile: source, credential_source: elsewhere } = settings;
  const of = kind === "role" ? { role, source: source ?? elsewhere } : kind === "web-identity" ? { role } : {};
  return { kind, profile, setting: names[0] ?? "", ...defined(of) };
}

/** Credentials that no profile gives, in the SDK's order. */
function describeMachine(env: Settings): Described {
  const role = env["AWS_ROLE_ARN"];
  const setting = [
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  ].find((name) => env[name]);
  if (setting === "AWS_WEB_IDENTITY_TOKEN_FILE") return { kind: "web-identity", setting, ...defined({ role }) };
  if (setting !== undefined) return { kind: "container", setting };
  return { kind: env["AWS_EC2_METADATA_DISABLED"] === "true" ? "none" : "instance" };
}

export interface FetchedKeys {
  /** Undefined for what does not look like an access key id: it may be a secret that was put in its place. */
  readonly keyEnd: string | undefined;
  readonly expires: Date | undefined;
}

/** Returns what the credentials are called, once they have been fetched. Errors: those of fetching them. */
export async function fetchCredentials(aws: Aws): Promise<FetchedKeys> {
  const sts = await aws.sts();
  const asked = { action: "sts:GetCallerIdentity", subject: "the caller" };
  const { accessKeyId, expiration } = await callAws(asked, sts, () => sts.client.config.credentials());
  return { keyEnd: /^A[KS]IA[A-Z0-9]{8,}([A-Z0-9]{4})$/.exec(accessKeyId)?.[1], expires: expiration };
}

/** Returns the URL that AWS has for Lambda in the region of the connection. Errors: those of opening it, NO_REGION. */
export async function ownEndpointOf(aws: Aws): Promise<URL> {
  const lambda = await aws.lambda();
  const { endpointProvider, region, useFipsEndpoint, useDualstackEndpoint } = lambda.client.config;
  return callAws({ action: "lambda:GetFunctionConfiguration", subject: "the function" }, lambda, async () => {
    const [Region, UseFIPS, UseDualStack] = await Promise.all([region(), useFipsEndpoint(), useDualstackEndpoint()]);
    return endpointProvider({ Region, UseFIPS, UseDualStack }).url;
  });
}
