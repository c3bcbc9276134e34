/** Hiding values: a plan becomes a `RedactedPlan`, the only kind of plan that `output/` accepts. */
import { defined } from "../defined.ts";
import type { DeployOutlook } from "../plan/deploy-outlook.ts";
import { type Loss, type Losses, lossesOf, lossOf } from "../plan/losses.ts";
import type { Change, Keep, KeepReason, Plan } from "../plan/plan.ts";
import type { Origin } from "../variables.ts";

declare const shown: unique symbol;
/** Text that may be shown: a public value, a revealed one, an empty one, or `***`. Only this file creates it. */
export type Shown = string & { readonly [shown]: true };

/**
 * Fixed width: it shows neither length nor content. Sizes are shown only by `list` and by the error for the limit, which is in
 * bytes.
 */
export const HIDDEN = "***" as Shown;

export type RedactedChange =
  | {
      readonly kind: "add";
      readonly name: string;
      readonly after: Shown;
      readonly origin: Origin;
      readonly overrode: readonly Origin[];
      readonly provenance?: string;
      readonly rotated?: true;
    }
  | {
      readonly kind: "update";
      readonly name: string;
      readonly before: Shown;
      readonly after: Shown;
      /** How the live value would get lost, if it would. */
      readonly loss?: Loss;
      readonly origin: Origin;
      readonly overrode: readonly Origin[];
      readonly provenance?: string;
      readonly rotated?: true;
    }
  | { readonly kind: "remove"; readonly name: string; readonly before: Shown; readonly cause: "unset" | "prune" };

export interface RedactedKeep {
  readonly kind: "keep";
  readonly name: string;
  readonly value: Shown;
  readonly why: KeepReason;
  readonly origin: Origin;
  readonly reason?: string;
}

/** A plan without values, which may be printed. */
export interface RedactedPlan {
  readonly changes: readonly RedactedChange[];
  readonly kept: readonly RedactedKeep[];
  /** What must be confirmed before it is written. */
  readonly losses: Losses;
  readonly deploy?: DeployOutlook;
}

/** Whether sensitive values are hidden, or revealed on request of the user. */
export type Visibility = "hide" | "reveal";

/** Returns `plan` with every live value and every sensitive value hidden; a template's public value is shown as a new value. */
export function redactPlan(plan: Plan, visibility: Visibility): RedactedPlan {
  return {
    changes: plan.changes.map((change) => redactChange(change, visibility)),
    kept: plan.kept.map((keep) => redactKeep(keep, visibility)),
    losses: lossesOf(plan),
    ...defined({ deploy: plan.deploy }),
  };
}

/**
 * Returns a live or sensitive value in a form that may be shown. That a value is empty is not a secret, and everybody must see
 * it.
 */
export function showValue(value: string, visibility: Visibility): Shown {
  return visibility === "reveal" || value === "" ? (value as Shown) : HIDDEN;
}

function redactChange(change: Change, visibility: Visibility): RedactedChange {
  if (change.kind === "remove") return { ...change, before: showValue(change.before, visibility) };
  const { after, name } = change;
  const common = {
    name,
    after: after.sensitive ? showValue(after.value, visibility) : (after.value as Shown),
    origin: after.origin,
    overrode: after.overrode,
    ...defined({ provenance: after.provenance, rotated: after.rotated }),
  };
  if (change.kind === "add") return { kind: "add", ...common };
  const loss = lossOf(change);
  return { kind: "update", before: showValue(change.before, visibility), ...defined({ loss }), ...common };
}

function redactKeep(keep: Keep, visibility: Visibility): RedactedKeep {
  return { ...keep, value: showValue(keep.value, visibility) };
}
