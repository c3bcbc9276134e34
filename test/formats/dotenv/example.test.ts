import { describe, expect, it } from "vitest";
import { addToExample, type ExampleVariable } from "../../../src/formats/dotenv/example.ts";

const VARIABLES: readonly ExampleVariable[] = [
  { name: "DB_URL", about: ["where the\norders are", "required"], isNeeded: true },
  { name: "STAGE", about: ["template.yaml gives it"], isNeeded: false },
];

describe("addToExample", () => {
  it("writes names without values; a comment where the template gives the value, and no line break gets out of a comment", () => {
    const text = addToExample(undefined, VARIABLES);
    expect(text).toMatch(/^# .+\n\n# where the\n# orders are\n# required\nDB_URL=\n\n# template\.yaml gives it\n# STAGE=\n$/);
    expect(addToExample(text, VARIABLES)).toBe("");
  });

  it.each(["DB_URL=\n#STAGE=", "export DB_URL=postgres://example\n  # STAGE =x\n"])(
    "adds nothing to %j, which has all names",
    (existing) => {
      expect(addToExample(existing, VARIABLES)).toBe("");
    },
  );

  it("adds the missing names only, without another header", () => {
    expect(addToExample("STAGE=\nMY_DB_URL=\n", VARIABLES)).toBe("\n# where the\n# orders are\n# required\nDB_URL=\n");
  });
});
