import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SourceResult } from "../../src/sources/source.ts";
import { readTemplateFile } from "../../src/sources/template/template-file.ts";
import { templateLayer } from "../../src/template/evaluate/layer.ts";
import { selectFunction } from "../../src/template/template.ts";
import { CALM, makeTempFolder } from "./temp-folder.ts";

const TEMPLATE = `Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
          STAGE: prod
`;

async function readTemplate(
  path: string,
  logicalId: string | undefined,
  options: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<SourceResult> {
  const template = await readTemplateFile(path, options);
  return templateLayer(template, selectFunction(template, logicalId).logicalId);
}

describe("a template, read from its file", () => {
  it.each([
    ["as it is", TEMPLATE],
    ["behind a byte order mark", `\uFEFF${TEMPLATE}`],
    ["with the line ends of Windows", TEMPLATE.replaceAll("\n", "\r\n")],
  ])("reads a template %s, and its origins name the path as typed", async (_, text) => {
    const cwd = await makeTempFolder();
    await writeFile(join(cwd, "template.yaml"), text);
    const { layer, findings } = await readTemplate("./template.yaml", undefined, { cwd, signal: CALM });
    expect(findings).toEqual([]);
    expect(layer.source).toBe("./template.yaml");
    expect(layer.entries.get("STAGE")).toMatchObject({
      value: "prod",
      sensitive: false,
      origin: { layer: "template", source: "./template.yaml", line: 7 },
    });
  });

  it("uses the named function, and needs a name if it is ambiguous", async () => {
    const cwd = await makeTempFolder();
    const second = TEMPLATE.replace("Resources:\n", "").replace("Api", "Worker").replace("prod", "test");
    await writeFile(join(cwd, "template.yaml"), TEMPLATE + second);
    const options = { cwd, signal: CALM };
    expect((await readTemplate("template.yaml", "Worker", options)).layer.entries.get("STAGE")).toMatchObject({ value: "test" });
    await expect(readTemplate("template.yaml", undefined, options)).rejects.toMatchObject({ code: "USAGE" });
    await expect(readTemplate("template.yaml", "Other", options)).rejects.toMatchObject({ code: "USAGE" });
  });

  it("says that there is no such file", async () => {
    await expect(readTemplate("template.yaml", "Api", { cwd: await makeTempFolder(), signal: CALM })).rejects.toMatchObject({
      code: "NO_INPUT",
      message: "cannot read template.yaml: it does not exist",
    });
  });

  it("refuses bytes that are not UTF-8", async () => {
    const cwd = await makeTempFolder();
    await writeFile(join(cwd, "template.yaml"), Buffer.concat([Buffer.from(TEMPLATE), Buffer.from([0xff])]));
    await expect(readTemplate("template.yaml", "Api", { cwd, signal: CALM })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});
