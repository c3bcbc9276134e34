/** Failures on the way to a host: at a proxy, or with a certificate. The connection fails with one of these errors. */
import type { TLSSocket } from "node:tls";
import { defined } from "../core/defined.ts";
import type { ProxyServer } from "./proxies.ts";

/** A request that a proxy did not pass on: it was not sent. */
export interface ProxyFailure extends Error {
  readonly proxy: ProxyServer;
  /** The status of the proxy's answer; undefined if there was none. */
  readonly status?: number;
  readonly code?: string;
  /** The proxy's certificate, if it is not trusted. */
  readonly issuer?: string;
  /** The destination of the request; undefined if only the request knows it. */
  readonly host?: string;
}

/** A connection whose certificate is not trusted. */
export interface UntrustedFailure extends Error {
  readonly code: string;
  readonly issuer?: string;
  readonly host?: string;
}

/** Node's codes for a certificate whose issuer is not among the trusted ones. */
const UNTRUSTED = /^(?:UNABLE_TO_(?:GET_ISSUER_CERT|VERIFY)|SELF_SIGNED_|DEPTH_ZERO_|CERT_UNTRUSTED|INVALID_CA)/;

/** Returns whether the code stands for a certificate whose issuer is not trusted. */
export function isUntrusted(code: unknown): code is string {
  return typeof code === "string" && UNTRUSTED.test(code);
}

/** Returns whether the error is that of a connection whose certificate is not trusted. */
export function isUntrustedFailure(error: unknown): error is UntrustedFailure {
  return error instanceof Error && "code" in error && isUntrusted(error.code);
}

/** Returns whether the error is that of a proxy. */
export function isProxyFailure(error: unknown): error is ProxyFailure {
  return error instanceof Error && "proxy" in error;
}

export interface ProxyFailureReason {
  readonly proxy: ProxyServer;
  readonly host: string;
  readonly status?: number;
  readonly cause?: unknown;
  readonly issuer?: string | undefined;
}

export function makeProxyFailure({ proxy, host, status, cause, issuer }: ProxyFailureReason): ProxyFailure {
  const code = cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
  // Returns whether another attempt may help: a proxy may reach a host later, but a refusal stays a refusal.
  const retry = status !== undefined && status >= 500 ? { $retryable: { throttling: false } } : {};
  return Object.assign(new Error("the proxy cannot be used", { cause }), {
    proxy,
    host,
    ...defined({ status, code, issuer }),
    ...retry,
  });
}

/** Returns whether the stream is a TLS connection. */
export function isTls(stream: unknown): stream is TLSSocket {
  return typeof stream === "object" && stream !== null && "getPeerCertificate" in stream;
}

/**
 * Adds the issuer to the error of a connection whose certificate is not trusted: after the connection is closed, it is no longer
 * known.
 */
export function noteIssuer(socket: TLSSocket, host: string, note: (error: Error) => void): void {
  const destroy = socket.destroy.bind(socket);
  socket.destroy = (error) => {
    if (isUntrustedFailure(error)) note(Object.assign(error, { host, ...defined({ issuer: issuerOf(socket) }) }));
    return destroy(error);
  };
}

/** Returns who issued the last certificate of the chain that the server sent; undefined if it sent none. */
export function issuerOf(socket: TLSSocket): string | undefined {
  let certificate = socket.getPeerCertificate(true);
  if (certificate === null || certificate.issuer === undefined) return undefined;
  const seen = new Set<string>();
  while (certificate.issuerCertificate !== undefined && !seen.has(certificate.fingerprint256)) {
    seen.add(certificate.fingerprint256);
    certificate = certificate.issuerCertificate;
  }
  const { CN, O, OU } = certificate.issuer as Partial<Record<"CN" | "O" | "OU", string | readonly string[]>>;
  const [name] = [CN ?? O ?? OU ?? []].flat();
  return name?.slice(0, 100);
}
