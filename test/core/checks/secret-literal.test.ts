/** What is taken for a secret, and what never is. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { secretLiteral } from "../../../src/core/checks/secret-literal.ts";
import { runs } from "../../support/depth.ts";
import { ALNUM, HEX, LOWER, MADE, makePick, UPPER, URL64 } from "./made-secrets.ts";

const pick = makePick(7);
const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

describe("a secret", () => {
  test.each(MADE.map(([kind, name, make]) => ({ kind, name, make })))("$kind in $name is found", ({ kind, name, make }) => {
    const found = SEEDS.map((seed) => secretLiteral(name, make(makePick(seed))));
    // A random text may contain what people write in examples, or consist of letters that look like a word.
    expect(found.filter((each) => each === kind).length).toBeGreaterThanOrEqual(SEEDS.length * 0.9);
    expect(new Set(found.filter((each) => each !== undefined && each !== kind)).size).toBe(0);
  });

  test("is found with white space around it, and in JSON in base64", () => {
    const token = `gh${"p_"}${pick(ALNUM, 36)}`;
    expect(secretLiteral("X", ` ${token}\n`)).toBe("GitHub token");
    expect(secretLiteral("X", Buffer.from(JSON.stringify([{ ci: [token] }])).toString("base64"))).toBe("GitHub token");
  });

  test("that is declared is found under any name", () => {
    const value = pick(ALNUM, 32);
    expect(secretLiteral("PARTNER", value)).toBeUndefined();
    expect(secretLiteral("PARTNER", value, true)).toBe("secret");
  });
});

const hex = (length: number): string => pick(HEX, length);
const anon = [
  { alg: "HS256", typ: "JWT" },
  { iss: "supabase", role: "anon" },
]
  .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
  .concat(pick(URL64, 43))
  .join(".");

const NOT_SECRET: readonly (readonly [what: string, name: string, value: string])[] = [
  ["an empty text", "API_KEY", ""],
  ["white space", "API_KEY", "   \n"],
  ["a placeholder word", "API_KEY", "CHANGE_ME"],
  ["a placeholder in a known form", "GITHUB_TOKEN", `gh${"p_"}${"x".repeat(36)}`],
  ["an example of AWS", "KEY", `AKIA${"IOSFODNN7EXAMPLE"}`],
  ["digits in their order", "API_KEY", "1234567890".repeat(4)],
  ["the alphabet", "API_KEY", "abcdefghijklmnopqrstuvwxyz0123456789"],
  ["a dynamic reference", "DB_PASSWORD", "{{resolve:secretsmanager:prod/db:SecretString:password}}"],
  ["a reference to a parameter", "DB_PASSWORD", "${DbPassword}"],
  ["a reference of 1Password", "DB_PASSWORD", "op://vault/prod-db-a8f3k2/password"],
  ["an ARN", "DB_SECRET", "arn:aws:secretsmanager:eu-central-1:111122223333:secret:prod/db-a1B2c3"],
  [
    "an ARN with references",
    "DB_SECRET",
    "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:db-a1B2c3",
  ],
  ["the name of a secret", "DB_SECRET", "prod/orders/db-a1B2c3"],
  ["the name that CloudFormation gives", "DB_SECRET", "orders-prod-DatabaseSecret-1A2B3C4D5E6F7"],
  ["the name that RDS gives", "DB_SECRET", "rds!db-1f0a9c3e-77aa-4bb2-9d7e-5c1d2e3f4a5b"],
  ["the name of a parameter", "API_TOKEN", "/prod/orders/v2/api-token"],
  ["a name with a version", "API_KEY", "orders-api-2024-05-01-v2"],
  ["a name in capitals", "TOKEN", "ORDERS_PROD_TOKEN_V2"],
  ["a name in camel case", "SECRET", "ordersProdDatabaseSecretName"],
  ["a name under a name", "DB_SECRET_NAME", "a1B2c3D4e5F6g7H8i9J0"],
  ["the id of a secret", "SECRET_ID", "8f14e45f-ceea-467f-a0a4-1b2c3d4e5f6a"],
  ["a UUID", "TENANT", "8f14e45f-ceea-467f-a0a4-1b2c3d4e5f6a"],
  ["a KMS key", "KMS_KEY", "8f14e45f-ceea-467f-a0a4-1b2c3d4e5f6a"],
  ["a KMS key of several regions", "ENCRYPTION_KEY", `mrk-${hex(32)}`],
  ["an alias of KMS", "SIGNING_KEY", "alias/orders-signing-key-2"],
  ["what KMS encrypted", "DB_PASSWORD", `AQICAH${pick(ALNUM, 200)}`],
  ["a subnet", "SUBNET_KEY", `subnet-${hex(17)}`],
  ["a hosted zone", "ZONE_ID", `Z0${pick(UPPER, 18)}`],
  ["a user pool", "POOL_SECRET", "eu-central-1_aB3dE5fG7"],
  ["an identity pool", "POOL_KEY", "eu-central-1:8f14e45f-ceea-467f-a0a4-1b2c3d4e5f6a"],
  ["a client id of Cognito", "CLIENT_ID", pick(`${LOWER}0123456789`, 26)],
  ["a client id of Google", "GOOGLE_KEY", `123412341234-${pick(LOWER, 32)}.apps.googleusercontent.com`],
  ["a publishable key of Stripe", "STRIPE_PUBLISHABLE_KEY", `pk_live_${pick(ALNUM, 24)}`],
  ["a SID of Twilio", "TWILIO_KEY", `SK${hex(32)}`],
  ["a web key of Firebase", "FIREBASE_API_KEY", `AI${"za"}${pick(URL64, 35)}`],
  ["a key for browsers", "VITE_MAPS_KEY", `AI${"za"}${pick(URL64, 35)}`],
  ["the anonymous key of Supabase", "SUPABASE_KEY", anon],
  ["a Sentry DSN", "SENTRY_DSN", `https://${hex(32)}@o42.ingest.sentry.io/4501`],
  ["a commit", "GIT_COMMIT", hex(40)],
  ["a hash", "TOKEN_HASH", hex(64)],
  ["a digest", "LAYER_KEY", `sha256:${hex(64)}`],
  ["a public key", "SSH_KEY", `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${pick(ALNUM, 43)} me@host`],
  ["a public key in PEM", "SIGNING_KEY", `-----BEGIN PUBLIC KEY-----\n${pick(ALNUM, 200)}\n-----END PUBLIC KEY-----`],
  ["a public key in DER", "SIGNING_KEY", `MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A${pick(ALNUM, 300)}`],
  ["a certificate", "CLIENT_KEY", `-----BEGIN CERTIFICATE-----\n${pick(ALNUM, 200)}\n-----END CERTIFICATE-----`],
  ["a PEM block without a key", "TLS_KEY", "-----BEGIN PRIVATE KEY-----\nyour key here\n-----END PRIVATE KEY-----"],
  ["a URL", "TOKEN_URL", "https://auth.orders.eu/oauth2/token?grant_type=client_credentials"],
  ["a URL with a user", "REPO", "https://git@github.com/orders/orders.git"],
  ["a URL with a reference", "DATABASE_URL", "postgres://app:${DbPassword}@db.orders.eu/orders"],
  ["a URL with a placeholder", "DATABASE_URL", "postgres://user:password@db.orders.eu/orders"],
  ["a URL of a developer's machine", "DATABASE_URL", "postgres://postgres:s3cretpw@localhost:5432/orders"],
  ["a URL in Docker's network", "DATABASE_URL", "mysql://root:rootroot1@mysql:3306/orders"],
  ["a URL of documentation", "DATABASE_URL", `postgres://app:${pick(ALNUM, 16)}@db.example.com/orders`],
  ["a key of an object", "CONFIG_KEY", "config/orders-v2/settings.3.json"],
  ["a key of an archive", "CODE_S3_KEY", `${hex(32)}.zip`],
  ["a word of tests", "DB_PASSWORD", "test"],
  ["a weak password", "DB_PASSWORD", "postgres"],
  ["a password for tests", "DB_PASSWORD", "Password123!"],
  ["another one", "DB_PASSWORD", "P@ssw0rd"],
  ["a sentence", "TOKEN_HELP", "Create a token on the page of your account and paste it here"],
  ["a number", "MAX_TOKENS", "4096000000000000"],
  ["an email", "AUTH", "alice.b2c3d4e5f6@orders.eu"],
  ["settings in base64", "FEATURE_KEYS", Buffer.from('{"region":"eu-central-1","stage":"prod2"}').toString("base64")],
  ["JSON without a secret", "CONFIG", '{"tokenUrl":"https://auth.orders.eu","apiKeyName":"orders","maxTokens":"100"}'],
  ["a short hash", "CACHE_KEY", hex(16)],
  ["a place in a list", "NEXT_CONTINUATION_TOKEN", pick(ALNUM, 40)],
  ["an id of a request", "REQUEST_TOKEN", "8f14e45f-ceea-467f-a0a4-1b2c3d4e5f6a"],
  ["an encrypted key", "ENCRYPTED_DATA_KEY", pick(ALNUM, 80)],
  ["an address of Ethereum", "TOKEN", `0x${hex(40)}`],
  ["a template of a header", "AUTH_HEADER", "Bearer ${token}"],
];

test.each(NOT_SECRET)("%s is not a secret", (_, name, value) => {
  expect(secretLiteral(name, value)).toBeUndefined();
});

test("a random text under a name that does not say secret is not one", () => {
  for (const name of ["TABLE", "STAGE", "BUCKET_NAME", "CLIENT_ID", "VERSION", "API_KEY_ID", "TOKEN_URL", "PUBLIC_KEY"]) {
    fc.assert(
      fc.property(fc.nat(), (seed) => secretLiteral(name, makePick(seed)(ALNUM, 32)) === undefined),
      { numRuns: runs(200) },
    );
  }
});

const HARD = [
  "a",
  "aA1",
  "eyJ",
  "a=",
  "://",
  "a:b@",
  "{",
  "[",
  '{"a":',
  "-----BEGIN PRIVATE KEY-----",
  "basic ",
  "${",
  "A1b2",
  ".",
  "+/",
];

test("no text makes it throw, 64 KB of what is hard for regular expressions included", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.string({ unit: fc.constantFrom(...HARD), maxLength: 300 }),
  );
  fc.assert(
    fc.property(fc.constantFrom("API_KEY", "DB_PASSWORD", "X"), text, fc.nat({ max: 5 }), (name, part, times) => {
      const value = part.repeat(10 ** times).slice(0, 65536);
      expect(() => secretLiteral(name, value)).not.toThrow();
    }),
    { numRuns: runs(300) },
  );
});
