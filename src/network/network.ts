/** How a run reaches its hosts. */
import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { HostPort } from "./parked.ts";
import type { ProxyServer } from "./proxies.ts";
import type { Destination } from "./proxy-choice.ts";

export interface Network {
  readonly httpsAgent: HttpsAgent;
  /** Undefined where plain requests need nothing of us. */
  readonly httpAgent: HttpAgent | undefined;
  /** The proxy that a request to this destination goes through. */
  readonly proxyOf: (destination: Destination) => ProxyServer | undefined;
  /** The latest failure that only the connection can explain: what asked for it may have thrown an error of its own since. */
  readonly failure: () => Error | undefined;
  /** Opens an encrypted connection for the first request to that place. Returns what closes it, if no request has come. */
  readonly warm: (place: HostPort) => () => void;
}

/** Called with each such failure. */
export type NoteFailure = (error: Error) => void;

/** As many connections to one host as the SDK opens by itself. */
export const AGENT_OPTIONS = { keepAlive: true, maxSockets: 50 } as const;
