/** Conditions with three results: a condition that cannot be determined stays undecided, and never picks a branch. */
import { type Fixed, ownWords, type Phrase, phrase } from "../evaluate/phrase.ts";
import { dataText } from "../evaluate/result.ts";
import type { Decision, Scope } from "../evaluate/scope.ts";
import { callOf, type List, type Node, soleEntry, textOf } from "../read/tree.ts";

const YES: Decision = { kind: "decided", value: true };
const NO: Decision = { kind: "decided", value: false };

/** Returns the result of the condition expression `node`. */
export function decideExpression(scope: Scope, node: Node): Decision {
  return scope.within(node.at, () => decide(scope, node));
}

function decide(scope: Scope, node: Node): Decision {
  const sole = soleEntry(node);
  if (sole?.[0] === "Condition") return decideNamed(scope, sole[1]);
  const call = callOf(node);
  const operands = call?.argument.kind === "list" ? call.argument : undefined;
  if (call === undefined || operands === undefined) return undecided("a condition is not a known function");
  switch (call.name) {
    case "Fn::And":
      return decideAll(scope, operands, false);
    case "Fn::Or":
      return decideAll(scope, operands, true);
    case "Fn::Not":
      return negate(operands.items.length === 1 ? decideAll(scope, operands, true) : undecided("!Not needs one condition"));
    case "Fn::Equals":
      return decideEquals(scope, operands);
    default:
      return undecided(phrase`${ownWords(call.name)} is not a condition`);
  }
}

/** Returns the result of the condition that `name` names. */
function decideNamed(scope: Scope, name: Node): Decision {
  const text = textOf(name);
  return text === undefined ? undecided("the name of a condition is not a plain string") : scope.decide(text);
}

/**
 * Returns the result for all operands. `decisive` is the result that one of them settles alone: true for `Fn::Or`, false for
 * `Fn::And`.
 */
function decideAll(scope: Scope, operands: List, decisive: boolean): Decision {
  let open: Decision | undefined;
  for (const item of operands.items) {
    const decision = decideExpression(scope, item);
    if (decision.kind === "undecided") open ??= decision;
    else if (decision.value === decisive) return decision;
  }
  return open ?? (decisive ? NO : YES);
}

function decideEquals(scope: Scope, operands: List): Decision {
  if (operands.items.length !== 2) return undecided("!Equals needs two values");
  const results = operands.items.map((item) => scope.evaluate(item));
  const failed = results.find((result) => result.kind === "unresolved");
  if (failed !== undefined) return undecided(failed.reason);
  const texts = results.map((result) => (result.kind === "value" ? dataText(result.data) : undefined));
  if (texts.includes(undefined)) return undecided("!Equals compares a value that is not a string");
  // Dynamic references are resolved long after the conditions.
  if (texts.some((text) => text?.includes("{{resolve:"))) return undecided("!Equals compares a dynamic reference");
  return texts[0] === texts[1] ? YES : NO;
}

function negate(decision: Decision): Decision {
  return decision.kind === "undecided" ? decision : decision.value ? NO : YES;
}

export function undecided<const Words extends string>(reason: Fixed<Words> | Phrase): Decision {
  return { kind: "undecided", reason: typeof reason === "string" ? ownWords(reason) : reason };
}
