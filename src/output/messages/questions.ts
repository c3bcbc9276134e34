/** The questions before something is lost. */
import type { Losses } from "../../core/plan/losses.ts";
import type { Store } from "../../core/store/store.ts";
import type { Target } from "../../core/target.ts";
import { escapeForeign } from "../escape.ts";
import type { Style } from "../style.ts";
import { displayWidth } from "../width.ts";
import { countNames } from "./losses.ts";

/** A function, and what a change of it would lose. */
export interface LosingTarget {
  readonly target: NamedTarget;
  readonly losses: Losses;
}

/** The subject of a question, in forms of decreasing length: the first names everything, the last is as short as possible. */
export type AskedChange = readonly [full: string, ...shorter: string[]];

/**
 * Returns what would be done, each part that needs an answer of its own: `remove 1 variable (OLD) of function my-fn (…)`.
 *
 * Several functions are one question, which names everything that is lost and where; with `isAsked` it says how many change even
 * if nothing is lost.
 */
export function describeLosses(targets: readonly LosingTarget[], isAsked = false): readonly AskedChange[] {
  const isMany = targets.length > 1;
  const all = targets.map(({ target }) => target);
  const lost = lostNames(targets);
  const isChange = isAsked || lost.some(({ from }) => from !== undefined);
  const forms = PLACES.map((place, index): string => {
    const where = place(all);
    const what = lost.map((kind) => (index === 0 ? sayLost(kind, isMany) : sayLostBriefly(kind))).join(" and ");
    return isChange ? `change ${where}${what === "" ? "" : `, which would ${what}`}` : `${what} of ${where}`;
  });
  const emptied = targets.filter(({ losses }) => losses.empties).map(({ target }) => target);
  const isAlone = lost.length === 0 && !isMany;
  const empties = PLACES.map((place, index) => {
    const names = emptied.map(bareName).join(", ");
    return `leave ${isAlone || (isMany && index > 0) ? place(emptied) : names} without any variable`;
  });
  const counts = lost.map(({ verb, names: { length } }) => `${verb} ${length}`).join(", ");
  const shortest = isChange
    ? `change ${nameTargets(all)}${counts === "" ? "" : `: ${counts}`}`
    : `${counts} of ${nameTargets(all)}`;
  return [
    ...(lost.length === 0 && !isAsked ? [] : [[...forms, shortest]]),
    // A separate question: one yes too many must not leave a function without any variable.
    ...(emptied.length === 0 ? [] : [[...empties, `leave ${nameTargets(emptied)} empty`]]),
  ] as unknown as readonly AskedChange[];
}

/** Returns the subject of a question with the stage of the run before it. */
export function ofStage(stage: { readonly name: string } | undefined, [full, ...shorter]: AskedChange): AskedChange {
  const say = (form: string): string => (stage === undefined ? form : `stage ${stage.name}: ${form}`);
  return [say(full), ...shorter.map(say)];
}

/** A function, or a store, as a question names it. */
export type NamedTarget = Pick<Target, "functionName" | "account" | "region"> | Store;

/** Returns the function with its account and region, as in a question. */
function describeTarget(target: NamedTarget): string {
  const { account, region } = target;
  const named = "functionName" in target ? `function ${target.functionName}` : nameStore(target);
  return `${named} (account ${account}, region ${region})`;
}

/** Returns what a store is, and its name: `secret prod/orders`. */
export function nameStore({ kind, name }: Pick<Store, "kind" | "name">): string {
  return `${kind === "secret" ? "secret" : "parameters under"} ${name}`;
}

function bareName(target: NamedTarget): string {
  return "functionName" in target ? target.functionName : nameStore(target);
}

/** Returns the number of functions, with their accounts and regions; a single one by its name. */
function describeTargets(targets: readonly NamedTarget[]): string {
  const [only, second] = targets;
  if (only !== undefined && second === undefined) return describeTarget(only);
  return `${targets.length} functions (account ${distinct(targets, "account")}, region ${distinct(targets, "region")})`;
}

/** Returns the same in forms of decreasing length. The line above a question names account and region, too. */
export const PLACES = [
  describeTargets,
  (targets) => `${nameTargets(targets)} (${distinct(targets, "account")}, ${distinct(targets, "region")})`,
  nameTargets,
] as const satisfies readonly ((targets: readonly NamedTarget[]) => string)[];

/** Returns the question, in the first form that fits into one line of `columns`. */
export function renderQuestion(change: AskedChange, columns: number, { bold }: Pick<Style, "bold">): string {
  const forms = change.map((form) => `${escapeForeign(form)}?`);
  const fits = (form: string): boolean => displayWidth(`${form}${ANSWERS}`) < columns;
  return `${bold(forms.find(fits) ?? forms.at(-1) ?? "")}${ANSWERS}`;
}

const ANSWERS = " [y/N] ";

function nameTargets(targets: readonly NamedTarget[]): string {
  const [only, second] = targets;
  return only !== undefined && second === undefined ? bareName(only) : `${targets.length} functions`;
}

function distinct(targets: readonly NamedTarget[], key: "account" | "region"): string {
  return [...new Set(targets.map((target) => target[key]))].sort().join(", ");
}

/** Returns the question for the code of an MFA device. */
export function renderMfaQuestion(serial: string): string {
  return `MFA code of ${escapeForeign(serial)}: `;
}

interface LostName {
  readonly name: string;
  readonly functionName: string;
}

interface LostKind {
  readonly verb: string;
  readonly names: readonly LostName[];
  /** Returns where all these values come from, if the question is about that. */
  readonly from?: readonly NamedTarget[];
}

function lostNames(targets: readonly LosingTarget[]): readonly LostKind[] {
  const of = (kind: "removes" | "blanks" | "placeholders"): readonly LostName[] =>
    targets.flatMap(({ target, losses }) => losses[kind].map((name) => ({ name, functionName: bareName(target) })));
  const copies = targets.flatMap(({ target, losses }) =>
    (losses.copies ?? []).map(({ name, from }) => ({ name, functionName: bareName(target), from })),
  );
  const kinds = [
    { verb: "copy", names: copies, from: copies.map(({ from }) => from) },
    { verb: "remove", names: of("removes") },
    { verb: "empty", names: of("blanks") },
    { verb: "put a placeholder word into", names: of("placeholders") },
  ];
  return kinds.filter(({ names }) => names.length > 0);
}

function sayLost({ verb, names, from }: LostKind, isMany: boolean): string {
  const list = isMany ? countLost(names) : countNames(names.map(({ name }) => name));
  return `${verb} ${list}${from === undefined ? "" : ` from ${[...new Set(from.map(describeTarget))].join(" and ")}`}`;
}

function sayLostBriefly({ verb, names: { length }, from }: LostKind): string {
  const sources = from === undefined ? "" : ` from ${[...new Set(from.map(bareName))].join(" and ")}`;
  return `${verb} ${length} variable${length === 1 ? "" : "s"}${sources}`;
}

/** Returns `3 variables (A of orders-api and orders-web, B of orders-api)`: all of them, since a yes applies to all. */
function countLost(lost: readonly LostName[]): string {
  const byName = new Map<string, string[]>();
  for (const { name, functionName } of lost) byName.set(name, [...(byName.get(name) ?? []), functionName]);
  const names = [...byName].map(([name, functions]) => `${name} of ${functions.join(" and ")}`);
  return `${lost.length} variable${lost.length === 1 ? "" : "s"} (${names.join(", ")})`;
}
