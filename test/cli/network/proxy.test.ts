/** The proxies of a company, as the AWS CLI takes them: the built program behind real ones, with AWS's own host names. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type CliResult, runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { type Authority, issueIdentity, makeAuthority, type ServerIdentity } from "../../support/network/certificates.ts";
import { type ProxyOptions, startProxy, startTlsFront, type TestProxy } from "../../support/network/servers.ts";

const AWS = "lambda.us-east-1.amazonaws.com";
const PASSWORD = "pa%ss@word";
const CREDENTIALS = `us/er:${PASSWORD}`;
const IN_URL = "us%2Fer:pa%25ss%40word@";

let authority: Authority;
let identity: ServerIdentity;
beforeAll(async () => {
  authority = await makeAuthority("Example Root");
  identity = await issueIdentity(authority, ["*.us-east-1.amazonaws.com", "portal.sso.us-east-1.amazonaws.com", "127.0.0.1"]);
});

interface Company extends TestProxy {
  readonly cwd: string;
  /** Runs the program with these variables, in which PROXY stands for the proxy's host and port. */
  readonly run: (env: Readonly<Record<string, string>>, ...args: string[]) => Promise<CliResult>;
}

async function startCompany(options: Partial<ProxyOptions> = {}): Promise<Company> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
  const proxy = await startProxy({ endpoint, tlsPort: await startTlsFront(endpoint, identity), ...options });
  const cwd = tempFolder({ "ca.pem": authority.pem });
  const run: Company["run"] = (env, ...args) => {
    const filled = Object.entries(env).map(([name, value]) => [name, value.replace("PROXY", `127.0.0.1:${proxy.port}`)]);
    const command = args.length === 0 ? ["set", "-f", "my-fn", "STAGE=prod"] : args;
    const all = {
      AWS_CA_BUNDLE: "ca.pem",
      AWS_MAX_ATTEMPTS: "1",
      LAMBDA_ENV_EARLY_CONNECTION: "1",
      ...Object.fromEntries(filled),
    };
    // The SDK asks for a new token of SSO at most twice a minute in one process.
    const isAlone = command.includes("sso") ? { onStart: () => {} } : {};
    return runCli(command, { cwd, env: all, ...isAlone });
  };
  return { ...proxy, cwd, run };
}

test.each([
  [{ HTTPS_PROXY: "http://PROXY" }],
  [{ https_proxy: "http://PROXY" }],
  [{ https_proxy: "PROXY" }],
  [{ https_proxy: "http://PROXY", HTTPS_PROXY: "http://127.0.0.1:1" }],
])("%j leads to AWS, by one connection", async (env) => {
  const company = await startCompany();
  expect(await company.run(env)).toMatchObject({ code: 0, stdout: expect.stringContaining("STAGE") });
  expect(company.asked).toEqual([`CONNECT ${AWS}:443`]);
});

test("user and password are sent as they were before the URL", async () => {
  const company = await startCompany({ credentials: CREDENTIALS });
  expect(await company.run({ HTTPS_PROXY: `http://${IN_URL}PROXY`, DEBUG: "*" })).toMatchObject({ code: 0 });
});

test("a proxy that is reached by TLS is trusted by the same bundle", async () => {
  const company = await startCompany({ identity, credentials: CREDENTIALS });
  expect(await company.run({ HTTPS_PROXY: `https://${IN_URL}PROXY` })).toMatchObject({ code: 0 });
  expect(company.asked).toEqual([`CONNECT ${AWS}:443`]);
});

test.each([undefined, "identity"])("plain requests go through HTTP_PROXY whole (%s)", async (tls) => {
  const company = await startCompany({ credentials: CREDENTIALS, ...(tls === undefined ? {} : { identity }) });
  const scheme = tls === undefined ? "http" : "https";
  const env = { HTTP_PROXY: `${scheme}://${IN_URL}PROXY`, AWS_ENDPOINT_URL: "http://lambda.example:8080" };
  expect(await company.run(env)).toMatchObject({ code: 0 });
  expect(company.asked.length).toBe(3);
  for (const asked of company.asked)
    expect(asked).toMatch(/^(GET|PUT) http:\/\/lambda\.example:8080\/2015-03-31\/functions\/my-fn\/configuration$/);
});

test("this machine is never reached through a proxy", async () => {
  const company = await startCompany({ refuse: 403 });
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
  const env = { HTTP_PROXY: "http://PROXY", HTTPS_PROXY: "http://PROXY", AWS_ENDPOINT_URL: endpoint.url };
  expect(await company.run(env)).toMatchObject({ code: 0 });
  expect(company.asked).toEqual([]);
});

