/** Network errors on the way to AWS: what the message says, and the hint. */
import { defined } from "../../core/defined.ts";
import { LambdaEnvError } from "../../errors.ts";
import {
  isProxyFailure,
  isUntrusted,
  isUntrustedFailure,
  type ProxyFailure,
  type UntrustedFailure,
} from "../../network/failures.ts";
import type { ProxyServer } from "../../network/proxies.ts";

/** Where a request went, and by which route. */
export interface Reached {
  readonly host: string;
  /** The profile that the credentials come from. */
  readonly profile: string | undefined;
  /** Undefined if the host is reached directly. */
  readonly proxy?: ProxyServer | undefined;
  /** The latest failure of a connection, including those for credentials. */
  readonly failure?: Error | undefined;
}

interface Way extends Pick<Reached, "host" | "proxy"> {
  readonly action: string;
}

interface Explanation {
  readonly message: string;
  readonly hint: string;
}

/** Node's codes for a host that cannot be found, reached or trusted. */
const NETWORK_CODE = /^(?:E[A-Z_]+|HPE_\w+|ERR_(?:TLS|SSL|SOCKET)\w*|CERT_\w+|UNABLE_TO_\w+|(?:DEPTH_ZERO_)?SELF_SIGNED_\w+)$/;

/** Returns the `LambdaEnvError` for a failure of the network; undefined for anything else. `status` is that of the reply, if one came. */
export function explainNetwork(error: Error, status: number | undefined, way: Way): LambdaEnvError | undefined {
  const explain = ({ message, hint }: Explanation): LambdaEnvError =>
    new LambdaEnvError("UNAVAILABLE", message, { hint, cause: error });
  if (isProxyFailure(error)) return explain(explainProxy(error, error.host ?? way.host));
  if (status === 407 && way.proxy !== undefined) return explain(explainProxy({ proxy: way.proxy, status }, way.host));
  if (isUntrustedFailure(error)) return explain(explainUntrusted(error, error.host || way.host));
  const reason = reasonOf(error);
  if (reason === undefined) return undefined;
  const through = way.proxy === undefined ? "" : ` through the proxy ${way.proxy.shown}`;
  const hint = way.proxy === undefined ? NETWORK_HINT : `check ${way.proxy.variable}, --region and --endpoint-url`;
  return explain({
    message: `${way.host} cannot be used for ${way.action}${through}: ${reason}`,
    hint: CERTIFICATE_HINTS[reason] ?? hint,
  });
}

const NETWORK_HINT = "check the network, --region and --endpoint-url";

const CERTIFICATE_HINTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "check this machine's clock with date -u; otherwise the certificate of that host must be renewed",
  CERT_NOT_YET_VALID: "check this machine's clock with date -u",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "the certificate is for other names: check --endpoint-url, and whether something answers in its place",
};

function reasonOf(error: Error): string | undefined {
  if ("code" in error && typeof error.code === "string" && NETWORK_CODE.test(error.code)) return error.code;
  if (error.name === "StalledReply") return "the reply ended early";
  return error.name === "TimeoutError" ? "no reply in time" : undefined;
}

function explainUntrusted({ code, issuer }: Pick<UntrustedFailure, "code" | "issuer">, host: string): Explanation {
  const by = issuer === undefined ? "by an unknown issuer" : `by "${issuer}"`;
  return {
    message: `the certificate of ${host} is issued ${by}, which is not trusted here (${code})`,
    hint: "save the certificate of that issuer in PEM format, and set AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS to the file",
  };
}

function explainProxy(
  { proxy, status, code, issuer }: Pick<ProxyFailure, "proxy" | "status" | "code" | "issuer">,
  host: string,
): Explanation {
  const { shown, variable, url } = proxy;
  if (isUntrusted(code)) return explainUntrusted({ code, ...defined({ issuer }) }, `the proxy ${shown}`);
  if (status === undefined) {
    return {
      message: `the proxy ${shown} cannot be used for ${host}: ${code ?? "it closed the connection"}`,
      hint: `check ${variable}, or add ${bareHost(host)} to NO_PROXY if it can be reached without a proxy`,
    };
  }
  if (status === 407) {
    const isAnonymous = url.username === "" && url.password === "";
    return {
      message: `the proxy ${shown} does not let this request to ${host} pass: ${isAnonymous ? "it asks for a user and a password" : "it does not accept the user and the password"} (407)`,
      hint: isAnonymous
        ? `set ${variable}=${url.protocol}//USER:PASSWORD@${url.host}`
        : `check the user and the password in ${variable}; reserved characters are written as %40 for @`,
    };
  }
  if (status >= 500) {
    return {
      message: `the proxy ${shown} cannot reach ${host} (${status})`,
      hint: "check --region and --endpoint-url, or try again in a minute",
    };
  }
  return {
    message: `the proxy ${shown} refuses the connection to ${host} (${status})`,
    hint: `ask who runs the proxy to allow ${host}, or add ${bareHost(host)} to NO_PROXY if it can be reached without a proxy`,
  };
}

function bareHost(host: string): string {
  return host.replace(/:\d+$/, "");
}
