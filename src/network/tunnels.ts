/** Connections through proxies. Only loaded if the environment names one. */
import { EventEmitter } from "node:events";
import { type ClientRequest, Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent, RequestOptions } from "node:https";
import { isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { HttpProxyAgent } from "http-proxy-agent";
import { HttpsProxyAgent } from "https-proxy-agent";
import { isProxyFailure, issuerOf, isTls, isUntrustedFailure, makeProxyFailure, noteIssuer } from "./failures.ts";
import { AGENT_OPTIONS, type Network, type NoteFailure } from "./network.ts";
import { type HostPort, isFor, type Parked, park } from "./parked.ts";
import type { Proxies, ProxyServer } from "./proxies.ts";
import { chooseProxy, type Destination } from "./proxy-choice.ts";

export interface RouteOptions {
  readonly proxies: Proxies;
  readonly trusted: readonly string[] | undefined;
  readonly note: NoteFailure;
}

/** What the connections to and through a proxy have in common. */
interface Way {
  readonly proxy: ProxyServer;
  readonly tls: { readonly ca?: string[] };
  readonly note: NoteFailure;
}

type Connect = HttpsProxyAgent<string>["connect"] & HttpProxyAgent<string>["connect"];

/** How `http.request` of Node passes a request to its agent. Its types leave that out. */
interface Routable {
  addRequest(request: unknown, options: RequestOptions): void;
}

/** The time limit for the search for the name of an issuer. */
const ISSUER_TIMEOUT_MS = 3000;

/** Makes `httpsAgent` use a proxy where one is needed, and returns the agent that does so for plain requests. */
export function routeThroughProxies(
  httpsAgent: HttpsAgent,
  { proxies, trusted, note }: RouteOptions,
): Pick<Network, "httpAgent" | "proxyOf"> & { readonly warm: (place: HostPort) => (() => void) | undefined } {
  const httpAgent = new HttpAgent(AGENT_OPTIONS);
  const tls = trusted === undefined ? {} : { ca: [...trusted] };
  const proxyOf = (destination: Destination): ProxyServer | undefined => chooseProxy(destination, proxies);
  const { http, https } = proxies;
  if (http !== undefined) route(httpAgent, makeForwarder({ proxy: http, tls, note }), { secure: false, proxyOf });
  if (https === undefined) return { httpAgent, proxyOf, warm: () => undefined };
  const { agent, warm } = makeTunnel({ proxy: https, tls, note });
  route(httpsAgent, agent, { secure: true, proxyOf, ...tls });
  return { httpAgent, proxyOf, warm: (place) => (proxyOf({ secure: true, ...place }) === undefined ? undefined : warm(place)) };
}

interface Route {
  readonly secure: boolean;
  readonly proxyOf: Network["proxyOf"];
  readonly ca?: string[];
}

/** Passes the requests that need a proxy to `tunnel`, which keeps its connections like any agent. */
function route(agent: HttpAgent, tunnel: HttpAgent, { secure, proxyOf, ...tls }: Route): void {
  const [direct, through] = [agent as unknown as Routable, tunnel as unknown as Routable];
  const addRequest = direct.addRequest.bind(agent);
  direct.addRequest = (request, options) => {
    const port = Number(options.port ?? (secure ? 443 : 80));
    const proxy = proxyOf({ secure, host: options.host ?? "localhost", port });
    if (proxy === undefined) addRequest(request, options);
    else through.addRequest(request, { ...options, port, ...tls, secureEndpoint: secure } as RequestOptions);
  };
}

interface Tunnel {
  readonly agent: HttpAgent;
  readonly warm: Network["warm"];
}

/** Returns an agent for encrypted requests, which requests a connection to the host itself from the proxy. */
function makeTunnel(way: Way): Tunnel {
  const agent = new HttpsProxyAgent(way.proxy.url, optionsOf(way));
  const dig: Connect = agent.connect.bind(agent);
  let early: { readonly place: HostPort; readonly take: () => Promise<Socket | undefined> } | undefined;
  agent.connect = async (request, options) => {
    const parked = early !== undefined && isFor(early.place, options) ? await early.take() : undefined;
    return parked ?? digTo(request, options, { dig, way });
  };
  return {
    agent,
    warm: (place) => {
      const abort = new AbortController();
      let isTaken = false;
      const note: NoteFailure = (error) => isTaken && way.note(error);
      // An agent of its own, whose connection can be closed before the proxy has answered.
      const own = new HttpsProxyAgent(way.proxy.url, { ...optionsOf(way), signal: abort.signal });
      const options = { ...way.tls, ...place, secureEndpoint: true } as const;
      const request = new EventEmitter() as ClientRequest;
      const parked: Promise<Parked | undefined> = digTo(request, options, {
        dig: own.connect.bind(own),
        way: { ...way, note },
      }).then(park, () => undefined);
      early = {
        place,
        take: async () => {
          if (isTaken) return undefined;
          isTaken = true;
          return (await parked)?.take();
        },
      };
      return () => {
        if (!isTaken) abort.abort();
      };
    },
  };
}

interface Digging {
  readonly dig: Connect;
  readonly way: Way;
}

function digTo(request: ClientRequest, options: Parameters<Connect>[1], { dig, way }: Digging): Promise<Socket> {
  const host = `${options.host}:${options.port}`;
  return explained(host, way, async () => {
    let status = 0;
    request.once("proxyConnect", (reply: { readonly statusCode: number }) => {
      status = reply.statusCode;
    });
    const socket = await dig(request, options);
    if (status !== 200) {
      socket.destroy();
      throw makeProxyFailure({ proxy: way.proxy, host, status });
    }
    if (isTls(socket)) noteIssuer(socket, options.host ?? "", way.note);
    return socket;
  });
}

/** Returns an agent for plain requests, which sends them to the proxy unchanged. */
function makeForwarder(way: Way): HttpAgent {
  const { proxy } = way;
  const agent = new HttpProxyAgent(proxy.url, optionsOf(way));
  const connect: Connect = agent.connect.bind(agent);
  agent.connect = (request, options) => {
    const host = `${options.host}:${options.port}`;
    return explained(host, way, async () => {
      const socket = await connect(request, options);
      if (isTls(socket)) noteIssuer(socket, proxy.url.host, way.note);
      // Any failure of this connection is the proxy's.
      socket.prependListener("error", (error) => Object.assign(error, { proxy, host }));
      return socket;
    });
  };
  return agent;
}

/** Returns the server name for TLS to a proxy: the certificate is for a name; Node only derives it for requests. */
function optionsOf({ proxy: { url }, tls }: Way): typeof AGENT_OPTIONS & { ca?: string[]; servername?: string } {
  const host = hostOfProxy(url);
  return { ...AGENT_OPTIONS, ...tls, ...(isIP(host) === 0 ? { servername: host } : {}) };
}

function hostOfProxy({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

/** Turns an error of `connect` into a failure of the proxy. */
async function explained(host: string, way: Way, connect: () => Promise<Socket>): Promise<Socket> {
  try {
    return await connect();
  } catch (cause) {
    const issuer = isUntrustedFailure(cause) ? await findIssuer(way) : undefined;
    const failure = isProxyFailure(cause) ? cause : makeProxyFailure({ proxy: way.proxy, host, cause, issuer });
    way.note(failure);
    throw failure;
  }
}

/** Requests the certificate of the proxy once more, and sends nothing: the connection that did not trust it is gone. */
function findIssuer(way: Way): Promise<string | undefined> {
  const { url } = way.proxy;
  const { ca, servername } = optionsOf(way);
  const options = { ...(ca && { ca }), ...(servername && { servername }), rejectUnauthorized: false };
  const socket = connectTls({ host: hostOfProxy(url), port: Number(url.port || 443), ...options });
  return new Promise((resolve) => {
    const end = (issuer?: string): void => {
      socket.destroy();
      resolve(issuer);
    };
    socket.setTimeout(ISSUER_TIMEOUT_MS, end);
    socket.once("error", () => end());
    socket.once("secureConnect", () => end(issuerOf(socket)));
  });
}
