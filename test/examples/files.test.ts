/** The examples' files, checked without building an image and without an account. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { validate } from "dockerfile-utils";
import { parse } from "smol-toml";
import { describe, expect, test } from "vitest";
import { templateLayer } from "../../src/template/evaluate/layer.ts";
import { child } from "../../src/template/read/tree.ts";
import { functionCode } from "../../src/template/sam/code.ts";
import { parseTemplate } from "../../src/template/template.ts";
import { EXAMPLES } from "./support.ts";

describe.each([
  ["minimal", ["ApiUrl", "FunctionArn", "RoleArn"]],
  ["environment", ["ApiUrl", "FunctionArn", "RoleArn"]],
  ["secrets", ["ApiUrl", "DeployTimeFunctionArn", "DeployTimeRoleArn", "RunTimeFunctionArn", "RunTimeRoleArn"]],
])("the files of the %s example", (example, outputs) => {
  const read = (file: string): Promise<string> => readFile(join(EXAMPLES, example, file), "utf8");

  test("are those that a SAM project of an image needs", async () => {
    expect((await readdir(join(EXAMPLES, example))).sort()).toEqual([
      "Dockerfile",
      "README.md",
      "bootstrap",
      "handler",
      "samconfig.toml",
      "template.yaml",
    ]);
  });

  test("have a Dockerfile without mistakes, whose CMD names a file that it copies", async () => {
    const dockerfile = await read("Dockerfile");
    expect(validate(dockerfile)).toEqual([]);
    expect(dockerfile).toMatch(/^FROM public\.ecr\.aws\/lambda\/provided:al2023$/m);
    expect(dockerfile).not.toMatch(/^ENTRYPOINT/m);
    expect([...dockerfile.matchAll(/^COPY (\S+) (\S+)$/gm)].map(([, from, to]) => `${from} ${to}`)).toEqual([
      "bootstrap ${LAMBDA_RUNTIME_DIR}/",
      "handler ${LAMBDA_TASK_ROOT}/",
    ]);
    expect(dockerfile.match(/^CMD .*$/gm)).toEqual(['CMD ["handler"]']);
  });

  test.each(["bootstrap", "handler"])("have a %s that can be executed, by any POSIX shell", async (file) => {
    const { mode } = await stat(join(EXAMPLES, example, file));
    expect(mode & 0o111).toBe(0o111);
    const text = await read(file);
    expect(text).toMatch(/^#!\/bin\/sh\n/);
    expect(text).not.toContain("\r");
  });

  test("have a template of image functions with URL, ARN and role among its outputs", async () => {
    const template = parseTemplate(await read("template.yaml"), { source: "template.yaml" });
    const found = child(template.root, "Outputs");
    expect(found?.kind === "map" ? [...found.entries.keys()].sort() : found).toEqual(outputs);
    for (const fn of template.functions.values()) {
      expect(templateLayer(template, fn.logicalId).findings).toEqual([]);
      expect(functionCode(template, fn)).toEqual({
        folder: ".",
        settings: { PackageType: "Image", MemorySize: 128, Timeout: 10 },
      });
    }
  });

  test("have a samconfig.toml that names the stack", async () => {
    expect(parse(await read("samconfig.toml"))).toMatchObject({
      version: 0.1,
      default: { global: { parameters: { stack_name: `lambda-env-${example}` } } },
    });
  });
});
