/** The words for what is wrong with a change of a secret or of parameters. */
import type { Words } from "./words.ts";

export const STORE_WORDS = {
  NOT_STORED: ({ near }, name) => ({
    text: /[*?]/.test(name)
      ? `no name matches ${name}, so it removes nothing`
      : `there is no ${name}, so there is nothing to remove`,
    ...(near === "" ? {} : { hint: `did you mean ${near}?` }),
  }),
  STORE_TOO_LARGE: ({ bytes, limit, what }) => ({
    text: `${what} would take ${bytes} bytes, and the limit is ${limit}`,
    hint: "shorten or remove some values, or store them in several places",
  }),
  STORED_VALUE_NOT_TEXT: (_, name) => ({
    text: `the secret has an object, an array or null at ${name}, which a text would replace`,
    hint: `leave it out with --except ${name}, or remove it first: --unset ${name}`,
  }),
  PARAMETER_VALUE_REFUSED: ({ why }, name) => ({
    text: `the value of ${name} ${why === "empty" ? "is empty" : "contains {{ and }}"}, which Parameter Store does not take`,
    hint:
      why === "empty" ? `leave it out with --except ${name}, or remove it: --unset ${name}` : "store it in a secret: --secret ID",
  }),
  STORE_ROTATED: ({ secret }) => ({
    text: `a rotation function writes ${secret} too, and may replace the values that it rotates`,
    hint: "push only names that the rotation does not change",
  }),
  STORE_REPLICATED: ({ secret, regions }) => ({
    text: `the write of ${secret} reaches its replicas in ${regions} a little later`,
  }),
} satisfies Partial<Words>;
