/** The files that `init` proposes: additions only, and each of them once. */
import { defined } from "../../core/defined.ts";
import { type DraftFile, type DraftStage, isLikeProduction, textOfDraft } from "../../core/stage/draft.ts";
import { LambdaEnvError } from "../../errors.ts";
import { readTextIfExists } from "../../files/existing.ts";
import { gitStatus } from "../../files/git.ts";
import { addToExample, type ExampleVariable } from "../../formats/dotenv/example.ts";
import { parseProjectText } from "../../sources/project/project-file.ts";
import { formatProject, formatStages } from "../../stages/project-text.ts";
import type { Surroundings } from "../surroundings.ts";
import { besideProject, plainFacts, type Situation } from "./situation.ts";

const EXAMPLE = ".env.example";

/**
 * Returns the stages to add: those that are named, or the environments of samconfig. What samconfig says of a stage is not said twice.
 */
export function suggestStages(situation: Situation, names: readonly string[]): readonly DraftStage[] {
  const { environments, project, configFile } = situation;
  const wanted = [...new Set(names.length > 0 ? names : worthAStage(situation))];
  return wanted
    .filter((name) => project?.stages.has(name) !== true)
    .map((name) => {
      const isProtected = isLikeProduction(name);
      if (environments.includes(name)) return { name, configEnv: name, isProtected, ...defined({ configFile }) };
      return { name, isProtected, ...plainFacts(situation) };
    });
}

/** SAM's environment "default" is a stage of its own only where nothing else is one. */
function worthAStage({ environments, project }: Situation): readonly string[] {
  const others = environments.filter((name) => name !== "default");
  return others.length > 0 || (project?.stages.size ?? 0) > 0 ? others : environments;
}

/**
 * Returns the files, with what is added to each.
 *
 * Errors: INVALID_INPUT if the project's file would not be read as intended.
 */
export async function draftFiles(
  situation: Situation,
  stages: readonly DraftStage[],
  surroundings: Surroundings,
): Promise<readonly DraftFile[]> {
  const project = await draftProject(situation, stages, surroundings);
  const path = besideProject(situation, EXAMPLE);
  const existing = await readTextIfExists(path, surroundings);
  const variables = exampleVariables(situation);
  const example = { path, existing, addition: addToExample(existing, variables) };
  const hasExample = existing !== undefined || example.addition !== "";
  return [project, ...(hasExample ? [example] : []), ...(await draftIgnored(situation, hasExample, surroundings))];
}

async function draftProject(situation: Situation, stages: readonly DraftStage[], surroundings: Surroundings): Promise<DraftFile> {
  const { file: path, text: existing, template, project } = situation;
  // Rules that samconfig cannot hold are only written with a new file: a rule that is missing later was removed on purpose.
  const addition = existing === undefined ? formatProject(stages, template?.variables ?? []) : formatStages(stages);
  const draft = { path, existing, addition };
  const { stages: read } = await parseProjectText(textOfDraft(draft), { source: path, cwd: surroundings.cwd });
  const expected = [...(project?.stages.values() ?? [])].filter(({ at }) => at.source === path).map(({ name }) => name);
  const names = [...expected, ...stages.map(({ name }) => name)];
  if (names.length !== read.length || !names.every((name) => read.some((stage) => stage.name === name))) {
    throw new LambdaEnvError("BUG", `the stages do not read back from ${path}`);
  }
  return draft;
}

/** Returns the variables of the template, and those of rules that the template does not have. */
function exampleVariables({ template, project }: Situation): readonly ExampleVariable[] {
  const rules = project?.variables ?? new Map();
  const ofTemplate = (template?.variables ?? []).map(({ name, isRequired, functions }): ExampleVariable => {
    const rule = project?.variables.get(name);
    const isNeeded = isRequired || rule?.required === true;
    const why = isNeeded
      ? `required${functions.length === 0 ? "" : ` for ${functions.join(", ")}`}`
      : `${template?.source} gives it`;
    return { name, isNeeded, about: [...descriptionOf(rule), why] };
  });
  const others = [...(project?.variables.values() ?? [])].filter(({ name }) => !ofTemplate.some((one) => one.name === name));
  return rules.size + ofTemplate.length === 0
    ? []
    : [
        ...ofTemplate,
        ...others.map((rule) => ({
          name: rule.name,
          isNeeded: rule.required,
          about: [...descriptionOf(rule), ...(rule.required ? ["required"] : [])],
        })),
      ];
}

function descriptionOf(rule: { readonly description?: string } | undefined): readonly string[] {
  return rule?.description === undefined ? [] : [rule.description];
}

/** Returns what `.gitignore` needs, by git's own answers; nothing outside of a repository. */
async function draftIgnored(
  situation: Situation,
  hasExample: boolean,
  surroundings: Surroundings,
): Promise<readonly DraftFile[]> {
  const status = (name: string): ReturnType<typeof gitStatus> => gitStatus(besideProject(situation, name), surroundings);
  const [own, ofStage, example] = [await status(".env"), await status(".env.prod"), await status(EXAMPLE)];
  if (own === "outside") return [];
  const ignoresAll = ofStage === "unignored";
  const lines = [
    ...(own === "unignored" ? [".env"] : []),
    ...(ignoresAll ? [".env.*"] : []),
    // A file that is tracked stays so, whatever is ignored.
    ...(hasExample && (example === "ignored" || (ignoresAll && example === "unignored")) ? [`!${EXAMPLE}`] : []),
  ];
  const path = besideProject(situation, ".gitignore");
  const existing = await readTextIfExists(path, surroundings);
  if (lines.length === 0 && existing === undefined) return [];
  return [{ path, existing, addition: lines.map((line) => `${line}\n`).join("") }];
}
