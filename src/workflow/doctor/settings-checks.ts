/** The checks that need no request: what is configured, where, and whether it can be used. */
import type { ConnectOptions } from "../../aws/connection/config.ts";
import { isAws } from "../../aws/connection/endpoint.ts";
import { type ConnectionSettings, tryTo } from "../../aws/diagnosis/settings.ts";
import { parseFunctionId } from "../../core/arn/function-id.ts";
import { defined } from "../../core/defined.ts";
import type { Check, NamedBy, ProxyFacts } from "../../core/diagnosis/facts.ts";
import type { ActiveStage } from "../../core/stage/active-stage.ts";
import { LambdaEnvError } from "../../errors.ts";
import { type Proxies, type ProxyServer, readProxies } from "../../network/proxies.ts";
import { readTrust } from "../../network/trust.ts";
import type { Project } from "../project.ts";
import type { TargetRequest } from "../request.ts";
import { type AwsFiles, placeInFiles, placeInSamconfig, placeInServices } from "./aws-files.ts";

export interface Configured {
  readonly request: TargetRequest;
  /** Undefined where the project cannot be read. */
  readonly project: Project | undefined;
  readonly options: ConnectOptions & { readonly cwd: string };
  readonly settings: ConnectionSettings;
  readonly files: AwsFiles;
  /** The stage of the run, which may give options. */
  readonly stage?: ActiveStage | undefined;
  /** Returns the environment variable that stands for an option. */
  readonly twinOf: (option: string) => string;
}

/** Returns the checks in order. */
export async function checkSettings(configured: Configured): Promise<readonly Check[]> {
  return [
    ...checkProfileName(configured),
    checkRegion(configured),
    checkCredentials(configured),
    checkProxy(configured),
    await checkCertificates(configured),
    checkEndpoint(configured),
  ];
}

/** Returns the option, its variable or its key of a stage; where option and variable have the same text, the variable. */
function byOption({ options: { env }, stage, twinOf }: Configured, name: string, text: string): NamedBy {
  const place = stage?.applied.get(name);
  if (place !== undefined) return { kind: "file", path: place.source, ...defined({ line: place.line }) };
  const twin = twinOf(name);
  return env[twin] === text ? { kind: "variable", name: twin } : { kind: "option", name: `--${name}` };
}

function bySamconfig({ project, files }: Configured, setting: string): NamedBy | undefined {
  return project?.samconfig === undefined ? undefined : placeInSamconfig(project.samconfig.source, files.samconfig, setting);
}

/** Nothing is said of a default profile that does not exist. */
function checkProfileName(configured: Configured): readonly Check[] {
  const { request, settings, files, options } = configured;
  const { name, namedBy } = settings.chosen;
  const exists = Object.keys({ ...settings.config, ...settings.credentialsFile }).length > 0;
  const fact = { kind: "profile", name, exists } as const;
  const check = (by: NamedBy | undefined): readonly Check[] => {
    return [{ name: "profile", status: "ok", fact, ...defined({ namedBy: by }) }];
  };
  if (request.profile) return check(byOption(configured, "profile", request.profile));
  if (options.profile) return check(bySamconfig(configured, "profile"));
  if (namedBy !== undefined) return check({ kind: "variable", name: namedBy });
  return placeInFiles([files.config, files.credentials], name) === undefined ? [] : check(undefined);
}

function checkRegion(configured: Configured): Check {
  const { request, project, options, settings, files } = configured;
  const { env } = options;
  const ok = (region: string, namedBy: NamedBy | undefined): Check => {
    return { name: "region", status: "ok", fact: { kind: "region", region }, ...defined({ namedBy }) };
  };
  if (request.region) return ok(request.region, byOption(configured, "region", request.region));
  if (project?.region) {
    const isOfArn = request.function.some((name) => parseFunctionId(name).region !== undefined);
    return ok(project.region, isOfArn ? { kind: "arn" } : bySamconfig(configured, "region"));
  }
  for (const name of ["AWS_REGION", "AWS_DEFAULT_REGION"]) {
    const region = env[name];
    if (region) return ok(region, { kind: "variable", name });
  }
  const region = settings.credentialsFile["region"] || settings.config["region"];
  if (region) return ok(region, placeInFiles([files.credentials, files.config], settings.chosen.name, "region"));
  const error = new LambdaEnvError("NO_REGION", "no AWS region is known", { hint: "give --region, or set AWS_REGION" });
  return { name: "region", status: "problem", error };
}

