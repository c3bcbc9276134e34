import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isValidName } from "../../../src/core/checks/checks.ts";
import { readArguments } from "../../../src/sources/typed/argument.ts";

const at = (position: number) => ({ source: `argument ${position}` });

describe("readArguments", () => {
  it("takes everything behind the first = as the value", () => {
    const { layer, findings } = readArguments(["URL=postgres://db?a=b=c", "EMPTY=", "SPACE= x "], {});
    expect(findings).toEqual([]);
    expect([...layer.entries.values()].map((entry) => [entry.name, entry.kind === "value" && entry.value])).toEqual([
      ["URL", "postgres://db?a=b=c"],
      ["EMPTY", ""],
      ["SPACE", " x "],
    ]);
    expect(layer.entries.get("URL")).toMatchObject({ sensitive: true, origin: { layer: "argument", source: "argument" } });
  });

  it("takes the value of a name alone from the environment, an empty one too", () => {
    const { layer, findings } = readArguments(["TOKEN", "EMPTY"], { TOKEN: "t=1", EMPTY: "" });
    expect(findings).toEqual([]);
    expect(layer.entries.get("TOKEN")).toEqual({
      kind: "value",
      name: "TOKEN",
      value: "t=1",
      sensitive: true,
      origin: { layer: "argument", source: "environment" },
    });
    expect(layer.entries.get("EMPTY")).toMatchObject({ value: "" });
  });

  it("reports a variable that is not in the environment by its position, since the word may be a value", () => {
    const { layer, findings } = readArguments(["TOKEN"], {});
    expect(layer.entries.size).toBe(0);
    expect(findings).toEqual([{ code: "NOT_IN_ENVIRONMENT", severity: "error", args: {}, at: at(1) }]);
  });

  it("does not take what every object inherits for a variable of the environment", () => {
    for (const env of [{}, process.env]) {
      expect(readArguments(["constructor", "toString"], env).findings.map((finding) => finding.code)).toEqual([
        "NOT_IN_ENVIRONMENT",
        "NOT_IN_ENVIRONMENT",
      ]);
    }
    expect(readArguments(["constructor=x"], {}).layer.entries.get("constructor")).toMatchObject({ value: "x" });
  });

  it("reports all mistakes, each by its position", () => {
    const { findings } = readArguments(["AB=1", "two words", "A=1", "AB=2", "=x", "", "A-B=x", "MISSING"], {});
    expect(findings).toEqual([
      { code: "ARGUMENT_INVALID", severity: "error", args: {}, at: at(2) },
      { code: "ARGUMENT_INVALID", severity: "error", args: {}, at: at(3) },
      { code: "ARGUMENT_REPEATED", severity: "error", args: {}, name: "AB", at: at(4) },
      { code: "ARGUMENT_INVALID", severity: "error", args: {}, at: at(5) },
      { code: "ARGUMENT_INVALID", severity: "error", args: {}, at: at(6) },
      { code: "ARGUMENT_INVALID", severity: "error", args: {}, at: at(7) },
      { code: "NOT_IN_ENVIRONMENT", severity: "error", args: {}, at: at(8) },
    ]);
  });

  it("refuses a value that Node has already read wrongly, since it is not UTF-8", () => {
    const { layer, findings } = readArguments(["KEY=a\uFFFDb", "OTHER"], { OTHER: "\uFFFD" });
    expect(layer.entries.size).toBe(0);
    expect(findings.map(({ code, name }) => [code, name])).toEqual([
      ["ARGUMENT_NOT_UTF8", "KEY"],
      ["ARGUMENT_NOT_UTF8", "OTHER"],
    ]);
  });

  it("never repeats what may be a value", () => {
    const word = fc.oneof(fc.string({ unit: "binary" }), fc.base64String(), fc.stringMatching(/^[A-Za-z0-9_=-]{0,12}$/));
    fc.assert(
      fc.property(fc.array(word), (positionals) => {
        const { findings } = readArguments(positionals, {});
        for (const { name, args, at } of findings) {
          expect(args).toEqual({});
          expect(at?.source).toMatch(/^argument \d+$/);
          if (name !== undefined) {
            expect(isValidName(name)).toBe(true);
            expect(positionals.some((positional) => positional === name || positional.startsWith(`${name}=`))).toBe(true);
          }
        }
      }),
    );
  });

  it("gives each valid NAME=VALUE exactly once and as it is", () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{1,8}$/);
    const value = fc.string({ unit: "binary" }).filter((text) => !text.includes("\uFFFD"));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key }), (pairs) => {
        const { layer, findings } = readArguments(
          pairs.map(([key, text]) => `${key}=${text}`),
          {},
        );
        expect(findings).toEqual([]);
        expect([...layer.entries].map(([key, entry]) => [key, entry.kind === "value" ? entry.value : undefined])).toEqual(pairs);
      }),
    );
  });
});
