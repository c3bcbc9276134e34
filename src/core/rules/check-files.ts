/** What files alone show of one function: the template, the env files, and the names that other sources may define. */
import type { Finding } from "../../errors.ts";
import { isBlank, standInOf } from "../checks/value-form.ts";
import { makeFinding } from "../finding.ts";
import { nearNames } from "../near-names.ts";
import { isNamePattern, matchNames } from "../select.ts";
import type { Layer, LayerEntry } from "../variables.ts";
import { mayDefine, type PossibleNames } from "./possible-names.ts";
import { brokenBy, type CheckedRule, type FunctionRules, isListed, placeText } from "./rule.ts";

/** One function as the files show it. */
export interface CheckedText {
  /** What the text of the template gives, evaluated without any fact; absent without a template. */
  readonly template?: Layer;
  /** The same with the defaults of the parameters, which may be overridden. */
  readonly withDefaults?: Layer;
  /** Whether the template may define more names than these. */
  readonly isOpen: boolean;
  readonly envFiles: readonly Layer[];
  /** What the sources may define that are not files; undefined where it is not known which sources there are. */
  readonly possible: PossibleNames | undefined;
  /** Whether sources other than the template are named. */
  readonly hasSources: boolean;
  readonly rules: FunctionRules;
  readonly chooses: (name: string) => boolean;
  /** Names whose values are real, whatever they look like. */
  readonly literal: ReadonlySet<string>;
}

/** Returns the findings. None has a value. */
export function checkText(text: CheckedText): readonly Finding[] {
  const rules = [...text.rules.values()].filter(({ name }) => text.chooses(name));
  return rules.flatMap((rule) => [...checkDefined(rule, text), ...checkSecret(rule, text), ...checkLiterals(rule, text)]);
}

/** Returns the finding for a required variable that no source can define. */
function checkDefined(rule: CheckedRule, text: CheckedText): readonly Finding[] {
  const { name, required, at } = rule;
  const { template, envFiles, possible, isOpen, hasSources } = text;
  const isAnything = template !== undefined || hasSources;
  if (!required || !isAnything || possible === undefined || isOpen || mayDefine(possible, name)) return [];
  if (envFiles.some(({ entries }) => isReal(entries.get(name), text, rule))) return [];
  const stated = template?.entries.get(name);
  if (isReal(stated, text, rule)) return [];
  if (stated === undefined) return [makeFinding("REQUIRED_UNDEFINED", "error", { template: "" }, { name, at })];
  // Where nothing but the template is named, its placeholder says that the value comes from elsewhere.
  return hasSources ? [makeFinding("REQUIRED_UNDEFINED", "error", { template: placeText(stated.origin) }, { name, at })] : [];
}

/** Returns whether a source gives a value, or one that only AWS knows. */
function isReal(entry: LayerEntry | undefined, { literal }: CheckedText, rule: CheckedRule): boolean {
  if (entry === undefined) return false;
  if (entry.kind === "unresolved" || isListed(rule, entry.value)) return true;
  if (isBlank(entry.value)) return false;
  return literal.has(entry.name) || entry.origin.layer !== "template" || standInOf(entry.name, entry.value) === undefined;
}

function checkSecret(rule: CheckedRule, { template, withDefaults = template }: CheckedText): readonly Finding[] {
  const entry = withDefaults?.entries.get(rule.name);
  if (!rule.isSecret || entry?.kind !== "value") return [];
  if (standInOf(entry.name, entry.value) !== undefined) return [];
  return [makeFinding("SECRET_IN_TEMPLATE", "error", { rule: placeText(rule.at) }, { name: rule.name, at: entry.origin })];
}

/** Returns the findings for values in files that the rule does not accept. */
function checkLiterals(rule: CheckedRule, text: CheckedText): readonly Finding[] {
  const { template, envFiles, literal } = text;
  return [...(template === undefined ? [] : [template]), ...envFiles].flatMap(({ entries }) => {
    const entry = entries.get(rule.name);
    if (entry?.kind !== "value") return [];
    const isStandIn = standInOf(entry.name, entry.value) !== undefined && !literal.has(entry.name);
    const broken = isStandIn ? undefined : brokenBy(rule, entry.value);
    if (broken === undefined) return [];
    return [makeFinding(broken, "error", { rule: placeText(rule.at) }, { name: rule.name, at: entry.origin })];
  });
}

/**
 * Returns a finding for each function that a rule names and the template does not have. A name with `-` or `_` is not a logical id: unless
 * the template gives all its functions names, only the stack knows those.
 */
export function checkRuleFunctions(
  rules: readonly CheckedRule[],
  known: readonly { readonly logicalId: string; readonly functionName: string | undefined }[],
): readonly Finding[] {
  const isNamed = known.every(({ functionName }) => functionName !== undefined);
  const names = known.flatMap(({ logicalId, functionName }) =>
    functionName === undefined ? [logicalId] : [logicalId, functionName],
  );
  return rules.flatMap(({ name, at, functions }) =>
    functions
      .filter((pattern) => (isNamed || /^[A-Za-z0-9]+$/.test(pattern)) && matchNames(pattern, names).length === 0)
      .map((pattern) => {
        const near = isNamePattern(pattern) ? "" : nearNames(pattern, names).join(" or ");
        return makeFinding("RULE_FUNCTION_UNKNOWN", "warning", { pattern, near }, { name, at });
      }),
  );
}
