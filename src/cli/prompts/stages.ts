/** Asks for the stages of a project, with what is known as the default. */

import type { DraftStage } from "../../core/stage/draft.ts";
import { neededForm } from "../../core/stage/option-forms.ts";
import { STAGE_NAME } from "../../core/stage/stage-keys.ts";
import { LambdaEnvError } from "../../errors.ts";
import { askProtected, askStageFact, askStageNames, NONE, sayAnswerNeeds } from "../../output/init/init-questions.ts";
import type { Context } from "../context.ts";
import { declined } from "./confirm.ts";
import { askLine } from "./line.ts";

/**
 * Returns the stages that the user wants; `make` gives what is known of each. No question repeats what samconfig says.
 *
 * Errors: DECLINED for Esc, INTERRUPTED.
 */
export async function askStages(
  suggested: readonly DraftStage[],
  make: (names: readonly string[]) => readonly DraftStage[],
  context: Context,
): Promise<readonly DraftStage[]> {
  const before = suggested.map(({ name }) => name);
  const names = await askNames(askStageNames(before), before, STAGE_NAME, context);
  const stages: DraftStage[] = [];
  for (const stage of names.length === 0 ? [] : make(names)) {
    stages.push(stage.configEnv === undefined ? { ...stage, ...(await askFacts(stage.name, context)) } : stage);
  }
  if (stages.length === 0) return [];
  const likely = stages.filter(({ isProtected }) => isProtected).map(({ name }) => name);
  const one = {
    form: new RegExp(`^(?:${stages.map(({ name }) => name.replaceAll(".", "\\.")).join("|")})$`),
    needs: "names of these stages",
  };
  const chosen = await askNames(askProtected(likely), likely, one, context);
  return stages.map((stage) => ({ ...stage, isProtected: chosen.includes(stage.name) }));
}

async function askFacts(name: string, context: Context): Promise<Pick<DraftStage, "stack" | "region" | "profile">> {
  const facts: { stack?: string; region?: string; profile?: string } = {};
  for (const fact of ["stack", "region", "profile"] as const) {
    const text = await askUntil(
      askStageFact(fact, name),
      (typed) => (typed === "" ? undefined : neededForm(fact, typed)),
      context,
    );
    if (text !== "") facts[fact] = text;
  }
  return facts;
}

async function askNames(
  question: string,
  byDefault: readonly string[],
  { form, needs }: { readonly form: RegExp; readonly needs: string },
  context: Context,
): Promise<readonly string[]> {
  const split = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== "");
  const isFine = (text: string): boolean => text === NONE || split(text).every((name) => form.test(name));
  const text = await askUntil(question, (typed) => (isFine(typed) ? undefined : needs), context);
  if (text === NONE) return [];
  return text === "" ? byDefault : [...new Set(split(text))];
}

/** Asks again until `problemOf` has nothing to say. */
async function askUntil(question: string, problemOf: (text: string) => string | undefined, context: Context): Promise<string> {
  for (;;) {
    const typed = await askLine(question, context);
    if (typed.kind === "interrupted") throw new LambdaEnvError("INTERRUPTED", "interrupted; nothing was written");
    if (typed.kind !== "line") throw declined();
    const text = typed.text.trim();
    const needs = problemOf(text);
    if (needs === undefined) return text;
    context.reporter.note(sayAnswerNeeds(needs));
  }
}
