/** What the property tests draw from: nasty names, nastier values, layers of every kind. */
import fc from "fast-check";
import { type Layer, type LayerEntry, type LayerKind, makeLayer, type Values } from "../../src/core/variables.ts";

/** Few names, so that layers collide, and those that break naive code. */
export const names: fc.Arbitrary<string> = fc.constantFrom(
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "API_KEY",
  "STAGE",
  "LOG_LEVEL",
  "DB_URL",
  "aa",
  "Zz9",
);

export const values: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("", "0", "true", " padded ", "undefined", "null", "***", "[object Object]"),
  fc.string({ unit: fc.constantFrom(..."'\"`\\\n\r#$ =\u2028é€😀a1"), maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 8 }).map((text) => text.toWellFormed().replaceAll("\0", "")),
);

export const variableSets: fc.Arbitrary<Values> = fc
  .array(fc.tuple(names, values), { maxLength: 10 })
  .map((pairs) => new Map(pairs));

function layersOf(kind: LayerKind): fc.Arbitrary<Layer> {
  const entry = fc.record({ name: names, value: values, unresolved: fc.boolean(), line: fc.integer({ min: 1, max: 99 }) });
  return fc.array(entry, { maxLength: 6 }).map((entries) =>
    makeLayer(
      kind,
      kind,
      entries.map(({ name, value, unresolved, line }): LayerEntry => {
        const origin = { layer: kind, source: kind, line };
        return unresolved && kind === "template"
          ? { kind: "unresolved", name, origin, reason: "not evaluated" }
          : { kind: "value", name, value, sensitive: kind !== "template", origin };
      }),
    ),
  );
}

export const layerStacks: fc.Arbitrary<readonly Layer[]> = fc
  .tuple(
    fc.array(layersOf("function"), { maxLength: 1 }),
    fc.array(layersOf("template"), { maxLength: 1 }),
    fc.array(layersOf("secret"), { maxLength: 1 }),
    fc.array(layersOf("env-file"), { maxLength: 2 }),
    fc.array(layersOf("argument"), { maxLength: 1 }),
  )
  .map((kinds) => kinds.flat());

/** Everything that a plan is made of. */
export const planInputs = fc.record({
  current: variableSets,
  layers: layerStacks,
  unset: fc.uniqueArray(names, { maxLength: 3 }),
  prune: fc.boolean(),
});

/** Makes every mutation throw, all the way down; maps are covered by refusing their mutators. */
export function deepFreeze<T>(value: T): T {
  if (value instanceof Map || value instanceof Set) {
    for (const method of ["set", "add", "delete", "clear"]) {
      Object.defineProperty(value, method, {
        value: () => {
          throw new Error(`${method} on a frozen collection`);
        },
      });
    }
    for (const item of value.values()) deepFreeze(item);
    return value;
  }
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}
