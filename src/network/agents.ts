/** How connections are made: which certificates they trust, and through which proxy they go. Nothing is loaded before `openNetwork`. */
import type { Agent as HttpsAgent, RequestOptions } from "node:https";
import { isTls, noteIssuer } from "./failures.ts";
import { AGENT_OPTIONS, type Network, type NoteFailure } from "./network.ts";
import type { Proxies } from "./proxies.ts";

export interface NetworkOptions {
  readonly proxies: Proxies | undefined;
  /** The certificates to trust in place of those that Node knows, as PEM texts. */
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
  nameIssuers(httpsAgent, note);
  if (proxies === undefined) return { httpsAgent, httpAgent: undefined, proxyOf: () => undefined, failure };
  const { routeThroughProxies } = await import("./tunnels.ts");
  return { httpsAgent, failure, ...routeThroughProxies(httpsAgent, { proxies, trusted, note }) };
}

function nameIssuers(agent: HttpsAgent, note: NoteFailure): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options: RequestOptions, ...rest) => {
    const socket = connect(options, ...rest);
    if (isTls(socket)) noteIssuer(socket, options.host ?? "", note);
    return socket;
  };
}
