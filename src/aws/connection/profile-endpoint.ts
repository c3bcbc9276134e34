/** The endpoints of a profile in `~/.aws/config`, for a client beside one that uses another profile. */
import { lazy } from "../../core/lazy.ts";

interface ServiceClient {
  readonly config: object & { readonly serviceId?: string };
}

/**
 * Makes `client` look up its endpoint in `profile`. The SDK has no option for that: it uses the profile of the process, which is
 * that of the other client, so a request signed for one account would go to the endpoint of the other account.
 *
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function useEndpointOfProfile(client: ServiceClient, profile: string, env: Environment): void {
  const endpoint = lazy(() => endpointOfProfile(client.config.serviceId ?? "", profile, env));
  Object.assign(client.config, { serviceConfiguredEndpoint: endpoint.get });
}

type Environment = Readonly<Record<string, string | undefined>>;

async function endpointOfProfile(serviceId: string, profile: string, env: Environment): Promise<string | undefined> {
  if (env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] === "true") return undefined;
  const words = serviceId.split(" ");
  const ofEnvironment = env[`AWS_ENDPOINT_URL_${words.join("_").toUpperCase()}`] || env["AWS_ENDPOINT_URL"];
  if (ofEnvironment) return ofEnvironment;
  const { CONFIG_PREFIX_SEPARATOR: dot, loadConfig } = await import("../sdk/config-sdk.ts");
  const load = loadConfig<string>(
    {
      environmentVariableSelector: () => undefined,
      configFileSelector: ({ services, endpoint_url: url }, config) => {
        const section = services === undefined ? undefined : config?.[`services${dot}${services}`];
        return section?.[`${words.join("_").toLowerCase()}${dot}endpoint_url`] || url;
      },
      default: "",
    },
    { profile },
  );
  return (await load()) || undefined;
}
