/** Decides which hosts are reached through a proxy. Only loaded if the environment names one. */
import { BlockList, isIP } from "node:net";
import type { Proxies, ProxyServer } from "./proxies.ts";

export interface Destination {
  readonly secure: boolean;
  /** A name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** This machine, and the hosts from which machines and containers at AWS get their own credentials: no proxy can reach them. */
const LOCAL_NETWORKS = ["127.0.0.0/8", "::1/128", "169.254.0.0/16", "fe80::/10", "fd00:ec2::/32"];

/** Returns the proxy for a destination; undefined if it is reached directly. */
export function chooseProxy(destination: Destination, proxies: Proxies): ProxyServer | undefined {
  const proxy = destination.secure ? proxies.https : proxies.http;
  if (proxy === undefined) return undefined;
  const host = destination.host.toLowerCase().replace(/\.$/, "");
  if (host === "localhost" || host.endsWith(".localhost") || LOCAL_NETWORKS.some((network) => isIn(host, network)))
    return undefined;
  const isExcepted = proxies.except
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== "" && matches(entry, host, destination.port));
  return isExcepted ? undefined : proxy;
}

/**
 * Returns whether an entry matches: `*`, a network, or a host with or without its port; a host stands for all hosts under it too,
 * as with the AWS CLI.
 */
function matches(entry: string, host: string, port: number): boolean {
  if (entry === "*" || isIn(host, entry)) return true;
  const [, name = entry, itsPort] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
  if (itsPort !== undefined && Number(itsPort) !== port) return false;
  const bare = name.replace(/^\[|\]$/g, "");
  if (isIP(bare) !== 0) return isIn(host, bare);
  const suffix = bare.replace(/^\*?\.*/, "").replace(/\.$/, "");
  return suffix !== "" && (host === suffix || host.endsWith(`.${suffix}`));
}

/** Returns whether `host` is an address in `network`, which is an address or `ADDRESS/BITS`; false for anything else. */
function isIn(host: string, network: string): boolean {
  const family = familyOf(host);
  const [address = "", bits, ...more] = network.split("/");
  if (family === undefined || familyOf(address) !== family || more.length > 0) return false;
  const list = new BlockList();
  const longest = family === "ipv4" ? 32 : 128;
  if (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= longest)) return false;
  list.addSubnet(address, bits === undefined ? longest : Number(bits), family);
  return list.check(host, family);
}

function familyOf(text: string): "ipv4" | "ipv6" | undefined {
  return ({ 4: "ipv4", 6: "ipv6" } as const)[isIP(text)];
}
