/** `lambda-env history`: what the variables of a function can be taken back to, by name. */
import type { Context } from "../../cli/context.ts";
import { assertOneFunction } from "../../cli/forms.ts";
import type { Options } from "../../cli/options.ts";
import type { ExitCode } from "../../errors.ts";
import { historyDocument, renderHistory } from "../../output/results/history.ts";
import { findFunction } from "../../workflow/find/find.ts";
import { readHistory } from "../../workflow/history/read-history.ts";
import { openSession } from "../../workflow/session.ts";

export async function run(options: Options, context: Context): Promise<ExitCode> {
  assertOneFunction(options, "history");
  const session = await openSession(options, context);
  const found = await findFunction(session, { lookup: "ask-nothing-more" });
  context.tell({ kind: "target", target: found.target });
  const history = await readHistory(session, found);
  context.reporter.result(options.json ? historyDocument(history) : renderHistory(history));
  return 0;
}
