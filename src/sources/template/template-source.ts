/**
 * The template as a source: its function's values, evaluated with whatever can be read of the stack and the things it refers to.
 */

import { makeFinding } from "../../core/finding.ts";
import { type Lazy, lazy } from "../../core/lazy.ts";
import { type Layer, type LayerEntry, makeLayer } from "../../core/variables.ts";
import { type Finding, LambdaEnvError } from "../../errors.ts";
import { child, textOf } from "../../template/read/tree.ts";
import { selectFunction, type Template } from "../../template/template.ts";
import type { SourceResult } from "../source.ts";
import {
  type EvaluatedTemplate,
  evaluateTemplate,
  gatherFacts,
  NOTHING_GATHERED,
  namesChangedSince,
} from "../stack/evaluated-template.ts";
import { type KnownStack, NO_STACK } from "../stack/known-stack.ts";
import type { Gathered } from "../stack/template-facts.ts";
import type { TemplateSession, TemplateTarget } from "./template-session.ts";

/**
 * Returns what the template defines for the function, and reads what its values need.
 *
 * Errors: those of `readTemplateFile`, `selectFunction` and `evaluateTemplate`.
 */
export async function readTemplateSource(
  template: Template,
  session: TemplateSession,
  found: TemplateTarget,
): Promise<SourceResult> {
  const { known = NOTHING_GATHERED, wants } = session;
  const logicalId = await logicalIdIn(template, session, found);
  const own = lazy(() => ownStack(session, found));
  // The parameters of the next deployment are those of its own stack.
  const overrides = async (): Promise<ReadonlyMap<string, string>> =>
    session.project.functionName === undefined || "value" in (await own.get()) ? session.overrides() : new Map();
  const source = { aws: session.aws, stack: own.get, overrides, signal: session.surroundings.signal };
  const evaluated = await evaluateTemplate(template, logicalId, source, withWanted(known, wants));
  const { result } = evaluated;
  const unnamed = [...result.layer.entries.values()].filter(needsStack).map(({ name }) => name);
  const findings = [
    ...(await findingsOfOthers(own, session, found)),
    ...result.findings,
    ...(unnamed.length === 0 ? [] : [makeFinding("STACK_NOT_NAMED", "warning", { names: unnamed.join(", ") })]),
    ...(await compareBuilt(evaluated, session)),
  ];
  return { layer: await markRotated(evaluated, session, found), findings, evaluated };
}

/**
 * Returns the facts of the stack that the values of several functions need, read once for all. Errors: those of
 * `evaluateTemplate`.
 */
export async function gatherTemplateFacts(
  template: Template,
  { aws, stack, overrides, surroundings, wants }: TemplateSession,
  logicalIds: readonly string[],
): Promise<Gathered> {
  const ids = logicalIds.filter((logicalId) => template.functions.has(logicalId));
  const source = { aws, stack: stack.get, overrides, signal: surroundings.signal };
  return gatherFacts(template, ids, source, withWanted(NOTHING_GATHERED, wants));
}

function withWanted(known: Gathered, wants: TemplateSession["wants"]): Gathered {
  return wants === undefined ? known : { ...known, facts: { ...known.facts, wants } };
}

/** Returns the stack if it contains the function: the values of another stack would be wrong. */
async function ownStack(session: TemplateSession, found: TemplateTarget): Promise<KnownStack> {
  const known = await session.stack.get();
  if ("unavailable" in known) return known;
  const { snapshot } = found;
  const { logicalIdOf } = await import("../stack/stack.ts");
  if (logicalIdOf(known.value, snapshot.functionName) !== undefined) return known;
  return { unavailable: `stack ${known.value.name} does not contain the function` };
}

/** Returns the finding that the stack is ignored, since it does not contain the function. */
async function findingsOfOthers(
  own: Lazy<KnownStack>,
  session: TemplateSession,
  found: TemplateTarget,
): Promise<readonly Finding[]> {
  if (!own.wasAsked() || "value" in (await own.get())) return [];
  const known = await session.stack.get();
  if ("unavailable" in known) return [];
  const { functionName } = found.target;
  return [makeFinding("STACK_OF_OTHERS", "warning", { stack: known.value.name, functionName })];
}

/** Returns the logical id of the function: as typed, the only one, by the stack, or by the name that the template gives it. */
export async function logicalIdIn(
  template: Template,
  session: TemplateSession,
  found: TemplateTarget,
): Promise<string | undefined> {
  const { logicalId, selection } = session.project;
  if (logicalId !== undefined) return logicalId;
  // That a template has only one function does not mean that several others are that one.
  if (selection === undefined && template.functions.size < 2) return undefined;
  const { logicalId: located, snapshot } = found;
  if (located !== undefined) return located;
  const { functionName } = snapshot;
  const named = [...template.functions.values()].filter(
    ({ resource }) => textOf(child(resource, "Properties", "FunctionName")) === functionName,
  );
  if (named.length === 1) return named[0]?.logicalId;
  const known = await session.stack.get();
  if ("value" in known) {
    const { logicalIdOf } = await import("../stack/stack.ts");
    const deployed = logicalIdOf(known.value, functionName);
    if (deployed !== undefined && template.functions.has(deployed)) return deployed;
  }
  if (selection === undefined) return selectFunction(template).logicalId;
  throw new LambdaEnvError("USAGE", `${template.source} does not say which of its functions ${functionName} is`, {
    hint: "--stack NAME, or --logical-id ID",
  });
}

function needsStack(entry: LayerEntry): boolean {
  return entry.kind === "unresolved" && entry.reason === NO_STACK.unavailable;
}

/**
 * Returns the layer with rotated values marked: those stored after the last deployment of the function explain why the live value
 * differs.
 */
async function markRotated(evaluated: EvaluatedTemplate, session: TemplateSession, found: TemplateTarget): Promise<Layer> {
  const { layer } = evaluated.result;
  const rotated = await rotatedNames(evaluated, session, found);
  if (rotated.size === 0) return layer;
  const entries = [...layer.entries.values()].map((entry): LayerEntry => {
    if (entry.kind === "unresolved" || !rotated.has(entry.name)) return entry;
    return { ...entry, rotated: true };
  });
  return makeLayer(layer.kind, layer.source, entries, layer.openTo);
}

/** Returns the names whose secret or parameter was stored after the last deployment of the function; empty if that is not known. */
export async function rotatedNames(
  evaluated: EvaluatedTemplate,
  { stack }: TemplateSession,
  { snapshot }: TemplateTarget,
): Promise<ReadonlySet<string>> {
  if (evaluated.gathered.changes.length === 0 || !stack.wasAsked()) return new Set();
  const known = await stack.get();
  const resources = "value" in known ? [...known.value.resources.values()] : [];
  const deployedAt = resources.find(({ physicalId }) => physicalId === snapshot.functionName)?.updatedAt;
  return deployedAt === undefined ? new Set() : namesChangedSince(evaluated, deployedAt);
}

/** Returns findings about the template that `sam build` wrote: `sam deploy` uses it, and it may be older than the template. */
async function compareBuilt(evaluated: EvaluatedTemplate, session: TemplateSession): Promise<readonly Finding[]> {
  const built = await session.built.get();
  if (built === undefined) return [];
  const { builtDifferences } = await import("../stack/built-template.ts");
  const different = builtDifferences(built, evaluated);
  if (different === undefined || different.names.length === 0) return [];
  return [makeFinding("BUILD_DIFFERS", "warning", { built: different.source, names: different.names.join(", ") })];
}
