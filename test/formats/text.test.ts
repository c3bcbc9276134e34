import { describe, expect, it } from "vitest";
import { LambdaEnvError } from "../../src/errors.ts";
import { decodeText, MAX_TEXT_BYTES, makePlaces } from "../../src/formats/text.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

function refusal(bytes: Uint8Array): LambdaEnvError {
  try {
    decodeText(bytes, ".env");
  } catch (error) {
    if (error instanceof LambdaEnvError) return error;
    throw error;
  }
  throw new Error("was not refused");
}

describe("decodeText", () => {
  it("keeps every character, a byte order mark included", () => {
    expect(decodeText(bytesOf("\uFEFFA1=é🔑\r\n\u2028"), ".env")).toBe("\uFEFFA1=é🔑\r\n\u2028");
    expect(decodeText(new Uint8Array(), ".env")).toBe("");
  });

  it.each([
    ["bad UTF-8, with its line", new Uint8Array([...bytesOf("A1=1\nB1="), 0xe9, ...bytesOf("\nC1=1")]), ".env:2 is not UTF-8"],
    ["a last line that is cut", new Uint8Array([...bytesOf("A1=1\nB1="), 0xf0, 0x9f]), ".env:2 is not UTF-8"],
    ["little-endian UTF-16", new Uint8Array([0xff, 0xfe, 0x41, 0x00]), ".env is UTF-16"],
    ["big-endian UTF-16", new Uint8Array([0xfe, 0xff, 0x00, 0x41]), ".env is UTF-16"],
    ["NUL, as in UTF-16 without a mark", bytesOf("A1=1\nA\u0000"), ".env:2 contains a NUL character"],
    ["more than a megabyte", new Uint8Array(MAX_TEXT_BYTES + 1), ".env is larger than 1048576 bytes"],
  ])("refuses %s", (_what, bytes, message) => {
    expect(refusal(bytes)).toMatchObject({ code: "INVALID_INPUT", message });
  });
});

describe("makePlaces", () => {
  it("counts lines and columns from 1, and no column for a byte order mark", () => {
    const placeAt = makePlaces("\uFEFFab\n\ncd", "f");
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((offset) => placeAt(offset)).map(({ line, column }) => `${line}:${column}`)).toEqual([
      "1:1",
      "1:1",
      "1:2",
      "1:3",
      "2:1",
      "3:1",
      "3:2",
      "3:3",
    ]);
  });
});
