import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeFinding } from "../../../src/core/finding.ts";
import { isKnownWord, readableCode, readableParts } from "../../../src/core/secrecy/foreign.ts";
import { renderFinding } from "../../../src/output/findings/findings.ts";

/** What AWS was seen to say, with what is kept of it. */
const SAID: readonly (readonly [string, string])[] = [
  [
    "User: arn:aws:sts::123456789012:assumed-role/deploy/session is not authorized to perform: lambda:GetFunctionConfiguration on resource: arn:aws:lambda:eu-west-1:123456789012:function:my-fn because no identity-based policy allows the lambda:GetFunctionConfiguration action",
    "User: arn:aws:sts::123456789012:assumed-role/deploy/session is not authorized to perform: lambda:GetFunctionConfiguration on resource: arn:aws:lambda:eu-west-1:123456789012:function:my-fn because no identity-based policy allows the lambda:GetFunctionConfiguration action",
  ],
  [
    'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {"DB":"hunter2"}',
    "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: …",
  ],
  [
    "1 validation error detected: Value 'it's hunter2' at 'environment' failed to satisfy constraint: Member must have length less than or equal to 140",
    "… validation error detected: value … at 'environment' failed to satisfy constraint: Member must have length less than or equal to …",
  ],
  [
    "The role defined for the function cannot be assumed by Lambda.",
    "The role defined for the function cannot be assumed by Lambda",
  ],
  [
    "Function not found: arn:aws:lambda:eu-west-1:123456789012:function:my-fn",
    "Function not found: arn:aws:lambda:eu-west-1:123456789012:function:my-fn",
  ],
  [
    "You can't perform this operation on the secret because it was marked for deletion.",
    "You can't perform this operation on the secret because it was marked for deletion",
  ],
  ["Cannot read properties of undefined (reading 'hunter2')", "Cannot read properties of undefined (reading …"],
  ["told.", ""],
  ["hunter2", ""],
  ["<html>hunter2", ""],
];

describe("text of others", () => {
  it.each(SAID)("%j", (text, kept) => {
    expect(readableParts(text)).toBe(kept);
  });

  it("lets no value through, in whatever spelling and at whatever place", () => {
    const values = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1 }),
      fc.constantFrom("1", "on1", "prod", "8443", "p%40ss", "cDRzcw==", "70617373", "&#112;", "\\u003cb", "dev-2"),
    );
    const frames = fc.constantFrom(
      (value: string) => `the value ${value} is invalid for the function`,
      (value: string) => `Value '${value}' at 'environment' failed to satisfy constraint`,
      (value: string) => `could not parse request body: {"AA":${JSON.stringify(value)}} into json`,
      (value: string) => `invalid request:${value}`,
      (value: string) => `the value=${value} was not expected`,
      (value: string) => `the secret ${Buffer.from(value).toString("base64")} is not valid`,
    );
    fc.assert(
      fc.property(values, frames, (value, frame) => {
        const kept = readableParts(frame(value));
        const known = readableParts(frame("")).split(" ");
        for (const word of kept.split(" ")) {
          if (word === "…" || known.includes(word)) continue;
          for (const part of word.split(/[^\w'-]+/).filter((one) => /\w/.test(one))) expect(isKnownWord(part), word).toBe(true);
        }
      }),
    );
  });

  it("takes time that grows with its length alone", () => {
    expect(readableParts(`invalid ${"Value 'x' at ".repeat(200_000)}`)).toBe("invalid value … at");
    expect(readableParts("x ".repeat(500_000))).toBe("");
  });

  it("cannot be used instead of the filtered text", () => {
    const error = new Error("hunter2");
    // @ts-expect-error: the unfiltered text is not a `Readable`; that it does not compile is what this test holds.
    makeFinding("SECRET_UNUSABLE", "error", { said: error.message, errorCode: "E" });
    const finding = makeFinding("SECRET_UNUSABLE", "error", { said: readableParts(error.message), errorCode: "E" });
    expect(renderFinding(finding).text).toBe("the secret cannot be used: E");
  });

  it("is a code only where it is an identifier", () => {
    expect(readableCode("AccessDeniedException")).toBe("AccessDeniedException");
    for (const code of ["", "a b", "##vso[x]", "x\ny", "x".repeat(200)])
      expect(readableCode(code)).toBe("an error without a usable name");
  });
});
