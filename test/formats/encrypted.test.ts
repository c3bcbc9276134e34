import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { parseDotenv } from "../../src/formats/dotenv/parse.ts";
import { decryptFile } from "../../src/formats/encrypted.ts";
import { parseJson } from "../../src/formats/json/json.ts";

interface Primitives {
  readonly keypair: () => { readonly privateKey: string; readonly publicKey: string };
  readonly encrypt: (publicKey: string, value: string) => string;
}
const { keypair, encrypt }: Primitives = createRequire(import.meta.url)("@dotenvx/primitives");

const pair = keypair();
const VALUE = `it's "two"\nlines # \\n`;
const TEXT = `PLAIN=1\nexport SECRET="${encrypt(pair.publicKey, VALUE)}"\n`;

async function decrypt(text: string, source: string, env: Readonly<Record<string, string>>) {
  const file = await decryptFile(parseDotenv(text, { source }), { source, env });
  return {
    values: Object.fromEntries(file.entries.map(({ name, value }) => [name, value])),
    findings: file.findings.map(({ code, severity, name, at, args }) => ({ code, severity, name, line: at?.line, args })),
  };
}

describe("decryptFile", () => {
  it.each([
    [".env", "DOTENV_PRIVATE_KEY"],
    ["-", "DOTENV_PRIVATE_KEY"],
    ["config/.env.production", "DOTENV_PRIVATE_KEY_PRODUCTION"],
    [".env.production.local", "DOTENV_PRIVATE_KEY_PRODUCTION"],
    [".env.local", "DOTENV_PRIVATE_KEY_LOCAL"],
    ["C:\\app\\.env.eu-west", "DOTENV_PRIVATE_KEY_EU_WEST"],
  ])("decrypts %s with %s", async (source, name) => {
    expect(await decrypt(TEXT, source, { [name]: pair.privateKey })).toEqual({
      values: { PLAIN: "1", SECRET: VALUE },
      findings: [],
    });
  });

  it("goes by the public key that the file names, and leaves it out with a notice", async () => {
    const text = `DOTENV_PUBLIC_KEY_CI="${pair.publicKey}"\n${TEXT}`;
    expect(await decrypt(text, ".env", { DOTENV_PRIVATE_KEY_CI: pair.privateKey })).toEqual({
      values: { PLAIN: "1", SECRET: VALUE },
      findings: [{ code: "PUBLIC_KEY_LEFT_OUT", severity: "notice", name: "DOTENV_PUBLIC_KEY_CI", line: 1, args: {} }],
    });
  });

  it("uses the one of several keys that fits", async () => {
    const keys = `${keypair().privateKey},${pair.privateKey}`;
    expect((await decrypt(TEXT, ".env", { DOTENV_PRIVATE_KEY: keys })).values).toEqual({ PLAIN: "1", SECRET: VALUE });
    const text = `DOTENV_PUBLIC_KEY_OLD=x\n${TEXT}`;
    const env = { DOTENV_PRIVATE_KEY_OLD: keypair().privateKey, DOTENV_PRIVATE_KEY: pair.privateKey };
    expect((await decrypt(text, ".env", env)).values).toEqual({ PLAIN: "1", SECRET: VALUE });
  });

  it("stops without a key, names the key, and never gives the ciphertext for a value", async () => {
    expect(await decrypt(TEXT, ".env.ci", { DOTENV_PRIVATE_KEY: pair.privateKey, DOTENV_PRIVATE_KEY_CI: "" })).toEqual({
      values: { PLAIN: "1" },
      findings: [
        { code: "ENCRYPTED_WITHOUT_KEY", severity: "error", name: "SECRET", line: 2, args: { keys: "DOTENV_PRIVATE_KEY_CI" } },
      ],
    });
  });

  it.each([
    ["a wrong key", TEXT, keypair().privateKey],
    ["no key at all", TEXT, "not a key"],
    ["a damaged value", "PLAIN=1\nSECRET=encrypted:abc", pair.privateKey],
  ])("stops on %s", async (_what, text, key) => {
    expect(await decrypt(text, ".env", { DOTENV_PRIVATE_KEY: key })).toEqual({
      values: { PLAIN: "1" },
      findings: [
        { code: "ENCRYPTED_NOT_READABLE", severity: "error", name: "SECRET", line: 2, args: { keys: "DOTENV_PRIVATE_KEY" } },
      ],
    });
  });

  it("leaves JSON as it is, which holds what a function has", async () => {
    const file = parseJson('{"SECRET": "encrypted:abc"}', { source: "env.json" });
    expect(await decryptFile(file, { source: "env.json", env: {} })).toBe(file);
  });
});
