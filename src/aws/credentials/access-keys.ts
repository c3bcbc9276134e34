/** Access keys in the environment. */
import { defined } from "../../core/defined.ts";
import { LambdaEnvError } from "../../errors.ts";

export interface AccessKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Anything but visible ASCII, which no key has, and no header may have. */
const NOT_IN_A_KEY = /[^\x21-\x7e]/;

/**
 * Returns the access keys of the environment; undefined where there is neither half.
 *
 * Half a pair is a mistake, such as a secret that is missing in a pipeline: other credentials may be those of another account.
 * Errors: NO_CREDENTIALS for half a pair, and for a line feed or a blank in one of them; the value is not repeated.
 */
export function accessKeysOf(env: Readonly<Record<string, string | undefined>>): AccessKeys | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env;
  if (!accessKeyId && !secretAccessKey) return undefined;
  if (!accessKeyId) throw halfPair("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID");
  if (!secretAccessKey) throw halfPair("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
  for (const [name, value] of Object.entries({
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken ?? "",
  })) {
    const found = NOT_IN_A_KEY.exec(value)?.[0];
    if (found !== undefined) throw unusable(name, found);
  }
  return { accessKeyId, secretAccessKey, ...defined({ sessionToken: sessionToken || undefined }) };
}

function halfPair(given: string, missing: string): LambdaEnvError {
  return new LambdaEnvError("NO_CREDENTIALS", `incomplete AWS credentials: ${given} is set, but ${missing} is not`, {
    hint: `set ${missing}, or unset ${given}, or give --profile NAME`,
  });
}

function unusable(name: string, found: string): LambdaEnvError {
  const what = /[\n\r]/.test(found) ? "a line break" : /\s/.test(found) ? "a blank" : "a character that no key has";
  return new LambdaEnvError("NO_CREDENTIALS", `${name} contains ${what}`, {
    hint: `set ${name} again, without quotes, blanks and line breaks`,
  });
}
