/** The way from a profile to its credentials. Loaded only where a profile has some. */
export { fromIni } from "@aws-sdk/credential-provider-ini";
