/** `lambda-env undo`: restore an earlier set of a function's variables, with an ordinary plan. */
import type { Context } from "../../cli/context.ts";
import { assertOneFunction } from "../../cli/forms.ts";
import type { Options } from "../../cli/options.ts";
import type { NotifyProgress } from "../../cli/reports/progress.ts";
import { withReports } from "../../cli/reports/report.ts";
import { visibilityOf } from "../../cli/visibility.ts";
import { type ExitCode, LambdaEnvError } from "../../errors.ts";
import { openPlan } from "../../workflow/change/plan-lock.ts";
import { findFunction } from "../../workflow/find/find.ts";
import { planUndo } from "../../workflow/history/undo.ts";
import { openSession } from "../../workflow/session.ts";
import { carryOut } from "./change.ts";

/** A stored set, a published version or an alias. */
const ID = /^[A-Za-z0-9_-]+$/;

export function run(options: Options, context: Context): Promise<ExitCode> {
  return withReports("undo", options, context, (reported, notify) => undo(options, reported, notify));
}

async function undo(options: Options, context: Context, notify: NotifyProgress): Promise<ExitCode> {
  const [id] = options.words;
  if (id !== undefined && !ID.test(id)) {
    throw new LambdaEnvError("USAGE", "undo takes what lambda-env history shows: h7, or the number of a version", {
      hint: "lambda-env undo -f my-fn 12",
    });
  }
  assertOneFunction(options, "undo");
  // Before the work and the requests that it would end.
  visibilityOf(options, context);
  // The arguments are not a source here.
  const request = { ...options, words: [] };
  const session = await openSession(request, context);
  const found = await findFunction(session, { lookup: "ask-nothing-more" });
  context.notify({ kind: "target", target: found.target });
  const planned = await planUndo(session, found, id);
  context.notify({ kind: "findings", findings: planned.findings });
  const lock = await openPlan({ ...request, plan: undefined }, context);
  return carryOut({ command: "undo", request, run: { session, targets: [planned] }, lock, asks: "changes" }, context, notify);
}
