/** The words for what `check` finds: what breaks a rule of the project's own file, and what is wrong with live variables. */
import { GROUP_MARKS } from "../../core/rules/check-shared.ts";
import type { Words } from "./words.ts";

export const RULE_WORDS = {
  REQUIRED_MISSING: ({ source }, name) => ({
    text: `${name} is required, and the function does not have it`,
    hint: hintToSet(name, source),
  }),
  REQUIRED_EMPTY: ({ source }, name) => ({
    text: `${name} is required, and its value on the function is empty`,
    hint: hintToSet(name, source),
  }),
  REQUIRED_UNDEFINED: ({ template }, name) => ({
    text:
      template === ""
        ? `${name} is required, and no source defines it`
        : `${name} is required, and nothing replaces its placeholder at ${template}`,
    hint: `define it in the template, an env file, a secret or a parameter, or name the source: --secret ${name}=ID:json-key`,
  }),
  VALUE_NOT_MATCHED: ({ rule }, name) => ({ text: `the value of ${name} does not match the pattern ${ofRule(rule)}` }),
  VALUE_NOT_LISTED: ({ rule }, name) => ({
    text: `the value of ${name} is not one of those that the rule${rule === "" ? "" : ` at ${rule}`} lists`,
  }),
  SECRET_IN_TEMPLATE: ({ rule }, name) => ({
    text: `the value of ${name} is in the template, and the rule at ${rule} says that it is secret`,
    hint: `replace the value, write ${name}: "" in the template, and take the new value from --secret or --parameter`,
  }),
  SECRET_LIVE_IN_TEMPLATE: ({ rule }, name) => ({
    text: `the function uses the value of ${name} that is in the template, and the rule at ${rule} says that it is secret`,
    hint: `replace the value, and write the new one: lambda-env set ${name} --stdin`,
  }),
  SHARED_DIFFERS: ({ groups }, name) => {
    const lists = groups.split(GROUP_MARKS.between).map((list) => capNames(list.split(GROUP_MARKS.within)));
    const shown = lists.slice(0, MAX_GROUPS);
    const left = lists.length - shown.length;
    const more = left > 0 ? ` and ${left} more` : "";
    return {
      text: `${name} is shared, and has ${lists.length} different values: one in ${shown.join("; one in ")}${more}`,
      hint: "write the same value to all of them: lambda-env set -f NAME -f NAME with the same source",
    };
  },
  RULE_FUNCTION_UNKNOWN: ({ pattern, near }, name) => ({
    text: `the rule of ${name} is for ${pattern}, and the template does not contain such a function`,
    ...(near === "" ? {} : { hint: `did you mean ${near}?` }),
  }),

  LIVE_STAND_IN: ({ what, template, source }, name) => ({
    text: `the value of ${name} on the function is ${template === "yes" ? "still the template's placeholder" : what}`,
    hint:
      source === ""
        ? `set the real value: lambda-env set ${name} --stdin; if this is the real value, add --literal ${name}`
        : hintToSet(name, source),
  }),
  NAME_STRAY: ({ sources }, name) => ({
    text: `${name} is on the function, and neither a rule nor a source (${sources}) defines it`,
    hint: `remove it: lambda-env unset ${name}; or leave it out of the check: --except ${name}`,
  }),
  MOSTLY_FULL: ({ bytes, limit, percent }) => ({
    text: `the variables take ${bytes} of ${limit} bytes, ${percent} %`,
    hint: "read large values at run time from Secrets Manager or Parameter Store; lambda-env list --sort size shows the largest",
  }),
} satisfies Partial<Words>;

/** Beyond this number, names and groups are only counted. */
const MAX_NAMES = 5;
const MAX_GROUPS = 5;

function capNames(names: readonly string[]): string {
  const left = names.length - MAX_NAMES;
  return `${names.slice(0, MAX_NAMES).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}

function ofRule(rule: string): string {
  return rule === "" ? "of this rule" : `of the rule at ${rule}`;
}

function hintToSet(name: string, source: string): string {
  return source === ""
    ? `set it: lambda-env set ${name} --stdin`
    : `${source} defines it: run lambda-env set with the same sources`;
}
