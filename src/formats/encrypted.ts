/** Values that dotenvx encrypted: they are decrypted here, or stop the command; ciphertext is never used as a value. */
import { makeFinding } from "../core/finding.ts";
import type { Finding } from "../errors.ts";
import type { ParsedFile, ParsedVariable } from "./parsed.ts";

const PREFIX = "encrypted:";
const PUBLIC_KEY = /^DOTENV_PUBLIC_KEY(?=_|$)/;

/** Returns whether a value was encrypted by dotenvx. */
export function isEncrypted(value: string): boolean {
  return value.startsWith(PREFIX);
}

export interface DecryptOptions {
  /** The file as the user knows it; its last part names the environment, as in `.env.production`. */
  readonly source: string;
  /** Where the private keys are: only in the caller's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Returns a parsed `.env` file with its encrypted values decrypted and its public keys left out, with a notice. Other formats are
 * returned unchanged: dotenvx does not encrypt them.
 *
 * Errors: each value that cannot be decrypted is a finding of severity `error`, and is left out.
 * Source: https://dotenvx.com/docs/learn/encryption
 */
export async function decryptFile(file: ParsedFile, { source, env }: DecryptOptions): Promise<ParsedFile> {
  if (file.format !== "dotenv") return file;
  const publicKeys = file.entries.filter(({ name }) => PUBLIC_KEY.test(name));
  const variables = file.entries.filter(({ name }) => !PUBLIC_KEY.test(name));
  const notices = publicKeys.map(({ name, line, column }) =>
    makeFinding("PUBLIC_KEY_LEFT_OUT", "notice", {}, { name, at: { source, line, column } }),
  );
  const decrypted = variables.some(({ value }) => isEncrypted(value))
    ? await decryptAll(variables, privateKeyNames(source, publicKeys), { source, env })
    : { entries: variables, findings: [] };
  return { ...file, entries: decrypted.entries, findings: [...file.findings, ...notices, ...decrypted.findings] };
}

/** Returns the possible names of a file's private key: after its public keys, and after its own name. */
function privateKeyNames(source: string, publicKeys: readonly ParsedVariable[]): readonly string[] {
  const environment = /(?:^|[/\\])\.env\.([^/\\]+)$/.exec(source)?.[1]?.replace(/(?<=.)\.local$/, "");
  const suffix = environment === undefined ? "" : `_${environment.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
  return [...new Set([...publicKeys.map(({ name }) => name.replace("PUBLIC", "PRIVATE")), `DOTENV_PRIVATE_KEY${suffix}`])];
}

async function decryptAll(
  variables: readonly ParsedVariable[],
  keyNames: readonly string[],
  { source, env }: DecryptOptions,
): Promise<Pick<ParsedFile, "entries" | "findings">> {
  const { decrypt } = await import("@dotenvx/primitives");
  // One variable may contain several keys, for instance while keys are rotated.
  const keys = keyNames.flatMap((name) => (env[name] ?? "").split(",")).filter((key) => key !== "");
  const code = keys.length === 0 ? "ENCRYPTED_WITHOUT_KEY" : "ENCRYPTED_NOT_READABLE";
  const args = { keys: keyNames.join(" or ") };
  const entries: ParsedVariable[] = [];
  const findings: Finding[] = [];
  for (const variable of variables) {
    const { name, line, column } = variable;
    const value = isEncrypted(variable.value) ? firstResult(keys, (key) => decrypt(key, variable.value)) : variable.value;
    if (value === undefined) findings.push(makeFinding(code, "error", args, { name, at: { source, line, column } }));
    else entries.push(value === variable.value ? variable : { name, value, line, column });
  }
  return { entries, findings };
}

/** Returns the first successful result. The error of `decrypt` has no usable detail: a wrong key and a damaged value look alike. */
function firstResult(keys: readonly string[], decrypt: (key: string) => string): string | undefined {
  for (const key of keys) {
    try {
      return decrypt(key);
    } catch {
      // The next key may fit.
    }
  }
  return undefined;
}
