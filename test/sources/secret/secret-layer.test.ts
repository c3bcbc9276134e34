import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { secretLayer } from "../../../src/sources/secret/secret-layer.ts";
import type { SecretSpec } from "../../../src/sources/secret/secret-spec.ts";
import type { SourceResult } from "../../../src/sources/source.ts";

const ALL: SecretSpec = { kind: "object", id: "prod/api" };
const URL_KEY: SecretSpec = { kind: "key", id: "prod/api", name: "DB_URL", key: "db.url" };

function valuesOf({ layer }: SourceResult): Record<string, string> {
  return Object.fromEntries([...layer.entries].map(([name, entry]) => [name, entry.kind === "value" ? entry.value : ""]));
}

function codesOf({ findings }: SourceResult): readonly (string | undefined)[][] {
  return findings.map(({ code, name, at }) => [code, name, at?.source]);
}

describe("secretLayer", () => {
  it("makes a variable of each key of an object", () => {
    const result = secretLayer(ALL, '{"DB_URL": "postgres://x", "EMPTY": "", "constructor": "c\\n\\u00e9", "MULTI": "a\\nb"}');
    expect(result.findings).toEqual([]);
    expect(valuesOf(result)).toEqual({ DB_URL: "postgres://x", EMPTY: "", constructor: "c\n\u00e9", MULTI: "a\nb" });
    expect(result.layer.entries.get("DB_URL")).toMatchObject({
      sensitive: true,
      origin: { layer: "secret", source: "prod/api", key: "DB_URL" },
    });
  });

  it("takes the whole text for a variable, JSON or not", () => {
    for (const text of ['{"a": 1.0}', "hunter2\n", ""]) {
      const { layer, findings } = secretLayer({ kind: "text", id: "prod/key", name: "PRIVATE_KEY" }, text);
      expect(findings).toEqual([]);
      expect([...layer.entries.values()]).toEqual([
        { kind: "value", name: "PRIVATE_KEY", value: text, sensitive: true, origin: { layer: "secret", source: "prod/key" } },
      ]);
    }
  });

  it("takes one key under another name, and cares for that key only", () => {
    const result = secretLayer(URL_KEY, '{"db.url": "u", "not a name": "x", "other": null, "other": {}}');
    expect(result.findings).toEqual([]);
    expect([...result.layer.entries.values()]).toEqual([
      {
        kind: "value",
        name: "DB_URL",
        value: "u",
        sensitive: true,
        origin: { layer: "secret", source: "prod/api", key: "db.url" },
      },
    ]);
    expect(codesOf(secretLayer(URL_KEY, '{"DB_URL": "u"}'))).toEqual([["SECRET_KEY_MISSING", "DB_URL", "prod/api"]]);
  });

  it("keeps numbers and booleans as they are written", () => {
    expect(
      valuesOf(secretLayer(ALL, '{"PORT": 5432, "RATE": -0.25, "ON": true, "OFF": false, "BIG": 9007199254740991}')),
    ).toEqual({
      PORT: "5432",
      RATE: "-0.25",
      ON: "true",
      OFF: "false",
      BIG: "9007199254740991",
    });
  });

  it.each(["1.0", "1e3", "1E3", "12345678901234567890", "-0", "0.10", "1e400"])(
    "refuses the number %s, which others write differently",
    (source) => {
      const result = secretLayer(ALL, `{"PORT": ${source}}`);
      expect(codesOf(result)).toEqual([["SECRET_NUMBER_NOT_EXACT", "PORT", "prod/api#PORT"]]);
      expect(result.layer.entries.size).toBe(0);
    },
  );

  it("refuses values that are not text, a repeated key and a key that is not a name, by name and all at once", () => {
    const result = secretLayer(
      ALL,
      '{"NONE": null, "MAP": {"a": "b"}, "LIST": [], "OK": "x", "TWICE": "1", "TW\\u0049CE": "2", "a-b": "x"}',
    );
    expect(result.findings.map(({ args }) => args)).toEqual([
      { found: "null" },
      { found: "an object" },
      { found: "an array" },
      {},
      { key: "a-b", spec: "A_B=prod/api:a-b", all: "*=prod/api" },
    ]);
    expect(codesOf(result)).toEqual([
      ["SECRET_VALUE_NOT_TEXT", "NONE", "prod/api#NONE"],
      ["SECRET_VALUE_NOT_TEXT", "MAP", "prod/api#MAP"],
      ["SECRET_VALUE_NOT_TEXT", "LIST", "prod/api#LIST"],
      ["SECRET_KEY_REPEATED", "TWICE", "prod/api#TWICE"],
      ["SECRET_KEY_NOT_A_NAME", "a-b", "prod/api#a-b"],
    ]);
    expect(valuesOf(result)).toEqual({ OK: "x" });
  });

  it("refuses anything but an object if keys are requested, and shows nothing of it", () => {
    for (const text of ["hunter2", '"hunter2"', '["hunter2"]', "null", "", '{"hunter2": ']) {
      for (const spec of [ALL, URL_KEY]) {
        const { layer, findings } = secretLayer(spec, text);
        expect(layer.entries.size).toBe(0);
        expect(findings).toEqual([
          {
            code: "SECRET_NOT_AN_OBJECT",
            severity: "error",
            args: { id: "prod/api", as: spec.kind === "key" ? "DB_URL" : "NAME" },
            at: { source: "prod/api" },
          },
        ]);
      }
    }
  });

  it("gives every string of an object exactly as it is", () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{1,8}$/);
    fc.assert(
      fc.property(fc.dictionary(name, fc.string({ unit: "binary" })), (values) => {
        const result = secretLayer(ALL, JSON.stringify(values));
        expect(result.findings).toEqual([]);
        expect(valuesOf(result)).toEqual({ ...values });
      }),
    );
  });
});
