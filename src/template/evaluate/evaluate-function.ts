/** The variables of one function: each from its own expression, or from the output of transforms. */
import { makeFinding } from "../../core/finding.ts";
import type { Finding, Place } from "../../errors.ts";
import { checkCount } from "../limits.ts";
import { child, type Entry, sameNode } from "../read/tree.ts";
import type { TemplateFunction } from "../template.ts";
import { distrustProcessed, type Evaluation, makeEvaluation, variableText } from "./evaluate.ts";
import type { Facts, Need } from "./facts.ts";
import { lintVariable } from "./lint.ts";
import { ownWords, type Phrase, phrase } from "./phrase.ts";
import { type Result, unresolved } from "./result.ts";
import type { Scope } from "./scope.ts";
import { type Chosen, rewriterOf } from "./transforms.ts";
import { isMade, variablesOf } from "./variables-of.ts";

interface ReadVariable {
  readonly name: string;
  readonly result: Result;
  readonly at: Place;
}

export interface EvaluatedFunction {
  readonly variables: readonly ReadVariable[];
  readonly findings: readonly Finding[];
  readonly needs: readonly Need[];
  /** The transform that may have created more variables than these, if its output is not known. */
  readonly openTo?: string;
}

type Entries = readonly (readonly [string, Entry])[];

/** Returns the variables of the selected function, evaluated with `facts`. */
export function evaluateFunction(chosen: Chosen, facts: Facts): EvaluatedFunction {
  const evaluation = makeEvaluation(chosen.template, chosen.fn, facts);
  const found = variablesOf(evaluation.scope);
  const rewriter = rewriterOf(chosen.template, chosen.fn);
  if (found.kind === "none" && (rewriter === undefined || chosen.isProcessed)) return { variables: [], findings: [], needs: [] };
  if (found.kind === "refused") return { variables: [], findings: [found.finding], needs: evaluation.needs() };
  const entries = found.kind === "none" ? [] : [...found.mapping.entries];
  checkCount(entries.length, chosen.fn.at);
  if (chosen.isProcessed || (rewriter === undefined && !entries.some(([name]) => isMade(name)))) {
    return readEntries(evaluation, entries, chosen.isProcessed);
  }
  return readBeside(evaluation, entries, rewriter, processedEntries(chosen, facts));
}

function readEntries(evaluation: Evaluation, entries: Entries, isProcessed: boolean): EvaluatedFunction {
  const { facts } = evaluation.scope;
  const findings: Finding[] = [];
  const variables: ReadVariable[] = [];
  for (const [name, { key, value }] of entries) {
    if (key.kind === "unclear") {
      findings.push(makeFinding("TEMPLATE_NAME_UNCLEAR", "error", { looksLike: key.looksLike }, { at: key.at }));
      continue;
    }
    if (facts.wants?.(name) === false) {
      variables.push({ name, result: unresolved(ownWords("it is left out"), value.at), at: value.at });
      continue;
    }
    const before = evaluation.findings.length;
    const result = variableText(evaluation.scope, value);
    if (result.kind === "value") evaluation.scope.template.budget.keep(String(result.data).length, value.at);
    for (const finding of evaluation.findings.slice(before)) findings.push({ ...finding, name });
    findings.push(...lintVariable(evaluation.scope.template, name, value));
    const doubt = isProcessed ? distrustProcessed(value, result) : undefined;
    variables.push({ name, result: doubt === undefined ? result : unresolved(doubt, value.at), at: value.at });
  }
  return { variables, findings, needs: evaluation.needs() };
}

/** The function in the processed template, or why that is not known. */
type Processed =
  | { readonly evaluation: Evaluation; readonly entries: ReadonlyMap<string, Entry> }
  | { readonly reason: Phrase; readonly needs: readonly Need[] };

function processedEntries({ fn }: Chosen, facts: Facts): Processed {
  const { processed } = facts;
  if (processed === undefined)
    return { reason: ownWords("it needs the processed template of the stack"), needs: [{ kind: "processed" }] };
  if ("unavailable" in processed) return { reason: ownWords(processed.unavailable), needs: [] };
  const made = processed.value.functions.get(fn.logicalId);
  if (made === undefined) return { reason: phrase`${fn.logicalId} is not deployed yet`, needs: [] };
  const evaluation = makeEvaluation(processed.value, made, facts);
  const found = variablesOf(evaluation.scope);
  return { evaluation, entries: found.kind === "mapping" ? found.mapping.entries : new Map() };
}

