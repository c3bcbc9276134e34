import { describe, expect, it } from "vitest";
import { checkPlan, isValidName, sizeBytes } from "../../../src/core/checks/checks.ts";
import { RESERVED_VARIABLES } from "../../../src/core/checks/reserved.ts";
import { makePlan, type Plan } from "../../../src/core/plan/plan.ts";
import { makeLayer, type Values } from "../../../src/core/variables.ts";

function planOf(added: Record<string, string>, current: Values = new Map()): Plan {
  const origin = { layer: "argument", source: "argument" } as const;
  const entries = Object.entries(added).map(([name, value]) => ({
    kind: "value" as const,
    name,
    value,
    sensitive: true,
    origin,
  }));
  return makePlan({ current, layers: [makeLayer("argument", "argument", entries)] });
}
const codes = (plan: Plan): readonly string[] =>
  checkPlan(plan).map((finding) => `${finding.severity} ${finding.code} ${finding.name ?? ""}`.trim());

describe("the size that Lambda counts", () => {
  it("is that of the example in the AWS guide", () => {
    expect(sizeBytes(new Map(Object.entries({ BUCKET: "my-bucket", KEY: "file.txt" })))).toBe(39);
  });

  it("counts UTF-8 bytes and JSON escapes", () => {
    expect(sizeBytes(new Map([["AA", "é"]]))).toBe('{"AA":""}'.length + 2);
    expect(sizeBytes(new Map([["AA", '"\n']]))).toBe('{"AA":""}'.length + 4);
  });

  it("may be 4096 and not 4097", () => {
    const fill = 4096 - '{"AA":""}'.length;
    expect(codes(planOf({ AA: "x".repeat(fill) }))).toEqual(["warning NEARLY_FULL"]);
    expect(codes(planOf({ AA: "x".repeat(fill + 1) }))).toEqual(["error TOO_LARGE"]);
  });

  it("does not stop a plan that changes nothing", () => {
    const current = new Map([["AA", "x".repeat(5000)]]);
    expect(codes(makePlan({ current, layers: [] }))).toEqual([]);
  });
});

describe("names", () => {
  it("are what the service model says: a letter first, two characters at least", () => {
    expect(["AA", "a1", "A_", "constructor"].filter((name) => !isValidName(name))).toEqual([]);
    expect(["A", "1A", "_AA", "A-B", "A.B", "AÄ", "AA\n", "", " AA"].filter(isValidName)).toEqual([]);
  });

  it("of Lambda's own are refused with their purpose", () => {
    for (const name of RESERVED_VARIABLES.keys()) expect(codes(planOf({ [name]: "x" }))).toEqual([`error NAME_RESERVED ${name}`]);
  });

  it("that are live already do not stop a plan", () => {
    expect(codes(planOf({ STAGE: "prod" }, new Map([["x", "1"]])))).toEqual([]);
  });
});

describe("values", () => {
  it("with NUL or half a surrogate pair are refused", () => {
    expect(codes(planOf({ AA: "a\0b", BB: "\ud800" }))).toEqual(["error VALUE_HAS_NUL AA", "error VALUE_NOT_UNICODE BB"]);
  });

  it("are all reported together, none of them quoted", () => {
    const findings = checkPlan(planOf({ A: "canary-1\0", AWS_REGION: "canary-2", CC: "canary-3".repeat(1000) }));
    expect(findings.map((finding) => finding.code)).toEqual(["NAME_INVALID", "VALUE_HAS_NUL", "NAME_RESERVED", "TOO_LARGE"]);
    expect(JSON.stringify(findings)).not.toContain("canary");
  });
});

describe("what stops a plan", () => {
  it("is an unresolved name that is not live, and a name to be both set and removed", () => {
    const origin = { layer: "template", source: "template.yaml", line: 7 } as const;
    const layers = [makeLayer("template", "template.yaml", [{ kind: "unresolved", name: "TABLE", origin, reason: "!Ref" }])];
    expect(codes(makePlan({ current: new Map(), layers }))).toEqual(["error UNRESOLVED TABLE"]);
    expect(codes(makePlan({ current: new Map([["TABLE", "t"]]), layers, unset: ["TABLE"] }))).toEqual([
      "error SET_AND_UNSET TABLE",
    ]);
    expect(codes(makePlan({ current: new Map(), layers: [], unset: ["GONE"] }))).toEqual(["warning NOT_LIVE GONE"]);
  });
});
