/** `--stage NAME`: the values of a stage of the project's own file, for the options that nothing else gives. */
import { parseFunctionId } from "../../core/arn/function-id.ts";
import { defined } from "../../core/defined.ts";
import { nearNames } from "../../core/near-names.ts";
import type { ActiveStage, ReplacedOption } from "../../core/stage/active-stage.ts";
import { isFunctionPattern } from "../../core/stage/option-forms.ts";
import type { ProjectFile, Stage, StageOptions } from "../../core/stage/stage.ts";
import { STAGE_KEYS, type StageKeys } from "../../core/stage/stage-keys.ts";
import { LambdaEnvError } from "../../errors.ts";
import { sayReplaced, sayStage } from "../../output/messages/stage.ts";
import { PROJECT_FILE_NAME, readProjectFile } from "../../sources/project/project-file.ts";
import { twinValue } from "../option-values.ts";
import type { OptionName, Options } from "../options.ts";

export interface StageInput {
  readonly options: Options;
  /** The options that the command takes. */
  readonly accepted: readonly OptionName[];
  /** Those that were typed. */
  readonly typed: ReadonlySet<OptionName>;
}

export interface StageSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** The options of a run with a stage, and what to say of it on standard error. */
export interface StagedOptions {
  readonly options: Options;
  readonly stage: ActiveStage;
  readonly messages: readonly string[];
}

/**
 * Returns the options with the values of the stage that they name. What was typed wins, then the environment, then the stage; a list is
 * replaced as a whole.
 *
 * Errors: USAGE for a stage that does not exist; those of `readProjectFile`.
 */
export async function resolveStage(input: StageInput, surroundings: StageSurroundings): Promise<StagedOptions> {
  const file = await readProjectFile(surroundings);
  const { stage, source } = findStage(file, input.options.stage ?? "");
  const given = (option: OptionName): string | undefined =>
    input.typed.has(option) ? `--${option}` : twinValue(option, surroundings.env)?.name;
  const { values, replaced } = mergeStage(stage, input, given);
  const ownOptions = [...stage.functions].map(([name, own]) => [name, withoutGiven(own, input.accepted, given)] as const);
  const active: ActiveStage = {
    name: stage.name,
    at: stage.at,
    source,
    isProtected: stage.isProtected,
    isConfirmed: input.typed.has("stage") && (input.typed.has("yes") || input.typed.has("allow-remove")),
    applied: new Map(Object.keys(values).map((option) => [option, stage.places.get(option) ?? stage.at])),
    functions: new Map(ownOptions),
    ...defined({ account: stage.account, profile: textOf(stage.options["profile"]) }),
  };
  const messages = [sayStage(active), ...replaced.map((one) => sayReplaced({ ...one, key: keyOf(one.option) }, stage.name))];
  return { options: Object.freeze({ ...input.options, ...values }) as Options, stage: active, messages };
}

function findStage(file: ProjectFile | undefined, name: string): { readonly stage: Stage; readonly source: string } {
  if (file === undefined) {
    throw new LambdaEnvError("USAGE", `--stage needs ${PROJECT_FILE_NAME}, and neither this folder nor one above it has one`, {
      hint: `write ${PROJECT_FILE_NAME} with a table [stages.${name}], or leave out --stage`,
    });
  }
  const stage = file.stages.get(name);
  if (stage !== undefined) return { stage, source: stage.at.source };
  const names = [...file.stages.keys()];
  const near = nearNames(name, names);
  const known = names.length === 0 ? `add a table [stages.${name}] to ${file.source}` : `its stages: ${names.join(", ")}`;
  throw new LambdaEnvError("USAGE", `${file.source} does not have a stage ${name}`, {
    hint: near.length === 0 ? known : `did you mean ${near.join(" or ")}? ${known}`,
  });
}

type Given = (option: OptionName) => string | undefined;

interface Merged {
  /** The values that come from the stage. */
  readonly values: StageOptions;
  readonly replaced: readonly ReplacedOption[];
}

