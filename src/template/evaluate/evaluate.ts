/** One evaluation: every rule, applied to one function of a template and one set of facts. */
import { makeFinding } from "../../core/finding.ts";
import type { Finding } from "../../errors.ts";
import { decideExpression, undecided } from "../functions/conditions.ts";
import { resolveReferences } from "../functions/dynamic-references.ts";
import { functionValue } from "../functions/functions.ts";
import { checkLength, makeWithin } from "../limits.ts";
import { callOf, child, type List, type Mapping, type Node, textsOf } from "../read/tree.ts";
import type { Template, TemplateFunction } from "../template.ts";
import { type Facts, type Need, needKey } from "./facts.ts";
import { isSelfContained, recoverFromOutput } from "./oracle.ts";
import { ownWords, phrase } from "./phrase.ts";
import { combine, type Data, dataText, makeValue, type Result, unresolved } from "./result.ts";
import { type Decision, type Doubt, doubtCharacters, type Scope, withStack } from "./scope.ts";

/** An evaluation in progress, with what it found out besides the values. */
export interface Evaluation {
  readonly scope: Scope;
  /** The facts that must be read to determine more, each once. */
  readonly needs: () => readonly Need[];
  /** Those found so far, each once, in the order in which they were found. */
  readonly findings: readonly Finding[];
}

/** Returns an evaluation of `fn`; it does not change its arguments. */
export function makeEvaluation(template: Template, fn: TemplateFunction, facts: Facts): Evaluation {
  const needs = new Map<string, Need>();
  const refused = new Set<Node>();
  const findings: Finding[] = [];
  const decisions = new Map<string, Decision>();
  const reading = new Set<string>();
  const within = makeWithin(template.budget);
  const scope: Scope = {
    template,
    fn,
    facts,
    need: (need) => needs.set(needKey(need), need),
    refuse: (node) => {
      if (!refused.has(node))
        findings.push(makeFinding("TEMPLATE_UNCLEAR", "error", { looksLike: node.looksLike }, { at: node.at }));
      refused.add(node);
      return unresolved(phrase`it looks like ${ownWords(node.looksLike)}`, node.at);
    },
    evaluate: (node) => within(node.at, () => evaluateNode(scope, node)),
    within,
    decide: (name) => {
      const known = decisions.get(name);
      if (known !== undefined) return known;
      decisions.set(name, undecided(phrase`condition ${name} refers to itself`));
      const decision = decideDefined(scope, name);
      decisions.set(name, decision);
      return decision;
    },
    guarded: (logicalId, at, run) => {
      if (reading.has(logicalId)) return unresolved(phrase`${logicalId} refers to itself`, at);
      reading.add(logicalId);
      const result = run();
      reading.delete(logicalId);
      return result;
    },
  };
  return { scope, needs: () => [...needs.values()], findings };
}

function decideDefined(scope: Scope, name: string): Decision {
  const node = child(scope.template.root, "Conditions", name);
  return node === undefined ? undecided(phrase`the template has no condition ${name}`) : decideExpression(scope, node);
}

function evaluateNode(scope: Scope, node: Node): Result {
  switch (node.kind) {
    case "text":
      return makeValue(node.json);
    case "unclear":
      return scope.refuse(node);
    case "list":
      return evaluateList(scope, node);
    case "map": {
      const call = callOf(node);
      return call === undefined ? evaluateMapping(scope, node) : bounded(functionValue(scope, call, node), node);
    }
  }
}

function bounded(result: Result, node: Node): Result {
  if (result.kind === "value" && typeof result.data === "string") checkLength(result.data.length, node.at);
  return result;
}

function evaluateList(scope: Scope, list: List): Result {
  return combine(list.items.map(scope.evaluate), (values) => makeValue(values.map(({ data }) => data)));
}

function evaluateMapping(scope: Scope, mapping: Mapping): Result {
  const made = [...mapping.entries.keys()].find((key) => key === "Fn::Transform" || key.startsWith("Fn::ForEach"));
  if (made !== undefined) return unresolved("a transform creates it", mapping.at);
  const entries = [...mapping.entries].map(([key, entry]) => [key, scope.evaluate(entry.value)] as const);
  return combine(
    entries.map(([, result]) => result),
    () => {
      const data = entries.flatMap(([key, result]): [string, Data][] => (result.kind === "value" ? [[key, result.data]] : []));
      return makeValue(new Map(data));
    },
  );
}

/**
 * Returns the text that a variable's expression evaluates to, with its dynamic references resolved; absent for `AWS::NoValue`.
 *
 * Shape: a value's `data` is a string.
 */
export function variableText(scope: Scope, node: Node): Result {
  const result = resolved(scope, node);
  if (result.kind !== "unresolved" || result.pending || callOf(node) === undefined) return result;
  return recoverWhole(scope, node) ?? result;
}

function resolved(scope: Scope, node: Node): Result {
  const result = scope.evaluate(node);
  if (result.kind !== "value") return result;
  const text = dataText(result.data);
  return text === undefined ? unresolved("it is a list or a mapping", node.at) : resolveReferences(scope, result, text, node.at);
}

/** Returns the value of an output with exactly this expression, unless the next deployment gets other parameters. */
function recoverWhole(scope: Scope, node: Node): Result | undefined {
  if (scope.facts.stack === undefined || (scope.facts.overrides?.size ?? 0) > 0 || !isSelfContained(node)) return undefined;
  const settled = withStack(scope, node.at, () => makeValue(""));
  const value = settled.kind === "value" ? recoverFromOutput(scope, node) : undefined;
  // It may contain a NoEcho parameter.
  return value === undefined ? undefined : { ...value, sensitive: true };
}

/**
 * Returns why a value of a processed template cannot be trusted, if so: CloudFormation returns `?` for other characters.
 *
 * The content of a secret does not come from the template, a parameter was checked by itself, and the output of `Fn::Base64` no
 * longer shows it.
 */
export function distrustProcessed(node: Node, result: Result): Doubt | undefined {
  if (result.kind !== "value") return undefined;
  const made = result.sensitive || !usesMapping(node) ? [] : [String(result.data)];
  return [...textsOf(node), ...made].map(doubtCharacters).find((doubt) => doubt !== undefined);
}

/** Returns whether a text of the template other than those of `node` may be part of its value. */
function usesMapping(node: Node): boolean {
  if (node.kind === "list") return node.items.some(usesMapping);
  if (node.kind !== "map") return false;
  return [...node.entries].some(([key, { value }]) => key === "Fn::FindInMap" || usesMapping(value));
}
