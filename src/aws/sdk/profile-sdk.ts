/** What we use of the SDK's reader of `~/.aws/config`. Loaded by `profile-endpoint.ts`, on demand. */
export { CONFIG_PREFIX_SEPARATOR, loadConfig } from "@smithy/core/config";
