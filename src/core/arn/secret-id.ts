/** A secret as users and templates name it: by its name or its ARN, with more behind a colon or not. */
import { parseArn } from "./arn.ts";

export interface SecretId {
  readonly id: string;
  /** What is behind the colon; absent where there is none. */
  readonly rest: string | undefined;
}

/** Returns the two sides of the first colon that is none of an ARN's own: names of secrets have no colons. */
export function splitSecretId(text: string): SecretId {
  const { service, resource = "" } = parseArn(text) ?? {};
  const name = service === "secretsmanager" && resource.startsWith("secret:") ? resource.slice("secret:".length) : text;
  const colon = name.indexOf(":");
  if (colon === -1) return { id: text, rest: undefined };
  const rest = name.slice(colon + 1);
  return { id: text.slice(0, -(rest.length + 1)), rest };
}
