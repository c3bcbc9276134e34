/** The questions that are asked before something is lost. */
import type { Losses } from "../../core/plan/losses.ts";
import type { Target } from "../../core/target.ts";
import { escapeForeign } from "../escape.ts";
import { countNames } from "./losses.ts";

/** A function, and what a change of it would lose. */
export interface LosingTarget {
  readonly target: Target;
  readonly losses: Losses;
}

/**
 * Returns what would be done, each thing that needs an answer of its own: `remove 1 variable (OLD) of function my-fn (…)`.
 *
 * Several functions are one question, which names everything that is lost and where; with `isAsked` it says how many change even where
 * nothing is lost.
 */
export function describeLosses(targets: readonly LosingTarget[], isAsked = false): readonly string[] {
  const isMany = targets.length > 1;
  const lost = (kind: "removes" | "blanks" | "placeholders"): readonly LostName[] =>
    targets.flatMap(({ target, losses }) => losses[kind].map((name) => ({ name, functionName: target.functionName })));
  const copied = targets.flatMap(({ target, losses: { copies = [] } }) =>
    copies.map(({ name, from }) => ({ name, from, functionName: target.functionName })),
  );
  const deeds = [
    ...counted("copy", copied, isMany).map((deed) => `${deed} from ${describeSources(copied.map(({ from }) => from))}`),
    ...counted("remove", lost("removes"), isMany),
    ...counted("empty", lost("blanks"), isMany),
    ...counted("put a placeholder word into", lost("placeholders"), isMany),
  ];
  const where = describeTargets(targets.map(({ target }) => target));
  const emptied = targets.filter(({ losses }) => losses.empties).map(({ target }) => target.functionName);
  const what = deeds.join(" and ");
  const change =
    isAsked || copied.length > 0 ? [`change ${where}${what === "" ? "" : `, which would ${what}`}`] : [`${what} of ${where}`];
  return [
    ...(deeds.length === 0 && !isAsked ? [] : change),
    // A question of its own: one yes too many must not leave a function without any variable.
    ...(emptied.length === 0 ? [] : [`leave ${deeds.length === 0 && !isMany ? where : emptied.join(", ")} without any variable`]),
  ];
}

function describeSources(sources: readonly NamedTarget[]): string {
  return [...new Set(sources.map(describeTarget))].join(" and ");
}

type NamedTarget = Pick<Target, "functionName" | "account" | "region">;

/** Returns the function with its account and region, as a question names it. */
function describeTarget({ functionName, account, region }: NamedTarget): string {
  return `function ${functionName} (account ${account}, region ${region})`;
}

/** Returns how many functions there are, with their accounts and regions; one alone as itself. */
export function describeTargets(targets: readonly Target[]): string {
  const [only, second] = targets;
  if (only !== undefined && second === undefined) return describeTarget(only);
  const distinct = (texts: readonly string[]): string => [...new Set(texts)].sort().join(", ");
  const accounts = distinct(targets.map(({ account }) => account));
  const regions = distinct(targets.map(({ region }) => region));
  return `${targets.length} functions (account ${accounts}, region ${regions})`;
}

/** Returns the question whether to do `deeds`. */
export function renderQuestion(deeds: string): string {
  return `${escapeForeign(deeds)}? Type y and press Enter, or Enter alone for no: `;
}

interface LostName {
  readonly name: string;
  readonly functionName: string;
}

function counted(deed: string, lost: readonly LostName[], isMany: boolean): readonly string[] {
  if (lost.length === 0) return [];
  return [`${deed} ${isMany ? countLost(lost) : countNames(lost.map(({ name }) => name))}`];
}

/** Returns `3 variables (A of orders-api and orders-web, B of orders-api)`: all of them, since a yes is to all. */
function countLost(lost: readonly LostName[]): string {
  const byName = new Map<string, string[]>();
  for (const { name, functionName } of lost) byName.set(name, [...(byName.get(name) ?? []), functionName]);
  const names = [...byName].map(([name, functions]) => `${name} of ${functions.join(" and ")}`);
  return `${lost.length} variable${lost.length === 1 ? "" : "s"} (${names.join(", ")})`;
}
