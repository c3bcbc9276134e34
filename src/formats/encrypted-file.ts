/** Files that another tool encrypted, known by the marks that it leaves in them. */
import type { EncryptionTool } from "../core/value-form.ts";

const ASSIGNED = /^\s*(?:export\s+)?/;

/** SOPS and dotenvx encrypt each value by itself and keep the names readable; the others encrypt the whole file. */
const MARKS: readonly (readonly [RegExp, EncryptionTool])[] = [
  [/^\uFEFF?\$ANSIBLE_VAULT;/, "Ansible Vault"],
  [/^\uFEFF?-----BEGIN AGE ENCRYPTED FILE-----/, "age"],
  [/^\uFEFF?-----BEGIN PGP MESSAGE-----/, "GnuPG"],
  [/^[^\n]*ENC\[AES256_GCM,data:/m, "SOPS"],
  [new RegExp(`${ASSIGNED.source}sops_(?:mac|version|lastmodified)\\s*=`, "m"), "SOPS"],
  [/^sops:\s*$|^\s*"sops"\s*:\s*\{/m, "SOPS"],
  [new RegExp(`${ASSIGNED.source}DOTENV_VAULT(?:_\\w+)?\\s*=`, "m"), "dotenv-vault"],
  [new RegExp(`${ASSIGNED.source}DOTENV_PUBLIC_KEY(?:_\\w+)?\\s*=`, "m"), "dotenvx"],
  [new RegExp(`${ASSIGNED.source}[\\w.-]+\\s*=\\s*["']?encrypted:`, "m"), "dotenvx"],
];

/** Returns the tool that encrypted the file with this text; undefined for a plain file. */
export function encryptionOf(text: string): EncryptionTool | undefined {
  return MARKS.find(([mark]) => mark.test(text))?.[1];
}
