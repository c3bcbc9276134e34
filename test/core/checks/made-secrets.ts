/** Secrets of many kinds, made when a test runs, so that no reader and no scanner takes a line of this file for a real one. */
import type { SecretKind } from "../../../src/core/checks/secret-literal.ts";

export const HEX = "0123456789abcdef";
export const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
export const UPPER = LOWER.toUpperCase();
export const ALNUM = LOWER + UPPER + DIGITS;
const BASE64 = `${ALNUM}+/`;
export const URL64 = `${ALNUM}-_`;

type Pick = (alphabet: string, length: number) => string;

/** Returns a source of random texts that gives the same ones for the same seed. */
export function makePick(seed: number): Pick {
  let state = (seed + 1) * 2654435761;
  const next = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return (state ^ (state >>> 13)) >>> 0;
  };
  return (alphabet, length) => Array.from({ length }, () => alphabet.charAt(next() % alphabet.length)).join("");
}

const join = (...parts: readonly string[]): string => parts.join("");
const uuid = (pick: Pick): string =>
  [pick(HEX, 8), pick(HEX, 4), `4${pick(HEX, 3)}`, `${pick("89ab", 1)}${pick(HEX, 3)}`, pick(HEX, 12)].join("-");
const pem = (kind: string, body: string): string => [`-----BEGIN ${kind}-----`, body, `-----END ${kind}-----`].join("\n");
const jwt = (claims: object, pick: Pick): string =>
  [JSON.stringify({ alg: "HS256", typ: "JWT" }), JSON.stringify(claims)]
    .map((part) => Buffer.from(part).toString("base64url"))
    .concat(pick(URL64, 43))
    .join(".");

type Made = readonly [kind: SecretKind, name: string, make: (pick: Pick) => string];

