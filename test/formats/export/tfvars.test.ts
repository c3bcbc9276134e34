import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatTfvars } from "../../../src/formats/export/tfvars.ts";
import { tempFolder } from "../../support/cli.ts";
import { IS_FULL, runs } from "../../support/depth.ts";
import { hasTools, skipNote } from "../../support/tools.ts";
import { optionsOf, textOf } from "../formatted.ts";
import { biasedValue, variables } from "../values.ts";

const PIECES = ["$", "%", "{", "}", "${", "%{", "$${", "$$", "\\", '"', "\\u0024", "\n", "\t", "e\u0301", "é"];
const hard = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 10 }).map((all) => all.join("")),
  biasedValue,
);
const sets = fc.oneof(
  variables,
  fc.array(hard, { minLength: 1, maxLength: 8 }).map((all) => new Map(all.map((value, at) => [`V${at}`, value]))),
);

/** The quoted texts of HCL, read one character after the other: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md */
function readQuoted(quoted: string): string {
  let text = "";
  for (let rest = quoted.slice(1, -1); rest !== ""; ) {
    const [whole = "", code, letter] = /^\\(?:u([0-9a-f]{4})|(.))/s.exec(rest) ?? [];
    if (whole !== "") {
      text +=
        code === undefined
          ? ({ n: "\n", r: "\r", t: "\t" }[letter ?? ""] ?? letter)
          : String.fromCharCode(Number.parseInt(code, 16));
      rest = rest.slice(whole.length);
    } else if (/^(?:\$\$|%%)\{/.test(rest)) {
      text += rest.slice(1, 3);
      rest = rest.slice(3);
    } else if (/^[$%]\{/.test(rest)) throw new Error("a template");
    else {
      text += rest[0];
      rest = rest.slice(1);
    }
  }
  return text;
}

function readMap(text: string): ReadonlyMap<string, string> {
  const inner = /^environment_variables = \{(?:\n(.*)|)\}\n$/s.exec(text)?.[1] ?? "";
  const lines = inner.split("\n").filter((line) => line !== "" && !line.startsWith("  #"));
  return new Map(
    lines.map((line) => {
      const [, name = "", quoted = ""] = /^ {2}"(\w+)" = (".*")$/.exec(line) ?? [];
      return [name, readQuoted(quoted)];
    }),
  );
}

function held(values: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...values].filter(([, value]) => value.isWellFormed() && value.normalize("NFC") === value));
}

describe("formatTfvars", () => {
  it("is read by HCL's rules as the same values, or refused by name", () => {
    fc.assert(
      fc.property(sets, (values) => {
        const formatted = formatTfvars(values, optionsOf({ skipUnrepresentable: true }));
        expect(readMap(textOf(formatted))).toEqual(held(values));
      }),
      { numRuns: runs(3_000) },
    );
  });

  it("escapes what would start a template, and refuses what Terraform would compose", () => {
    const values = new Map([
      ["A1", "${x} %{y} $${z} $ %"],
      ["B1", 'a "b"\n\\'],
    ]);
    expect(textOf(formatTfvars(values, optionsOf()))).toBe(
      'environment_variables = {\n  "A1" = "$${x} %%{y} $\\u0024{z} $ %"\n  "B1" = "a \\"b\\"\\n\\\\"\n}\n',
    );
    const refused = formatTfvars(new Map([["C1", "e\u0301"]]), optionsOf());
    expect(refused).toMatchObject({ kind: "refused", findings: [{ code: "NOT_REPRESENTABLE", name: "C1" }] });
    expect(textOf(formatTfvars(new Map(), optionsOf()))).toBe("environment_variables = {}\n");
  });

  it.runIf(IS_FULL && hasTools("terraform"))(
    `is read by Terraform as the same values${skipNote("terraform")}`,
    () => {
      const folder = tempFolder();
      const all = fc.sample(hard, { numRuns: 600, seed: 11 });
      const values = held(new Map(all.map((value, index) => [`V${index}`, value])));
      writeFileSync(join(folder, "main.tf"), 'variable "environment_variables" {\n  type = map(string)\n}\n');
      writeFileSync(join(folder, "a.tfvars"), textOf(formatTfvars(values, optionsOf())));
      const { stdout } = spawnSync("terraform", ["console", "-var-file=a.tfvars"], {
        cwd: folder,
        encoding: "utf8",
        input: "base64encode(jsonencode(var.environment_variables))\n",
        env: { PATH: process.env["PATH"], HOME: folder, CHECKPOINT_DISABLE: "1" },
      });
      const read: unknown = JSON.parse(Buffer.from(stdout.trim().replaceAll('"', ""), "base64").toString());
      expect(read).toEqual(Object.fromEntries(values));
    },
    60_000,
  );
});
