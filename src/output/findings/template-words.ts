/** The words for what is wrong with a template and with the stack that it is deployed to. */
import type { Words } from "./words.ts";

const QUOTE_IT = "put the value in quotes";

export const TEMPLATE_WORDS = {
  TEMPLATE_SYNTAX: ({ problem }) => ({ text: `this cannot be read as YAML or JSON: ${problem}` }),
  TEMPLATE_LIMIT: ({ limit }) => ({ text: `this ${limit}` }),
  TEMPLATE_SHAPE: ({ subject, expected }) => ({ text: `${subject} is not ${expected}` }),
  TEMPLATE_UNCLEAR: ({ looksLike }, name) => ({
    text: `some programs read the value of ${name} as ${looksLike}, others as text`,
    hint: QUOTE_IT,
  }),
  TEMPLATE_NAME_UNCLEAR: ({ looksLike }) => ({
    text: `some programs read the name of this variable as ${looksLike}, others as text`,
    hint: "put the name in quotes",
  }),
  TEMPLATE_NOT_VARIABLES: ({ key }) => ({
    text: `a function's Environment has ${key}, but CloudFormation accepts only Variables there`,
    hint: "write the variables under Variables, one level deeper",
  }),
  TEMPLATE_SOLE_KEY: ({ key }) => ({
    text: `SAM and CloudFormation take a mapping whose only key is ${key} for an intrinsic function`,
    hint: `rename the variable ${key}, or add a second one`,
  }),
  TEMPLATE_MAP_UNRESOLVED: ({ reason }) => ({
    text: `the names of the variables cannot be determined: ${reason}`,
  }),
  TEMPLATE_SUB_MISSING: (_, name) => ({
    text: `the text of ${name} holds \${…} without !Sub, so it stays as it is`,
    hint: "write !Sub in front of it",
  }),
  SECRET_LITERAL: ({ kind, parameter, functions }, name) => {
    const what = parameter === "" ? `the value of ${name}` : `the default of parameter ${parameter}`;
    const guess = kind === "password in a URL" ? "probably contains" : "is probably";
    const text = `${what} ${guess} ${articleFor(kind)} ${kind}, and everyone who can read the template can read it`;
    if (functions === "") return { text, hint: "replace it where it was issued, and remove the default" };
    return {
      text,
      hint: `replace it where it was issued, remove it from the template, and run lambda-env set ${name} --stdin; if it is not a secret, add secret = false below [variables.${name}] in lambda-env.toml`,
    };
  },

  STACK_NOT_NAMED: ({ names }) => ({
    text: `the template's values of ${names} need the stack that it is deployed to, and no stack is named`,
    hint: "add --stack NAME",
  }),
  STACK_OF_OTHERS: ({ stack, functionName }) => ({
    text: `stack ${stack} does not contain function ${functionName}; its values are ignored`,
    hint: "name the function's own stack: --stack NAME, or --config-env NAME",
  }),
  STACK_CHANGING: ({ stack, status }) => ({
    text: `stack ${stack} is being changed by a deployment (${status}), which may change the function too`,
    hint: `wait for it: aws cloudformation wait stack-update-complete --stack-name ${stack}`,
  }),
  STACK_TROUBLED: ({ stack, status }) => ({
    text: `the last deployment of stack ${stack} ended in ${status}, so what it reports may not be what is deployed`,
  }),
  BUILD_DIFFERS: ({ built, names }) => ({
    text: `${built} differs in ${names}: sam deploy would use it instead of the template that is read here`,
    hint: "run sam build",
  }),
} satisfies Partial<Words>;

function articleFor(phrase: string): string {
  return /^(?:[aeio]|HCP|npm|xAI)/i.test(phrase) ? "an" : "a";
}
