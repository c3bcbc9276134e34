/** A secret as users and templates name it: by its name or its ARN, optionally with more after a colon. */
import { parseArn } from "./arn.ts";

export interface SecretId {
  readonly id: string;
  /** The text after the colon; absent without a colon. */
  readonly rest: string | undefined;
}

/** Splits `text` at the first colon that is not part of an ARN, and returns both sides: names of secrets have no colons. */
export function splitSecretId(text: string): SecretId {
  const { service, resource = "" } = parseArn(text) ?? {};
  const name = service === "secretsmanager" && resource.startsWith("secret:") ? resource.slice("secret:".length) : text;
  const colon = name.indexOf(":");
  if (colon === -1) return { id: text, rest: undefined };
  const rest = name.slice(colon + 1);
  return { id: text.slice(0, -(rest.length + 1)), rest };
}
