/** `lambda-env edit`: change the variables in the user's own editor, then plan, show, ask and write. */

import type { Context } from "../../cli/context.ts";
import { assertNames, assertOneFunction } from "../../cli/forms.ts";
import type { Options } from "../../cli/options.ts";
import { type EditAttempt, editText } from "../../cli/program/edit-text.ts";
import { editorOf } from "../../cli/program/editor.ts";
import type { NotifyProgress } from "../../cli/reports/progress.ts";
import { withReports } from "../../cli/reports/report.ts";
import { visibilityOf } from "../../cli/visibility.ts";
import type { ReadableSnapshot } from "../../core/function.ts";
import { matchNames, selectValues } from "../../core/select.ts";
import type { Values } from "../../core/variables.ts";
import { type ExitCode, LambdaEnvError } from "../../errors.ts";
import { formatDotenv } from "../../formats/dotenv/format.ts";
import { parseDotenv } from "../../formats/dotenv/parse.ts";
import { formatJson, parseJson } from "../../formats/json/json.ts";
import type { EditFormat } from "../../output/messages/edit.ts";
import { checkEditedNames, compareEdited, EDITOR_SOURCE } from "../../workflow/change/edited.ts";
import { planGiven } from "../../workflow/change/plan-given.ts";
import { openPlan } from "../../workflow/change/plan-lock.ts";
import type { PlannedTarget } from "../../workflow/change/plan-target.ts";
import { findFunction } from "../../workflow/find/find.ts";
import { pickValues } from "../../workflow/picked-values.ts";
import { openSession } from "../../workflow/session.ts";
import { carryOut } from "./change.ts";

const EXACTLY = { portable: false, skipUnrepresentable: false, logicalId: "" };

export function run(options: Options, context: Context): Promise<ExitCode> {
  return withReports("edit", options, context, (reported, notify) => edit(options, reported, notify));
}

async function edit(options: Options, context: Context, notify: NotifyProgress): Promise<ExitCode> {
  const format = formatOf(options);
  assertNames(options.words, "edit takes names only: lambda-env edit -f my-fn NAME");
  assertOneFunction(options, "edit");
  // Before the work and the requests that it would end.
  visibilityOf(options, context);
  const editor = editorOf(context);
  // The arguments name variables here, and are not a source.
  const request = { ...options, words: [] };
  const session = await openSession(request, context);
  const found = await findFunction(session, { lookup: "ask-nothing-more" });
  const { target, snapshot } = found;
  context.notify({ kind: "target", target });
  const shown = selectValues(chooseVariables(snapshot, options.words), options);
  const attempt = async (text: string): Promise<EditAttempt<PlannedTarget>> => {
    const parsed = format === "json" ? parseJson(text, { source: EDITOR_SOURCE }) : parseDotenv(text, { source: EDITOR_SOURCE });
    const mistakes = parsed.findings.filter(({ severity }) => severity === "error");
    if (mistakes.length > 0) return { kind: "refused", findings: mistakes };
    const changes = compareEdited(shown, parsed);
    const planned = await planGiven(session, found, changes);
    const problems = [...checkEditedNames(changes, options), ...planned.findings].filter(({ severity }) => severity === "error");
    return problems.length > 0 ? { kind: "refused", findings: problems } : { kind: "accepted", result: planned };
  };
  const text = textOf(format, shown);
  const use = async (planned: PlannedTarget): Promise<ExitCode> => {
    context.notify({ kind: "findings", findings: planned.findings });
    const lock = await openPlan({ ...request, plan: undefined }, context);
    return carryOut({ command: "edit", request, run: { session, targets: [planned] }, lock, asks: "changes" }, context, notify);
  };
  return editText({ editor, target, format, text, attempt, use }, context);
}

function formatOf({ format = "dotenv" }: Options): EditFormat {
  if (format === "dotenv" || format === "json") return format;
  throw new LambdaEnvError("USAGE", "variables are edited as dotenv or json", { hint: "--format json" });
}

/** Returns the variables to edit: all, or those that the arguments name. Errors: those of `pickValues`. */
function chooseVariables(snapshot: ReadableSnapshot, words: readonly string[]): Values {
  const live = snapshot.environment.variables;
  if (words.length === 0) return live;
  const names = words.flatMap((word) => {
    const matched = matchNames(word, live.keys());
    return matched.length > 0 ? matched : [word];
  });
  return pickValues(snapshot, [...new Set(names)]);
}

/** Throws INVALID_INPUT with the names of the values that the format cannot hold. */
function textOf(format: EditFormat, shown: Values): string {
  const formatted = format === "json" ? formatJson(shown) : formatDotenv(shown, EXACTLY);
  if (formatted.kind === "formatted") return formatted.text;
  const names = formatted.findings.flatMap(({ name }) => name ?? []).join(", ");
  throw new LambdaEnvError("INVALID_INPUT", `.env cannot hold the value of ${names}; nothing was written`, {
    hint: "--format json holds every value",
  });
}
