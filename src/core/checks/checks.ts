/** Everything that Lambda would refuse, found before anything is sent. */
import type { Finding } from "../../errors.ts";
import { makeFinding } from "../finding.ts";
import { nearNames } from "../near-names.ts";
import type { Plan } from "../plan/plan.ts";
import { compareNames, type Values } from "../variables.ts";
import { checkValues } from "./check-values.ts";
import { RESERVED_VARIABLES } from "./reserved.ts";

/** Source: the Lambda service model, `EnvironmentVariableName`; at least two characters, anchored here. */
const NAME_PATTERN = /^[a-zA-Z][a-zA-Z0-9_]+$/;

/**
 * The most that Lambda stores for one function, in bytes of compact JSON.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_SIZE_BYTES = 4096;

/**
 * Lambda's serialiser may escape a few characters differently from ours; within this distance of the limit, there is a warning.
 */
const MARGIN_BYTES = 16;

/** Returns the size that Lambda counts: UTF-8 bytes of the compact JSON object, names, quotes, commas and braces included. */
export function sizeBytes(values: Values): number {
  return utf8Length(JSON.stringify(Object.fromEntries(values)));
}

/** Returns the bytes that one variable adds to the size, without the comma. */
export function variableBytes(name: string, value: string): number {
  return utf8Length(JSON.stringify(name)) + 1 + utf8Length(JSON.stringify(value));
}

/** Returns whether Lambda accepts `name` for a variable, reserved names aside. */
export function isValidName(name: string): boolean {
  return NAME_PATTERN.test(name);
}

/** Returns everything that stops `plan` from being written and everything worth a warning; sorted by name within a kind. */
export function checkPlan(plan: Plan): readonly Finding[] {
  const findings = [...checkAssigned(plan)];
  for (const { name, origin, reason } of plan.unresolved) {
    findings.push(makeFinding("UNRESOLVED", "error", { reason }, { name, at: origin }));
  }
  findings.push(...checkContradictions(plan));
  for (const name of plan.absent) {
    const near = nearNames(name, [...plan.current.keys()]).join(" or ");
    findings.push(makeFinding("NOT_LIVE", "warning", { near }, { name }));
  }
  if (plan.spared !== undefined) {
    const { names, transform } = plan.spared;
    findings.push(makeFinding("PRUNE_SPARED", "warning", { names: names.join(", "), transform }));
  }
  return plan.changes.length === 0 ? findings : [...findings, ...checkSize(plan.desired)];
}

/** Returns the findings for the names and values that `plan` would write, wherever it writes them. */
function checkAssigned(plan: Plan): readonly Finding[] {
  const findings: Finding[] = [];
  for (const change of plan.changes) {
    if (change.kind === "remove") continue;
    const { name, after } = change;
    const about = { name, at: after.origin };
    const reserved = RESERVED_VARIABLES.get(name);
    if (reserved !== undefined) findings.push(makeFinding("NAME_RESERVED", "error", { about: reserved.about }, about));
    else if (!isValidName(name)) findings.push(makeFinding("NAME_INVALID", "error", {}, about));
    if (after.value.includes("\0")) findings.push(makeFinding("VALUE_HAS_NUL", "error", {}, about));
    if (!after.value.isWellFormed()) findings.push(makeFinding("VALUE_NOT_UNICODE", "error", {}, about));
  }
  return [...findings, ...checkValues(plan)];
}

function checkContradictions({ contradicted }: Plan): readonly Finding[] {
  return contradicted.map(({ name, origin }) => makeFinding("SET_AND_UNSET", "error", {}, { name, at: origin }));
}

/** Returns the same for a plan of variables that are stored for functions: its size is the store's own. */
export function checkStoredPlan(plan: Plan): readonly Finding[] {
  const absent = plan.absent.map((name) => {
    const near = nearNames(name, [...plan.current.keys()]).join(" or ");
    return makeFinding("NOT_STORED", "warning", { near }, { name });
  });
  return [...checkAssigned(plan), ...checkContradictions(plan), ...absent];
}

function checkSize(desired: Values): readonly Finding[] {
  const bytes = sizeBytes(desired);
  if (bytes > MAX_SIZE_BYTES) {
    const largest = [...desired]
      .map(([name, value]) => ({ name, bytes: variableBytes(name, value) }))
      .sort((a, b) => b.bytes - a.bytes || compareNames(a.name, b.name))
      .slice(0, 3)
      .map((variable) => `${variable.name} (${variable.bytes})`)
      .join(", ");
    return [makeFinding("TOO_LARGE", "error", { bytes, limit: MAX_SIZE_BYTES, largest })];
  }
  if (bytes > MAX_SIZE_BYTES - MARGIN_BYTES) return [makeFinding("NEARLY_FULL", "warning", { bytes, limit: MAX_SIZE_BYTES })];
  return [];
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
