/** A run on many functions in words: its progress, the outcome of each, and how it ended. */
import type { FleetEnding, FleetEvent } from "../../core/run-event.ts";
import type { LambdaEnvError } from "../../errors.ts";
import { escapeForeign } from "../escape.ts";
import type { Look } from "../look.ts";
import type { FleetOutcome, ShownPublication, ShownReversal } from "../outcome.ts";
import { renderRows } from "../rows.ts";
import type { Paint, Style } from "../style.ts";

type ProgressEvent = Extract<FleetEvent, { readonly kind: "fleet-progress" }>;

/** The result for one function of many. */
export interface FleetRow {
  readonly functionName: string;
  readonly outcome: FleetOutcome;
  /** Why it failed. */
  readonly error?: LambdaEnvError;
  /** Present if what was written, or may have been, was reverted. */
  readonly reversal?: ShownReversal;
  readonly published?: ShownPublication;
}

/** Returns the progress of the run, in forms of decreasing length: the first that fits is shown. */
export function sayProgress({ phase, total, done, failed, inFlight, perSecond, leftMs }: ProgressEvent): readonly string[] {
  const back = phase === "revert";
  const rate = `${perSecond >= 9.95 ? Math.round(perSecond) : perSecond.toFixed(1)}/s`;
  const left = sayTime(leftMs);
  const busy = inFlight.length;
  const full = `${back ? "reverting, " : ""}${done} of ${total} functions done, ${busy} in flight, ${failed} failed, ${rate}, ${left} left`;
  return [
    `${full}; Ctrl-C starts no more`,
    full,
    `${back ? "reverting, " : ""}${done} of ${total} done, ${busy} in flight, ${failed} failed, ${rate}, ${left} left`,
    `${back ? "back " : ""}${done}/${total}, ${busy} in flight, ${failed} failed, ${rate}, ${left}`,
    // Fits into 40 columns.
    `${back ? "back " : ""}${done}/${total} ${busy} busy, ${failed} failed, ${back ? "" : `${Math.round(perSecond)}/s, `}${left.replace(" ", "")}`,
  ];
}

/** Returns the message about one function of many, under its name. */
export function sayOfMember(functionName: string, text: string): string {
  return `${functionName}: ${text}`;
}

/** Returns how a function ended, for output without a progress line. */
export function sayEnded({ functionName, done, total, ending }: Extract<FleetEvent, { readonly kind: "fleet-ended" }>): string {
  const reason = ending.kind === "failed" ? `: ${ending.error.message}` : "";
  return `${done} of ${total}: ${functionName} ${ENDED[ending.kind]}${reason}`;
}

/** Returns the message at the first Ctrl-C. */
export function sayFinishing(inFlight: readonly string[]): string {
  const { length } = inFlight;
  const doing = length === 0 ? "no update is in flight" : `finishing ${length} ${length === 1 ? "update" : "updates"} in flight`;
  return `interrupted: no more functions are started, ${doing}; another Ctrl-C ends at once`;
}

/** Returns the one line for a second Ctrl-C: what is not known. */
export function sayUnknown(inFlight: readonly string[]): string {
  if (inFlight.length === 0) return "interrupted; no update was in flight";
  const shown = inFlight.slice(0, MAX_NAMES).join(", ");
  const more = inFlight.length > MAX_NAMES ? ` and ${inFlight.length - MAX_NAMES} more` : "";
  return `interrupted; the outcome of the updates of ${shown}${more} is not known`;
}

/** Returns the table of a run: one line per function that was to be changed or published, and a sum. */
export function renderFleet(rows: readonly FleetRow[], look: Look): string {
  const shown = rows.filter(({ outcome, published }) => outcome !== "unchanged" || published !== undefined);
  const lines = renderRows(
    shown.map((row) => ({
      cells: [escapeForeign(row.functionName), escapeForeign(describeRow(row))],
      paint: paintOf(row, look.style),
    })),
    look,
  );
  return [...lines, sumRows(rows), ""].join("\n");
}

/** Returns how many functions ended in which way. */
export function sumRows(rows: readonly Pick<FleetRow, "outcome">[]): string {
  const parts = (["written", "reverted", "failed", "not-started", "unchanged"] as const).flatMap((outcome) => {
    const count = rows.filter((row) => row.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${ENDED[outcome]}`];
  });
  return `${rows.length} ${rows.length === 1 ? "function" : "functions"}: ${parts.join(", ")}`;
}

/** Returns the outcome of a function. */
export function describeRow({ outcome, error, reversal, published }: FleetRow): string {
  const kept = reversal === undefined ? "" : describeKept(reversal);
  switch (outcome) {
    case "written":
    case "unchanged":
      return `${ENDED[outcome]}${published === undefined ? "" : `, ${describePublication(published)}`}`;
    case "failed": {
      const back = reversal === undefined ? "" : `; ${reversal.wroteBack ? ENDED.reverted : NOTHING_TO_REVERT}${kept}`;
      return `${ENDED.failed}: ${error?.message ?? "no reason given"}${back}`;
    }
    case "reverted":
      return `${ENDED.reverted}${kept}`;
    default:
      return ENDED[outcome];
  }
}

const MAX_NAMES = 20;

const NOTHING_TO_REVERT = "there was nothing to revert";

const ENDED: { readonly [Kind in FleetEnding["kind"]]: string } = {
  written: "verified",
  unchanged: "unchanged",
  reverted: "reverted",
  "not-started": "not started",
  failed: "failed",
};

function describeKept({ kept, keptAlias }: ShownReversal): string {
  const what = [...kept, ...(keptAlias === undefined ? [] : [`alias ${keptAlias}`])];
  return what.length === 0 ? "" : `, but someone else changed ${what.join(", ")} meanwhile; that is kept`;
}

function describePublication({ version, alias }: ShownPublication): string {
  return `version ${version}${alias === undefined ? "" : `, alias ${alias.name}`}`;
}

function paintOf({ outcome }: FleetRow, style: Style): Paint {
  if (outcome === "failed") return style.error;
  return outcome === "written" ? (text) => text : style.dim;
}

function sayTime(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
