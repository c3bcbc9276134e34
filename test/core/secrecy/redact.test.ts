import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makePlan } from "../../../src/core/plan/plan.ts";
import { redactPlan } from "../../../src/core/secrecy/redact.ts";
import { makeLayer } from "../../../src/core/variables.ts";
import { planDocument, renderJson } from "../../../src/output/documents/json.ts";
import { makeLook } from "../../../src/output/look.ts";
import { renderPlan } from "../../../src/output/results/plan.ts";
import { planInputs } from "../../support/arbitraries.ts";

const looks = [false, true].map((isTTY) => makeLook({ isTTY, env: {}, noColor: false }));

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
        const texts = [...looks.map((look) => renderPlan({ plan: redacted }, look, true)), renderJson(planDocument(redacted))];
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
    const [look] = looks;
    if (look === undefined) throw new Error("no look");
    expect(renderPlan({ plan: redactPlan(plan, "hide") }, look, true)).toBe('~ STAGE  *** -> "prod"  template.yaml:3\n');
    expect(renderPlan({ plan: redactPlan(plan, "reveal") }, look, true)).toContain(
      '~ STAGE  "by-hand" -> "prod"  template.yaml:3\n',
    );
  });
});