function checkCredentials({ settings, files }: Configured): Check {
  const { credentials, chosen } = settings;
  if ("error" in credentials) return { name: "credentials", status: "problem", error: credentials.error };
  const { setting, ...facts } = credentials.value;
  const namedBy: NamedBy | undefined =
    setting === undefined
      ? undefined
      : facts.profile === undefined
        ? { kind: "variable", name: setting }
        : placeInFiles([files.credentials, files.config], chosen.name, setting);
  return { name: "credentials", status: "ok", fact: { kind: "credentials", credentials: facts }, ...defined({ namedBy }) };
}

function checkProxy({ options }: Configured): Check {
  const proxies = tryTo(() => readProxies(options.env));
  if ("error" in proxies) return { name: "proxy", status: "problem", error: proxies.error };
  return {
    name: "proxy",
    status: "ok",
    fact: { kind: "proxy", proxies: proxyFacts(proxies.value), except: proxies.value?.except ?? "" },
  };
}

function proxyFacts(proxies: Proxies | undefined): readonly ProxyFacts[] {
  const facts = (scheme: "https" | "http", proxy: ProxyServer | undefined): readonly ProxyFacts[] =>
    proxy === undefined
      ? []
      : [{ scheme, url: proxy.shown, hasPassword: proxy.url.username + proxy.url.password !== "", variable: proxy.variable }];
  return [...facts("https", proxies?.https), ...facts("http", proxies?.http)];
}

async function checkCertificates({ options, settings, files }: Configured): Promise<Check> {
  const { env } = options;
  const extra = env["NODE_EXTRA_CA_CERTS"] || undefined;
  const { bundle } = settings;
  if (bundle === undefined) return { name: "certificates", status: "ok", fact: { kind: "certificates", ...defined({ extra }) } };
  const namedBy: NamedBy | undefined = env["AWS_CA_BUNDLE"]
    ? { kind: "variable", name: "AWS_CA_BUNDLE" }
    : placeInFiles([files.config, files.credentials], settings.chosen.name, "ca_bundle");
  const { path } = bundle;
  try {
    const { length: count } = await readTrust(bundle, options);
    const fact = { kind: "certificates", bundle: path, count, ...defined({ extra }) } as const;
    return { name: "certificates", status: "ok", fact, ...defined({ namedBy }) };
  } catch (error) {
    if (!(error instanceof LambdaEnvError)) throw error;
    return { name: "certificates", status: "problem", error, ...defined({ namedBy }) };
  }
}

/** Without an endpoint that somebody named, its URL is known once the connection is open. */
function checkEndpoint(configured: Configured): Check {
  const { endpoints } = configured.settings;
  if ("error" in endpoints) return { name: "endpoint", status: "problem", error: endpoints.error };
  const named = namedEndpoint(configured);
  if (named === undefined) return { name: "endpoint", status: "ok" };
  return { name: "endpoint", status: "ok", fact: endpointFact(new URL(named.url)), namedBy: named.by };
}

/** Returns the fact of an endpoint, without a user, a password or a query. */
export function endpointFact({ protocol, host, hostname, port, pathname }: URL): Extract<Check["fact"], { kind: "endpoint" }> {
  const isOfAws = isAws({ protocol, hostname, ...(port === "" ? {} : { port: Number(port) }) });
  return { kind: "endpoint", url: `${protocol}//${host}${pathname === "/" ? "" : pathname}`, isAws: isOfAws };
}

/** Returns what names the endpoint of Lambda, in the SDK's order. */
function namedEndpoint(configured: Configured): { readonly url: string; readonly by: NamedBy } | undefined {
  const { options, settings, files } = configured;
  const { env, endpointUrl } = options;
  if (endpointUrl) return { url: endpointUrl, by: byOption(configured, "endpoint-url", endpointUrl) };
  const { config, services, chosen } = settings;
  if (env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] === "true" || config["ignore_configured_endpoint_urls"] === "true")
    return undefined;
  for (const name of ["AWS_ENDPOINT_URL_LAMBDA", "AWS_ENDPOINT_URL"]) {
    const url = env[name];
    if (url) return { url, by: { kind: "variable", name } };
  }
  const ofService = services["lambda.endpoint_url"];
  if (ofService) return { url: ofService, by: placeInServices(files.config, config["services"] ?? "", "lambda") };
  const url = config["endpoint_url"];
  const by = placeInFiles([files.config], chosen.name, "endpoint_url");
  return url && by !== undefined ? { url, by } : undefined;
}
