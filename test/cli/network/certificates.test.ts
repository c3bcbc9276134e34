/** Which certificates are trusted: the bundles of the AWS CLI and of Node, and what is said of one that is not. */
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type CliResult, runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { type Authority, issueIdentity, makeAuthority, type ServerIdentity } from "../../support/network/certificates.ts";
import { startProxy, startTlsFront } from "../../support/network/servers.ts";

let authority: Authority;
let another: Authority;
let identity: ServerIdentity;
beforeAll(async () => {
  authority = await makeAuthority("Example Root");
  another = await makeAuthority("Another Root");
  identity = await issueIdentity(authority, ["*.us-east-1.amazonaws.com", "127.0.0.1"]);
});

type Files = Readonly<Record<string, string>>;

interface Server {
  readonly port: number;
  /** Runs a change by TLS, directly where no proxy is named, in a home with these files. */
  readonly change: (env: Files, files?: Files, args?: readonly string[]) => Promise<CliResult>;
}

async function startServer(): Promise<Server> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
  const tlsPort = await startTlsFront(endpoint, identity);
  const { port } = await startProxy({ endpoint, tlsPort });
  const change: Server["change"] = (env, files = {}, args = []) => {
    const cwd = tempFolder({ "ca.pem": authority.pem, "another.pem": another.pem, ...files });
    const direct = env["HTTPS_PROXY"] === undefined ? { AWS_ENDPOINT_URL: `https://127.0.0.1:${tlsPort}` } : {};
    const all = {
      HOME: cwd,
      AWS_CONFIG_FILE: join(cwd, "config"),
      AWS_MAX_ATTEMPTS: "1",
      LAMBDA_ENV_EARLY_CONNECTION: "1",
      ...direct,
      ...env,
    };
    const isAlone = env["NODE_EXTRA_CA_CERTS"] === undefined ? {} : { onStart: () => {} };
    return runCli(["set", "-f", "my-fn", "STAGE=prod", ...args], { cwd, env: all, ...isAlone });
  };
  return { port, change };
}

const PROFILE = "[default]\nca_bundle = ca.pem\n[profile other]\nca_bundle = another.pem\n[profile home]\nca_bundle = ~/ca.pem\n";
const KEYS = "aws_access_key_id = test\naws_secret_access_key = test\n";

test.each([
  ["AWS_CA_BUNDLE", { AWS_CA_BUNDLE: "ca.pem" }, {}],
  ["AWS_CA_BUNDLE with several", { AWS_CA_BUNDLE: "both.pem" }, {}],
  ["ca_bundle of the default profile", {}, { config: PROFILE }],
  ["ca_bundle of AWS_PROFILE", { AWS_PROFILE: "home" }, { config: PROFILE }],
  ["AWS_CA_BUNDLE over ca_bundle", { AWS_CA_BUNDLE: "ca.pem", AWS_PROFILE: "other" }, { config: PROFILE }],
  ["an empty AWS_CA_BUNDLE under ca_bundle", { AWS_CA_BUNDLE: "" }, { config: PROFILE }],
  ["NODE_EXTRA_CA_CERTS", { NODE_EXTRA_CA_CERTS: "ca.pem" }, {}],
  ["NODE_EXTRA_CA_CERTS beside AWS_CA_BUNDLE", { NODE_EXTRA_CA_CERTS: "ca.pem", AWS_CA_BUNDLE: "another.pem" }, {}],
] as const)("%s is trusted, directly and through a proxy", async (_, env, files) => {
  const { change, port } = await startServer();
  const both = { ...files, "both.pem": `# ours\n${another.pem}\n\n# theirs\n${authority.pem}\n` };
  expect(await change(env, both)).toMatchObject({ code: 0 });
  expect(await change({ ...env, HTTPS_PROXY: `http://127.0.0.1:${port}` }, both)).toMatchObject({ code: 0 });
});

test("ca_bundle of --profile counts, not that of the default profile", async () => {
  const { change } = await startServer();
  const files = {
    config: PROFILE.replace("[profile home]", `[profile home]\n${KEYS}`).replace("[profile other]", `[profile other]\n${KEYS}`),
  };
  expect(await change({}, files, ["--profile", "home"])).toMatchObject({ code: 0 });
  expect(await change({}, files, ["--profile", "other"])).toMatchObject({ code: 69 });
});

test.each([
  ["no bundle", {}],
  ["another bundle", { AWS_CA_BUNDLE: "another.pem" }],
] as const)("a certificate that is not trusted is named by its issuer, with both ways to add it: %s", async (_, env) => {
  const { change, port } = await startServer();
  for (const [host, more] of [
    [`127.0.0.1`, {}],
    ["lambda.us-east-1.amazonaws.com", { HTTPS_PROXY: `http://127.0.0.1:${port}` }],
  ] as const) {
    const { code, stderr } = await change({ ...env, ...more });
    expect(code).toBe(69);
    expect(stderr).toContain(`error: the certificate of ${host} is issued by "Example Root", which is not trusted here (`);
    expect(stderr).toMatch(/hint: .*AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS/);
  }
});

test("so is that of a proxy", async () => {
  const endpoint = await startEndpoint();
  const proxy = await startProxy({ endpoint, identity });
  const { change } = await startServer();
  const { code, stderr } = await change({ HTTPS_PROXY: `https://127.0.0.1:${proxy.port}` });
  expect(code).toBe(69);
  expect(stderr).toContain(
    `error: the certificate of the proxy https://127.0.0.1:${proxy.port} is issued by "Example Root", which is not trusted here (`,
  );
  expect(proxy.asked).toEqual([]);
});

test.each([
  ["none.pem", undefined, 66, "AWS_CA_BUNDLE: cannot read none.pem: it does not exist"],
  [".", undefined, 66, "AWS_CA_BUNDLE: cannot read .: it is a folder"],
  ["empty.pem", "", 65, "AWS_CA_BUNDLE: empty.pem does not hold a certificate in PEM format"],
  ["der.pem", "\x30\x82\x01", 65, "AWS_CA_BUNDLE: der.pem does not hold a certificate in PEM format"],
  [
    "bad.pem",
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    65,
    "AWS_CA_BUNDLE: bad.pem: certificate 1 of 1 cannot be parsed",
  ],
] as const)("a bundle that cannot be used is named: %s", async (name, text, code, message) => {
  const { change } = await startServer();
  const result = await change({ AWS_CA_BUNDLE: name }, text === undefined ? {} : { [name]: text });
  expect(result.code).toBe(code);
  expect(result.stderr).toContain(`error: ${message}`);
});

test("one of a profile is named by the profile", async () => {
  const { change } = await startServer();
  const { code, stderr } = await change({}, { config: "[default]\nca_bundle = none.pem\n" });
  expect(code).toBe(66);
  expect(stderr).toContain("error: ca_bundle of profile default: cannot read none.pem: it does not exist");
});
