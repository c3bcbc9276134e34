import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makePlan } from "../../src/core/plan.ts";
import { makeTextRedactor, redactPlan } from "../../src/core/redact.ts";
import { makeLayer } from "../../src/core/variables.ts";
import { planDocument, renderJson } from "../../src/output/json.ts";
import { renderPlan } from "../../src/output/plan.ts";
import { makeStyle } from "../../src/output/style.ts";
import { planInputs } from "../support/arbitraries.ts";

const styles = [false, true].map((isTTY) => makeStyle({ isTTY, env: {}, noColor: false }));

describe("a redacted plan", () => {
  it("shows no live and no sensitive value in any rendering", () => {
    const marked = planInputs.map((input) => ({
      ...input,
      current: new Map([...input.current].map(([name, value]) => [name, value === "" ? "" : `canary live ${value}`])),
      layers: input.layers.map((layer) =>
        makeLayer(
          layer.kind,
          layer.source,
          [...layer.entries.values()].map((entry) =>
            entry.kind === "value" && entry.sensitive ? { ...entry, value: `canary ${layer.kind} ${entry.value}` } : entry,
          ),
        ),
      ),
    }));
    fc.assert(
      fc.property(marked, (input) => {
        const redacted = redactPlan(makePlan(input), "hide");
        const texts = [...styles.map((style) => renderPlan(redacted, style, "all")), renderJson(planDocument(redacted))];
        for (const text of texts) expect(text).not.toContain("canary");
      }),
    );
  });

  it("shows a template's public value as the new one, and the live one below it not", () => {
    const origin = { layer: "template", source: "template.yaml", line: 3 } as const;
    const layers = [
      makeLayer("template", "template.yaml", [{ kind: "value", name: "STAGE", value: "prod", sensitive: false, origin }]),
    ];
    const plan = makePlan({ current: new Map([["STAGE", "by-hand"]]), layers });
    const [style] = styles;
    if (style === undefined) throw new Error("no style");
    expect(renderPlan(redactPlan(plan, "hide"), style, "all")).toBe('~ STAGE  *** -> "prod"  template.yaml:3\n');
    expect(renderPlan(redactPlan(plan, "reveal"), style, "all")).toContain('~ STAGE  "by-hand" -> "prod"  template.yaml:3\n');
  });
});

describe("cleaning a text", () => {
  it("finds a value in every spelling that tools and errors give it", () => {
    const value = 'p"w\\d/+é\nsecond line';
    const redact = makeTextRedactor([value]);
    const json = JSON.stringify({ error: JSON.stringify({ KEY: value }) });
    const spellings = [
      value,
      JSON.stringify(value),
      json,
      encodeURIComponent(value),
      Buffer.from(value).toString("base64"),
      "second line",
    ];
    for (const spelling of spellings) {
      const cleaned = redact(`before ${spelling} after`);
      expect(cleaned).toContain("***");
      expect(cleaned).not.toMatch(/second|p"w|cCJ3/);
    }
  });

  it("leaves a text alone that holds none of the values, and never a value of some length", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", minLength: 6 })), fc.string(), (secrets, text) => {
        const cleaned = makeTextRedactor(secrets)(text);
        if (!secrets.some((secret) => text.includes(secret))) return;
        for (const secret of secrets)
          if (secret.trim().length >= 6 && !"***".includes(secret)) expect(cleaned.split("***").join("\0")).not.toContain(secret);
      }),
    );
    expect(makeTextRedactor(["1", "on", "prod", ""])("1 is on in prod")).toBe("1 is on in prod");
  });
});