/** Each kind of secret with the name of a variable and a function that makes one. */
export const MADE: readonly Made[] = [
  ["AWS access key ID", "X", (pick) => join("AK", "IA", pick(`${UPPER}234567`, 16))],
  ["AWS secret access key", "S3_SECRET_ACCESS_KEY", (pick) => pick(BASE64, 40)],
  ["AWS AppSync API key", "X", (pick) => join("da", "2-", pick(LOWER + DIGITS, 26))],
  ["Amazon Bedrock API key", "X", (pick) => join("AB", "SK", pick(BASE64, 128), "=")],
  ["GitHub token", "X", (pick) => join("gh", "p_", pick(ALNUM, 36))],
  ["GitHub token", "X", (pick) => join("github", "_pat_", pick(ALNUM, 22), "_", pick(ALNUM, 59))],
  ["GitLab token", "X", (pick) => join("gl", "pat-", pick(URL64, 20))],
  ["Slack token", "X", (pick) => join("xo", "xb-", pick(DIGITS, 12), "-", pick(DIGITS, 13), "-", pick(ALNUM, 24))],
  [
    "Slack webhook",
    "X",
    (pick) => join("https://hooks.", "slack.com/services/T", pick(ALNUM, 8), "/B", pick(ALNUM, 8), "/", pick(ALNUM, 24)),
  ],
  ["Discord webhook", "X", (pick) => join("https://discord.com/api/web", "hooks/", pick(DIGITS, 18), "/", pick(URL64, 68))],
  ["Telegram bot token", "X", (pick) => join(pick("123456789", 10), ":A", "A", pick(URL64, 33))],
  ["Stripe key", "X", (pick) => join("sk", "_live_", pick(ALNUM, 24))],
  ["webhook signing secret", "X", (pick) => join("wh", "sec_", pick(ALNUM, 32))],
  ["SendGrid key", "X", (pick) => join("S", "G.", pick(URL64, 22), ".", pick(URL64, 43))],
  ["Mailgun key", "X", (pick) => join("ke", "y-", pick(HEX, 32))],
  ["npm token", "X", (pick) => join("np", "m_", pick(ALNUM, 36))],
  ["PyPI token", "X", (pick) => join("py", "pi-AgE", pick(URL64, 150))],
  ["OpenAI key", "X", (pick) => join("s", "k-proj-", pick(URL64, 74))],
  ["Anthropic key", "X", (pick) => join("s", "k-ant-api03-", pick(URL64, 93), "AA")],
  ["Google API key", "MAPS", (pick) => join("AI", "za", pick(URL64, 35))],
  ["Google OAuth client secret", "X", (pick) => join("GOC", "SPX-", pick(URL64, 28))],
  [
    "Azure storage key",
    "X",
    (pick) => join("DefaultEndpointsProtocol=https;AccountName=orders;Account", "Key=", pick(BASE64, 86), "=="),
  ],
  ["Microsoft Entra client secret", "X", (pick) => join(pick(ALNUM, 3), "8", "Q~", pick(ALNUM, 34))],
  ["DigitalOcean token", "X", (pick) => join("do", "p_v1_", pick(HEX, 64))],
  ["Databricks token", "X", (pick) => join("da", "pi", pick(HEX, 32))],
  ["New Relic key", "X", (pick) => join(pick(HEX, 36), "NR", "AL")],
  ["Vault token", "X", (pick) => join("hv", "s.", pick(URL64, 95))],
  ["Hugging Face token", "X", (pick) => join("h", "f_", pick(LOWER + UPPER, 34))],
  ["private key", "X", (pick) => pem("RSA PRIVATE KEY", pick(BASE64, 800))],
  ["private key", "X", (pick) => pem("PRIVATE KEY", pick(BASE64, 160)).replaceAll("\n", "\\n")],
  ["private key", "X", (pick) => Buffer.from(pem("EC PRIVATE KEY", pick(BASE64, 160))).toString("base64")],
  ["private key", "X", (pick) => JSON.stringify({ type: "service_account", private_key: pem("PRIVATE KEY", pick(BASE64, 800)) })],
  ["JSON Web Token", "X", (pick) => jwt({ sub: pick(HEX, 8), role: "service_role" }, pick)],
  [
    "password in a URL",
    "X",
    (pick) => join("postgres://app:", pick(ALNUM, 12), "@db.orders.eu-central-1.rds.amazonaws.com/orders"),
  ],
  ["password in a URL", "X", (pick) => join("mongodb+srv://app:", pick(ALNUM, 16), "@cluster0.", pick(LOWER, 5), ".mongodb.net")],
  ["password in a URL", "X", (pick) => join("redis://:", pick(ALNUM, 32), "@", "${Cache.Endpoint}", ":6379")],
  ["bearer token", "X", (pick) => join("Bearer ", pick(ALNUM, 40))],
  ["basic-auth password", "X", (pick) => join("Basic ", Buffer.from(`app:${pick(ALNUM, 16)}`).toString("base64"))],
  ["password", "DB_PASSWORD", (pick) => join(pick(ALNUM, 14), "$9x", pick(ALNUM, 3))],
  ["password", "SMTP_PASS", (pick) => pick(ALNUM, 20)],
  ["password", "X", (pick) => join("Server=db.internal;Database=orders;User Id=app;Password=", pick(ALNUM, 20), ";")],
  ["password", "X", (pick) => JSON.stringify({ host: "db", credentials: { username: "app", password: pick(ALNUM, 24) } })],
  ["key", "DD_API_KEY", (pick) => pick(HEX, 32)],
  ["key", "DD_APP_KEY", (pick) => pick(HEX, 40)],
  ["key", "X", (pick) => join("https://api.orders.eu/v1/rates?base=EUR&api_key=", pick(ALNUM, 32))],
  ["key", "OTEL_HEADERS", (pick) => join("x-tenant=orders,api-key=", pick(ALNUM, 32))],
  ["key", "PARTNER_API_KEY", uuid],
  ["token", "TWILIO_AUTH_TOKEN", (pick) => pick(HEX, 32)],
  ["secret", "JWT_SECRET", (pick) => pick(BASE64, 44)],
  ["secret", "SESSION_SECRET", (pick) => pick(LOWER + DIGITS, 32)],
];
