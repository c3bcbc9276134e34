/** Hints for those who give inputs and no options, as the step of a pipeline does. */

/**
 * For each spelling of an option, hyphens included, what says the same in a step: `publish: true`, or with a colon at its end
 * where a text follows, such as `region:`.
 */
export type InputNames = Readonly<Record<string, string>>;

/** The ends of clauses: a command, which has its options whoever types it, is one by itself. */
const CLAUSE = /(; |: |, or | \()/;
const COMMAND = /^(?:lambda-env|aws|git|base64|set) /;

/** An option and the word behind it, which is its text unless the sentence goes on with it. */
const OPTION =
  /(?<![\w-])(--[a-z][a-z-]*|-[a-z])(?![\w-])(?:[ =]((?!(?:and|or|to|if|for|as|is|in|on|it|needs|takes|with)\b)[^\s,;?)]+))?/g;

/** Words before an option that is to be looked at or left out: a step has that, too, by its name alone. */
const NAME_ALONE = /\b(?:leave out|check|without) $/;

/** Returns the hint with the inputs in place of the options; an option that is not an input stays as it is. */
export function sayInputs(hint: string, inputs: InputNames): string {
  return hint
    .split(CLAUSE)
    .map((clause) => (COMMAND.test(clause) ? clause : replaceOptions(clause, inputs)))
    .join("");
}

function replaceOptions(clause: string, inputs: InputNames): string {
  let replaced = "";
  let end = 0;
  for (const match of clause.matchAll(OPTION)) {
    const [whole, option = "", text] = match;
    const input = Object.hasOwn(inputs, option) ? inputs[option] : undefined;
    if (input === undefined) continue;
    const between = clause.slice(end, match.index);
    const isNext = end > 0 && between === " ";
    replaced += isNext ? ", " : between;
    replaced += sayInput(input, whole, { text, isName: NAME_ALONE.test(clause.slice(0, match.index)) });
    end = match.index + whole.length;
  }
  return replaced + clause.slice(end);
}

interface Wording {
  readonly text: string | undefined;
  readonly isName: boolean;
}

function sayInput(input: string, whole: string, { text, isName }: Wording): string {
  const takesText = input.endsWith(":");
  const name = input.split(":")[0] ?? input;
  if (takesText) return text === undefined ? name : `${input} ${text}`;
  const rest = text === undefined ? "" : whole.slice(whole.length - text.length - 1);
  return `${isName ? name : input}${rest}`;
}

/** Returns the names in the text that a pipeline's action passes on; none if there is no such text. */
export function parseInputNames(text: string | undefined): InputNames | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    const names: unknown = JSON.parse(text);
    const isTable = typeof names === "object" && names !== null && Object.values(names).every((name) => typeof name === "string");
    return isTable ? (names as InputNames) : undefined;
  } catch {
    return undefined;
  }
}
