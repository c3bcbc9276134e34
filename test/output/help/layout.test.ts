import { expect, test } from "vitest";
import { type HelpPage, layoutHelp, wrap } from "../../../src/output/help/layout.ts";

const LINE =
  "lambda-env set -f my-fn -t template.yaml -s prod/my-fn --parameter NAME=/path/name --publish --alias live --timeout 900";
const PAGE: HelpPage = {
  usage: ["lambda-env set [NAME]... [options]"],
  about: "merge sources into the variables of a function and write them",
  sections: [
    {
      title: "Sources",
      rows: [
        ["-t, --template FILE", "public values"],
        [
          "    --parameters-by-path PATH_OF_PARAMETERS",
          "values from Parameter Store: all directly under PATH, by the last part of their names",
        ],
      ],
    },
    { title: "Examples", examples: [[LINE, "everything at once"]] },
  ],
};

test("puts texts beside their terms, and below a term that is too long", () => {
  expect(layoutHelp(PAGE, undefined)).toBe(`usage: lambda-env set [NAME]... [options]

merge sources into the variables of a function and write them

Sources:
  -t, --template FILE  public values
      --parameters-by-path PATH_OF_PARAMETERS
                       values from Parameter Store: all directly under PATH, by
                       the last part of their names

Examples:
  # everything at once
  ${LINE}
`);
});

test("puts all texts below their terms where a terminal is narrow", () => {
  expect(layoutHelp(PAGE, 0)).toBe(layoutHelp(PAGE, undefined));
  for (const columns of [20, 60]) {
    expect(layoutHelp(PAGE, columns)).toContain("\n  -t, --template FILE\n        public values\n");
    expect(layoutHelp(PAGE, columns)).toBe(layoutHelp(PAGE, 60));
  }
});

test("breaks lines between words only, and loses none", () => {
  for (const width of [1, 10, 60]) expect(wrap(PAGE.about, width).join(" ")).toBe(PAGE.about);
  expect(wrap("a longerword b", 5)).toEqual(["a", "longerword", "b"]);
});
