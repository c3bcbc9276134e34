/** Stages and rules → the text of `lambda-env.toml` that the parser of this room reads back. */
import type { DraftStage, DraftVariable } from "../core/stage/draft.ts";

const HEADER = "# The stages and variables of this project, for lambda-env. Values of variables do not belong here.\n";

const EXAMPLE = '\n# [stages.prod]\n# stack = "orders-prod"\n# protected = true\n';

/** Returns a new file. */
export function formatProject(stages: readonly DraftStage[], variables: readonly DraftVariable[]): string {
  return `${HEADER}${stages.length === 0 ? EXAMPLE : formatStages(stages)}${formatRules(variables)}`;
}

/** Returns the tables of the stages, each after an empty line. */
export function formatStages(stages: readonly DraftStage[]): string {
  return stages.map(formatStage).join("");
}

function formatStage({ name, configEnv, configFile, stack, region, profile, template, isProtected }: DraftStage): string {
  const lines = [
    ...text("config-env", configEnv),
    ...text("config-file", configFile),
    ...text("stack", stack),
    ...text("region", region),
    ...text("profile", profile),
    ...text("template", template),
    ...(isProtected ? ["protected = true"] : []),
  ];
  return table(`stages.${key(name)}`, lines);
}

/** Returns the rules for the variables whose values come from elsewhere. */
function formatRules(variables: readonly DraftVariable[]): string {
  return variables
    .filter(({ isRequired }) => isRequired)
    .map(({ name, isSecret, functions }) =>
      table(`variables.${key(name)}`, [
        "required = true",
        ...(isSecret ? ["secret = true"] : []),
        ...(functions.length === 0 ? [] : [`functions = [${functions.map(quote).join(", ")}]`]),
      ]),
    )
    .join("");
}

function table(title: string, lines: readonly string[]): string {
  return `\n[${title}]\n${lines.map((line) => `${line}\n`).join("")}`;
}

function text(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${name} = ${quote(value)}`];
}

function key(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : quote(name);
}

/** A string of JSON is one of TOML, except for the character that TOML does not allow. */
function quote(value: string): string {
  return JSON.stringify(value).replaceAll("\u007f", "\\u007f");
}
