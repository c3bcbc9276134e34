import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { formatDeclaration, readDeclaration } from "../../../src/formats/export/declaration.ts";
import { tempFolder } from "../../support/cli.ts";
import { textOf } from "../formatted.ts";

const VALUES = new Map([
  ["STAGE", "Zq9"],
  ["TZ", "Zq9"],
  ["API_KEY", "Zq9"],
  ["with.dot", "Zq9"],
]);

describe("formatDeclaration", () => {
  it("has every name once, and no value", () => {
    const text = textOf(formatDeclaration(VALUES));
    expect(text).not.toContain("Zq9");
    expect([...readDeclaration(text).variables.keys()]).toEqual(["API_KEY", "STAGE", "with.dot"]);
    expect(readDeclaration(text).otherLines).toBe(0);
    expect(textOf(formatDeclaration(new Map()))).toContain("interface ProcessEnv {\n  }");
  });

  it("is compiled by TypeScript: these names are texts that are only read, other names may be undefined", () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "env.d.ts"), textOf(formatDeclaration(VALUES)));
    writeFileSync(
      join(folder, "use.ts"),
      "export const stage: string = process.env.STAGE;\n" +
        "// @ts-expect-error not one of the names\nexport const other: string = process.env.OTHER;\n" +
        '// @ts-expect-error read only\nprocess.env.API_KEY = "x";\n',
    );
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(resolve("node_modules/@types"), join(folder, "node_modules/@types"));
    const tsc = resolve("node_modules/typescript/bin/tsc");
    const words = ["--noEmit", "--strict", "--types", "node", "--skipLibCheck", "env.d.ts", "use.ts"];
    const { stdout, status } = spawnSync(process.execPath, [tsc, ...words], { cwd: folder, encoding: "utf8" });
    expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
  }, 60_000);
});
