import { expect, it } from "vitest";
import { isKnownWord } from "../../../src/core/secrecy/foreign.ts";
import { isOwnWord } from "../../../src/core/secrecy/own-words.ts";

it("has the long words that a run prints when all is well: masking one would reveal a value", () => {
  for (const word of ["verified", "Verified", "variables", "function", "published", "deployment", "placeholder", "changing"]) {
    expect(isOwnWord(word) || isKnownWord(word), word).toBe(true);
  }
});

it("has no word that could be a password", () => {
  for (const text of ["swordfish", "hunter2hunter2", "", "kjhqwexzvbnmasdf"]) {
    expect(isOwnWord(text) || isKnownWord(text), text).toBe(false);
  }
});
