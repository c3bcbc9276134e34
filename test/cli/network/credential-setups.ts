/** Set-ups of credentials and region, one row each. */
import { createHash } from "node:crypto";

/** What the AWS CLI does with the same set-up: the same, or something else for a reason. */
type Theirs = "same" | { readonly differs: string };

export interface SetUp {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly aws?: Theirs;
}

export interface Works extends SetUp {
  /** The only access key that the endpoint takes. */
  readonly key?: string;
  readonly region?: string;
  /** A call that must have been made for the credentials. */
  readonly calls?: string;
}

export interface Fails extends SetUp {
  readonly code?: number;
  readonly says: RegExp;
  readonly hint: RegExp;
}

/** For a variable that is not there. */
export const UNSET = "unset";
export const CONFIG = ".aws/config";
export const CREDENTIALS = ".aws/credentials";
export const NO_KEYS = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };
export const ROLE = "arn:aws:iam::123456789012:role/deploy";
export const DEVICE = "arn:aws:iam::123456789012:mfa/me";
export const BASE = "[base]\naws_access_key_id = BASEKEY\naws_secret_access_key = x\n";
const keys = (profile: string, key: string): string => `[${profile}]\naws_access_key_id = ${key}\naws_secret_access_key = x\n`;
export const source = (profile: string, more: string): string => `[profile ${profile}]\nrole_arn = ${ROLE}\n${more}\n`;
/** A program that prints what `credential_process` must print. */
const printing = (json: object): string => `printf '%s' '${JSON.stringify(json)}'`;
const process = (command: string): string => `[profile p]\ncredential_process = sh -c "${command.replaceAll('"', '\\"')}"\n`;
const SSO = `[profile sso]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Dev
[sso-session corp]
sso_region = us-east-1
sso_start_url = https://example.awsapps.com/start
sso_registration_scopes = sso:account:access
`;
const OLD_SSO = `[profile sso]
sso_region = us-east-1
sso_start_url = https://example.awsapps.com/start
sso_account_id = 123456789012
sso_role_name = Dev
`;
const cacheOf = (name: string): string => `.aws/sso/cache/${createHash("sha1").update(name).digest("hex")}.json`;
const token = (accessToken: string, expiresAt: string, more: object = {}): string =>
  JSON.stringify({ startUrl: "https://example.awsapps.com/start", region: "us-east-1", accessToken, expiresAt, ...more });
const LATER = "2099-01-01T00:00:00Z";
const PAST = "2001-01-01T00:00:00Z";

