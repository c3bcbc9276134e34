/** `lambda-env init`: write the project's own file, `.env.example` and what `.gitignore` lacks; nothing is requested from AWS. */
import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import { askWhether, canAsk, confirmationRequired, declined } from "../cli/prompts/confirm.ts";
import { type DraftFile, type DraftStage, textOfDraft } from "../core/stage/draft.ts";
import { STAGE_NAME } from "../core/stage/stage-keys.ts";
import { type ExitCode, LambdaEnvError } from "../errors.ts";
import { assertWritable, writeFileSafely } from "../files/file-write.ts";
import { describeDrafts, initDocument, renderDrafts, sayInitEnded } from "../output/init/init-results.ts";
import { draftFiles, suggestStages } from "../workflow/init/draft.ts";
import { readSituation, type Situation } from "../workflow/init/situation.ts";

/** The files hold no values. */
const SHARED = { sharedFolder: "allowed", isPublic: true } as const;

export async function run(options: Options, context: Context): Promise<ExitCode> {
  const { json, yes, words, "dry-run": isDry } = options;
  const { reporter, cwd } = context;
  assertStageNames(words);
  const situation = await readSituation(options, context);
  const stages = await chooseStages(situation, options, context);
  const files = await draftFiles(situation, stages, context);
  const changed = files.filter(({ addition }) => addition !== "");
  for (const { path } of changed) await assertWritable(path, { cwd, sharedFolder: SHARED.sharedFolder });
  if (!json) reporter.result(renderDrafts(files, reporter.look));
  const isWritten = changed.length > 0 && !isDry;
  if (isWritten && !yes) {
    const change = describeDrafts(files);
    if (!canAsk(options, context)) throw confirmationRequired(change[0], ["--yes"]);
    if (!(await askWhether(change, options, context))) throw declined();
  }
  if (isWritten) for (const file of changed) await write(file, context);
  reporter.result(json ? initDocument(files, stages, isWritten) : sayInitEnded(files, isWritten));
  return 0;
}

/** Returns the stages to add. A project that has a file is not asked again: it gets those that are named or that samconfig has. */
async function chooseStages(situation: Situation, options: Options, context: Context): Promise<readonly DraftStage[]> {
  const { words, yes, "dry-run": isDry } = options;
  const suggested = suggestStages(situation, words);
  const isAsked = situation.text === undefined && words.length === 0 && !yes && !isDry && canAsk(options, context);
  if (!isAsked) return suggested;
  const { askStages } = await import("../cli/prompts/stages.ts");
  return askStages(suggested, (names) => suggestStages(situation, names), context);
}

function assertStageNames(names: readonly string[]): void {
  if (names.every((name) => STAGE_NAME.form.test(name))) return;
  throw new LambdaEnvError("USAGE", "an argument of init is not the name of a stage", {
    hint: `a stage needs ${STAGE_NAME.needs}: lambda-env init dev prod`,
  });
}

async function write(file: DraftFile, { cwd, signal }: Context): Promise<void> {
  const mayReplace = (now: string | undefined): boolean => now === file.existing;
  const result = await writeFileSafely(file.path, textOfDraft(file), { ...SHARED, cwd, signal, mayReplace });
  if (result.kind === "written") return;
  throw new LambdaEnvError("CONFLICT", `${file.path} was changed in the meantime; it was not written`, {
    hint: "run the same command again: it adds what is missing",
  });
}
