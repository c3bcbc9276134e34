import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formOf, isBlank, standInOf } from "../../../src/core/checks/value-form.ts";

const PLACEHOLDERS = `
CHANGE_ME changeme change-me changeMe CHANGEME! changeit REPLACE_ME replaceme replace-this SET_ME fill_me_in
TODO TBD FIXME placeholder PLACEHOLDER_VALUE my_placeholder dummy DUMMY_KEY dummy-secret xxx XXXX xxxx-xxxx
<your-key> <API_KEY> <secret> your-api-key YOUR_API_KEY_HERE your_secret_key your-domain [CHANGE_ME] {CHANGE_ME} __REPLACE_ME__
"CHANGE_ME" %CHANGE_ME% undefined
`
  .trim()
  .split(/\s+/)
  .concat([
    "change me",
    "Replace with your key",
    "insert your token here",
    "API key goes here",
    "[object Object]",
    "To be defined",
    " CHANGE_ME\n",
  ]);

const REAL = `
todo tables todos changes changelog production example.com test secret none null true 0 xx x1xxx my-bucket dummy-table-1
{"change":"me"} <html></html> <a/> https://change.me/ hunter2 AKIAEXAMPLE arn:aws:lambda:us-east-1:1:function:x op ref ENC encrypted
postgres://user:pass@host/db s3://bucket/key $HOME \${HOME} * ** 0,30*** %s {{name}} yourself
`
  .trim()
  .split(/\s+/)
  .concat(["your order has shipped", "rate(5 minutes)", "0 12 * * ? *", "Change the password and log in", "", " "]);

describe("formOf", () => {
  it.each(PLACEHOLDERS)("takes %j for a placeholder", (value) => {
    expect(formOf("API_KEY", value)).toEqual({ kind: "placeholder" });
  });

  it.each([
    "${API_KEY}",
    "$API_KEY",
    "{{API_KEY}}",
    "{{ API_KEY }}",
    "#{API_KEY}#",
    "#{API_KEY}",
    "%{API_KEY}",
    "__API_KEY__",
    "%API_KEY%",
    "@API_KEY@",
    "<%= API_KEY %>",
  ])("takes %j for a placeholder of API_KEY, and for a value of another variable", (token) => {
    expect(formOf("API_KEY", token)).toEqual({ kind: "placeholder" });
    expect(standInOf("API_KEY", token)).toBe("a placeholder word");
    expect(formOf("OTHER", token)).toBeUndefined();
  });

  it("takes its own name, and its name in a longer text, for a value", () => {
    for (const value of ["API_KEY", "x${API_KEY}", "${API_KEY}/x", "_API_KEY_"]) expect(formOf("API_KEY", value)).toBeUndefined();
  });

  it.each(REAL)("takes %j for a value", (value) => {
    expect(formOf("API_KEY", value)).toBeUndefined();
  });

  it.each([
    ["***"],
    ["********"],
    ["****************ABCD"],
    ["\u2022\u2022\u2022\u2022"],
    ["[REDACTED]"],
    ["(sensitive value)"],
    ["(known after apply)"],
    ["postgres://user:***@db/x"],
    ["https://***@host"],
  ])("takes %j for a mask", (value) => {
    expect(formOf("API_KEY", value)).toEqual({ kind: "mask" });
  });

  it.each([
    ["op://vault/item/field", "1Password"],
    ["{{ op://vault/item/field }}", "1Password"],
    ["ref+awssecrets://prod/api#/key", "vals"],
    ["secretref+vault://a/b#c", "vals"],
    ["postgres://u:ref+echo://x+@host", "vals"],
    ["{{resolve:secretsmanager:prod/api:SecretString:key}}", "CloudFormation"],
    ["https://{{resolve:ssm:/host}}/", "CloudFormation"],
    ["${{ secrets.API_KEY }}", "GitHub Actions"],
    ["Bearer ${{secrets.X}}", "GitHub Actions"],
    ["$(apiKey)", "Azure Pipelines"],
    ["@Microsoft.KeyVault(SecretUri=https://x)", "Azure Key Vault"],
  ])("takes %j for a reference of %s", (value, tool) => {
    expect(formOf("API_KEY", value)).toEqual({ kind: "reference", tool });
  });

  it.each([
    ["API_KEY", "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]", "SOPS"],
    ["API_KEY", "ENC[PKCS7,abc]", "eyaml"],
    ["API_KEY", "encrypted:BAbc", "dotenvx"],
    ["API_KEY", "$ANSIBLE_VAULT;1.1;AES256\n6162", "Ansible Vault"],
    ["sops_mac", "x", "SOPS"],
    ["sops_version", "3.9.0", "SOPS"],
    ["sops_age__list_0__map_recipient", "age1", "SOPS"],
    ["sops_unencrypted_suffix", "_unencrypted", "SOPS"],
    ["DOTENV_VAULT_PRODUCTION", "abc", "dotenv-vault"],
  ])("takes %s=%j for what %s encrypted", (name, value, tool) => {
    expect(formOf(name, value)).toEqual({ kind: "encrypted", tool });
  });

  it("takes random secrets for values", () => {
    const secret = fc.string({
      minLength: 12,
      maxLength: 80,
      unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwABCDEF0123456789+/=_-"),
    });
    fc.assert(
      fc.property(secret, (value) => {
        expect(formOf("API_KEY", value)).toBeUndefined();
      }),
    );
  });

  it("looks into hostile texts in no time that grows with their length", () => {
    for (const piece of [
      "your ",
      "a ",
      "x",
      "*",
      "<a",
      "replace with a ",
      "insert a",
      "ref+a",
      "${{",
      "{{resolve:a:",
      "$(",
      "://:",
    ])
      expect(() => formOf("API_KEY", `${piece.repeat(20_000)}!`)).not.toThrow();
  });
});

describe("standInOf", () => {
  it("names what stands for a value elsewhere, an empty value and invisible characters included", () => {
    expect(standInOf("AA", "")).toBe("an empty placeholder");
    expect(standInOf("AA", "\uFEFF \n")).toBe("an empty placeholder");
    expect(standInOf("AA", "CHANGE_ME")).toBe("a placeholder word");
    expect(standInOf("AA", "real")).toBeUndefined();
  });
});

describe("isBlank", () => {
  it.each(["", " ", "\t\n", "\r", "\u00a0", "\uFEFF", "\u200b"])("holds for %j", (value) => expect(isBlank(value)).toBe(true));
  it.each(["0", " x ", "\u0000"])("does not hold for %j", (value) => expect(isBlank(value)).toBe(false));
});
