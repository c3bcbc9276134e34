import fc from "fast-check";
import { expect, test } from "vitest";
import { accountOfAccessKey } from "../../src/core/account.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Returns an id as AWS makes it, of an account, of 7 bits and of a tail that mean something else. */
function makeId(kind: string, account: number, bits: number, tail: string): string {
  let number = ((1n << 47n) | (BigInt(account) << 7n) | BigInt(bits)) << 2n;
  let text = "";
  for (let index = 0; index < 10; index++) {
    text = ALPHABET.charAt(Number(number % 32n)) + text;
    number /= 32n;
  }
  return `${kind}${text}${tail}`;
}

test("the id of an access key contains its account", () => {
  const tail = fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom("AKIA", "ASIA"), fc.nat(10 ** 9), fc.nat(127), tail, (kind, account, bits, rest) => {
      const id = makeId(kind, account * 999, bits, rest);
      expect(id).toHaveLength(20);
      expect(accountOfAccessKey(id)).toBe(String(account * 999).padStart(12, "0"));
    }),
  );
});

test.each(["", "test", "local0123456789abcdef", "AKIA", "AROAQAAAAAAAAAAAAAAA", "AKIAIAAAAAAAAAAAAAAA", "AKIAQaaaaaaaaaaaaaaa"])(
  "%j does not contain one",
  (id) => {
    expect(accountOfAccessKey(id)).toBeUndefined();
  },
);
