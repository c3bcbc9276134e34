/** Secrets and parameters by an ARN of another region are requested there. */
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { type Authority, issueIdentity, makeAuthority, type ServerIdentity } from "../../support/network/certificates.ts";
import { startProxy, startTlsFront } from "../../support/network/servers.ts";

const HOME_REGION = "us-east-1";
const OTHER = "eu-west-1";
let authority: Authority;
let identity: ServerIdentity;
beforeAll(async () => {
  authority = await makeAuthority("Example Root");
  identity = await issueIdentity(
    authority,
    [HOME_REGION, OTHER].map((region) => `*.${region}.amazonaws.com`),
  );
});

const SECRETS = [
  `arn:aws:secretsmanager:${OTHER}:123456789012:secret:prod/a`,
  `arn:aws:secretsmanager:${OTHER}:123456789012:secret:prod/b`,
];
const PARAMETER = `arn:aws:ssm:${OTHER}:123456789012:parameter/shared/c`;

test("each is requested in the region of its ARN, names in that of the function", async () => {
  const endpoint = await startEndpoint({ region: HOME_REGION });
  const other = await startEndpoint({ region: OTHER });
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
  endpoint.setSecret("prod/d", { FROM_d: "x" });
  endpoint.setParameter("/e", "x");
  for (const name of ["a", "b"]) other.setSecret(`prod/${name}`, { [`FROM_${name}`]: "x" });
  other.setParameter("/shared/c", "x");
  const tlsPort = await startTlsFront(endpoint, identity, (host) => (host.includes(OTHER) ? other : endpoint));
  const proxy = await startProxy({ endpoint, tlsPort });
  const cwd = tempFolder({ "ca.pem": authority.pem });
  const env = { AWS_REGION: HOME_REGION, HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, AWS_CA_BUNDLE: join(cwd, "ca.pem") };
  const secrets = [...SECRETS, "prod/d"].flatMap((id) => ["-s", id]);
  const args = ["set", "-f", "my-fn", ...secrets, "--parameter", `FROM_c=${PARAMETER}`, "--parameter", "FROM_e=/e"];
  const { code, stderr } = await runCli(args, { cwd, env });
  expect(stderr).not.toContain("error");
  expect(code).toBe(0);
  expect(Object.keys(endpoint.variables("my-fn")).sort()).toEqual(["FROM_a", "FROM_b", "FROM_c", "FROM_d", "FROM_e", "STAGE"]);
  const asked = (service: string, region: string): string => `CONNECT ${service}.${region}.amazonaws.com:443`;
  expect(proxy.asked.toSorted()).toEqual(
    [
      asked("lambda", HOME_REGION),
      asked("secretsmanager", HOME_REGION),
      asked("secretsmanager", OTHER),
      asked("ssm", HOME_REGION),
      asked("ssm", OTHER),
    ].sort(),
  );
});

test("the policy names each ARN as it is, and the service of its region for the key", async () => {
  const key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const args = [
    "policy",
    "-f",
    "my-fn",
    "-s",
    SECRETS[0] ?? "",
    "-s",
    "prod/d",
    "--parameter",
    `FROM_c=${PARAMETER}`,
    "--kms-key",
    key,
  ];
  const { stdout } = await runCli(args, { env: { AWS_REGION: HOME_REGION } });
  expect(stdout).toContain(`${SECRETS[0]}-??????`);
  expect(stdout).toContain(PARAMETER);
  for (const host of [
    `secretsmanager.${OTHER}.amazonaws.com`,
    `secretsmanager.${HOME_REGION}.amazonaws.com`,
    `ssm.${OTHER}.amazonaws.com`,
  ]) {
    expect(stdout).toContain(host);
  }
});
