/** The input of every evaluation rule: the template, the facts, and ways to request more. */
import type { Place } from "../../errors.ts";
import type { Within } from "../limits.ts";
import type { Node, Unclear } from "../read/tree.ts";
import type { Template, TemplateFunction } from "../template.ts";
import { type Facts, isChanging, type Known, type Need, type StackFacts, type StackWorld, worldOf } from "./facts.ts";
import { ownWords, type Phrase, phrase } from "./phrase.ts";
import { type Result, unresolved } from "./result.ts";

/** The result of a condition. */
export type Decision =
  | { readonly kind: "decided"; readonly value: boolean }
  | { readonly kind: "undecided"; readonly reason: Phrase };

export interface Scope {
  readonly template: Template;
  readonly fn: TemplateFunction;
  readonly facts: Facts;
  /** Notes a fact that must be read before the evaluation can continue. */
  readonly need: (need: Need) => void;
  /** Notes a scalar that is only certain in quotes. */
  readonly refuse: (node: Unclear) => Result;
  readonly evaluate: (node: Node) => Result;
  /** Runs a step that may lead to further ones. */
  readonly within: Within;
  /** Returns the condition with that name. */
  readonly decide: (name: string) => Decision;
  /** Evaluates the properties that identify `logicalId`, which must not need the same again. */
  readonly guarded: (logicalId: string, at: Place, run: () => Result) => Result;
}

/** Returns `use` of the fact, or notes that it is needed. */
export function withFact<T>(scope: Scope, need: Need, fact: Known<T> | undefined, at: Place, use: (value: T) => Result): Result {
  if (fact === undefined) {
    scope.need(need);
    return { ...unresolved(ownWords(reasonOf(need)), at), pending: true };
  }
  if (!("unavailable" in fact)) return use(fact.value);
  return unresolved({ text: fact.unavailable, nameless: namelessly(need) ?? fact.unavailable }, at);
}

/** Returns why a fact cannot be read, without the name it was requested by; undefined if the template does not give it a name. */
function namelessly(need: Need): string | undefined {
  switch (need.kind) {
    case "stack":
    case "processed":
    case "original":
    case "exports":
      return undefined;
    case "outputs":
      return "the outputs of another stack cannot be read";
    case "ssm":
      return "a parameter of Parameter Store cannot be read";
    case "secret":
      return "a secret cannot be read";
    case "resource":
      return "an attribute of a deployed resource cannot be read";
  }
}

function reasonOf(need: Need): string {
  switch (need.kind) {
    case "stack":
      return "it needs the stack that the template is deployed to";
    case "processed":
      return "it needs the processed template of the stack";
    case "original":
      return "it needs the deployed template of the stack";
    case "exports":
      return "it needs the exports of the account";
    case "outputs":
      return "it needs the outputs of another stack";
    case "ssm":
      return "it needs a value of Parameter Store";
    case "secret":
      return "it needs a value of Secrets Manager";
    case "resource":
      return "it needs an attribute of a deployed resource";
  }
}

/** Returns `use` of the stack and its location, unless it is unknown or being changed. */
export function withStack(scope: Scope, at: Place, use: (stack: StackFacts, world: StackWorld) => Result): Result {
  return withFact(scope, { kind: "stack" }, scope.facts.stack, at, (stack) => {
    if (isChanging(stack)) return unresolved(phrase`the stack is in ${ownWords(stack.status)}`, at);
    const world = worldOf(stack.stackId);
    return world === undefined ? unresolved("the stack has no ARN", at) : use(stack, world);
  });
}

/** What tools that lost a value leave behind, and what CloudFormation shows instead of a NoEcho value. */
const DAMAGED = /\$\{|\*\*\*\*|\[object |\bundefined\b/;
const DAMAGE_DOUBT = "what CloudFormation reports is masked or damaged";
const CHARACTER_DOUBT = "it contains a ?, which CloudFormation also reports for other characters";
export type Doubt = typeof DAMAGE_DOUBT | typeof CHARACTER_DOUBT;

/** A `?` that starts the query of a URL. */
const URL_WITH_QUERY = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s?]+\?[^?]*$/;

/**
 * Returns why a text that CloudFormation reports cannot be trusted, if so.
 *
 * It shows NoEcho values as `****`, and every character outside ASCII as `?`.
 */
export function distrust(text: string): Doubt | undefined {
  return DAMAGED.test(text) ? DAMAGE_DOUBT : doubtCharacters(text);
}

/** Returns why the characters of a text that CloudFormation reports cannot be trusted, if so. */
export function doubtCharacters(text: string): Doubt | undefined {
  if (!text.includes("?") || URL_WITH_QUERY.test(text)) return undefined;
  return CHARACTER_DOUBT;
}

/** Returns `use` of a text that CloudFormation reports, if it can be trusted. */
export function reported(text: string, at: Place, use: (text: string) => Result): Result {
  const reason = distrust(text);
  return reason === undefined ? use(text) : unresolved(reason, at);
}
