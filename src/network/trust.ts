/** The certificates that a connection trusts, if they are configured. */
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { LambdaEnvError } from "../errors.ts";
import { readInputFile } from "../files/bytes.ts";
import { shownPath } from "../files/path.ts";

/** The bundle of Debian has 220 KB. */
const MAX_BYTES = 16 * 1024 * 1024;
const CERTIFICATE = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED )?CERTIFICATE-----/g;

export interface Bundle {
  readonly path: string;
  /** What names it: `AWS_CA_BUNDLE`, or `ca_bundle of profile dev`. */
  readonly namedBy: string;
}

export interface TrustOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/**
 * Returns the certificates of the bundle, which replace those that come with Node, as with the AWS CLI, and those of
 * `NODE_EXTRA_CA_CERTS`. Each is a PEM text.
 *
 * Errors: NO_INPUT for a bundle that cannot be read, INVALID_INPUT for one without a certificate, or with one that cannot be
 * parsed.
 */
export async function readTrust({ path, namedBy }: Bundle, { env, cwd }: TrustOptions): Promise<readonly string[]> {
  const { HOME: home = "", NODE_EXTRA_CA_CERTS: extra } = env;
  const file = path.startsWith("~/") && home !== "" ? join(home, path.slice(2)) : path;
  const certificates = parseBundle(await readText(file, cwd, namedBy), `${namedBy}: ${shownPath(path)}`);
  // Node has already read that file, and has printed a warning if it could not.
  const more = extra ? await readText(extra, cwd, "NODE_EXTRA_CA_CERTS").catch(() => "") : "";
  return [...certificates, ...(more.match(CERTIFICATE) ?? [])];
}

async function readText(path: string, cwd: string, namedBy: string): Promise<string> {
  try {
    const bytes = await readInputFile(path, { cwd, maxBytes: MAX_BYTES, signal: new AbortController().signal });
    return Buffer.from(bytes).toString("latin1");
  } catch (error) {
    if (!(error instanceof LambdaEnvError)) throw error;
    throw new LambdaEnvError(error.code, `${namedBy}: ${error.message}`, {
      hint: `set ${namedBy} to a PEM file with the certificates to trust, or remove it`,
      cause: error,
    });
  }
}

function parseBundle(text: string, subject: string): readonly string[] {
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) {
    throw new LambdaEnvError("INVALID_INPUT", `${subject} does not hold a certificate in PEM format`, {
      hint: "openssl x509 -inform DER -in FILE -out FILE.pem converts one in DER format",
    });
  }
  for (const [index, certificate] of certificates.entries()) {
    if (isCertificate(certificate)) continue;
    throw new LambdaEnvError("INVALID_INPUT", `${subject}: certificate ${index + 1} of ${certificates.length} cannot be parsed`, {
      hint: "get the file again from where it came; openssl x509 -in FILE -noout -subject checks its first certificate",
    });
  }
  return certificates;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
