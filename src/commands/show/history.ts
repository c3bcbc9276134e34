/** `lambda-env history`: show the earlier sets of a function's variables, by name. */
import type { Context } from "../../cli/context.ts";
import { assertOneFunction } from "../../cli/forms.ts";
import type { Options } from "../../cli/options.ts";
import { parseFunctionId } from "../../core/arn/function-id.ts";
import { type ExitCode, LambdaEnvError } from "../../errors.ts";
import { historyDocument, renderHistory } from "../../output/results/history.ts";
import { findFunction } from "../../workflow/find/find.ts";
import { readHistory } from "../../workflow/history/read-history.ts";
import { openSession } from "../../workflow/session.ts";

export async function run(options: Options, context: Context): Promise<ExitCode> {
  assertOneFunction(options, "history");
  assertUnversioned(options);
  const session = await openSession(options, context);
  const found = await findFunction(session, { lookup: "ask-nothing-more" });
  context.notify({ kind: "target", target: found.target });
  const history = await readHistory(session, found);
  context.reporter.result(options.json ? historyDocument(history) : renderHistory(history, context.reporter.look));
  return 0;
}

/** Throws USAGE for a version or an alias: the history is that of the function. */
function assertUnversioned({ function: names }: Options): void {
  for (const name of names) {
    const { id, qualifier } = parseFunctionId(name);
    if (qualifier === undefined) continue;
    throw new LambdaEnvError("USAGE", `the history is that of the function, and ${qualifier} is a version or an alias of it`, {
      hint: `lambda-env history --function ${id}`,
    });
  }
}
