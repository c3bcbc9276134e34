/** The template as a source: its function's values, evaluated as far as the stack and what it refers to can be read. */
import type { Context } from "../cli/context.ts";
import { makeFinding } from "../core/finding.ts";
import { type Lazy, lazy } from "../core/lazy.ts";
import { type Layer, type LayerEntry, makeLayer } from "../core/variables.ts";
import type { Finding } from "../errors.ts";
import { type EvaluatedTemplate, evaluateTemplate, namesChangedSince } from "../sources/stack/evaluated-template.ts";
import { child, textOf } from "../template/read/tree.ts";
import { selectFunction, type Template } from "../template/template.ts";
import type { FoundFunction } from "./find.ts";
import { type KnownStack, NO_STACK, type Scene } from "./scene.ts";

/** The template's layer, with what it was evaluated from. */
export interface TemplateSource {
  readonly layer: Layer;
  readonly findings: readonly Finding[];
  readonly evaluated: EvaluatedTemplate;
}

/**
 * Reads the template and what its values need; `found` is awaited only where the template alone does not tell which function it is.
 *
 * Errors: those of `readTemplateFile`, `selectFunction` and `evaluateTemplate`.
 */
export async function readTemplateSource(
  template: Template,
  scene: Scene,
  found: Promise<FoundFunction>,
  context: Context,
): Promise<TemplateSource> {
  const logicalId = await logicalIdIn(template, scene, found);
  const own = lazy(() => ownStack(scene, found));
  // The parameters of the next deployment are those of the stack that it is made to.
  const overrides = async (): Promise<ReadonlyMap<string, string>> =>
    scene.project.functionName === undefined || "value" in (await own.get()) ? scene.overrides() : new Map();
  const source = { aws: scene.aws, stack: own.get, overrides, signal: context.signal };
  const evaluated = await evaluateTemplate(template, logicalId, source);
  const { result } = evaluated;
  const unnamed = [...result.layer.entries.values()].filter(needsStack).map(({ name }) => name);
  const findings = [
    ...(await findingsOfOthers(own, scene, found)),
    ...result.findings,
    ...(unnamed.length === 0 ? [] : [makeFinding("STACK_NOT_NAMED", "warning", { names: unnamed.join(", ") })]),
    ...(await compareBuilt(evaluated, scene, context)),
  ];
  return { layer: await markRotated(evaluated, scene, found), findings, evaluated };
}

/** The stack, if it is the one that has the function: the values of another one would be wrong. */
async function ownStack(scene: Scene, found: Promise<FoundFunction>): Promise<KnownStack> {
  const known = await scene.stack.get();
  if ("unavailable" in known) return known;
  const { target } = await found;
  const { logicalIdOf } = await import("../sources/stack/stack.ts");
  if (logicalIdOf(known.value, target.functionName) !== undefined) return known;
  return { unavailable: `stack ${known.value.name} does not have the function` };
}

/** Returns that the stack is not used, since it does not have the function. */
async function findingsOfOthers(own: Lazy<KnownStack>, scene: Scene, found: Promise<FoundFunction>): Promise<readonly Finding[]> {
  if (!own.wasAsked() || "value" in (await own.get())) return [];
  const known = await scene.stack.get();
  if ("unavailable" in known) return [];
  const { functionName } = (await found).target;
  return [makeFinding("STACK_OF_OTHERS", "warning", { stack: known.value.name, functionName })];
}

/** By what was typed, by there being one function only, by the stack, or by the name that the template gives it. */
export async function logicalIdIn(template: Template, scene: Scene, found: Promise<FoundFunction>): Promise<string | undefined> {
  const { logicalId } = scene.project;
  // Why the function is not found tells more than that the template does not have it.
  if (logicalId !== undefined && !template.functions.has(logicalId)) await found;
  if (logicalId !== undefined || template.functions.size < 2) return logicalId;
  const { logicalId: located, snapshot } = await found;
  if (located !== undefined) return located;
  const { functionName } = snapshot;
  const named = [...template.functions.values()].filter(
    ({ resource }) => textOf(child(resource, "Properties", "FunctionName")) === functionName,
  );
  if (named.length === 1) return named[0]?.logicalId;
  const known = await scene.stack.get();
  if ("value" in known) {
    const { logicalIdOf } = await import("../sources/stack/stack.ts");
    const deployed = logicalIdOf(known.value, functionName);
    if (deployed !== undefined && template.functions.has(deployed)) return deployed;
  }
  return selectFunction(template).logicalId;
}

function needsStack(entry: LayerEntry): boolean {
  return entry.kind === "unresolved" && "unavailable" in NO_STACK && entry.reason === NO_STACK.unavailable;
}

/** What was stored after the function was last deployed shows why the value differs from the live one. */
async function markRotated(evaluated: EvaluatedTemplate, scene: Scene, found: Promise<FoundFunction>): Promise<Layer> {
  const { layer } = evaluated.result;
  const rotated = await rotatedNames(evaluated, scene, found);
  if (rotated.size === 0) return layer;
  const entries = [...layer.entries.values()].map((entry): LayerEntry => {
    if (entry.kind === "unresolved" || !rotated.has(entry.name)) return entry;
    return { ...entry, provenance: `${entry.provenance ?? ""}, changed since the last deploy` };
  });
  return makeLayer(layer.kind, layer.source, entries, layer.openTo);
}

/** Returns the names whose secret or parameter was stored after the function was last deployed; none where that is not known. */
export async function rotatedNames(
  evaluated: EvaluatedTemplate,
  { stack }: Scene,
  found: Promise<FoundFunction>,
): Promise<ReadonlySet<string>> {
  if (evaluated.gathered.changes.length === 0 || !stack.wasAsked()) return new Set();
  const [known, { target }] = await Promise.all([stack.get(), found]);
  const resources = "value" in known ? [...known.value.resources.values()] : [];
  const deployedAt = resources.find(({ physicalId }) => physicalId === target.functionName)?.updatedAt;
  return deployedAt === undefined ? new Set() : namesChangedSince(evaluated, deployedAt);
}

/** `sam deploy` uses what `sam build` made, which may be older than the template. */
async function compareBuilt(evaluated: EvaluatedTemplate, { project }: Scene, context: Context): Promise<readonly Finding[]> {
  if (project.samconfig === undefined || project.template === undefined) return [];
  const { builtDifferences } = await import("../sources/stack/built-template.ts");
  const built = await builtDifferences(project.template, evaluated, context);
  if (built === undefined || built.names.length === 0) return [];
  return [makeFinding("BUILD_DIFFERS", "warning", { built: built.source, names: built.names.join(", ") })];
}
