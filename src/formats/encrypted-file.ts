/** Recognizes files that another tool encrypted, by the marks in them. */
import type { EncryptionTool } from "../core/checks/value-form.ts";

/** SOPS and dotenvx encrypt each value separately and keep the names readable; the others encrypt the whole file. */
const MARKS: readonly (readonly [RegExp, EncryptionTool])[] = [
  [/^\uFEFF?\$ANSIBLE_VAULT;/, "Ansible Vault"],
  [/^\uFEFF?-----BEGIN AGE ENCRYPTED FILE-----/, "age"],
  [/^\uFEFF?-----BEGIN PGP MESSAGE-----/, "GnuPG"],
  [/ENC\[AES256_GCM,data:/, "SOPS"],
  [assignment("sops_(?:mac|version|lastmodified)"), "SOPS"],
  [/^\s*\{[\s\S]*"sops"\s*:\s*\{/, "SOPS"],
  [/^sops:[^\S\n]*$/m, "SOPS"],
  [assignment("DOTENV_VAULT(?:_\\w+)?"), "dotenv-vault"],
  [assignment("DOTENV_PUBLIC_KEY(?:_\\w+)?"), "dotenvx"],
  [assignment("[\\w.-]+", "[\"'`]?encrypted:"), "dotenvx"],
];

/** Returns the tool that encrypted the file with this text; undefined for a plain file. */
export function encryptionOf(text: string): EncryptionTool | undefined {
  return MARKS.find(([mark]) => mark.test(text))?.[1];
}

/** Blanks do not extend across lines: otherwise a long run of blank lines would be read again and again. */
function assignment(name: string, value = ""): RegExp {
  const blanks = "[^\\S\\n]*";
  return new RegExp(`^${blanks}(?:export[^\\S\\n]+)?${name}${blanks}[=:]${blanks}${value}`, "m");
}