/** Evaluates what transforms leave unchanged from our template, and what they create from the processed one. */
function readBeside(
  evaluation: Evaluation,
  entries: Entries,
  rewriter: string | undefined,
  processed: Processed,
): EvaluatedFunction {
  const stated = entries.filter(([name]) => !isMade(name));
  const made = entries.filter(([name]) => isMade(name));
  const isKept = ([name, { value }]: Entries[number]): boolean => {
    if (rewriter === undefined) return true;
    const made = "entries" in processed ? processed.entries.get(name)?.value : undefined;
    return made !== undefined && sameNode(made, value);
  };
  const reason = "reason" in processed ? processed.reason : phrase`the transform ${rewriter ?? ""} may rewrite it`;
  const rewritten = stated
    .filter((entry) => !isKept(entry))
    .map(([name, { value }]): ReadVariable => ({ name, result: unresolved(reason, value.at), at: value.at }));
  const parts = [
    readEntries(evaluation, stated.filter(isKept), false),
    { variables: rewritten, findings: [], needs: "needs" in processed ? processed.needs : [] },
    // If several transforms may have made a variable, it is reported at the first one.
    ...made.slice(0, 1).map(([, { key }]) => readMade(evaluation.scope, key.at, stated, processed)),
    ...(made.length > 0 || rewriter === undefined ? [] : [readAdded(evaluation.scope, rewriter, stated, processed)]),
  ];
  return {
    variables: parts.flatMap(({ variables }) => variables),
    findings: parts.flatMap(({ findings }) => findings),
    needs: parts.flatMap(({ needs }) => needs),
    ...(rewriter !== undefined && "reason" in processed ? { openTo: rewriter } : {}),
  };
}

/** Returns the variables that only the processed template has, reported where ours says that a transform creates them. */
function readMade(scope: Scope, at: Place, stated: Entries, processed: Processed): EvaluatedFunction {
  if ("reason" in processed) {
    const finding = makeFinding("TEMPLATE_MAP_UNRESOLVED", "error", { reason: processed.reason.text }, { at });
    return { variables: [], findings: [finding], needs: [] };
  }
  return readOthers(scope, at, stated, processed);
}

/** Returns the variables that a transform of the whole template or function created, besides those that the template defines. */
function readAdded(scope: Scope, transform: string, stated: Entries, processed: Processed): EvaluatedFunction {
  if ("reason" in processed) return { variables: [], findings: [], needs: [] };
  const at = child(scope.template.root, "Transform")?.at ?? scope.fn.at;
  const read = readOthers(scope, at, stated, processed);
  return { ...read, variables: read.variables.map(({ result, ...rest }) => ({ ...rest, result: madeBy(transform, result) })) };
}

function readOthers(
  { fn, facts }: Scope,
  at: Place,
  stated: Entries,
  { evaluation, entries }: Extract<Processed, { readonly entries: unknown }>,
): EvaluatedFunction {
  const names = new Set(stated.map(([name]) => name));
  const others = [...entries].filter(([name]) => !names.has(name));
  if (others.length === 0) return { variables: [], findings: [], needs: [] };
  // What the deployed template defines itself, and ours no longer does, the next deployment drops.
  const dropped = statedNames(fn, facts);
  const made = others.filter(([name]) => !dropped.has(name));
  const read = readEntries(evaluation, made, true);
  const needs: readonly Need[] = facts.original === undefined ? [{ kind: "original" }] : [];
  return { ...read, variables: read.variables.map((variable) => ({ ...variable, at })), needs: [...read.needs, ...needs] };
}

function madeBy(transform: string, result: Result): Result {
  return result.kind === "value" ? { ...result, from: [...result.from, phrase`transform ${transform}`] } : result;
}

/** Returns the names that the deployed template defines; empty if that is not known. */
function statedNames({ logicalId }: TemplateFunction, facts: Facts): ReadonlySet<string> {
  const original = facts.original !== undefined && "value" in facts.original ? facts.original.value : undefined;
  const fn = original?.functions.get(logicalId);
  if (original === undefined || fn === undefined) return new Set();
  const found = variablesOf(makeEvaluation(original, fn, facts).scope);
  return new Set(found.kind === "mapping" ? found.mapping.entries.keys() : []);
}
