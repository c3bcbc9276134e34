/** `lambda-env doctor`: a table of set-ups, what is said of each, and what is never said. */
import { beforeAll, expect, test } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { cliEnvironment, runCli } from "../../support/cli.ts";
import { operations, startEndpoint } from "../../support/endpoint.ts";
import { runInProcess } from "../../support/in-process.ts";
import { type Authority, issueIdentity, makeAuthority } from "../../support/network/certificates.ts";
import { startTlsFront } from "../../support/network/servers.ts";
import { doctor } from "./run-doctor.ts";
import { SET_UPS } from "./set-ups.ts";

const ROLE_XML = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:sts::123456789012:assumed-role/deploy/me</Arn><UserId>A:me</UserId><Account>123456789012</Account>
</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;

let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority("Example Root");
});

test.each(SET_UPS)("%s", async (_, setUp, { code, says }) => {
  const files = { "ca.pem": authority.pem, ...setUp.files };
  const { of, document } = await doctor({ ...setUp, files });
  for (const [name, [status, message, hint = /^/]] of Object.entries(says)) {
    expect(of(name), name).toMatchObject({ status, message: expect.stringMatching(message) });
    expect(of(name).hint ?? "", name).toMatch(hint);
  }
  const problems = document.checks.filter(({ status }) => status === "problem").map(({ check }) => check);
  const expected = Object.keys(says).filter((name) => says[name]?.[0] === "problem");
  expect(problems.sort()).toEqual(expected.sort());
  expect(document.exit_code).toBe(code);
});

test("a certificate that is not trusted is named with its issuer, and trusted by its bundle", async () => {
  const endpoint = await startEndpoint();
  const port = await startTlsFront(endpoint, await issueIdentity(authority, ["127.0.0.1"]));
  const env = { AWS_ENDPOINT_URL: `https://127.0.0.1:${port}` };
  const refused = await doctor({ args: [], env });
  expect(refused.code).toBe(69);
  expect(refused.of("identity").message).toContain('is issued by "Example Root", which is not trusted here');
  expect(refused.of("identity").hint).toContain("AWS_CA_BUNDLE");
  const trusted = await doctor({ args: [], env: { ...env, AWS_CA_BUNDLE: "ca.pem" }, files: { "ca.pem": authority.pem } });
  expect(trusted.code).toBe(0);
  expect(trusted.of("certificates").message).toBe("1 in ca.pem, from AWS_CA_BUNDLE");
});

test("the role of a session is looked up where its ARN does not have the path", async () => {
  const asRole = (endpoint: LocalEndpoint): void => {
    endpoint.fail("GetCallerIdentity", { kind: "body", status: 200, contentType: "text/xml", body: ROLE_XML }, 2);
  };
  const found = await doctor({ prepare: asRole });
  expect(found.of("identity").message).toBe("arn:aws:sts::123456789012:assumed-role/deploy/me");
  expect(found.of("update").status).toBe("ok");
  expect(operations(found.endpoint)).toContain("GetRole");
  const denied = await doctor({
    prepare: (endpoint) => {
      asRole(endpoint);
      endpoint.deny("GetRole");
    },
  });
  expect(denied.of("update")).toMatchObject({ status: "unknown", message: expect.stringContaining("iam:GetRole") });
});

test("the document names the account, the caller and the region, and several functions are refused", async () => {
  const { document } = await doctor({});
  expect(document).toMatchObject({ account: "123456789012", arn: "arn:aws:iam::123456789012:user/local", region: "us-east-1" });
  expect(await runCli(["doctor", "-f", "a", "-f", "b"])).toMatchObject({ code: 64, stdout: "" });
});

test("on a narrow screen, text is wrapped in its column", async () => {
  const endpoint = await startEndpoint();
  const env = {
    ...cliEnvironment({ endpoint }),
    NO_PROXY: "localhost,.example.com,10.0.0.0/8",
    HTTPS_PROXY: "http://proxy.example.com",
  };
  const { stdout } = await runInProcess(["doctor", "--no-color"], { columns: 60 }, env);
  const lines = stdout.split("\n").slice(0, -3);
  for (const line of lines) expect(line).toMatch(/^(?:ok {7}|unknown {2}| {9})(?:[a-z]+ +| {14})(?<=^.{23})\S.{0,36}$/);
});
