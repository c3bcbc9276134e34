/** The connection that is opened before the program is loaded: it is used, or nobody learns of it. */
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { type CliResult, runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { type Authority, issueIdentity, makeAuthority, type ServerIdentity } from "../../support/network/certificates.ts";
import { startLine, startProxy, startTlsFront } from "../../support/network/servers.ts";

let authority: Authority;
let identity: ServerIdentity;
beforeAll(async () => {
  authority = await makeAuthority("Example Root");
  identity = await issueIdentity(authority, ["*.us-east-1.amazonaws.com", "127.0.0.1"]);
});

type Environment = Readonly<Record<string, string>>;

/** Starts a TLS server whose connections are counted, and returns what runs a command against it. */
async function startServer() {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
  const tlsPort = await startTlsFront(endpoint, identity);
  const line = await startLine(tlsPort);
  const cwd = tempFolder({ "ca.pem": authority.pem });
  const env = { AWS_ENDPOINT_URL: `https://127.0.0.1:${line.port}`, AWS_CA_BUNDLE: join(cwd, "ca.pem"), AWS_MAX_ATTEMPTS: "1" };
  const run = (args: readonly string[], more: Environment = {}): Promise<CliResult> =>
    runCli(args, { cwd, env: { ...env, LAMBDA_ENV_EARLY_CONNECTION: "1", ...more } });
  return { endpoint, line, tlsPort, run };
}

const SET = ["set", "-f", "my-fn", "STAGE=prod"];
const WRONG_INPUT = ["set", "-f", "my-fn", "-e", "none.env"];

test.each(["0", "1"])("one connection serves all requests (LAMBDA_ENV_EARLY_CONNECTION=%s)", async (early) => {
  const { run, line } = await startServer();
  expect(await run(SET, { LAMBDA_ENV_EARLY_CONNECTION: early })).toMatchObject({ code: 0 });
  expect(line.opened()).toBe(1);
});

test("it is opened before the input is read, unless it is turned off", async () => {
  const { run, line } = await startServer();
  expect(await run(WRONG_INPUT, { LAMBDA_ENV_EARLY_CONNECTION: "0" })).toMatchObject({ code: 66 });
  expect(line.opened()).toBe(0);
  expect(await run(WRONG_INPUT)).toMatchObject({ code: 66 });
  expect(line.opened()).toBe(1);
});

test("through a proxy too there is one, for all requests", async () => {
  const { run, endpoint, tlsPort } = await startServer();
  const proxy = await startProxy({ endpoint, tlsPort });
  const env = { AWS_ENDPOINT_URL: "", HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
  expect(await run(SET, env)).toMatchObject({ code: 0 });
  expect(proxy.asked).toEqual(["CONNECT lambda.us-east-1.amazonaws.com:443"]);
});

test("what becomes of one that is not used is not reported: the certificate is not trusted, and credentials are missing", async () => {
  const { run } = await startServer();
  const { code, stderr } = await run(SET, { AWS_CA_BUNDLE: "", AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" });
  expect(stderr).toContain("error: no usable AWS credentials");
  expect(stderr).not.toContain("certificate");
  expect(code).toBe(78);
});

test.each([
  ["a host that closes it at once", (socket: Socket): void => void socket.destroy()],
  ["a host that says nothing", (): void => {}],
  ["a host that speaks no TLS", (socket: Socket): void => void socket.end("HTTP/1.1 400 No\r\n\r\n")],
] as const)("nor does it keep a process alive: %s", async (_, answer) => {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.on("error", () => {}));
    answer(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  for (const env of [
    { AWS_ENDPOINT_URL: `https://127.0.0.1:${port}` },
    { AWS_ENDPOINT_URL: "https://lambda.example", HTTPS_PROXY: `http://127.0.0.1:${port}` },
  ]) {
    const options = { cwd: tempFolder(), env: { ...env, LAMBDA_ENV_EARLY_CONNECTION: "1" } };
    const { code, stderr } = await runCli(WRONG_INPUT, { ...options, onStart: () => {} });
    expect(code).toBe(66);
    expect(stderr).toMatch(/^lambda-env: error: cannot read none\.env: it does not exist; nothing was written\n.*\n$/);
  }
});

test("one that was closed meanwhile is replaced", async () => {
  const { run, line } = await startServer();
  line.closeFirst();
  expect(await run(SET)).toMatchObject({ code: 0 });
  expect(line.opened()).toBe(2);
});
