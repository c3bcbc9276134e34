/** The connection to Lambda, opened while the rest of the program is still loading: both take as long as a request. */
import { openNetwork } from "./agents.ts";
import type { Network } from "./network.ts";
import type { HostPort } from "./parked.ts";
import { readProxies } from "./proxies.ts";

export interface EarlyNetwork {
  readonly network: Network;
  /** The file with the certificates that it trusts; undefined for those of Node. */
  readonly bundle: string | undefined;
  /** Lets the connection take its next step. Code that keeps this thread busy for milliseconds calls it before and after. */
  readonly proceed: () => Promise<void>;
  /** Closes the connection if no request has come. */
  readonly abandon: () => void;
}

export interface EarlyOptions {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: () => string;
}

/** The commands that send their first request to Lambda. */
export const EARLY_COMMANDS: readonly string[] = ["set", "unset", "diff", "list", "pull", "get", "edit", "run"];

/** Regions whose hosts are under amazonaws.com: all but a few, which are in partitions of their own. */
const REGION = /^(?:af|ap|ca|eu|il|me|mx|sa|us)-(?:gov-)?[a-z]+-\d$/;
const FUNCTION_ARN = /^(?:--function=|-f)?arn:aws(?:-us-gov)?:lambda:([a-z\d-]+):/;

/**
 * Returns the network with a connection in progress; undefined if the command line and the environment do not determine its
 * destination, and after any failure: the first request runs into it again, and reports it.
 */
export async function openEarly(options: EarlyOptions): Promise<EarlyNetwork | undefined> {
  const { env } = options;
  const place = findPlace(options);
  if (place === undefined) return undefined;
  try {
    const bundle = env["AWS_CA_BUNDLE"] || undefined;
    const trusted = bundle === undefined ? undefined : await trustedIn(bundle, options);
    const network = await openNetwork({ proxies: readProxies(env), trusted });
    const abandon = network.warm(place);
    await proceed();
    return { network, bundle, proceed, abandon };
  } catch {
    return undefined;
  }
}

/** Chains of promises alone leave no time for sockets: Node checks these between timers and immediates. */
function proceed(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

async function trustedIn(path: string, { env, cwd }: EarlyOptions): Promise<readonly string[]> {
  const { readTrust } = await import("./trust.ts");
  return readTrust({ path, namedBy: "AWS_CA_BUNDLE" }, { env, cwd: cwd() });
}

/** Returns the host of Lambda, judged by a quick look at the words. A wrong one costs a connection that nobody uses. */
export function findPlace({ argv, env }: Pick<EarlyOptions, "argv" | "env">): HostPort | undefined {
  const [command = "", ...words] = argv;
  if (!EARLY_COMMANDS.includes(command) || /^(?:0|false|no)$/i.test(env["LAMBDA_ENV_EARLY_CONNECTION"] ?? "")) return undefined;
  const end = words.indexOf("--");
  const own = end === -1 ? words : words.slice(0, end);
  const named = (name: string): string | undefined =>
    valueAfter(own, `--${name}`) || env[`LAMBDA_ENV_${name.toUpperCase().replaceAll("-", "_")}`] || undefined;
  const isIgnored = env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] === "true";
  const configured = isIgnored ? undefined : env["AWS_ENDPOINT_URL_LAMBDA"] || env["AWS_ENDPOINT_URL"];
  const url = named("endpoint-url") || configured;
  if (url) return placeOf(url);
  const isPlain = env["AWS_USE_FIPS_ENDPOINT"] !== "true" && env["AWS_USE_DUALSTACK_ENDPOINT"] !== "true";
  const region = named("region") || regionOfArn(own) || env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || "";
  return isPlain && REGION.test(region) ? { host: `lambda.${region}.amazonaws.com`, port: 443 } : undefined;
}

function placeOf(url: string): HostPort | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port } = new URL(url);
  return protocol === "https:" ? { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 443) } : undefined;
}

function valueAfter(words: readonly string[], option: string): string | undefined {
  const at = words.findLastIndex((word) => word === option || word.startsWith(`${option}=`));
  return words[at] === option ? words[at + 1] : words[at]?.slice(option.length + 1);
}

function regionOfArn(words: readonly string[]): string | undefined {
  return words.map((word) => FUNCTION_ARN.exec(word)?.[1]).find((region) => region !== undefined);
}
