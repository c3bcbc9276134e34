/** The requests that the action itself makes, through proxies. */

import { execFile } from "node:child_process";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { ROOT } from "../support/action.ts";
import { tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";
import { type Authority, issueIdentity, makeAuthority, type ServerIdentity } from "../support/network/certificates.ts";
import { startProxy } from "../support/network/servers.ts";

let authority: Authority;
let identity: ServerIdentity;
beforeAll(async () => {
  authority = await makeAuthority("Example Root");
  identity = await issueIdentity(authority, ["api.github.example", "127.0.0.1"]);
});

/** Starts a server that answers with what it was sent, and returns its port. */
async function startEcho(): Promise<number> {
  const server = createTlsServer(identity, async (message, response) => {
    let body = "";
    for await (const part of message.setEncoding("utf8")) body += part;
    const { method, url, headers } = message;
    response.writeHead(201).end(JSON.stringify({ method, url, token: headers.authorization, host: headers.host, body }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return (server.address() as AddressInfo).port;
}

/** Sends a request in a process that trusts our authority, and returns the status and the document, or the error. */
async function send(url: string, env: Readonly<Record<string, string>>): Promise<unknown> {
  const cwd = tempFolder({
    "ca.pem": authority.pem,
    "send.mjs": `import { proxiedFetch } from ${JSON.stringify(join(ROOT, "scripts/proxied-fetch.js"))};
      const request = { method: "POST", headers: { authorization: "Bearer token-of-the-job" }, body: '{"body":"ü"}' };
      const reply = await proxiedFetch(${JSON.stringify(url)}, request).catch(({ message }) => ({ message }));
      console.log(JSON.stringify("message" in reply ? reply : { status: reply.status, ok: reply.ok, document: await reply.json() }));`,
  });
  const all = { PATH: process.env["PATH"], NODE_EXTRA_CA_CERTS: join(cwd, "ca.pem"), ...env };
  const { stdout } = await promisify(execFile)(process.execPath, ["send.mjs"], { cwd, env: all });
  return JSON.parse(stdout);
}

const URL_OF_API = "https://api.github.example/repos/a/b/issues/7/comments?page=2";
const ANSWER = {
  status: 201,
  ok: true,
  document: {
    method: "POST",
    url: "/repos/a/b/issues/7/comments?page=2",
    token: "Bearer token-of-the-job",
    host: "api.github.example",
    body: '{"body":"ü"}',
  },
};

test.each([undefined, "identity"])("a request goes through a proxy, by a connection of its own (%s)", async (tls) => {
  const endpoint = await startEndpoint();
  const options = { endpoint, tlsPort: await startEcho(), credentials: "us/er:pa%ss@word" };
  const proxy = await startProxy({ ...options, ...(tls === undefined ? {} : { identity }) });
  const scheme = tls === undefined ? "http" : "https";
  const env = { HTTPS_PROXY: `${scheme}://us%2Fer:pa%25ss%40word@127.0.0.1:${proxy.port}` };
  expect(await send(URL_OF_API, env)).toEqual(ANSWER);
  expect(proxy.asked).toEqual(["CONNECT api.github.example:443"]);
});

test("a plain one is sent to the proxy whole", async () => {
  const endpoint = await startEndpoint();
  const proxy = await startProxy({ endpoint });
  await send("http://github.example:8080/api", { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` });
  expect(proxy.asked).toEqual(["POST http://github.example:8080/api"]);
});

test("a proxy that refuses fails the request, and gets nothing of it", async () => {
  const proxy = await startProxy({ endpoint: await startEndpoint(), refuse: 403 });
  expect(await send(URL_OF_API, { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` })).toEqual({ message: "the proxy answers 403" });
});
