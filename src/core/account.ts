/** The account that an access key belongs to, read from the key's id. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/**
 * Four letters for the kind of key, then base32 whose first bit is set: the ids of today. Older ids do not contain the account.
 */
const KEY_ID = /^A[KS]IA([Q-Z2-7][A-Z2-7]{15})$/;
const ACCOUNT_CHARACTERS = 10;

/**
 * Returns the account of an access key id, without asking AWS; undefined for an id that does not contain it.
 *
 * Shape: 12 digits. The first 48 bits of the base32 are a one, the account in 40 bits, and 7 bits of something else.
 * Source: https://awsteele.com/blog/2020/09/26/aws-access-key-format.html
 */
export function accountOfAccessKey(accessKeyId: string): string | undefined {
  const text = KEY_ID.exec(accessKeyId)?.[1];
  if (text === undefined) return undefined;
  let bits = 0n;
  for (const character of text.slice(0, ACCOUNT_CHARACTERS)) bits = bits * 32n + BigInt(ALPHABET.indexOf(character));
  const account = ((bits >> 2n) & 0x7fff_ffff_ff80n) >> 7n;
  return account < 10n ** 12n ? String(account).padStart(12, "0") : undefined;
}
