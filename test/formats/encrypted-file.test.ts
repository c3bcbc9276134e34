import { describe, expect, it } from "vitest";
import { encryptionOf } from "../../src/formats/encrypted-file.ts";

describe("encryptionOf", () => {
  it.each([
    ["AA=x\nBB=ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\n", "SOPS"],
    ["AA=x\n  export sops_mac = x\n", "SOPS"],
    ["sops_version=3.9.0", "SOPS"],
    ['{"AA":"x","sops":{"version":"3.9.0"}}', "SOPS"],
    ["AA: x\nsops:\n    mac: y\n", "SOPS"],
    ["AA: x\r\nsops:\r\n    mac: y\r\n", "SOPS"],
    ["\uFEFF$ANSIBLE_VAULT;1.1;AES256\n6162\n", "Ansible Vault"],
    ["DOTENV_VAULT=vlt_1\n", "dotenv-vault"],
    ['#/---\nDOTENV_VAULT_CI="x"\n', "dotenv-vault"],
    ['DOTENV_PUBLIC_KEY_PRODUCTION="02"\nAA=x\n', "dotenvx"],
    ["AA=x\nBB = 'encrypted:abc'\n", "dotenvx"],
    ["AA: x\rBB: encrypted:abc\r", "dotenvx"],
    ["-----BEGIN AGE ENCRYPTED FILE-----\n", "age"],
    ["-----BEGIN PGP MESSAGE-----\n", "GnuPG"],
  ])("knows the marks of %j", (text, tool) => {
    expect(encryptionOf(text)).toBe(tool);
  });

  it.each([
    "",
    "AA=x\n# made by sops_mac=\n",
    "AA='a text about sops: and encrypted: values'\n",
    "AA='{\"sops\": {}}'\n",
    '{"AA": "sops"}',
    "DD_API_KEY=ENC[handle]\n",
    "MY_DOTENV_PUBLIC_KEY=x\n",
    "sops_image=ghcr.io/getsops/sops\n",
    "DOTENV_PRIVATE_KEY=x\n",
  ])("takes %j for a plain file", (text) => {
    expect(encryptionOf(text)).toBeUndefined();
  });

  it("comes to an end with a long run of blank lines", () => {
    expect(encryptionOf("\n".repeat(1_000_000))).toBeUndefined();
    expect(encryptionOf(`${" \n".repeat(500_000)}AA=x`)).toBeUndefined();
  });
});
