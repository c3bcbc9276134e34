/** The endpoints of the command line, the environment and the profile, checked before anything is sent. */
import { LambdaEnvError } from "../../errors.ts";

/** The services that are called, including those for credentials, as the variables `AWS_ENDPOINT_URL_…` end. */
const SERVICES = [
  "LAMBDA",
  "SECRETS_MANAGER",
  "SSM",
  "CLOUDFORMATION",
  "CLOUDCONTROL",
  "RESOURCE_GROUPS_TAGGING_API",
  "STS",
  "IAM",
  "SSO",
  "SSO_OIDC",
  "SIGNIN",
] as const;

const GENERAL = "AWS_ENDPOINT_URL";

/**
 * Names with their values; those of the config file contain the settings of a section on lines of their own, as
 * `lambda.endpoint_url`.
 */
type Settings = Readonly<Record<string, string | undefined>>;

/** Returns the URL unchanged. Errors: USAGE if it is not an http or https URL; the message does not repeat it. */
export function checkEndpoint(url: string, namedBy = "the endpoint"): string {
  const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: "" };
  if (protocol === "http:" || protocol === "https:") return url;
  throw new LambdaEnvError("USAGE", `${namedBy} is not an http or https URL`, {
    hint: "give one such as http://127.0.0.1:4566",
  });
}

/** Errors: USAGE if a variable for an endpoint is not a URL. */
export function checkEndpointsOfEnvironment(env: Settings): void {
  if (ignoresEndpoints(env)) return;
  for (const name of [GENERAL, ...SERVICES.map((service) => `${GENERAL}_${service}`)]) {
    if (env[name]) checkEndpoint(env[name], name);
  }
}

function ignoresEndpoints(env: Settings): boolean {
  return env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] === "true";
}

/**
 * Errors: USAGE if the profile, or its section of services, names an endpoint that is not a URL, or a section that does not
 * exist. `sections` are those of the config file.
 */
export function checkEndpointsOfProfile(name: string, profile: Settings, sections: Readonly<Record<string, Settings>>): void {
  if (profile["ignore_configured_endpoint_urls"] === "true") return;
  const of = `of profile ${name}`;
  if (profile["endpoint_url"]) checkEndpoint(profile["endpoint_url"], `endpoint_url ${of}`);
  const services = profile["services"];
  if (!services) return;
  const section = sections[`services.${services}`];
  if (section === undefined) {
    throw new LambdaEnvError("USAGE", `services = ${services} ${of}: the config file does not have that section`, {
      hint: `add [services ${services}] to the config file, or remove the line from the profile`,
    });
  }
  for (const service of SERVICES) {
    const url = section[`${service.toLowerCase()}.endpoint_url`];
    if (url) checkEndpoint(url, `endpoint_url of ${service.toLowerCase()} in [services ${services}]`);
  }
}
