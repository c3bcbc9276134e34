/** The template that `sam build` wrote, compared with its source. */
import { dirname, join } from "node:path";
import type { LayerEntry } from "../../core/variables.ts";
import { readTextIfExists } from "../../files/existing.ts";
import { templateLayer } from "../../template/evaluate/layer.ts";
import { parseTemplate, type Template } from "../../template/template.ts";
import type { EvaluatedTemplate } from "./evaluated-template.ts";
import { attempt } from "./known.ts";

export interface BuiltDifferences {
  readonly source: string;
  /** Variables to which the two templates do not give the same value, sorted. */
  readonly names: readonly string[];
}

/** Returns the template that `sam build` wrote for the one at `path`; undefined if there is none that can be read. */
export async function readBuiltTemplate(
  path: string,
  options: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<Template | undefined> {
  const source = join(dirname(path), ".aws-sam", "build", "template.yaml");
  const built = await attempt(async () => {
    const text = await readTextIfExists(source, options);
    return text === undefined ? undefined : parseTemplate(text, { source });
  });
  return "value" in built ? built.value : undefined;
}

/** Returns how the variables of the function differ in the built template; undefined if they cannot be compared. */
export function builtDifferences(built: Template, { result, gathered }: EvaluatedTemplate): BuiltDifferences | undefined {
  const { logicalId } = result;
  if (logicalId === undefined) return undefined;
  const ours = result.layer.entries;
  const theirs = built.functions.has(logicalId)
    ? templateLayer(built, logicalId, gathered.facts).layer.entries
    : new Map<string, LayerEntry>();
  const names = [...new Set([...ours.keys(), ...theirs.keys()])].filter((name) => !isSame(ours.get(name), theirs.get(name)));
  return { source: built.source, names: names.sort() };
}

/** Returns whether two entries agree; values that neither template determines are not compared. */
function isSame(a: LayerEntry | undefined, b: LayerEntry | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.kind === "unresolved" || b.kind === "unresolved" ? a.kind === b.kind : a.value === b.value;
}
