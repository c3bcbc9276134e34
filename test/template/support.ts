/** Small templates, and what they come down to. */
import type { Layer } from "../../src/core/variables.ts";
import { LambdaEnvError } from "../../src/errors.ts";
import { templateLayer } from "../../src/template/layer.ts";
import { parseTemplate } from "../../src/template/template.ts";

/** Returns a template whose function `Fn` has `variables`, which are indented by ten and start on line 8. */
export function functionTemplate(variables: string, before: readonly string[] = []): string {
  const head = [
    ...before,
    "Transform: AWS::Serverless-2016-10-31",
    "Resources:",
    "  Fn:",
    "    Type: AWS::Serverless::Function",
    "    Properties:",
    "      Environment:",
    "        Variables:",
  ];
  return `${head.join("\n")}\n${variables}`;
}

export function layerOf(text: string, logicalId = "Fn"): Layer {
  return templateLayer(parseTemplate(text, { source: "template.yaml" }), logicalId).layer;
}

/** Returns the error of ours that `run` throws. */
export function caught(run: () => unknown): LambdaEnvError {
  try {
    run();
  } catch (error) {
    if (error instanceof LambdaEnvError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
