/** Where a request goes: AWS itself, or a host that someone configured. */

/** What we look at of a request of the SDK. */
export interface Outgoing {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The domains of all partitions. Source: `partitions.json` of the SDK's endpoint rules. */
const AWS_DOMAINS = [
  "amazonaws.com",
  "api.aws",
  "amazonaws.com.cn",
  "api.amazonwebservices.com.cn",
  "amazonaws.eu",
  "api.amazonwebservices.eu",
  "c2s.ic.gov",
  "api.aws.ic.gov",
  "sc2s.sgov.gov",
  "api.aws.scloud",
  "cloud.adc-e.uk",
  "api.cloud-aws.adc-e.uk",
  "csp.hci.ic.gov",
  "api.aws.hci.ic.gov",
] as const;

/** Tells whether a request of the SDK is one that names its host. */
export function isOutgoing(request: unknown): request is Outgoing {
  return typeof request === "object" && request !== null && "hostname" in request && "protocol" in request;
}

/** The services that are called, as their hosts begin. Source: the endpoint rules of their clients. */
const SERVICES = "(?:lambda|secretsmanager|ssm|cloudformation|cloudcontrolapi)(?:-fips)?";
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
