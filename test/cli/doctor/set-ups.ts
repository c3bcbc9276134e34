/** Set-ups in which `lambda-env doctor` runs, and what it says of each. */
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { type Checked, KEYS, SECRETS, type SetUp } from "./run-doctor.ts";

const NO_KEYS = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };
const PROFILE = `[profile dev]\nregion = us-east-1\nca_bundle = ~/ca.pem\n\n[default]\noutput = json\n`;
const PROFILE_KEYS = `[dev]\naws_access_key_id = ${KEYS.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${SECRETS.key}\n`;

export interface Found {
  readonly code: number;
  /** Status and words of some checks; nothing but these is a problem. */
  readonly says: Readonly<Record<string, readonly [Checked["status"], RegExp, RegExp?]>>;
}

export const SET_UPS: readonly (readonly [string, SetUp, Found])[] = [
  [
    "all is well",
    {},
    {
      code: 0,
      says: {
        region: ["ok", /^us-east-1, from AWS_REGION$/],
        credentials: ["ok", /^access keys, key id ending in MPLE, from AWS_ACCESS_KEY_ID$/],
        proxy: ["ok", /^none$/],
        certificates: ["ok", /^those that Node trusts$/],
        endpoint: ["ok", /^http:\/\/127\.0\.0\.1:\d+, which is not AWS, from AWS_ENDPOINT_URL$/],
        identity: ["ok", /^arn:aws:iam::123456789012:user\/local$/],
        clock: ["ok", /^that of AWS, within 2 s$/],
        function: ["ok", /^my-fn can be read$/],
        variables: ["ok", /^2 can be decrypted$/],
        update: ["ok", /^allowed, by IAM's simulation; nothing was written$/],
      },
    },
  ],
  [
    "no function is named",
    { args: [] },
    {
      code: 0,
      says: { identity: ["ok", /user\/local/], function: ["unknown", /no function is named/, /lambda-env doctor -f NAME/] },
    },
  ],
  [
    "there are no credentials",
    { env: { ...NO_KEYS, AWS_SESSION_TOKEN: "" } },
    { code: 78, says: { credentials: ["problem", /no usable AWS credentials/], update: ["unknown", /it needs credentials/] } },
  ],
  [
    "a secret in the place of the key id",
    { env: { AWS_ACCESS_KEY_ID: SECRETS.key } },
    { code: 0, says: { credentials: ["ok", /^access keys, from AWS_ACCESS_KEY_ID$/] } },
  ],
  [
    "half a pair of keys, and a proxy that is not a URL",
    { env: { AWS_SECRET_ACCESS_KEY: "", HTTPS_PROXY: `socks://me:${SECRETS.password}@proxy` } },
    {
      code: 78,
      says: {
        credentials: ["problem", /incomplete/],
        proxy: ["problem", /HTTPS_PROXY is not/],
        identity: ["unknown", /credentials, proxy/],
      },
    },
  ],
  [
    "an unknown profile",
    { env: { ...NO_KEYS, AWS_PROFILE: "deb" }, files: { ".aws/config": PROFILE } },
    {
      code: 78,
      says: {
        profile: ["ok", /^deb, which does not exist, from AWS_PROFILE$/],
        credentials: ["problem", /there is no profile deb/, /did you mean dev/],
        function: ["unknown", /it needs credentials/],
      },
    },
  ],
  [
    "a profile",
    {
      args: ["-f", "my-fn", "--profile", "dev"],
      env: { AWS_REGION: undefined },
      files: { ".aws/config": PROFILE, ".aws/credentials": PROFILE_KEYS },
    },
    {
      code: 0,
      says: {
        profile: ["ok", /^dev, from --profile$/],
        region: ["ok", /^us-east-1, from ~\/\.aws\/config:2$/],
        credentials: ["ok", /^access keys of profile dev, key id ending in MPLE, from ~\/\.aws\/credentials:2$/],
        certificates: ["ok", /^1 in ~\/ca\.pem, from ~\/\.aws\/config:3$/],
      },
    },
  ],
  [
    "a program that gives credentials until a time",
    {
      env: { ...NO_KEYS, AWS_PROFILE: "p" },
      files: {
        "keys.json": JSON.stringify({
          Version: 1,
          AccessKeyId: KEYS.AWS_ACCESS_KEY_ID,
          SecretAccessKey: SECRETS.key,
          SessionToken: SECRETS.token,
          Expiration: "2099-01-01T00:00:00Z",
        }),
        ".aws/config": `[profile p]\ncredential_process = sh -c "cat $HOME/keys.json"\n`,
      },
    },
    {
      code: 0,
      says: {
        credentials: [
          "ok",
          /^credential_process of profile p, key id ending in MPLE, valid until 2099-01-01 00:00:00Z, from ~\/\.aws\/config:2$/,
        ],
      },
    },
  ],
  [
    "an assumed role",
    {
      env: { ...NO_KEYS, AWS_PROFILE: "role" },
      files: {
        ".aws/config": `[profile role]\nrole_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = dev\n`,
        ".aws/credentials": PROFILE_KEYS,
      },
    },
    {
      code: 0,
      says: {
        credentials: ["ok", /^an assumed role, arn:aws:iam::123456789012:role\/deploy of profile role, assumed with dev, key id/],
      },
    },
  ],
  [
    "a web identity",
    {
      env: {
        ...NO_KEYS,
        AWS_WEB_IDENTITY_TOKEN_FILE: import.meta.filename,
        AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/deploy",
      },
    },
    { code: 0, says: { credentials: ["ok", /^a web identity, arn:.*, valid until .*Z, from AWS_WEB_IDENTITY_TOKEN_FILE$/] } },
  ],
  [
    "a project, and the services of a profile",
    {
      args: ["--profile", "svc"],
      env: { AWS_REGION: undefined },
      files: {
        ".aws/config": "[profile svc]\nservices = loc\n[services loc]\nlambda =\n  endpoint_url = http://127.0.0.1:9\n",
        ".aws/credentials": PROFILE_KEYS.replace("[dev]", "[svc]"),
        "samconfig.toml": `[default.deploy.parameters]\nregion = "us-east-1"\n`,
      },
    },
    {
      code: 0,
      says: {
        region: ["ok", /^us-east-1, from samconfig\.toml:2$/],
        endpoint: ["ok", /^http:\/\/127\.0\.0\.1:\d+, which is not AWS, from AWS_ENDPOINT_URL$/],
        function: ["unknown", /no function is named/],
      },
    },
  ],
  [
    "expired credentials",
    { prepare: (endpoint) => failAll(endpoint, 403, "ExpiredToken") },
    { code: 78, says: { identity: ["problem", /have expired/, /aws sso login/], function: ["unknown", /it needs identity/] } },
  ],
  [
    "a region that the endpoint does not serve",
    { env: { LAMBDA_ENV_REGION: "eu-west-1" } },
    {
      code: 78,
      says: {
        region: ["ok", /^eu-west-1, from LAMBDA_ENV_REGION$/],
        identity: ["problem", /does not serve the region/, /--region/],
      },
    },
  ],
  [
    "a region that cannot be one",
    { env: { AWS_REGION: "us east" } },
    {
      code: 78,
      says: { region: ["problem", /the AWS region is not valid/, /--region/], identity: ["unknown", /it needs region/] },
    },
  ],
  [
    "no region",
    { env: { AWS_REGION: undefined } },
    { code: 78, says: { region: ["problem", /no AWS region is known/, /AWS_REGION/], identity: ["unknown", /it needs region/] } },
  ],
  [
    "a proxy that is not there",
    { env: { HTTPS_PROXY: `http://me:${SECRETS.password}@127.0.0.1:1`, AWS_ENDPOINT_URL: "" } },
    {
      code: 69,
      says: {
        proxy: ["ok", /^http:\/\/127\.0\.0\.1:1 with user and password for https \(HTTPS_PROXY\)$/],
        endpoint: ["ok", /^https:\/\/lambda\.us-east-1\.amazonaws\.com$/],
        identity: ["problem", /the proxy http:\/\/127\.0\.0\.1:1 cannot be used for sts\./, /HTTPS_PROXY/],
        clock: ["unknown", /no reply had a date/],
        function: ["problem", /the proxy .* cannot be used for lambda\./],
      },
    },
  ],
  [
    "a bundle of certificates that does not exist",
    { env: { AWS_CA_BUNDLE: "none.pem" } },
    { code: 66, says: { certificates: ["problem", /none\.pem/], update: ["unknown", /it needs certificates/] } },
  ],
  [
    "this machine's clock is an hour behind",
    { endpoint: { now: () => Date.now() + 3_600_000 } },
    {
      code: 78,
      says: { clock: ["problem", /clock is 60 minutes behind that of AWS/, /date -u/], function: ["ok", /can be read/] },
    },
  ],
  [
    "a clock that is a little ahead",
    { endpoint: { now: () => Date.now() - 90_000 } },
    { code: 0, says: { clock: ["ok", /^(?:89|90|91) s ahead of that of AWS$/] } },
  ],
  [
    "the function does not exist",
    { args: ["-f", "my-fm"] },
    { code: 1, says: { function: ["problem", /my-fm does not exist/, /my-fn/], update: ["unknown", /it needs function/] } },
  ],
  [
    "variables that may not be decrypted, of a caller who may not write either",
    {
      prepare: (endpoint) => {
        endpoint.denyDecrypt("my-fn");
        endpoint.deny("UpdateFunctionConfiguration", "my-fn");
      },
    },
    {
      code: 77,
      says: {
        function: ["ok", /my-fn can be read/],
        variables: ["problem", /cannot be read/, /kms:Decrypt/],
        update: [
          "problem",
          /not allowed to call lambda:UpdateFunctionConfiguration for function my-fn/,
          /lambda-env policy -f my-fn/,
        ],
      },
    },
  ],
  [
    "a caller who may not read",
    { prepare: (endpoint) => endpoint.deny("GetFunctionConfiguration") },
    {
      code: 77,
      says: {
        function: ["problem", /not allowed to call lambda:GetFunctionConfiguration/, /allow/],
        variables: ["unknown", /function/],
      },
    },
  ],
  [
    "a caller who may not simulate",
    { prepare: (endpoint) => endpoint.deny("SimulatePrincipalPolicy") },
    {
      code: 0,
      says: { update: ["unknown", /not allowed to call iam:SimulatePrincipalPolicy/, /allow iam:SimulatePrincipalPolicy/] },
    },
  ],
  [
    "an endpoint with a path and a password",
    { args: ["--endpoint-url", `http://me:${SECRETS.password}@127.0.0.1:1/aws`] },
    {
      code: 69,
      says: {
        endpoint: ["ok", /^http:\/\/127\.0\.0\.1:1\/aws, which is not AWS, from --endpoint-url$/],
        identity: ["problem", /ECONNREFUSED/],
      },
    },
  ],
  [
    "an endpoint that is not a URL",
    { env: { AWS_ENDPOINT_URL_LAMBDA: "localhost" } },
    { code: 64, says: { endpoint: ["problem", /AWS_ENDPOINT_URL_LAMBDA is not/], identity: ["unknown", /it needs endpoint/] } },
  ],
  [
    "a samconfig file that does not parse",
    { args: [], files: { "samconfig.toml": "version = [\n" } },
    {
      code: 65,
      says: { project: ["problem", /samconfig\.toml/], identity: ["ok", /user\/local/], update: ["unknown", /it needs project/] },
    },
  ],
  [
    "a number of attempts that is not one",
    { env: { AWS_MAX_ATTEMPTS: "many" } },
    { code: 64, says: { identity: ["problem", /AWS_MAX_ATTEMPTS is not a number/], clock: ["unknown", /it needs identity/] } },
  ],
];

/** Makes every request of the two runs fail. */
function failAll(endpoint: LocalEndpoint, status: number, type: string): void {
  for (const operation of ["GetCallerIdentity", "GetFunctionConfiguration"]) {
    endpoint.fail(operation, { kind: "error", status, type, message: "expired" }, 2);
  }
}