export const WORKS: Readonly<Record<string, Works>> = {
  "keys of the environment": { env: { AWS_ACCESS_KEY_ID: "ENVKEY" }, key: "ENVKEY" },
  "keys of the environment with a token": { env: { AWS_ACCESS_KEY_ID: "ENVKEY", AWS_SESSION_TOKEN: "t" }, key: "ENVKEY" },
  "keys of the environment before those of the default profile": {
    env: { AWS_ACCESS_KEY_ID: "ENVKEY" },
    files: { [CREDENTIALS]: keys("default", "FILEKEY") },
    key: "ENVKEY",
  },
  "keys of the environment before those of AWS_PROFILE": {
    env: { AWS_ACCESS_KEY_ID: "ENVKEY", AWS_PROFILE: "base" },
    files: { [CREDENTIALS]: BASE },
    key: "ENVKEY",
    aws: { differs: "the AWS CLI takes the profile" },
  },
  "--profile before keys of the environment": {
    env: { AWS_ACCESS_KEY_ID: "ENVKEY" },
    files: { [CREDENTIALS]: BASE },
    args: ["--profile", "base"],
    key: "BASEKEY",
  },
  "the default profile of the credentials file": {
    env: NO_KEYS,
    files: { [CREDENTIALS]: keys("default", "FILEKEY") },
    key: "FILEKEY",
  },
  "the default profile of the config file": { env: NO_KEYS, files: { [CONFIG]: keys("default", "CONFKEY") }, key: "CONFKEY" },
  AWS_PROFILE: { env: { ...NO_KEYS, AWS_PROFILE: "base" }, files: { [CREDENTIALS]: BASE }, key: "BASEKEY" },
  AWS_DEFAULT_PROFILE: { env: { ...NO_KEYS, AWS_DEFAULT_PROFILE: "base" }, files: { [CREDENTIALS]: BASE }, key: "BASEKEY" },
  "AWS_PROFILE before AWS_DEFAULT_PROFILE": {
    env: { ...NO_KEYS, AWS_PROFILE: "base", AWS_DEFAULT_PROFILE: "other" },
    files: { [CREDENTIALS]: BASE + keys("other", "OTHERKEY") },
    key: "BASEKEY",
    aws: { differs: "the AWS CLI prefers AWS_DEFAULT_PROFILE in some versions" },
  },
  "a token that has no pair is nothing": {
    env: { ...NO_KEYS, AWS_SESSION_TOKEN: "t" },
    files: { [CREDENTIALS]: keys("default", "FILEKEY") },
    key: "FILEKEY",
  },
  "files at other places": {
    env: { ...NO_KEYS, AWS_SHARED_CREDENTIALS_FILE: "HOME/elsewhere/keys", AWS_PROFILE: "base" },
    files: { "elsewhere/keys": BASE },
    key: "BASEKEY",
  },
  "the region of AWS_REGION": { env: { AWS_REGION: "eu-west-1" }, region: "eu-west-1" },
  "the region of AWS_DEFAULT_REGION": { env: { AWS_REGION: UNSET, AWS_DEFAULT_REGION: "eu-west-2" }, region: "eu-west-2" },
  "the region of the profile": {
    env: { AWS_REGION: UNSET, AWS_PROFILE: "base" },
    files: { [CONFIG]: "[profile base]\nregion = eu-west-3\n" },
    region: "eu-west-3",
  },
  "the region of the default profile": {
    env: { AWS_REGION: UNSET },
    files: { [CONFIG]: "[default]\nregion = eu-west-3\n" },
    region: "eu-west-3",
  },
  "the region of the profile where AWS_REGION is empty": {
    env: { AWS_REGION: "", AWS_PROFILE: "base" },
    files: { [CONFIG]: "[profile base]\nregion = eu-west-3\n" },
    region: "eu-west-3",
  },
  "the region of the profile where both variables are empty": {
    env: { AWS_REGION: "", AWS_DEFAULT_REGION: "" },
    files: { [CONFIG]: "[default]\nregion = eu-west-3\n" },
    region: "eu-west-3",
  },
  "empty variables for the kind of endpoint": { env: { AWS_USE_FIPS_ENDPOINT: "", AWS_USE_DUALSTACK_ENDPOINT: "" } },
  "--region before all": { env: { AWS_REGION: "eu-west-1" }, args: ["--region", "eu-north-1"], region: "eu-north-1" },
  "a role with a source profile": {
    env: { ...NO_KEYS, AWS_PROFILE: "role" },
    files: { [CONFIG]: source("role", "source_profile = base"), [CREDENTIALS]: BASE },
    calls: "AssumeRole",
  },
  "a role with itself as its source": {
    env: { ...NO_KEYS, AWS_PROFILE: "role" },
    files: { [CONFIG]: source("role", "source_profile = role\naws_access_key_id = BASEKEY\naws_secret_access_key = x") },
    calls: "AssumeRole",
  },
  "a role of a role": {
    env: { ...NO_KEYS, AWS_PROFILE: "outer" },
    files: {
      [CONFIG]: source("outer", "source_profile = inner") + source("inner", "source_profile = base"),
      [CREDENTIALS]: BASE,
    },
    calls: "AssumeRole",
  },
  "a role with the keys of the environment as its source": {
    env: { AWS_ACCESS_KEY_ID: "ENVKEY", AWS_SECRET_ACCESS_KEY: "x" },
    args: ["--profile", "role"],
    files: { [CONFIG]: source("role", "credential_source = Environment") },
    calls: "AssumeRole",
  },
  "a web identity of the environment": {
    env: { ...NO_KEYS, AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: "HOME/token" },
    files: { token: "a.web.token" },
    calls: "AssumeRoleWithWebIdentity",
  },
  "a web identity of the profile": {
    env: { ...NO_KEYS, AWS_PROFILE: "web" },
    files: { [CONFIG]: source("web", "web_identity_token_file = HOME/token"), token: "a.web.token" },
    calls: "AssumeRoleWithWebIdentity",
  },
  credential_process: {
    env: { ...NO_KEYS, AWS_PROFILE: "p" },
    files: { [CONFIG]: process(printing({ Version: 1, AccessKeyId: "PROCKEY", SecretAccessKey: "x" })) },
    key: "PROCKEY",
  },
  "an SSO session": {
    env: { ...NO_KEYS, AWS_PROFILE: "sso" },
    files: { [CONFIG]: SSO, [cacheOf("corp")]: token("good", LATER) },
    calls: "GetRoleCredentials",
  },
  "an SSO session of the old form": {
    env: { ...NO_KEYS, AWS_PROFILE: "sso" },
    files: { [CONFIG]: OLD_SSO, [cacheOf("https://example.awsapps.com/start")]: token("good", LATER) },
    calls: "GetRoleCredentials",
  },
};

