/** Certificates for servers of a test, and of the authority that issued them. */
import "reflect-metadata";
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 24 * 60 * 60 * 1000;

export interface Authority {
  readonly certificate: X509Certificate;
  readonly keys: CryptoKeyPair;
  /** The certificate as a PEM text. */
  readonly pem: string;
}

/** What a TLS server needs. */
export interface ServerIdentity {
  readonly key: string;
  readonly cert: string;
}

type CryptoKeyPair = Awaited<ReturnType<typeof makeKeys>>;

export async function makeAuthority(name: string): Promise<Authority> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: ALGORITHM,
    ...validity(),
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  return { certificate, keys, pem: certificate.toString("pem") };
}

/** Returns the identity of a server with these names and addresses. */
export async function issueIdentity(authority: Authority, hosts: readonly string[]): Promise<ServerIdentity> {
  const keys = await makeKeys();
  const names = hosts.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? ("ip" as const) : ("dns" as const), value }));
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${hosts[0]}`,
    issuer: authority.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    ...validity(),
    extensions: [new SubjectAlternativeNameExtension(names)],
  });
  const key = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
    cert: `${certificate.toString("pem")}\n${authority.pem}\n`,
  };
}

function makeKeys() {
  return crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

function validity(): { readonly notBefore: Date; readonly notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + DAY_MS) };
}
