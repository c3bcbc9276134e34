/** Secrets that are part of a longer text: a URL, a header, a PEM block, a JWT, JSON, `name=value` pairs, base64 of any of these. */
import { isMadeUp, isRealPassword, looksRandom } from "./random-text.ts";

/** What stands for a reference inside a text, whatever its syntax: a part that is not written down here. */
export const REFERENCE = "\uFFFC";

export type CarriedKind =
  | "private key"
  | "password in a URL"
  | "JSON Web Token"
  | "bearer token"
  | "basic-auth password"
  | "Google API key";

/** Returns the kind of the secret that `text` carries in a form of its own; undefined if there is none. */
export function carriedSecret(name: string, text: string): CarriedKind | undefined {
  if (hasPrivateKey(text)) return "private key";
  if (hasUrlPassword(text)) return "password in a URL";
  if (hasJwt(text)) return "JSON Web Token";
  if (hasBasicAuth(text)) return "basic-auth password";
  if (hasBearerToken(text)) return "bearer token";
  return hasGoogleKey(name, text) ? "Google API key" : undefined;
}

/** A block of PEM with enough text to be a key; line ends may be written as `\n`, or be lost. */
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----([A-Za-z0-9+/=\s\\:.,-]{0,8192})/;

function hasPrivateKey(text: string): boolean {
  const body = PRIVATE_KEY.exec(text)?.[1]?.replace(/\\[nr]|\s/g, "");
  if (body === undefined || body.length < 80) return false;
  return new Set(body).size > 20 && !/example|your|placeholder|redacted|\.{3}|x{5}/i.test(body);
}

const URL_PASSWORD = /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@?#]{0,128}:([^\s/@?#]{1,256})@([^\s/:@,?#'"]{1,253})/gi;
const LOCAL_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[|[^.\uFFFC]+$)|\.(?:local|localhost|internal|test|invalid)$/i;
const EXAMPLE_HOST = /(?:^|\.)example(?:\.[a-z]{2,4})?$|example|your|(?:^|\.)host(?:name)?(?:\.|$)/i;

/** A password that works in the network of a developer's machine is known to everybody, unless it is random. */
function hasUrlPassword(text: string): boolean {
  for (const [, password = "", host = ""] of text.matchAll(URL_PASSWORD)) {
    if (EXAMPLE_HOST.test(host)) continue;
    const decoded = attempt(password, decodeURIComponent) ?? password;
    if (LOCAL_HOST.test(host) ? looksRandom(decoded) : isRealPassword(decoded)) return true;
  }
  return false;
}

const JWT = /(?<![\w.-])eyJ[\w-]{10,2000}\.(eyJ[\w-]{8,8000})\.([\w-]{20,1000})(?![\w-])/;

/** A signed token, unless its payload says that it is for everybody, or it is the one that all pages on the subject show. */
function hasJwt(text: string): boolean {
  const [, payload = "", signature = ""] = JWT.exec(text) ?? [];
  if (signature === "" || isMadeUp(signature)) return false;
  const claims = attempt(payload.replace(/-/g, "+").replace(/_/g, "/"), atob) ?? "";
  return !/"role":\s*"anon"|John Doe|"sub":\s*"1234567890"/.test(claims);
}

const BASIC = /(?:^|[\s=:"'])basic\s{1,4}([A-Za-z0-9+/]{8,1024}={0,2})(?![\w+/=-])/i;

function hasBasicAuth(text: string): boolean {
  const pair = attempt(BASIC.exec(text)?.[1] ?? "", atob) ?? "";
  const colon = pair.indexOf(":");
  return colon >= 0 && /^[\x20-\x7e]+$/.test(pair) && isRealPassword(pair.slice(colon + 1));
}

const BEARER = /(?:^|[\s=:"'])(?:bearer|token)\s{1,4}([\w.~+/=-]{16,4096})/i;

function hasBearerToken(text: string): boolean {
  return looksRandom(BEARER.exec(text)?.[1] ?? "");
}

const GOOGLE_KEY = /(?<![\w-])AIza[\w-]{35}(?![\w-])/;

/** A key that a page in a browser uses is restricted to that page, and not a secret. */
function hasGoogleKey(name: string, text: string): boolean {
  const key = GOOGLE_KEY.exec(text)?.[0];
  return key !== undefined && !isMadeUp(key) && !/firebase|browser|client/i.test(name);
}

/** A name before `=`, as in connection strings, queries, and headers in one variable. */
const PAIR_NAME = /^[A-Za-z][\w .-]{0,60}$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const MAX_PARTS = 1000;

/** Returns the parts of a structured text with their names: members of JSON, pairs, and under `name` what base64 stands for. */
export function partsOf(name: string, text: string): readonly (readonly [string, string])[] {
  if (/^[[{]/.test(text)) return jsonTexts(text);
  const plain = textOfBase64(text);
  if (plain !== undefined) return [[name, plain]];
  if (!text.includes("=")) return [];
  return text.split(/[;,&?#\n]+/, MAX_PARTS).flatMap((piece) => {
    const end = piece.indexOf("=");
    const before = piece.slice(0, Math.max(end, 0)).trim();
    return PAIR_NAME.test(before) ? [[before, piece.slice(end + 1)] as const] : [];
  });
}

/** Returns the text that base64 stands for; undefined if it is not base64, or stands for bytes. */
export function textOfBase64(text: string): string | undefined {
  const plain = BASE64.test(text) ? attempt(text, atob) : undefined;
  return plain !== undefined && /^[\t\n\r\x20-\x7e]+$/.test(plain) ? plain : undefined;
}

function jsonTexts(text: string): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  try {
    JSON.parse(text, (key, value: unknown) => {
      if (typeof value === "string") found.push([key, value]);
      return value;
    });
  } catch {
    return [];
  }
  return found;
}

/** Returns `decode(text)`, or undefined if it throws. */
function attempt(text: string, decode: (text: string) => string): string | undefined {
  try {
    return decode(text);
  } catch {
    return undefined;
  }
}
