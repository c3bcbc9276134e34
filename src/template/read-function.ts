/** The variables of one function: each by its own expression, or by what transforms made of it. */
import { makeFinding } from "../core/finding.ts";
import type { Finding, Place } from "../errors.ts";
import { distrustProcessed, type Evaluation, makeEvaluation, variableText } from "./evaluate.ts";
import type { Facts, Need } from "./facts.ts";
import { lintVariable } from "./lint.ts";
import { ownWords, type Phrase, phrase } from "./phrase.ts";
import { type Result, unresolved } from "./result.ts";
import { type Chosen, rewriterOf } from "./transforms.ts";
import { type Entry, sameNode } from "./tree.ts";
import { isMade, variablesOf } from "./variables-of.ts";

interface ReadVariable {
  readonly name: string;
  readonly result: Result;
  readonly at: Place;
}

export interface ReadFunction {
  readonly variables: readonly ReadVariable[];
  readonly findings: readonly Finding[];
  readonly needs: readonly Need[];
}

type Entries = readonly (readonly [string, Entry])[];

/** Returns the variables of the chosen function, evaluated over `facts`. */
export function readFunction(chosen: Chosen, facts: Facts): ReadFunction {
  const evaluation = makeEvaluation(chosen.template, chosen.fn, facts);
  const found = variablesOf(evaluation.scope);
  if (found.kind === "none") return { variables: [], findings: [], needs: [] };
  if (found.kind === "refused") return { variables: [], findings: [found.finding], needs: evaluation.needs() };
  const entries = [...found.mapping.entries];
  const rewriter = rewriterOf(chosen.template, chosen.fn);
  if (chosen.isProcessed || (rewriter === undefined && !entries.some(([name]) => isMade(name)))) {
    return readEntries(evaluation, entries, chosen.isProcessed);
  }
  return readBeside(evaluation, entries, rewriter, processedEntries(chosen, facts));
}

function readEntries(evaluation: Evaluation, entries: Entries, isProcessed: boolean): ReadFunction {
  const findings: Finding[] = [];
  const variables: ReadVariable[] = [];
  for (const [name, { key, value }] of entries) {
    if (key.kind === "unclear") {
      findings.push(makeFinding("TEMPLATE_NAME_UNCLEAR", "error", { looksLike: key.looksLike }, { at: key.at }));
      continue;
    }
    const before = evaluation.findings().length;
    const result = variableText(evaluation.scope, value);
    findings.push(
      ...evaluation
        .findings()
        .slice(before)
        .map((finding) => ({ ...finding, name })),
    );
    findings.push(...lintVariable(evaluation.scope.template, name, value));
    const doubt = isProcessed ? distrustProcessed(value, result) : undefined;
    variables.push({ name, result: doubt === undefined ? result : unresolved(doubt, value.at), at: value.at });
  }
  return { variables, findings, needs: evaluation.needs() };
}

/** What the processed template has for the function, or why that is not known. */
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

/** Reads what transforms leave as it is by our template, and what they make by the processed one. */
function readBeside(evaluation: Evaluation, entries: Entries, rewriter: string | undefined, processed: Processed): ReadFunction {
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
    // Which of several made a variable is not known: all of them stand at the first.
    ...made.slice(0, 1).map(([, { key }]) => readMade(key.at, stated, processed)),
  ];
  return {
    variables: parts.flatMap(({ variables }) => variables),
    findings: parts.flatMap(({ findings }) => findings),
    needs: parts.flatMap(({ needs }) => needs),
  };
}

/** The variables that only the processed template names stand where ours says that a transform makes them. */
function readMade(at: Place, stated: Entries, processed: Processed): ReadFunction {
  if ("reason" in processed) {
    const finding = makeFinding("TEMPLATE_MAP_UNRESOLVED", "error", { reason: processed.reason.text }, { at });
    return { variables: [], findings: [finding], needs: [] };
  }
  const names = new Set(stated.map(([name]) => name));
  const entries = [...processed.entries].filter(([name]) => !names.has(name));
  const read = readEntries(processed.evaluation, entries, true);
  return { ...read, variables: read.variables.map((variable) => ({ ...variable, at })) };
}
