/** Endpoints of the environment and of the config file, as the AWS CLI takes them. */
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type CliResult, runCli, tempFolder } from "../../support/cli.ts";
import { operations, startEndpoint } from "../../support/endpoint.ts";
import { type Authority, issueIdentity, makeAuthority, type ServerIdentity } from "../../support/network/certificates.ts";
import { startProxy, startTlsFront } from "../../support/network/servers.ts";

type Files = Readonly<Record<string, string>>;

const SET = ["set", "-f", "my-fn", "STAGE=prod"];

/** Runs a command in a home with this config file. */
function run(args: readonly string[], env: Files, config = ""): Promise<CliResult> {
  const cwd = tempFolder({ config });
  return runCli(args, {
    cwd,
    env: { HOME: cwd, AWS_CONFIG_FILE: join(cwd, "config"), AWS_MAX_ATTEMPTS: "1", LAMBDA_ENV_EARLY_CONNECTION: "1", ...env },
  });
}

async function startFunction() {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
  return endpoint;
}

const NOWHERE = "http://127.0.0.1:1";

test.each([
  ["AWS_ENDPOINT_URL", { AWS_ENDPOINT_URL: "URL" }, ""],
  ["one with a slash at its end", { AWS_ENDPOINT_URL: "URL/" }, ""],
  ["AWS_ENDPOINT_URL_LAMBDA over AWS_ENDPOINT_URL", { AWS_ENDPOINT_URL: NOWHERE, AWS_ENDPOINT_URL_LAMBDA: "URL" }, ""],
  ["the environment over the profile", { AWS_ENDPOINT_URL: "URL" }, `[default]\nendpoint_url = ${NOWHERE}\n`],
  ["endpoint_url of the profile", {}, "[default]\nendpoint_url = URL/\n"],
  [
    "the services of the profile",
    {},
    `[default]\nservices = mine\nendpoint_url = ${NOWHERE}\n[services mine]\nlambda =\n  endpoint_url = URL\n`,
  ],
] as const)("%s is where requests go", async (_, env, config) => {
  const endpoint = await startFunction();
  const fill = (text: string): string => text.replaceAll("URL/", `${endpoint.url}/`).replaceAll(/\bURL\b/g, endpoint.url);
  const filled = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)]));
  expect(await run(SET, filled, fill(config))).toMatchObject({ code: 0 });
  expect(operations(endpoint).length).toBe(3);
});

test.each(["/base", "/base/"])("a path of an endpoint stays before that of the request: %s", async (base) => {
  const endpoint = await startFunction();
  const proxy = await startProxy({ endpoint });
  await run(SET, { AWS_ENDPOINT_URL: `http://gateway.example${base}`, HTTP_PROXY: `http://127.0.0.1:${proxy.port}` });
  expect(proxy.asked[0]).toBe("GET http://gateway.example/base/2015-03-31/functions/my-fn/configuration");
});

test.each([
  ["--endpoint-url", [...SET, "--endpoint-url", "nonsense"], {}, "", "the endpoint is not an http or https URL"],
  ["AWS_ENDPOINT_URL", SET, { AWS_ENDPOINT_URL: "localhost:4566" }, "", "AWS_ENDPOINT_URL is not an http or https URL"],
  [
    "AWS_ENDPOINT_URL_LAMBDA",
    SET,
    { AWS_ENDPOINT_URL_LAMBDA: "ftp://x" },
    "",
    "AWS_ENDPOINT_URL_LAMBDA is not an http or https URL",
  ],
  ["AWS_ENDPOINT_URL_STS", SET, { AWS_ENDPOINT_URL_STS: "x" }, "", "AWS_ENDPOINT_URL_STS is not an http or https URL"],
  [
    "endpoint_url",
    SET,
    {},
    "[default]\nendpoint_url = nonsense\n",
    "endpoint_url of profile default is not an http or https URL",
  ],
  [
    "services",
    SET,
    {},
    "[default]\nservices = mine\n[services mine]\nssm =\n  endpoint_url = nonsense\n",
    "endpoint_url of ssm in [services mine] is not an http or https URL",
  ],
  ["services that are not there", SET, {}, "[default]\nservices = mine\n", "services = mine of profile default"],
] as const)("what is not a URL is refused before anything is sent: %s", async (_, args, env, config, message) => {
  const { code, stderr } = await run(args, env, config);
  expect(code).toBe(64);
  expect(stderr).toContain(`error: ${message}`);
  expect(stderr).not.toContain("nonsense");
});

test("what is ignored is not checked either", async () => {
  const { code, stderr } = await run(["policy", "-f", "my-fn"], {
    AWS_ENDPOINT_URL: "nonsense",
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
  });
  expect(stderr).not.toContain("AWS_ENDPOINT_URL");
  expect(code).toBe(0);
});

let authority: Authority;
let identity: ServerIdentity;
beforeAll(async () => {
  authority = await makeAuthority("Example Root");
  identity = await issueIdentity(authority, ["*.us-east-1.amazonaws.com", "*.us-east-1.api.aws"]);
});

test.each([
  [
    "an ignored endpoint",
    { AWS_ENDPOINT_URL: NOWHERE, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
    "lambda.us-east-1.amazonaws.com",
  ],
  ["AWS_USE_FIPS_ENDPOINT", { AWS_USE_FIPS_ENDPOINT: "true" }, "lambda-fips.us-east-1.amazonaws.com"],
  ["AWS_USE_DUALSTACK_ENDPOINT", { AWS_USE_DUALSTACK_ENDPOINT: "true" }, "lambda.us-east-1.api.aws"],
  ["both", { AWS_USE_FIPS_ENDPOINT: "true", AWS_USE_DUALSTACK_ENDPOINT: "true" }, "lambda-fips.us-east-1.api.aws"],
] as const)("%s leads to a host of AWS's, which is not announced", async (_, env, host) => {
  const endpoint = await startFunction();
  const proxy = await startProxy({ endpoint, tlsPort: await startTlsFront(endpoint, identity) });
  const cwd = tempFolder({ "ca.pem": authority.pem });
  const all = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, AWS_CA_BUNDLE: join(cwd, "ca.pem"), ...env };
  const { code, stderr } = await run(SET, all);
  expect(proxy.asked).toEqual([`CONNECT ${host}:443`]);
  expect(stderr).not.toContain("which is not AWS");
  expect(code).toBe(0);
});
