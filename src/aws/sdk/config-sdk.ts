/** What we use of the SDK's way to its configuration, by name. Loaded with the clients. */
export { defaultProvider } from "@aws-sdk/credential-provider-node";
export { CONFIG_PREFIX_SEPARATOR, loadConfig, loadSharedConfigFiles } from "@smithy/core/config";