export const FAILS: Readonly<Record<string, Fails>> = {
  "nothing at all": { env: NO_KEYS, says: /no usable AWS credentials/, hint: /aws sso login/ },
  "an id without its secret": {
    env: { AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "" },
    says: /AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not/,
    hint: /set AWS_SECRET_ACCESS_KEY/,
  },
  "a secret without its id": {
    env: { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "x" },
    says: /AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not/,
    hint: /set AWS_ACCESS_KEY_ID/,
    aws: { differs: "the AWS CLI continues to look for other credentials" },
  },
  "a line break in the id": {
    env: { AWS_ACCESS_KEY_ID: "A\n" },
    says: /AWS_ACCESS_KEY_ID contains a line break/,
    hint: /set AWS_ACCESS_KEY_ID again/,
  },
  "a line break in the secret": {
    env: { AWS_SECRET_ACCESS_KEY: "x\r\n" },
    says: /AWS_SECRET_ACCESS_KEY contains a line break/,
    hint: /set AWS_SECRET_ACCESS_KEY again/,
    aws: { differs: "the AWS CLI signs with it" },
  },
  "a blank in the token": {
    env: { AWS_SESSION_TOKEN: "t t" },
    says: /AWS_SESSION_TOKEN contains a blank/,
    hint: /set AWS_SESSION_TOKEN again/,
    aws: { differs: "the AWS CLI sends it" },
  },
  "a letter that no header has in the id": {
    env: { AWS_ACCESS_KEY_ID: "Ä" },
    says: /AWS_ACCESS_KEY_ID contains a character that no key has/,
    hint: /again/,
    aws: { differs: "the AWS CLI fails with a stack trace or sends it" },
  },
  "a --profile that does not exist": {
    args: ["--profile", "nope"],
    says: /there is no profile nope, which --profile names/,
    hint: /aws configure --profile nope/,
  },
  "an AWS_PROFILE that does not exist, with a near name": {
    env: { ...NO_KEYS, AWS_PROFILE: "bse" },
    files: { [CREDENTIALS]: BASE },
    says: /there is no profile bse, which AWS_PROFILE names/,
    hint: /did you mean base\?/,
  },
  "an AWS_DEFAULT_PROFILE that does not exist": {
    env: { ...NO_KEYS, AWS_DEFAULT_PROFILE: "nothing-like-it" },
    files: { [CREDENTIALS]: BASE },
    says: /which AWS_DEFAULT_PROFILE names/,
    hint: /aws configure list-profiles/,
  },
  "a source_profile that does not exist": {
    env: { ...NO_KEYS, AWS_PROFILE: "role" },
    files: { [CONFIG]: source("role", "source_profile = bsae"), [CREDENTIALS]: BASE },
    says: /there is no profile bsae, which source_profile of profile role names/,
    hint: /did you mean base\?/,
  },
  "a role without a source": {
    env: { ...NO_KEYS, AWS_PROFILE: "role" },
    files: { [CONFIG]: source("role", "") },
    says: /profile role has role_arn, but does not say whose credentials assume it/,
    hint: /source_profile = NAME/,
  },
  "roles that assume each other": {
    env: { ...NO_KEYS, AWS_PROFILE: "a" },
    files: { [CONFIG]: source("a", "source_profile = b") + source("b", "source_profile = a") },
    says: /assume each other's roles/,
    hint: /source_profile/,
  },
  "names in upper case in the credentials file": {
    env: NO_KEYS,
    files: { [CREDENTIALS]: "[default]\nAWS_ACCESS_KEY_ID = A\nAWS_SECRET_ACCESS_KEY = x\n" },
    says: /profile default has AWS_ACCESS_KEY_ID, which must be in lower case/,
    hint: /aws_access_key_id/,
    aws: { differs: "the AWS CLI reads names in any case" },
  },
  "half a pair in the credentials file": {
    env: NO_KEYS,
    files: { [CREDENTIALS]: "[default]\naws_access_key_id = A\n" },
    says: /profile default has half a pair of access keys: aws_secret_access_key is missing/,
    hint: /aws configure --profile default/,
  },
  "a web identity token file that does not exist": {
    env: { ...NO_KEYS, AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: "HOME/missing" },
    says: /the web identity token file \S+missing does not exist/,
    hint: /AWS_WEB_IDENTITY_TOKEN_FILE/,
  },
  "a web identity token file of the profile that does not exist": {
    env: { ...NO_KEYS, AWS_PROFILE: "web" },
    files: { [CONFIG]: source("web", "web_identity_token_file = HOME/missing") },
    says: /the web identity token file \S+missing does not exist/,
    hint: /web_identity_token_file of profile web/,
  },
  "a credential_process that fails": {
    env: { ...NO_KEYS, AWS_PROFILE: "p" },
    files: { [CONFIG]: process("echo the vault is locked >&2; exit 3") },
    says: /credential_process of profile p \(sh\) failed: the … is locked$/m,
    hint: /by hand/,
  },
  "a credential_process that prints no credentials": {
    env: { ...NO_KEYS, AWS_PROFILE: "p" },
    files: { [CONFIG]: process("echo hello") },
    says: /credential_process of profile p \(sh\) returned invalid JSON$/m,
    hint: /by hand/,
  },
  "a credential_process whose credentials have expired": {
    env: { ...NO_KEYS, AWS_PROFILE: "p" },
    files: { [CONFIG]: process(printing({ Version: 1, AccessKeyId: "A", SecretAccessKey: "x", Expiration: PAST })) },
    says: /credential_process of profile p \(sh\) returned expired credentials$/m,
    hint: /by hand/,
  },
  "an SSO session that has expired": {
    env: { ...NO_KEYS, AWS_PROFILE: "sso" },
    files: { [CONFIG]: SSO, [cacheOf("corp")]: token("good", PAST) },
    says: /the SSO session of profile sso has expired, or there is none/,
    hint: /aws sso login --profile sso/,
  },
  "an SSO session that was never opened": {
    env: { ...NO_KEYS, AWS_PROFILE: "sso" },
    files: { [CONFIG]: SSO },
    says: /the SSO session of profile sso has expired, or there is none/,
    hint: /aws sso login --profile sso/,
  },
  "an SSO session that SSO has ended": {
    env: { ...NO_KEYS, AWS_PROFILE: "sso" },
    files: { [CONFIG]: SSO, [cacheOf("corp")]: token("expired", LATER) },
    says: /the SSO session of profile sso has expired, or there is none/,
    hint: /aws sso login --profile sso/,
  },
  "an SSO session of the old form that has expired": {
    env: { ...NO_KEYS, AWS_PROFILE: "sso" },
    files: { [CONFIG]: OLD_SSO, [cacheOf("https://example.awsapps.com/start")]: token("good", PAST) },
    says: /the SSO session of profile sso has expired, or there is none/,
    hint: /aws sso login --profile sso/,
  },
  "an MFA device, and no terminal": {
    env: { ...NO_KEYS, AWS_PROFILE: "role" },
    files: { [CONFIG]: source("role", `source_profile = base\nmfa_serial = ${DEVICE}`), [CREDENTIALS]: BASE },
    says: /profile role needs a code of the MFA device arn:aws:iam::123456789012:mfa\/me/,
    hint: /credential_process = aws configure export-credentials --profile role/,
  },
  "no region, and empty variables for one": {
    env: { AWS_REGION: "", AWS_DEFAULT_REGION: "" },
    says: /no AWS region is known/,
    hint: /--region/,
    aws: "same",
  },
  "no region": { env: { AWS_REGION: UNSET }, says: /no AWS region is known/, hint: /--region/, aws: "same" },
};
