import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ReplacedFormat, readNames } from "../../src/formats/read-names.ts";
import { FORMATS } from "../../src/formats/registry.ts";
import { runs } from "../support/depth.ts";
import { optionsOf, textOf } from "./formatted.ts";
import { variables } from "./values.ts";

const read = (format: ReplacedFormat, text: string) => {
  const { variables: found, otherLines } = readNames(format, text);
  return [...[...found].map(([name, value]) => `${name}=${value ?? "?"}`), ...(otherLines === 0 ? [] : [otherLines])];
};

describe("readNames", () => {
  it.each(["shell", "docker", "yaml", "github-env", "tfvars"] as const)(
    "reads back what %s writes, every name and every value",
    (format) => {
      fc.assert(
        fc.property(variables, (values) => {
          const options = optionsOf({ skipUnrepresentable: true, named: [...values.keys()] });
          const formatted = FORMATS[format](values, options);
          const omitted = formatted.kind === "formatted" ? formatted.omitted : [];
          const written = new Map([...values].filter(([name]) => !omitted.includes(name)));
          expect(new Map(readNames(format, textOf(formatted)).variables)).toEqual(written);
        }),
        { numRuns: runs(2_000) },
      );
    },
  );

  it.each([
    ["shell", "#!/bin/sh\nexport A=1\n  B='it'\\''s\nC=\"x\" D=2\necho hi\n", ["A=?", "B=?", "C=?", 2]],
    ["shell", "export A='x\nB=1'\n: 'lambda-env: C not representable in shell'\n", ["A=x\nB=1", 1]],
    ["shell", "export A=''\r\nexport B='x'\r\n", ["A=", "B=x"]],
    ["docker", "# note\nA=1\nB\n\n C=x=y #z\n", ["A=1", "B=?", "C=x=y #z", 1]],
    ["yaml", '# note\nA: x\n"B": "y"\n\'C\': 1\nD: |\n  E: 2\n\n  F\nG:\n- 1\n', ["A=?", "B=y", "C=?", "D=?", "G=?", 2]],
    ["yaml", "{A: 1}\n", [1]],
    [
      "tfvars",
      'region = "eu" # x\nenvironment_variables = {\n  A = "x",\n  "B" = var.b\n}\nlist = [\n1]\n',
      ["region=?", "A=x", "B=?", "list=?", 1],
    ],
    ["github-env", "A=1=2\nB<<E\nx\ny\nE\n\nbad\n", ["A=1=2", "B=x\ny", 1]],
    ["d.ts", "interface Other {\n  readonly A: string;\n  b(): void;\n}\n", ["A=?", 2]],
  ] as const)("of %s %j finds what is there", (format, text, expected) => {
    expect(read(format, text)).toEqual(expected);
  });
});
