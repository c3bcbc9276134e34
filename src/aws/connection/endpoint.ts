/** The destination of a request: AWS itself, or a host that someone configured. */
import { AWS_DOMAINS } from "../../core/arn/partitions.ts";

/** The parts of an SDK request that are read here. */
export interface Outgoing {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Returns whether `request` is an SDK request with a host. */
export function isOutgoing(request: unknown): request is Outgoing {
  return typeof request === "object" && request !== null && "hostname" in request && "protocol" in request;
}

/** The services that are called, as the first part of their host names. Source: the endpoint rules of their clients. */
const SERVICES = "(?:lambda|secretsmanager|ssm|cloudformation|cloudcontrolapi|tagging|sts)(?:-fips)?";
const REGION = "[a-z]{2,}(?:-[a-z]+)+-\\d+";
const DOMAIN = `(?:${AWS_DOMAINS.join("|").replaceAll(".", "\\.")})`;
/** A service's own host in a region, or an interface endpoint of it in a VPC. */
const SERVICE_HOST = new RegExp(`^(?:${SERVICES}\\.${REGION}|vpce-[a-z0-9-]+\\.${SERVICES}\\.${REGION}\\.vpce)\\.${DOMAIN}$`);
/** IAM has one host for all regions of a partition. */
const GLOBAL_HOST = new RegExp(`^iam(?:-fips)?\\.(?:(?:global|us-gov|${REGION})\\.)?${DOMAIN}$`);

/**
 * Returns whether a request goes to AWS itself: encrypted, and to a service's own host. AWS's domains also contain hosts of its
 * customers, such as machines and API gateways.
 */
export function isAws({ protocol, hostname, port }: Outgoing): boolean {
  const host = hostname.toLowerCase();
  const isPlain = protocol === "https:" && (port === undefined || Number(port) === 443);
  return isPlain && (SERVICE_HOST.test(host) || GLOBAL_HOST.test(host));
}

/** Returns the number of the attempt at this request, starting at 1. The SDK sends it to the service. */
export function attemptOf({ headers = {} }: Outgoing): number {
  return Number(/attempt=(\d+)/.exec(headers["amz-sdk-request"] ?? "")?.[1] ?? 1);
}

/** Returns the host with its port, for messages. */
export function hostOf({ hostname, port }: Outgoing): string {
  return port === undefined ? hostname : `${hostname}:${port}`;
}

/** Returns scheme, host and port of the URL of a request. */
export function endpointOf(request: Outgoing): string {
  return `${request.protocol}//${hostOf(request)}`;
}

/** The position at which a middleware sees a request before it is signed. */
export const BEFORE_SIGNING = { step: "build", priority: "high" } as const;

interface EndpointContext {
  readonly endpointV2?: { readonly url: URL };
}

/**
 * Returns a middleware that joins the path of an endpoint and that of a request with one slash, as the AWS CLI does; the SDK
 * leaves two.
 */
export function joinPaths<Args extends { request: unknown }, Output>(
  next: (args: Args) => Promise<Output>,
  context: EndpointContext,
): (args: Args) => Promise<Output> {
  return (args) => {
    const { request } = args;
    const base = context.endpointV2?.url.pathname ?? "";
    if (base.endsWith("/") && isOutgoing(request) && request.path?.startsWith(`${base}/`)) {
      Object.assign(request, { path: `${base}${request.path.slice(base.length + 1)}` });
    }
    return next(args);
  };
}
