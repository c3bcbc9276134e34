/** The proxies that the environment names, as the AWS CLI reads it. */
import { LambdaEnvError } from "../errors.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface ProxyServer {
  /** With user and password, if the variable contains them. */
  readonly url: URL;
  /** The same without them, for messages. */
  readonly shown: string;
  /** The variable that names it. */
  readonly variable: string;
}

export interface Proxies {
  /** For requests to `http:` URLs, and to `https:` URLs. */
  readonly http: ProxyServer | undefined;
  readonly https: ProxyServer | undefined;
  /** Hosts that are reached without one: the content of `NO_PROXY`. */
  readonly except: string;
}

/**
 * Returns the proxies of the environment; undefined if it names none.
 *
 * The lower-case variable wins over the upper-case one, and turns it off if it is empty, as with the AWS CLI. `ALL_PROXY` is not
 * read.
 * Errors: USAGE for anything but the URL of an http or https proxy. The message does not repeat it, since it may contain a
 * password.
 */
export function readProxies(env: Environment): Proxies | undefined {
  const http = readProxy(env, "http_proxy");
  const https = readProxy(env, "https_proxy");
  if (http === undefined && https === undefined) return undefined;
  return { http, https, except: env[spellingOf(env, "no_proxy")] ?? "" };
}

function readProxy(env: Environment, name: string): ProxyServer | undefined {
  const variable = spellingOf(env, name);
  const text = env[variable]?.trim();
  if (!text) return undefined;
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text.replace(/^\/\//, "")}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === "" || !isDecodable(url)) {
    throw new LambdaEnvError("USAGE", `${variable} is not the URL of an http or https proxy`, {
      hint: `${variable}=http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, with reserved characters as %40 for @`,
    });
  }
  return { url, shown: `${url.protocol}//${url.host}`, variable };
}

/** Returns the decoded text: a password with a bare `%` cannot be sent as it was intended. */
function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}${password}`);
    return true;
  } catch {
    return false;
  }
}

function spellingOf(env: Environment, name: string): string {
  return env[name] === undefined ? name.toUpperCase() : name;
}
