/** Where a request goes: AWS itself, or a host that someone configured. */
import { AWS_DOMAINS } from "../../core/arn/partitions.ts";

/** What we look at of a request of the SDK. */
export interface Outgoing {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Tells whether a request of the SDK is one that names its host. */
export function isOutgoing(request: unknown): request is Outgoing {
  return typeof request === "object" && request !== null && "hostname" in request && "protocol" in request;
}

/** The services that are called, as their hosts begin. Source: the endpoint rules of their clients. */
const SERVICES = "(?:lambda|secretsmanager|ssm|cloudformation|cloudcontrolapi|tagging)(?:-fips)?";
const REGION = "[a-z]{2,}(?:-[a-z]+)+-\\d+";
const DOMAIN = `(?:${AWS_DOMAINS.join("|").replaceAll(".", "\\.")})`;
/** A service's own host in a region, or an interface endpoint of it in a VPC. */
const SERVICE_HOST = new RegExp(`^(?:${SERVICES}\\.${REGION}|vpce-[a-z0-9-]+\\.${SERVICES}\\.${REGION}\\.vpce)\\.${DOMAIN}$`);

/**
 * Tells whether a request goes to AWS itself: to a service's own host, encrypted. Under AWS's domains there are also hosts of its
 * customers, such as those of machines and of API gateways.
 */
export function isAws({ protocol, hostname, port }: Outgoing): boolean {
  return protocol === "https:" && (port === undefined || Number(port) === 443) && SERVICE_HOST.test(hostname.toLowerCase());
}

/** Returns which try of the same request this is, from 1 on. The SDK writes it down for the service. */
export function attemptOf({ headers = {} }: Outgoing): number {
  return Number(/attempt=(\d+)/.exec(headers["amz-sdk-request"] ?? "")?.[1] ?? 1);
}

/** Returns the host with its port, for messages. */
export function hostOf({ hostname, port }: Outgoing): string {
  return port === undefined ? hostname : `${hostname}:${port}`;
}

/** Returns scheme, host and port of the URL that a request goes to. */
export function endpointOf(request: Outgoing): string {
  return `${request.protocol}//${hostOf(request)}`;
}
