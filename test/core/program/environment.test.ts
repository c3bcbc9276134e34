import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EnvironmentInput, makeProgramEnvironment } from "../../../src/core/program/environment.ts";
import { variableSets } from "../../support/arbitraries.ts";
import { runs } from "../../support/depth.ts";

const CALLER = { PATH: "/bin", HOME: "/home/me", EDITOR: "vi", AWS_PROFILE: "mine", STAGE: "here", GONE: undefined };

function make(values: Readonly<Record<string, string>>, more: Partial<EnvironmentInput> = {}) {
  const input = { caller: CALLER, values: new Map(Object.entries(values)), allow: [], pristine: false, isWindows: false };
  return makeProgramEnvironment({ ...input, ...more });
}

describe("makeProgramEnvironment", () => {
  it("puts the function's variables over those of the caller, every value as it is", () => {
    fc.assert(
      fc.property(variableSets, (values) => {
        const { variables, findings, dangerous, withheld } = makeProgramEnvironment({
          caller: CALLER,
          values,
          allow: [],
          pristine: false,
          isWindows: false,
        });
        const { GONE: _, ...caller } = CALLER;
        expect({ findings, dangerous, withheld }).toEqual({ findings: [], dangerous: [], withheld: [] });
        expect(new Map(Object.entries(variables))).toEqual(new Map([...Object.entries(caller), ...values]));
      }),
      { numRuns: runs(500) },
    );
  });

  it("keeps the caller's credentials and region, whether the caller has set them or not", () => {
    const theirs = { AWS_PROFILE: "theirs", AWS_ROLE_ARN: "arn", AWS_REGION: "x", AWS_CONFIG_FILE: "/x", STAGE: "there" };
    const { variables, withheld, dangerous } = make(theirs);
    expect({ withheld, dangerous }).toEqual({
      withheld: ["AWS_PROFILE", "AWS_ROLE_ARN", "AWS_REGION", "AWS_CONFIG_FILE"],
      dangerous: [],
    });
    expect(variables).toEqual({ PATH: "/bin", HOME: "/home/me", EDITOR: "vi", AWS_PROFILE: "mine", STAGE: "there" });
    const allowed = make(theirs, { allow: ["AWS_PROFILE", "AWS_ROLE_ARN"] });
    expect(allowed.variables).toMatchObject({ AWS_PROFILE: "theirs", AWS_ROLE_ARN: "arn" });
    expect(allowed.withheld).toEqual(["AWS_REGION", "AWS_CONFIG_FILE"]);
  });

  it("names what decides how programs are found and loaded, until it is allowed by its exact name", () => {
    const values = { PATH: "/var/lang/bin", NODE_OPTIONS: "-r x", DYLD_INSERT_LIBRARIES: "x", STAGE: "there" };
    expect(make(values).dangerous).toEqual(["PATH", "NODE_OPTIONS", "DYLD_INSERT_LIBRARIES"]);
    expect(make(values, { allow: ["PATH", "node_options", "DYLD_INSERT_LIBRARIES"] }).dangerous).toEqual(["NODE_OPTIONS"]);
    expect(make(values, { allow: Object.keys(values) }).variables).toMatchObject(values);
  });

  it("takes of the caller only what the system needs where it is to be pristine", () => {
    expect(make({ STAGE: "there" }, { pristine: true }).variables).toEqual({ PATH: "/bin", HOME: "/home/me", STAGE: "there" });
  });

  it("takes names that differ in case for the same on Windows", () => {
    const caller = { Path: "C:\\Windows", SystemRoot: "C:\\Windows", Stage: "here", Editor: "x" };
    const windows = { caller, isWindows: true };
    expect(make({ STAGE: "there" }, windows).variables).toEqual({
      Path: "C:\\Windows",
      SystemRoot: "C:\\Windows",
      Editor: "x",
      STAGE: "there",
    });
    expect(make({ STAGE: "there" }, { ...windows, pristine: true }).variables).toEqual({
      Path: "C:\\Windows",
      SystemRoot: "C:\\Windows",
      STAGE: "there",
    });
    expect(make({ path: "x", aws_profile: "y" }, windows)).toMatchObject({ dangerous: ["path"], withheld: ["aws_profile"] });
    expect(make({ Path: "x" }, { ...windows, allow: ["PATH"] }).variables).toMatchObject({ Path: "x" });
    const { findings } = make({ Mode: "x", MODE: "y" }, windows);
    expect(findings).toMatchObject([{ code: "NAMES_DIFFER_IN_CASE", name: "MODE", args: { other: "Mode" } }]);
    expect(make({ Mode: "x", MODE: "y" }).findings).toEqual([]);
  });

  it("finds what no environment can hold", () => {
    const { findings } = make({ "A=B": "x", NUL: "a\0b", HALF: "\ud800" });
    expect(findings.map(({ code, name }) => [code, name])).toEqual([
      ["NAME_INVALID", "A=B"],
      ["VALUE_HAS_NUL", "NUL"],
      ["VALUE_NOT_UNICODE", "HALF"],
    ]);
  });
});