function mergeStage(stage: Stage, { options, accepted }: StageInput, given: Given): Merged {
  const replaced: ReplacedOption[] = [];
  const values: Record<string, StageOptions[string]> = {};
  const offered = { ...ownSources(stage), ...stage.options, ...selectionOf(stage, accepted, given) };
  for (const [key, value] of Object.entries(offered)) {
    const option = key as OptionName;
    if (!accepted.includes(option)) continue;
    const by = replacing(option, options, given);
    if (by === undefined) {
      if (typeof value === "boolean" || value.length > 0) values[option] = value;
      continue;
    }
    const texts = { used: listed(usedFor(option, options)), ofStage: listed(value) };
    if (texts.used !== texts.ofStage) replaced.push({ option, by, ...(SHOWN.has(option) && texts.used !== "" ? { texts } : {}) });
  }
  // A version that is not published cannot be pointed at.
  if (values["alias"] !== undefined && given("publish") !== undefined && !options.publish) delete values["alias"];
  return { values, replaced };
}

/** Options with a form of their own, so that their texts cannot be values. */
const SHOWN: ReadonlySet<OptionName> = new Set([
  "function",
  "stack",
  "region",
  "profile",
  "config-env",
  "alias",
  "from-region",
  "from-profile",
  "history-tier",
]);

/** Returns an empty list for each kind of source that only functions of the stage have: the command line replaces these too. */
function ownSources({ functions }: Stage): StageOptions {
  return Object.fromEntries([...functions.values()].flatMap((own) => Object.keys(own).map((option) => [option, []])));
}

/** Returns what selects the functions of the stage: its list, every function of its stack, or those it has sources for. */
function selectionOf({ options, functions }: Stage, accepted: readonly OptionName[], given: Given): StageOptions {
  if (options["function"] !== undefined) return {};
  const isSelected = SELECTORS.some((option) => given(option) !== undefined);
  const hasStack = STACK.some((option) => options[option] !== undefined || given(option) !== undefined);
  if (hasStack) return isSelected || !accepted.includes("all") ? {} : { all: true };
  return functions.size === 0 ? {} : { function: [...functions.keys()] };
}

const SELECTORS = ["function", "logical-id", "all", "tag"] as const satisfies readonly OptionName[];
const STACK = ["stack", "config-env", "config-file"] as const satisfies readonly OptionName[];

/** Returns the option or the variable that replaces the value of the stage, as users write it. */
function replacing(option: OptionName, options: Options, given: Given): string | undefined {
  if (option === "function") return given("function") ?? given("logical-id") ?? given("all");
  if (option === "region" && given("region") === undefined && given("function") !== undefined && hasArn(options))
    return given("function");
  return given(option);
}

function hasArn(options: Options): boolean {
  return options.function.some((name) => !isFunctionPattern(name) && parseFunctionId(name).region !== undefined);
}

function usedFor(option: OptionName, options: Options): unknown {
  if (option === "function" && options.function.length === 0)
    return options["logical-id"].length > 0 ? options["logical-id"] : "";
  if (option === "region" && options.region === undefined) {
    return options.function.flatMap((name) => (isFunctionPattern(name) ? [] : (parseFunctionId(name).region ?? [])));
  }
  return options[option];
}

function listed(value: unknown): string {
  return [value].flat().map(String).join(", ");
}

function withoutGiven(own: StageOptions, accepted: readonly OptionName[], given: Given): StageOptions {
  const kept = Object.entries(own).filter(([key]) => {
    const option = key as OptionName;
    return accepted.includes(option) && given(option) === undefined;
  });
  return Object.fromEntries(kept);
}

/** Returns the key of the file for an option. */
function keyOf(option: string): string {
  const keys: StageKeys = STAGE_KEYS;
  return Object.entries(keys).find(([, key]) => key.option === option)?.[0] ?? option;
}

function textOf(value: StageOptions[string] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
