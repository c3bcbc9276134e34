/** The routes from a run to its hosts. */
import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { HostPort } from "./parked.ts";
import type { ProxyServer } from "./proxies.ts";
import type { Destination } from "./proxy-choice.ts";

export interface Network {
  readonly httpsAgent: HttpsAgent;
  /** Undefined if plain requests need nothing special. */
  readonly httpAgent: HttpAgent | undefined;
  /** The proxy for a request to this destination. */
  readonly proxyOf: (destination: Destination) => ProxyServer | undefined;
  /** The latest failure that only the connection can explain: the code that used it may have thrown an error of its own since. */
  readonly failure: () => Error | undefined;
  /**
   * Opens an encrypted connection for the first request to that destination. Returns a function that closes it if no request has
   * come.
   */
  readonly warm: (place: HostPort) => () => void;
}

/** Called with each such failure. */
export type NoteFailure = (error: Error) => void;

/** The number of connections to one host that the SDK opens by itself. */
export const AGENT_OPTIONS = { keepAlive: true, maxSockets: 50 } as const;
