/** Proxies, certificates and endpoints beside the AWS CLI: with the same environment, both take the same way or both stop. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { cliEnvironment, runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { type Authority, issueIdentity, makeAuthority, type ServerIdentity } from "../../support/network/certificates.ts";
import { startProxy, startTlsFront } from "../../support/network/servers.ts";
import { AWS_CLI } from "../../support/programs.ts";

const HOSTS = ["lambda.us-east-1.amazonaws.com", "lambda-fips.us-east-1.amazonaws.com", "lambda.us-east-1.api.aws"];
let authority: Authority;
let identity: ServerIdentity;
beforeAll(async () => {
  authority = await makeAuthority("Example Root");
  identity = await issueIdentity(authority, [...HOSTS, "127.0.0.1"]);
});

const CA = { AWS_CA_BUNDLE: "CA" };
const NOWHERE = "http://127.0.0.1:1";

/** PROXY stands for the host and the port of the proxy, TLS for those of a server of ours, CA for the file of its authority. */
const ROWS: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  ["HTTPS_PROXY", { HTTPS_PROXY: "http://PROXY", ...CA }, ""],
  ["https_proxy", { https_proxy: "http://PROXY", ...CA }, ""],
  ["without a scheme", { HTTPS_PROXY: "PROXY", ...CA }, ""],
  ["user and password", { HTTPS_PROXY: "http://us%2Fer:pa%25ss%40word@PROXY", ...CA }, ""],
  ["lower case wins", { https_proxy: "http://PROXY", HTTPS_PROXY: NOWHERE, ...CA }, ""],
  ["an https proxy", { HTTPS_PROXY: "https://TLSPROXY", ...CA }, ""],
  ["no bundle", { HTTPS_PROXY: "http://PROXY" }, ""],
  ["ca_bundle", { HTTPS_PROXY: "http://PROXY" }, "[default]\nca_bundle = CA\n"],
  ["a bundle that does not exist", { HTTPS_PROXY: "http://PROXY", AWS_CA_BUNDLE: "/none.pem" }, ""],
  ["NO_PROXY with the host", { HTTPS_PROXY: "http://PROXY", NO_PROXY: "TLSHOST", AWS_ENDPOINT_URL: "https://TLS", ...CA }, ""],
  ["NO_PROXY with *", { HTTPS_PROXY: "http://PROXY", NO_PROXY: "*", AWS_ENDPOINT_URL: "https://TLS", ...CA }, ""],
  ["NO_PROXY with another host", { HTTPS_PROXY: "http://PROXY", NO_PROXY: "example.com", ...CA }, ""],
  ["HTTP_PROXY", { HTTP_PROXY: "http://PROXY", AWS_ENDPOINT_URL: "http://lambda.example" }, ""],
  ["HTTP_PROXY and a path", { HTTP_PROXY: "http://PROXY", AWS_ENDPOINT_URL: "http://lambda.example/base/" }, ""],
  ["AWS_ENDPOINT_URL_LAMBDA", { AWS_ENDPOINT_URL: NOWHERE, AWS_ENDPOINT_URL_LAMBDA: "https://TLS", ...CA }, ""],
  ["services", CA, "[default]\nservices = mine\n[services mine]\nlambda =\n  endpoint_url = https://TLS\n"],
  ["endpoint_url", CA, "[default]\nendpoint_url = https://TLS/\n"],
  [
    "an ignored endpoint",
    { HTTPS_PROXY: "http://PROXY", AWS_ENDPOINT_URL: NOWHERE, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true", ...CA },
    "",
  ],
  ["AWS_USE_FIPS_ENDPOINT", { HTTPS_PROXY: "http://PROXY", AWS_USE_FIPS_ENDPOINT: "true", ...CA }, ""],
  ["AWS_USE_DUALSTACK_ENDPOINT", { HTTPS_PROXY: "http://PROXY", AWS_USE_DUALSTACK_ENDPOINT: "true", ...CA }, ""],
];

test.skipIf(!AWS_CLI.isUsed).each(ROWS)(`%s${AWS_CLI.note}`, async (_, env, config) => {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
  const tlsPort = await startTlsFront(endpoint, identity);
  const credentials = JSON.stringify(env).includes("@PROXY") ? { credentials: "us/er:pa%ss@word" } : {};
  const proxy = await startProxy({ endpoint, tlsPort, ...credentials });
  const tlsProxy = await startProxy({ endpoint, tlsPort, identity });
  const cwd = tempFolder({ "ca.pem": authority.pem });
  const fill = (text: string): string =>
    text
      .replace("TLSPROXY", `127.0.0.1:${tlsProxy.port}`)
      .replace("PROXY", `127.0.0.1:${proxy.port}`)
      .replace("TLSHOST", "127.0.0.1")
      .replace("TLS", `127.0.0.1:${tlsPort}`)
      .replace(/\bCA\b/, `${cwd}/ca.pem`);
  const home = tempFolder({ config: fill(config) });
  const filled = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)]));
  const all = { AWS_DEFAULT_REGION: "us-east-1", AWS_MAX_ATTEMPTS: "1", AWS_CONFIG_FILE: `${home}/config`, ...filled };
  const wayOf = async (run: () => Promise<boolean>): Promise<unknown> => {
    const [before, tlsBefore] = [proxy.asked.length, tlsProxy.asked.length];
    const succeeded = await run();
    // What stops early asks for less, and ours asks for the aliases too.
    const since = (asked: readonly string[], from: number): readonly string[] =>
      [...new Set(asked.slice(from))].filter((one) => !one.endsWith("/aliases"));
    return succeeded ? { succeeded, plain: since(proxy.asked, before), tls: since(tlsProxy.asked, tlsBefore) } : { succeeded };
  };
  const ours = await wayOf(async () => (await runCli(["list", "-f", "my-fn"], { cwd, env: all, onStart: () => {} })).code === 0);
  const theirs = await wayOf(() =>
    promisify(execFile)("aws", ["lambda", "get-function-configuration", "--function-name", "my-fn"], {
      env: cliEnvironment({ env: all }),
      cwd,
    }).then(
      () => true,
      () => false,
    ),
  );
  expect(ours).toEqual(theirs);
});
