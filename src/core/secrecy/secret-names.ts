/** Names that say that they stand for a secret. */

/** Words for secrets, in names without separators: `db-password`, `ApiKey`, `GITHUB_TOKEN`. */
const SECRET_WORD = /secret|passw(?:or)?d|passphrase|pwd|token|credential|apikey|activationcode/i;
/** A key is a secret unless its name says that it only locates, encrypts or verifies something. */
const KEY = /keys?$/i;
const PUBLIC_KEY = /(?:kms|public|object|encryption|partition|sort|hash|range|primary|tag)keys?$/i;
/** These only identify a secret: `MasterUserSecret.SecretArn`, `TokenName`. */
const IDENTIFIER = /(?:arn|id|identifier|name)s?$/i;

/** Returns whether a name says that it stands for a secret. */
export function isSecretName(name: string): boolean {
  const joined = name.replace(/[^A-Za-z0-9.]/g, "");
  if (IDENTIFIER.test(joined)) return false;
  return SECRET_WORD.test(joined) || (KEY.test(joined) && !PUBLIC_KEY.test(joined));
}
