/** What the files in `~/.aws` say of a profile, checked before any request: each mistake is named with the next thing to type. */
import { nearNames } from "../../core/near-names.ts";
import { LambdaEnvError } from "../../errors.ts";

/** One section of a file. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** The files as the SDK reads them: a section for each profile. */
export interface ProfileFiles {
  readonly configFile: Readonly<Record<string, Settings | undefined>>;
  readonly credentialsFile: Readonly<Record<string, Settings | undefined>>;
}

export interface ChosenProfile {
  readonly name: string;
  /** What names it: `--profile` or a variable; undefined where it is the default. */
  readonly namedBy: string | undefined;
}

/** The sections of the config file that are not profiles, as the SDK names them. */
const OTHER_SECTION = /^(?:sso-session|services)\./;

/** Settings, one of which gives credentials. */
const GIVES_CREDENTIALS = [
  "aws_access_key_id",
  "role_arn",
  "credential_process",
  "sso_session",
  "sso_start_url",
  "login_session",
  "web_identity_token_file",
];

const KEY_NAMES = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"] as const;

/** Returns what both files say of a profile; undefined where neither has it. As in the SDK, the credentials file wins. */
function settingsOf({ configFile, credentialsFile }: ProfileFiles, name: string): Settings | undefined {
  const [config, credentials] = [configFile[name], credentialsFile[name]];
  return config === undefined && credentials === undefined ? undefined : { ...config, ...credentials };
}

/** Returns whether the profile says where credentials come from. */
export function givesCredentials(settings: Settings | undefined): boolean {
  return settings !== undefined && GIVES_CREDENTIALS.some((name) => settings[name] !== undefined);
}

/**
 * Returns the settings of the profile and of those that it takes its credentials from, in that order; none where the default profile does not
 * exist.
 *
 * Errors: NO_CREDENTIALS for a profile that does not exist, with near names; for half a pair of keys, names in upper case, and a chain of
 * profiles that cannot be resolved.
 */
export function checkProfile(files: ProfileFiles, chosen: ChosenProfile): readonly Settings[] {
  const chain: Settings[] = [];
  const seen: string[] = [];
  let { name } = chosen;
  for (;;) {
    const settings = settingsOf(files, name);
    if (settings === undefined) {
      const [from] = seen.slice(-1);
      if (from === undefined && chosen.namedBy === undefined) return [];
      const what = from === undefined ? (chosen.namedBy ?? "") : `source_profile of profile ${from}`;
      throw missingProfile(files, name, what);
    }
    assertKeys(name, settings);
    chain.push(settings);
    const { role_arn: role, source_profile: source, web_identity_token_file: token, credential_source: elsewhere } = settings;
    if (role === undefined || token !== undefined || elsewhere !== undefined) return chain;
    if (source === undefined) {
      throw fail(
        `profile ${name} has role_arn, but does not say whose credentials assume it`,
        `add source_profile = NAME to profile ${name} in ~/.aws/config`,
      );
    }
    if (source === name && settings["aws_access_key_id"] !== undefined) return chain;
    if (source === name || seen.includes(source)) {
      throw fail(
        `the profiles ${[...seen, name, source].join(", ")} assume each other's roles, and none has credentials`,
        `give one of them credentials of its own, or another source_profile`,
      );
    }
    seen.push(name);
    name = source;
  }
}

function missingProfile({ configFile, credentialsFile }: ProfileFiles, name: string, namedBy: string): LambdaEnvError {
  const known = [...new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)])].filter(
    (section) => !OTHER_SECTION.test(section),
  );
  const near = nearNames(name, known);
  return fail(
    `there is no profile ${name}, which ${namedBy} names`,
    near.length > 0
      ? `did you mean ${near.join(" or ")}?`
      : known.length > 0
        ? "aws configure list-profiles shows the profiles that exist"
        : `aws configure --profile ${name} makes it`,
  );
}

function assertKeys(name: string, settings: Settings): void {
  for (const key of KEY_NAMES) {
    const other = Object.keys(settings).find((written) => written !== key && written.toLowerCase() === key);
    if (other === undefined || settings[key] !== undefined) continue;
    throw fail(`profile ${name} has ${other}, which must be in lower case`, `write ${key} in ~/.aws/credentials`);
  }
  const [id, secret] = [settings["aws_access_key_id"], settings["aws_secret_access_key"]];
  if ((id ?? "") === "" && (secret ?? "") === "") return;
  const missing = (id ?? "") === "" ? "aws_access_key_id" : (secret ?? "") === "" ? "aws_secret_access_key" : undefined;
  if (missing === undefined) return;
  throw fail(`profile ${name} has half a pair of access keys: ${missing} is missing`, `aws configure --profile ${name}`);
}

function fail(message: string, hint: string): LambdaEnvError {
  return new LambdaEnvError("NO_CREDENTIALS", message, { hint });
}
