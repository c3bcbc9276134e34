import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkValues } from "../../../src/core/checks/check-values.ts";
import { isBlank } from "../../../src/core/checks/value-form.ts";
import { lossesOf } from "../../../src/core/plan/losses.ts";
import { makePlan, type Plan } from "../../../src/core/plan/plan.ts";
import { type LayerKind, makeLayer } from "../../../src/core/variables.ts";
import { planInputs } from "../../support/arbitraries.ts";

function planOf(value: string, live: string | undefined, kind: LayerKind, literal: readonly string[] = []): Plan {
  const entry = { kind: "value", name: "API_KEY", value, sensitive: true, origin: { layer: kind, source: kind } } as const;
  const current = new Map([["OTHER", "x"], ...(live === undefined ? [] : [["API_KEY", live] as const])]);
  return makePlan({ current, layers: [makeLayer(kind, kind, [entry])], literal });
}
const codes = (plan: Plan): readonly string[] => checkValues(plan).map(({ severity, code }) => `${severity} ${code}`);

const SOURCES = ["secret", "parameter", "env-file", "argument"] as const;

describe.each(SOURCES)("a value of %s", (kind) => {
  it.each([
    [" \t", ["warning VALUE_WHITE_SPACE"]],
    ["\uFEFFkey", ["warning VALUE_HAS_BOM"]],
    ["key\n", ["warning VALUE_LINE_END"]],
    ["key\r\n", ["warning VALUE_LINE_END"]],
    ["key\r", ["warning VALUE_LINE_END"]],
    ["two\nlines\r", ["warning VALUE_LINE_END"]],
    ["key\n\n", ["warning VALUE_LINE_END"]],
    ["key\r\n\n\n", ["warning VALUE_LINE_END"]],
    ["\uFEFFkey\n", ["warning VALUE_HAS_BOM", "warning VALUE_LINE_END"]],
    ["CHANGE_ME", ["warning VALUE_PLACEHOLDER"]],
    ["***", ["error VALUE_MASKED"]],
    ["op://vault/item", ["error VALUE_REFERENCE"]],
    ["ENC[AES256_GCM,data:x]", ["error VALUE_ENCRYPTED"]],
    ["-----BEGIN-----\nabc\n-----END-----\n", []],
    ["", []],
    [" padded ", []],
    ["real", []],
  ])("is judged alike whether it is new or over a live one: %j", (value, expected) => {
    expect(codes(planOf(value, undefined, kind))).toEqual(expected);
    expect(codes(planOf(value, "live", kind))).toEqual(expected);
    expect(codes(planOf(value, value, kind))).toEqual([]);
    expect(codes(planOf(value, "live", kind, ["API_KEY"]))).toEqual([]);
  });

  it("that differs from the live one only in white space is reported", () => {
    expect(codes(planOf("a\nb\n", "a\nb", kind))).toEqual(["warning VALUE_DIFFERS_IN_SPACE"]);
    expect(codes(planOf(" key", "key", kind))).toEqual(["warning VALUE_DIFFERS_IN_SPACE"]);
    expect(codes(planOf("key", "key\n", kind))).toEqual(["notice VALUE_DIFFERS_IN_SPACE"]);
  });

  it("over a live one is a loss where it is blank or a placeholder word, and not where nothing real was there", () => {
    const none = { removes: [], blanks: [], placeholders: [], empties: false };
    for (const value of ["", " ", "\n", "\uFEFF"]) {
      expect(lossesOf(planOf(value, "live", kind))).toEqual({ ...none, blanks: ["API_KEY"] });
      expect(lossesOf(planOf(value, "live", kind, ["API_KEY"]))).toEqual(none);
      expect(lossesOf(planOf(value, undefined, kind))).toEqual(none);
      expect(lossesOf(planOf(value, "\t", kind))).toEqual(none);
    }
    expect(lossesOf(planOf("CHANGE_ME", "live", kind))).toEqual({ ...none, placeholders: ["API_KEY"] });
    expect(lossesOf(planOf("CHANGE_ME", "live", kind, ["API_KEY"]))).toEqual(none);
    for (const live of ["", "TODO", "***"]) expect(lossesOf(planOf("CHANGE_ME", live, kind))).toEqual(none);
  });
});

it("a --literal that names nothing that a source defines is reported", () => {
  expect(checkValues(planOf("x", "live", "secret", ["API_KEEY"]))).toMatchObject([{ code: "LITERAL_UNUSED", name: "API_KEEY" }]);
});

describe("losses", () => {
  it("are exactly the live values that are gone, blank or stand for another one afterwards", () => {
    fc.assert(
      fc.property(planInputs, (input) => {
        const plan = makePlan(input);
        const { removes, blanks, placeholders, empties } = lossesOf(plan);
        expect(empties).toBe(input.current.size > 0 && plan.desired.size === 0);
        for (const [name, before] of input.current) {
          const after = plan.desired.get(name);
          expect(removes.includes(name)).toBe(after === undefined);
          expect(blanks.includes(name)).toBe(after !== undefined && isBlank(after) && !isBlank(before));
          if (placeholders.includes(name)) expect(after).not.toBe(before);
        }
      }),
    );
  });
});
