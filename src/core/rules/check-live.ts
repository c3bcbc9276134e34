/** What is wrong with the live variables of one function: by the rules, by the template, and by what no source defines any more. */
import type { Finding, Place } from "../../errors.ts";
import { MAX_SIZE_BYTES, sizeBytes } from "../checks/checks.ts";
import { EXTENDABLE_VARIABLES } from "../checks/reserved.ts";
import { isBlank, standInOf } from "../checks/value-form.ts";
import { makeFinding } from "../finding.ts";
import { openLayer } from "../plan/deploy-outlook.ts";
import { type Merged, mergeLayers } from "../plan/merge.ts";
import { compareNames, type Layer, type LayerEntry, type Values } from "../variables.ts";
import { brokenBy, type CheckedRule, type FunctionRules, isListed, placeText } from "./rule.ts";

/** The share of the limit from which on there is a warning. */
const MUCH = 0.8;

/** Names that extensions and layers of Lambda read. */
const OF_LAMBDA = /^AWS_LAMBDA_/;

export interface CheckedLive {
  readonly current: Values;
  /** Without the live layer, lowest first. */
  readonly layers: readonly Layer[];
  /** What the text of the template gives as it is, by name. */
  readonly literals: Layer["entries"];
  readonly rules: FunctionRules;
  readonly chooses: (name: string) => boolean;
  /** Names whose values are real, whatever they look like. */
  readonly literal: ReadonlySet<string>;
  /** Whether the user named sources, so that a name which none of them has is a stray. */
  readonly hasSources: boolean;
}

/** Returns the findings, in the order of names; those of the whole function come last. No finding has a value. */
export function checkLive(live: CheckedLive): readonly Finding[] {
  const { current, rules, chooses } = live;
  const merged = mergeLayers(live.layers);
  const names = [...new Set([...current.keys(), ...rules.keys()])].filter(chooses).sort(compareNames);
  return [...names.flatMap((name) => checkVariable(name, live, merged)), ...findStrays(live, merged), ...checkFill(current)];
}

function checkVariable(name: string, live: CheckedLive, merged: Merged): readonly Finding[] {
  const { current, rules } = live;
  const rule = rules.get(name);
  const value = current.get(name);
  const entry = merged.get(name);
  if (value === undefined) {
    if (rule?.required !== true) return [];
    return [makeFinding("REQUIRED_MISSING", "error", { source: sourceOf(entry) }, { name, at: rule.at })];
  }
  const standIn = checkStandIn({ name, value, rule }, entry, live);
  if (standIn !== undefined) return [standIn];
  if (isBlank(value) && rule?.required === true && !isListed(rule, value)) {
    return [makeFinding("REQUIRED_EMPTY", "error", { source: sourceOf(entry) }, { name, at: rule.at })];
  }
  return rule === undefined ? [] : checkRule({ name, value, rule }, entry, live);
}

interface Ruled<Rule> {
  readonly name: string;
  readonly value: string;
  readonly rule: Rule;
}

function checkStandIn(
  { name, value, rule }: Ruled<CheckedRule | undefined>,
  entry: LayerEntry | undefined,
  live: CheckedLive,
): Finding | undefined {
  const what = standInOf(name, value);
  if (what === undefined || live.literal.has(name) || isListed(rule, value)) return undefined;
  const inTemplate = live.layers.find(({ kind }) => kind === "template")?.entries.get(name);
  const isOfTemplate = inTemplate?.kind === "value" && standInOf(name, inTemplate.value) !== undefined;
  // An empty value that nobody calls a placeholder may be intended.
  if (isBlank(value) && !isOfTemplate) return undefined;
  const at = isOfTemplate ? inTemplate.origin : rule?.at;
  return makeFinding(
    "LIVE_STAND_IN",
    "error",
    { what, template: isOfTemplate ? "yes" : "no", source: sourceOf(entry) },
    at === undefined ? { name } : { name, at },
  );
}

function checkRule(
  { name, value, rule }: Ruled<CheckedRule>,
  entry: LayerEntry | undefined,
  { literals }: CheckedLive,
): readonly Finding[] {
  const stated = literals.get(name);
  const isLiteral = rule.isSecret && stated?.kind === "value" && stated.value === value && !isBlank(value);
  const leaked = isLiteral
    ? [makeFinding("SECRET_LIVE_IN_TEMPLATE", "error", { rule: placeText(rule.at) }, { name, at: stated.origin })]
    : [];
  const broken = brokenBy(rule, value);
  if (broken === undefined) return leaked;
  const at = placeOfValue(entry, value) ?? rule.at;
  return [...leaked, makeFinding(broken, "error", { rule: at === rule.at ? "" : placeText(rule.at) }, { name, at })];
}

/** Returns the line of a file that gives the live value, where that is what must be edited. */
function placeOfValue(entry: LayerEntry | undefined, value: string): Place | undefined {
  return entry?.kind === "value" && entry.value === value && entry.origin.line !== undefined ? entry.origin : undefined;
}

/** Returns the source that would give a variable its value; empty if there is none. */
function sourceOf(entry: LayerEntry | undefined): string {
  if (entry?.kind !== "value" || standInOf(entry.name, entry.value) !== undefined) return "";
  return placeText(entry.origin);
}

/** Returns a warning for each live name that neither a source nor a rule defines; where a transform may have made it, none. */
function findStrays({ current, layers, rules, chooses, hasSources }: CheckedLive, merged: Merged): readonly Finding[] {
  if (!hasSources || openLayer(layers) !== undefined) return [];
  const sources = [...new Set(layers.map(({ source }) => source))].join(", ");
  return [...current.keys()]
    .filter((name) => chooses(name) && !merged.has(name) && !rules.has(name))
    .filter((name) => !EXTENDABLE_VARIABLES.has(name) && !OF_LAMBDA.test(name))
    .sort(compareNames)
    .map((name) => makeFinding("NAME_STRAY", "warning", { sources }, { name }));
}

function checkFill(current: Values): readonly Finding[] {
  const bytes = sizeBytes(current);
  if (bytes <= MAX_SIZE_BYTES * MUCH) return [];
  return [
    makeFinding("MOSTLY_FULL", "warning", { bytes, limit: MAX_SIZE_BYTES, percent: Math.floor((bytes / MAX_SIZE_BYTES) * 100) }),
  ];
}
