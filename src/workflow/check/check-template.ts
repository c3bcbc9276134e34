/** The text of the template, evaluated without anything that is deployed. */
import { defined } from "../../core/defined.ts";
import type { Layer } from "../../core/variables.ts";
import type { Finding } from "../../errors.ts";
import { templateLayer } from "../../template/evaluate/layer.ts";
import { child, textOf } from "../../template/read/tree.ts";
import type { Template } from "../../template/template.ts";

/** What the template says of one function. */
export interface StatedFunction {
  readonly template: Layer;
  /** The same with the defaults of the parameters. */
  readonly withDefaults: Layer;
  /** Whether a transform may define more names, or the names cannot be determined. */
  readonly isOpen: boolean;
  /** What is wrong with the text, at its place. */
  readonly findings: readonly Finding[];
}

/** Returns what the text of the template gives the function. `overrides` are the parameters that the project sets. */
export function stateFunction(template: Template, logicalId: string, overrides: ReadonlyMap<string, string>): StatedFunction {
  const { layer, findings } = templateLayer(template, logicalId, { overrides });
  const all = new Map([...defaultsOf(template), ...overrides]);
  const { layer: withDefaults } = templateLayer(template, logicalId, { overrides: all });
  return {
    template: layer,
    withDefaults,
    isOpen: layer.openTo !== undefined || findings.some(({ code }) => code === "TEMPLATE_MAP_UNRESOLVED"),
    // Where a transform makes variables, only AWS knows which: that is not wrong.
    findings: findings.filter(({ code }) => code !== "TEMPLATE_MAP_UNRESOLVED"),
  };
}

/** Returns the functions of the template, each with the name that its text gives it. */
export function functionsIn(
  template: Template,
): readonly { readonly logicalId: string; readonly functionName: string | undefined }[] {
  return [...template.functions.values()].map(({ logicalId, resource }) => ({
    logicalId,
    functionName: textOf(child(resource, "Properties", "FunctionName")),
  }));
}

/** Returns what each function is called in rules: its logical id, and its name where the text has it. */
export function namesIn({
  logicalId,
  functionName,
}: {
  readonly logicalId: string;
  readonly functionName?: string | undefined;
}): readonly string[] {
  return [logicalId, ...Object.values(defined({ functionName }))];
}

function defaultsOf({ root }: Template): ReadonlyMap<string, string> {
  const parameters = child(root, "Parameters");
  if (parameters?.kind !== "map") return new Map();
  return new Map(
    [...parameters.entries].flatMap(([name, { value }]) => {
      const text = textOf(child(value, "Default"));
      return text === undefined ? [] : [[name, text] as const];
    }),
  );
}
