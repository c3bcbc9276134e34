/** Small templates, and what they come down to. */
import type { Layer } from "../../src/core/variables.ts";
import { LambdaEnvError } from "../../src/errors.ts";
import type { Facts, StackFacts, StackResource } from "../../src/template/evaluate/facts.ts";
import { type TemplateLayer, templateLayer } from "../../src/template/evaluate/layer.ts";
import { parseTemplate, type Template } from "../../src/template/template.ts";

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

/** A stack in which everything is deployed; ids are the logical ids in lower case unless stated. */
export function stackFacts(about: Partial<StackFacts> = {}): { readonly value: StackFacts } {
  return {
    value: {
      stackId: "arn:aws:cloudformation:eu-west-1:111122223333:stack/orders-prod/1f2e3d4c",
      status: "UPDATE_COMPLETE",
      parameters: new Map(),
      outputs: new Map(),
      resources: new Map(),
      ...about,
    },
  };
}

export function deployed(type: string, physicalId: string, status = "CREATE_COMPLETE"): StackResource {
  return { type, physicalId, status };
}

/** Sections of a template as YAML in flow style, without the function itself. */
export interface Sections {
  readonly Transform?: string;
  readonly Parameters?: string;
  readonly Conditions?: string;
  readonly Mappings?: string;
  readonly Resources?: string;
  readonly Outputs?: string;
  readonly Globals?: string;
}

const DEFAULTS: Sections = { Transform: "[AWS::LanguageExtensions, AWS::Serverless-2016-10-31]" };

/** Returns a template whose function `Fn` has the variable `NAME`, and beside it the given resources and sections. */
export function templateOf(
  expression: string,
  { Resources = "{}", ...sections }: Sections = {},
  source = "template.yaml",
): Template {
  const top = Object.entries({ ...DEFAULTS, ...sections }).map(([name, section]) => `${name}: ${section}\n`);
  const fn = `{Type: AWS::Serverless::Function, Properties: {Environment: {Variables: {NAME: ${expression}}}}}`;
  const inner = Resources.trim().slice(1, -1).trim();
  return parseTemplate(`${top.join("")}Resources: {Fn: ${fn}${inner === "" ? "" : `, ${inner}`}}\n`, { source });
}

/** The result for the variable `NAME`: its value, why it has none, or undefined if it is left out. */
export type Outcome = { readonly value: string; readonly sensitive: boolean } | { readonly reason: string } | undefined;

export function outcomeOf(result: TemplateLayer): Outcome {
  const entry = result.layer.entries.get("NAME");
  if (entry === undefined) return undefined;
  return entry.kind === "value" ? { value: entry.value, sensitive: entry.sensitive } : { reason: entry.reason };
}

export function evaluateExpression(expression: string, sections: Sections = {}, facts: Facts = { stack: stackFacts() }): Outcome {
  return outcomeOf(templateLayer(templateOf(expression, sections), "Fn", facts));
}
