/** Credentials that are not in the environment: those of a profile, of a role or of the machine, fetched once for all clients. */
import type { LambdaClientConfig } from "@aws-sdk/client-lambda";
import { LambdaEnvError } from "../../errors.ts";
import { explainFailure } from "./failure.ts";
import { type ChosenProfile, givesCredentials, type Settings } from "./profile.ts";

type DefaultProvider = NonNullable<LambdaClientConfig["credentialDefaultProvider"]>;
type Provider = ReturnType<DefaultProvider>;

/** Returns the code that an MFA device shows; undefined where nobody can be asked. */
export type AskMfaCode = (serial: string) => Promise<string | undefined>;

export interface ProviderOptions {
  readonly profile: ChosenProfile;
  /** What the profile and those behind it say. */
  readonly chain: readonly Settings[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For the clients that fetch the credentials. */
  readonly clientConfig: object;
  readonly askMfaCode: AskMfaCode | undefined;
  /** Whether the connection itself has failed, which explains more. */
  readonly hasNetworkFailure: () => boolean;
}

/**
 * Returns the way to credentials. A profile that says where they come from is the only way: credentials of the machine may be those of
 * another account.
 */
export function makeProvider(
  options: ProviderOptions,
  { defaultProvider }: typeof import("../sdk/config-sdk.ts"),
): DefaultProvider {
  let shared: Provider | undefined;
  const { profile, chain, env, clientConfig } = options;
  const isOfProfile = givesCredentials(chain[0]);
  const about = { name: isOfProfile || profile.namedBy !== undefined ? profile.name : undefined, chain, env };
  return (init) => {
    const given = { ...init, clientConfig, mfaCodeProvider: (serial: string) => mfaCode(serial, options) };
    shared ??= keep(isOfProfile ? ofProfile(profile.name, given) : defaultProvider(given), (error) => {
      return (options.hasNetworkFailure() ? undefined : explainFailure(error, about)) ?? error;
    });
    return shared;
  };
}

/** Credentials that end sooner than this are fetched again. */
const MARGIN_MS = 5 * 60_000;

/** Returns a provider that fetches once, however many clients and requests ask for it, until the credentials are about to end. */
function keep(provide: Provider, explain: (error: unknown) => unknown): Provider {
  let fetched: ReturnType<Provider> | undefined;
  const fetch = async (identity: Parameters<Provider>[0]): ReturnType<Provider> => {
    try {
      return await provide(identity);
    } catch (error) {
      throw explain(error);
    }
  };
  return async (identity) => {
    const { expiration } = (await fetched) ?? {};
    const isEnding = expiration !== undefined && expiration.getTime() - Date.now() < MARGIN_MS;
    if (fetched === undefined || isEnding) fetched = fetch(identity);
    return fetched;
  };
}

function ofProfile(profile: string, init: object): Provider {
  let provider: Provider | undefined;
  return async (identity) => {
    if (provider === undefined) {
      const { fromIni } = await import("../sdk/profile-sdk.ts");
      provider = fromIni({ ...init, profile }) as Provider;
    }
    return provider(identity);
  };
}

/** Errors: NO_CREDENTIALS where nobody can be asked. */
async function mfaCode(serial: string, { profile, askMfaCode }: ProviderOptions): Promise<string> {
  const code = await askMfaCode?.(serial);
  if (code !== undefined) return code;
  throw new LambdaEnvError(
    "NO_CREDENTIALS",
    `profile ${profile.name} needs a code of the MFA device ${serial}, and there is no terminal to ask`,
    {
      hint: `use a profile with credential_process = aws configure export-credentials --profile ${profile.name}`,
    },
  );
}