const CONFIG = `[profile role]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = keys
[profile keys]
aws_access_key_id = test
aws_secret_access_key = test
[profile legacy]
sso_start_url = https://example.test/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = deploy
[profile sso]
sso_session = company
sso_account_id = 123456789012
sso_role_name = deploy
[sso-session company]
sso_start_url = https://example.test/start
sso_region = us-east-1
`;

/** Returns a home with the profiles of `CONFIG`, logged in at SSO; the token of the session has to be renewed. */
function makeHome(): string {
  const home = tempFolder();
  const cache = join(home, ".aws/sso/cache");
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(home, ".aws/config"), CONFIG);
  const token = { accessToken: "test", clientId: "test", clientSecret: "test", refreshToken: "test" };
  for (const [name, years] of [
    ["https://example.test/start", 1],
    ["company", -1],
  ] as const) {
    const expiresAt = new Date(Date.now() + years * 365 * 24 * 60 * 60 * 1000).toISOString();
    const file = createHash("sha1").update(name).digest("hex");
    writeFileSync(
      join(cache, `${file}.json`),
      JSON.stringify({ ...token, expiresAt, registrationExpiresAt: "2099-01-01T00:00:00Z" }),
    );
  }
  return home;
}

const CREDENTIAL_HOSTS = [
  ["role", "sts.us-east-1.amazonaws.com"],
  ["legacy", "portal.sso.us-east-1.amazonaws.com"],
  ["sso", "oidc.us-east-1.amazonaws.com"],
] as const;

test.each(CREDENTIAL_HOSTS)("credentials come through it too: profile %s asks %s", async (profile, host) => {
  const company = await startCompany();
  const args = ["list", "-f", "my-fn", "--profile", profile];
  await company.run({ HTTPS_PROXY: "http://PROXY", HOME: makeHome() }, ...args);
  expect(company.asked).toContain(`CONNECT ${host}:443`);
});

test.each(CREDENTIAL_HOSTS)("a proxy that refuses them is named: profile %s asks %s", async (profile, host) => {
  const company = await startCompany({ refuse: 403 });
  const args = ["list", "-f", "my-fn", "--profile", profile];
  const { code, stderr } = await company.run({ HTTPS_PROXY: "http://PROXY", HOME: makeHome() }, ...args);
  expect(stderr).toMatch(/error: the proxy http:\/\/127\.0\.0\.1:\d+ refuses the connection to /);
  expect(stderr).toContain(`${host}:443 (403)`);
  expect(code).toBe(69);
});

test.each([
  [{ refuse: 403 }, "http://PROXY", `refuses the connection to ${AWS}:443 (403)`, "NO_PROXY"],
  [{ refuse: 502 }, "http://PROXY", `cannot reach ${AWS}:443 (502)`, "try again"],
  [
    { credentials: CREDENTIALS },
    "http://PROXY",
    "it asks for a user and a password (407)",
    "set HTTPS_PROXY=http://USER:PASSWORD@",
  ],
  [
    { credentials: "other:credentials" },
    `http://${IN_URL}PROXY`,
    "it does not accept the user and the password (407)",
    "check the user and the password in HTTPS_PROXY",
  ],
  [{}, `http://${IN_URL}127.0.0.1:1`, `cannot be used for ${AWS}:443: ECONNREFUSED`, "check HTTPS_PROXY"],
] as const)("a proxy that does not let a request pass is named: %j", async (options, url, message, hint) => {
  const company = await startCompany(options);
  const { code, stderr } = await company.run({ HTTPS_PROXY: url, DEBUG: "*" });
  expect(code).toBe(69);
  expect(stderr).toMatch(/error: the proxy http:\/\/127\.0\.0\.1:\d+ /);
  expect(stderr).toContain(message);
  expect(stderr).toContain(hint);
  expect(stderr).not.toContain("pa%25");
  expect(stderr).not.toContain(PASSWORD);
});

test.each([407, 403])("so is one that does not let a plain request pass: %i", async (status) => {
  const company = await startCompany({ refuse: status });
  const { code, stderr } = await company.run({ HTTP_PROXY: "http://PROXY", AWS_ENDPOINT_URL: "http://lambda.example" });
  expect(code).toBe(69);
  expect(stderr).toMatch(/the proxy http:\/\/127\.0\.0\.1:\d+/);
});

test.each(["socks5://127.0.0.1:1080", "http://", "http://user:pa%ss@127.0.0.1:3128"])("%s is not a proxy", async (url) => {
  const company = await startCompany();
  const { code, stderr } = await company.run({ HTTPS_PROXY: url });
  expect(code).toBe(64);
  expect(stderr).toContain("error: HTTPS_PROXY is not the URL of an http or https proxy");
  expect(stderr).not.toContain("pa%ss");
});
