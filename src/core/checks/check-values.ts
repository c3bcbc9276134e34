/** Checks of the values that a plan would write. The rules are the same for every source. */
import type { Finding } from "../../errors.ts";
import { makeFinding } from "../finding.ts";
import type { Change, Plan } from "../plan/plan.ts";
import { findInvisible } from "./invisible.ts";
import { formOf, isBlank } from "./value-form.ts";

/**
 * A line with its line end, blank lines included, or a text that ends in a lone carriage return. Text of several lines, such as a
 * PEM key, may end in a line feed.
 */
const STRAY_LINE_END = /^[^\r\n]*(?:\r?\n)+$|\r$/;
const BYTE_ORDER_MARK = "\uFEFF";

type Written = Exclude<Change, { readonly kind: "remove" }>;

/**
 * Returns the findings for each value of `plan` that would be written and was not declared literal, and for declarations without
 * effect.
 */
export function checkValues(plan: Plan): readonly Finding[] {
  const findings = plan.changes.flatMap((change) =>
    change.kind === "remove" || plan.literal.has(change.name) ? [] : [...checkForm(change), ...checkSpace(change)],
  );
  const unused = [...plan.literal].filter((name) => !isDefined(plan, name));
  return [...findings, ...unused.map((name) => makeFinding("LITERAL_UNUSED", "warning", {}, { name }))];
}

function isDefined({ claimed, kept, unresolved }: Plan, name: string): boolean {
  const isUnresolved = kept.some((keep) => keep.name === name && keep.why === "unresolved");
  return claimed.has(name) || isUnresolved || unresolved.some((entry) => entry.name === name);
}

/**
 * Returns the finding for the form of a value. One that another tool must resolve first stops the command; a placeholder word may
 * be the real value after all.
 */
function checkForm({ name, after: { value, origin } }: Written): readonly Finding[] {
  const form = formOf(name, value);
  const about = { name, at: origin };
  const file = origin.layer === "env-file" ? origin.source : "";
  switch (form?.kind) {
    case undefined:
      return [];
    case "encrypted":
      return [makeFinding("VALUE_ENCRYPTED", "error", { tool: form.tool, file }, about)];
    case "reference":
      return [makeFinding("VALUE_REFERENCE", "error", { tool: form.tool, file }, about)];
    case "mask":
      return [makeFinding("VALUE_MASKED", "error", {}, about)];
    case "placeholder":
      return [makeFinding("VALUE_PLACEHOLDER", "warning", {}, about)];
  }
}

/** Returns findings for white space and for invisible characters, which hardly anybody types on purpose. */
function checkSpace(change: Written): readonly Finding[] {
  const { name, after } = change;
  const { value } = after;
  const about = { name, at: after.origin };
  if (value === "") return [];
  if (isBlank(value)) return [makeFinding("VALUE_WHITE_SPACE", "warning", {}, about)];
  const end = STRAY_LINE_END.test(value) ? (value.endsWith("\n") ? "a line feed" : "a carriage return") : undefined;
  const character = findInvisible(value.startsWith(BYTE_ORDER_MARK) ? value.slice(1) : value);
  const seen = [
    ...(value.startsWith(BYTE_ORDER_MARK) ? [makeFinding("VALUE_HAS_BOM", "warning", {}, about)] : []),
    ...(end === undefined ? [] : [makeFinding("VALUE_LINE_END", "warning", { end }, about)]),
    ...(character === undefined ? [] : [makeFinding("VALUE_INVISIBLE", "warning", { character }, about)]),
  ];
  if (seen.length > 0 || change.kind === "add" || change.before.trim() !== value.trim()) return seen;
  const severity = value.length > change.before.length ? "warning" : "notice";
  return [makeFinding("VALUE_DIFFERS_IN_SPACE", severity, {}, about)];
}
