/** Makes connections: decides which certificates they trust, and which proxy they use. Nothing is loaded before `openNetwork`. */
import type { Agent as HttpsAgent, RequestOptions } from "node:https";
import type { Socket } from "node:net";
import { isTls, noteIssuer } from "./failures.ts";
import { AGENT_OPTIONS, type Network, type NoteFailure } from "./network.ts";
import { type HostPort, isFor, type Parked, park } from "./parked.ts";
import type { Proxies } from "./proxies.ts";

export interface NetworkOptions {
  readonly proxies: Proxies | undefined;
  /** The certificates to trust instead of those that Node knows, as PEM texts. */
  readonly trusted: readonly string[] | undefined;
}

/** Returns the agents of a run, for all its clients. No connection is opened yet. */
export async function openNetwork({ proxies, trusted }: NetworkOptions): Promise<Network> {
  const { Agent } = await import("node:https");
  let latest: Error | undefined;
  const failure = (): Error | undefined => latest;
  const note: NoteFailure = (error) => {
    latest = error;
  };
  const httpsAgent = new Agent({ ...AGENT_OPTIONS, ...(trusted === undefined ? {} : { ca: [...trusted] }) });
  const warmDirectly = prepare(httpsAgent, note);
  const direct = { httpsAgent, httpAgent: undefined, proxyOf: () => undefined, failure, warm: warmDirectly };
  if (proxies === undefined) return direct;
  const { routeThroughProxies } = await import("./tunnels.ts");
  const { warm, ...routed } = routeThroughProxies(httpsAgent, { proxies, trusted, note });
  return { ...direct, ...routed, warm: (place) => warm(place) ?? warmDirectly(place) };
}

/** Makes the connections of an agent name the issuers of certificates, and returns a function that opens one of them early. */
function prepare(agent: HttpsAgent, note: NoteFailure): Network["warm"] {
  const connect = agent.createConnection.bind(agent);
  let early: { readonly place: HostPort; readonly parked: Parked } | undefined;
  agent.createConnection = (options: RequestOptions, ...rest) => {
    const parked = early !== undefined && isFor(early.place, options) ? early.parked.take() : undefined;
    if (parked !== undefined) return parked;
    const socket = connect(options, ...rest);
    if (isTls(socket)) noteIssuer(socket, options.host ?? "", note);
    return socket;
  };
  return (place) => {
    const options = { ...agent.options, ...place, servername: isAddress(place.host) ? "" : place.host };
    // The agent stores the TLS session of a connection under its destination, so that later ones need a shorter handshake.
    const socket = connect({ ...options, _agentKey: agent.getName(options) } as RequestOptions) as Socket;
    let isTaken = false;
    const parked = park(socket);
    if (isTls(socket)) noteIssuer(socket, place.host, (error) => isTaken && note(error));
    const take = (): Socket | undefined => {
      const taken = parked.take();
      isTaken = taken !== undefined;
      return taken;
    };
    early = { place, parked: { ...parked, take } };
    return parked.abandon;
  };
}

/** Returns whether a host is an address: `isIP` of Node would load a module before it is needed. */
function isAddress(host: string): boolean {
  return /^[\d.]+$|:/.test(host);
}
