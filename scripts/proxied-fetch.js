/**
 * Requests of the action itself, through the proxy that the environment names. The action runs before anything is installed, and on
 * versions of Node whose `fetch` does not look for proxies, so this is made of Node's own modules.
 */
import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import { BlockList, isIP } from "node:net";
import { connect as connectTls } from "node:tls";

/** As `fetch`, for requests with text. Returns `status`, `ok` and `json()`. */
export async function proxiedFetch(url, { method = "GET", headers = {}, body } = {}, env = process.env) {
  const target = new URL(url);
  const proxy = proxyOf(target, env);
  if (proxy === undefined) return fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  const options = target.protocol === "https:" ? await tunnelTo(target, proxy) : throughProxy(target, proxy);
  const reply = await exchange(target.protocol === "https:" ? requestTls : requestOf(proxy), {
    ...options,
    method,
    headers: { ...options.headers, ...headers, host: target.host, "user-agent": "lambda-env", connection: "close" },
    body,
  });
  // Whoever is behind a proxy may leave a connection open, and the process would wait for it.
  options.tunnel?.destroy();
  reply.message.socket.destroy();
  const { statusCode: status } = reply.message;
  return { status, ok: status >= 200 && status < 300, json: () => JSON.parse(reply.text) };
}

/** Returns the proxy for a URL by the rules of the program: `docs/network.md`. */
export function proxyOf({ protocol, hostname, port }, env) {
  const named = (name) => (env[name] === undefined ? env[name.toUpperCase()] : env[name])?.trim() ?? "";
  const text = named(`${protocol.slice(0, -1)}_proxy`);
  if (text === "") return undefined;
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const isHere = host === "localhost" || host.endsWith(".localhost");
  if (isHere || ["127.0.0.0/8", "::1/128", "169.254.0.0/16", "fe80::/10", "fd00:ec2::/32"].some((one) => isIn(host, one)))
    return undefined;
  const own = Number(port || (protocol === "https:" ? 443 : 80));
  const entries = named("no_proxy")
    .toLowerCase()
    .split(/[\s,]+/);
  if (entries.some((entry) => entry !== "" && matches(entry, host, own))) return undefined;
  return new URL(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text.replace(/^\/\//, "")}`);
}

function matches(entry, host, port) {
  if (entry === "*" || isIn(host, entry)) return true;
  const [, name = entry, itsPort] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
  if (itsPort !== undefined && Number(itsPort) !== port) return false;
  const bare = name.replace(/^\[|\]$/g, "");
  if (isIP(bare) !== 0) return isIn(host, bare);
  const suffix = bare.replace(/^\*?\.*/, "").replace(/\.$/, "");
  return suffix !== "" && (host === suffix || host.endsWith(`.${suffix}`));
}

function isIn(host, network) {
  const [address, bits, ...more] = network.split("/");
  const family = isIP(host);
  const longest = family === 4 ? 32 : 128;
  if (family === 0 || isIP(address) !== family || more.length > 0) return false;
  if (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= longest)) return false;
  const list = new BlockList();
  list.addSubnet(address, bits === undefined ? longest : Number(bits), `ipv${family}`);
  return list.check(host, `ipv${family}`);
}

function requestOf({ protocol }) {
  return protocol === "https:" ? requestTls : requestPlain;
}

function placeOf({ protocol, hostname, port, username, password }) {
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers = user === ":" ? {} : { "proxy-authorization": `Basic ${Buffer.from(user).toString("base64")}` };
  return { host: hostname.replace(/^\[|\]$/g, ""), port: port || (protocol === "https:" ? 443 : 80), headers, agent: false };
}

function throughProxy(target, proxy) {
  return { ...placeOf(proxy), path: target.href };
}

async function tunnelTo(target, proxy) {
  const path = `${target.hostname}:${target.port || 443}`;
  const { headers, ...place } = placeOf(proxy);
  const sent = requestOf(proxy)({ ...place, method: "CONNECT", path, headers: { ...headers, host: path } });
  const socket = await new Promise((done, fail) => {
    sent.on("error", fail);
    sent.on("connect", ({ statusCode }, connected) => {
      if (statusCode === 200) return done(connected);
      connected.destroy();
      fail(new Error(`the proxy answers ${statusCode}`));
    });
    sent.end();
  });
  const name = target.hostname.replace(/^\[|\]$/g, "");
  const createConnection = () => connectTls({ socket, ...(isIP(name) === 0 ? { servername: name } : { host: name }) });
  return { host: name, path: `${target.pathname}${target.search}`, createConnection, headers: {}, tunnel: socket };
}

function exchange(request, { body, ...options }) {
  return new Promise((done, fail) => {
    const sent = request(options);
    sent.on("error", fail);
    sent.on("response", async (message) => {
      try {
        let text = "";
        for await (const part of message.setEncoding("utf8")) text += part;
        done({ message, text });
      } catch (error) {
        fail(error);
      }
    });
    sent.end(body);
  });
}
