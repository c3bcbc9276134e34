/** The requests that the action itself makes go the way of the tool's: through proxies, by the rules of `docs/network.md`. */
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import type { ActionResult } from "../support/action.ts";
import { tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";
import { type Authority, issueIdentity, makeAuthority, type ServerIdentity } from "../support/network/certificates.ts";
import { startProxy } from "../support/network/servers.ts";
import { setScene } from "./action-scene.ts";

let authority: Authority;
let identity: ServerIdentity;
beforeAll(async () => {
  authority = await makeAuthority("Example Root");
  identity = await issueIdentity(authority, ["api.github.example", "127.0.0.1"]);
});

/** Starts a GitHub without comments. Returns its port, and what it was asked. */
async function startApi(): Promise<{ readonly port: number; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const server = createServer(identity, ({ method, url, headers }, response) => {
    asked.push(`${method} ${url} ${headers.authorization} ${headers.host}`);
    response.end(method === "GET" ? "[]" : "{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { port: (server.address() as AddressInfo).port, asked };
}

/** Runs a step that comments, in a job that trusts our authority. */
async function comment(env: Readonly<Record<string, string>>): Promise<ActionResult> {
  const { run } = await setScene();
  const folder = tempFolder({ "ca.pem": authority.pem });
  const own = { GITHUB_API_URL: "https://api.github.example", NODE_EXTRA_CA_CERTS: join(folder, "ca.pem"), STAGE: "prod" };
  return run({ variables: "STAGE", comment: "true" }, { event: { pull_request: { number: 7 } }, env: { ...own, ...env } });
}

test.each(["http", "https"])("they go through a proxy that is reached by %s", async (scheme) => {
  const api = await startApi();
  const options = { endpoint: await startEndpoint(), tlsPort: api.port, credentials: "us/er:pa%ss@word" };
  const proxy = await startProxy({ ...options, ...(scheme === "http" ? {} : { identity }) });
  const { code } = await comment({ HTTPS_PROXY: `${scheme}://us%2Fer:pa%25ss%40word@127.0.0.1:${proxy.port}` });
  expect(code).toBe(0);
  expect(new Set(proxy.asked)).toEqual(new Set(["CONNECT api.github.example:443"]));
  const path = "/repos/someone/something/issues/7/comments";
  expect(api.asked).toEqual(
    [`GET ${path}?per_page=100&page=1`, `POST ${path}`, `GET ${path}?per_page=100&page=1`].map(
      (request) => `${request} Bearer token-of-the-job api.github.example`,
    ),
  );
});

test("a proxy that refuses costs the comment, not the step, and gets nothing of it", async () => {
  const proxy = await startProxy({ endpoint: await startEndpoint(), refuse: 403 });
  const { code, stderr } = await comment({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("the comment cannot be written: GitHub cannot"),
  });
  expect(proxy.asked).toEqual(["CONNECT api.github.example:443"]);
});
