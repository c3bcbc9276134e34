/** The keys of the project's own file: the parser, the JSON Schema and the messages all follow from these tables. */
import type { OptionForm } from "./option-forms.ts";

/** `texts` is a list of texts, or one text for a list of one. */
type StageKeyKind = "text" | "texts" | "flag";

export interface StageKey {
  readonly kind: StageKeyKind;
  /** The option of the command line that it gives; absent if none is its twin. */
  readonly option?: string;
  /** Whether it names files, relative to the file that it is in. */
  readonly isPath?: true;
  /** Its form, if that is not the one of its option. */
  readonly form?: OptionForm;
  /** Whether it takes any text, even an empty one. */
  readonly isFree?: true;
}

export type StageKeys = Readonly<Record<string, StageKey>>;

/** The forms of names in the file; each matches a whole name. */
export const STAGE_NAME: OptionForm = {
  form: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  needs: "a name of at most 64 letters, digits, dots, _ and -",
};
export const STAGE_FUNCTION: OptionForm = { form: /^[A-Za-z0-9_-]{1,140}$/, needs: "the logical id or the name of a function" };
const ACCOUNT: OptionForm = { form: /^[0-9]{12}$/, needs: "the 12 digits of an account in quotes" };
const FUNCTION_PATTERN: OptionForm = {
  form: /^[A-Za-z0-9_*?-]{1,140}$/,
  needs: "the logical id or the name of a function, or a pattern with * and ?",
};

/** The sources that one function of a stage may have too. */
export const FUNCTION_KEYS = {
  secrets: { kind: "texts", option: "secret" },
  parameters: { kind: "texts", option: "parameter" },
  "parameters-by-path": { kind: "texts", option: "parameters-by-path" },
  "env-files": { kind: "texts", option: "env", isPath: true },
  from: { kind: "texts", option: "from" },
} as const satisfies StageKeys;

/** The keys of a stage; `functions` may also be a table of functions. */
export const STAGE_KEYS = {
  stack: { kind: "text", option: "stack" },
  functions: { kind: "texts", option: "function" },
  account: { kind: "text", form: ACCOUNT },
  region: { kind: "text", option: "region" },
  profile: { kind: "text", option: "profile" },
  template: { kind: "text", option: "template", isPath: true },
  "config-env": { kind: "text", option: "config-env" },
  "config-file": { kind: "text", option: "config-file", isPath: true },
  ...FUNCTION_KEYS,
  recursive: { kind: "flag", option: "recursive" },
  expand: { kind: "flag", option: "expand" },
  "from-region": { kind: "text", option: "from-region" },
  "from-profile": { kind: "text", option: "from-profile" },
  only: { kind: "texts", option: "only" },
  except: { kind: "texts", option: "except" },
  history: { kind: "text", option: "history" },
  "history-tier": { kind: "text", option: "history-tier" },
  publish: { kind: "flag", option: "publish" },
  alias: { kind: "text", option: "alias" },
  protected: { kind: "flag" },
} as const satisfies StageKeys;

/** The keys of a rule for one variable. */
export const VARIABLE_KEYS = {
  required: { kind: "flag" },
  secret: { kind: "flag" },
  shared: { kind: "flag" },
  pattern: { kind: "text" },
  "one-of": { kind: "texts", isFree: true },
  functions: { kind: "texts", form: FUNCTION_PATTERN },
  description: { kind: "text", isFree: true },
} as const satisfies StageKeys;

/** The tables of the file. */
export const PROJECT_TABLES: readonly string[] = ["stages", "variables"];
