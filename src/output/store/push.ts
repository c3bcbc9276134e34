/** A push as it is printed: the one document, and the last sentence. */
import type { RedactedPlan } from "../../core/secrecy/redact.ts";
import type { NameChoice } from "../../core/select.ts";
import type { Store } from "../../core/store/store.ts";
import type { Finding } from "../../errors.ts";
import { findingDocument, planDocument, renderJson } from "../documents/json.ts";
import { escapeForeign } from "../escape.ts";
import { choiceDocument } from "../messages/choice.ts";
import { nameStore } from "../messages/questions.ts";
import { totalsDocument } from "../results/run.ts";
import { quoteWord } from "../shell-word.ts";
import type { Size } from "../size.ts";

/** A push as it may be shown. */
export interface ShownPush {
  readonly store: Store;
  readonly plan: RedactedPlan;
  readonly outcome: "planned" | "unchanged" | "written";
  /** Absent where each variable has a limit of its own. */
  readonly size: Size | undefined;
  readonly findings: readonly Finding[];
}

/** Returns the one document of a push. */
export function renderPush(shown: ShownPush, facts: { readonly dryRun: boolean; readonly choice: NameChoice }): string {
  const { store, plan, outcome, size, findings } = shown;
  const { kind, name, arn, account, region, versionId } = store;
  return renderJson({
    command: "push",
    dry_run: facts.dryRun,
    chosen: choiceDocument(facts.choice),
    targets: [
      {
        kind,
        name,
        arn: arn ?? null,
        account,
        region,
        version_id: versionId ?? null,
        outcome,
        ...planDocument(plan),
        size: size === undefined ? null : { bytes: size.bytes, limit: size.limit },
        findings: findings.map(findingDocument),
      },
    ],
    totals: totalsDocument([{ plan, outcome }]),
  });
}

/** Returns the sentence after a write. */
export function sayPushed(store: Store): string {
  return `verified: ${escapeForeign(nameStore(store))} now ${store.kind === "secret" ? "has" : "have"} the intended values`;
}

/** Returns what to do next: functions do not get the new values by themselves. `stage` is the one whose secret was written. */
export function sayNextStep({ kind, name }: Store, stage: string | undefined): string {
  if (stage !== undefined) return `functions get the new values from: lambda-env set --stage ${stage}`;
  const option = kind === "secret" ? "--secret" : "--parameters-by-path";
  return `functions get the new values from: lambda-env set -f NAME ${option} ${quoteWord(name)}`;
}
