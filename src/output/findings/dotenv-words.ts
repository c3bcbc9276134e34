/** The words for the text of a .env file that dotenv would ignore, swallow, cut or change. */
import type { Words } from "./words.ts";

const QUOTE_IT = "put the value in quotes";
const REWRITE = "rewrite the line as NAME='value'";

export const DOTENV_WORDS = {
  LINES_IGNORED: ({ lines, invisible, comment }) => {
    const [these, them] = lines === 1 ? ["this line is", "it"] : [`these ${lines} lines are`, "them"];
    const text = `${these} neither NAME=value nor a comment, and dotenv would ignore ${them}`;
    if (comment !== undefined) return { text: `${text}: ${comment} does not start a comment`, hint: "start comments with #" };
    if (invisible === undefined) return { text, hint: REWRITE };
    return { text: `${text}: ${invisible} is in it, which no screen shows`, hint: "delete the line and type it again" };
  },
  VALUE_GOES_ON: ({ first, last }, name) => ({
    text: `the value of ${name} seems to continue on ${first === last ? `line ${first}` : `lines ${first} to ${last}`} without quotes`,
    hint: `put it in quotes, from ${name}=' to the ' behind its last line`,
  }),
  VALUE_CUT: (_, name) => ({
    text: `the value of ${name} would be cut at the #, which starts a comment outside quotes`,
    hint: `${QUOTE_IT}, or a space before the # of a comment`,
  }),
  QUOTE_UNTERMINATED: ({ quote }, name) => ({
    text: `the value of ${name} starts with ${quote}, and no ${quote} ends it`,
    hint: REWRITE,
  }),
  TEXT_AFTER_QUOTE: ({ quote }, name) => ({
    text: `there is text after the ${quote} that ends the value of ${name}, so that the quotes would become part of it`,
    hint: REWRITE,
  }),
  VALUE_ON_NEXT_LINE: (_, name) => ({
    text: `${name} has no value on its line, and dotenv would take the next line for it`,
    hint: `${name}='' for an empty value`,
  }),
  TRIPLE_QUOTES: ({ quote }, name) => ({
    text: `the value of ${name} has triple quotes, and two of each would become part of it`,
    hint: `use one ${quote} at each end; the value may have several lines`,
  }),
  QUOTE_INSIDE: ({ quote }, name) => ({
    text: `the value of ${name} has a ${quote} between its ${quote} quotes, which readers of .env files do not take the same`,
    hint: `use quotes that the value does not have: ${["'", '"', "`"]
      .filter((other) => other !== quote)
      .map((other) => `${name}=${other}…${other}`)
      .join(" or ")}`,
  }),
  SMART_QUOTES: (_, name) => ({
    text: `the value of ${name} is in typographic quotes, which would become part of it`,
    hint: `use straight quotes: ${name}='…'`,
  }),
  SHELL_QUOTES: (_, name) => ({
    text: `the value of ${name} is in the quotes of a shell, with a $ in front, and all of it would become part of the value`,
    hint: `leave out the $, and write a line break as \\n in double quotes: ${name}="…\\n…"`,
  }),
  OTHER_COMMENT: ({ mark }, name) => ({
    text: `the ${mark} in the value of ${name} does not start a comment, so what follows would become part of the value`,
    hint: `start the comment with #, or put the value in quotes`,
  }),
  LINES_SWALLOWED: ({ kind, line, lines }, name) => ({
    text: `the quotes around the value of ${name} take in line ${line}, which looks like a ${kind === "comment" ? "comment" : "variable"}`,
    hint: `end the value where it ends; if all ${lines} lines are its own, put this above them: # lambda-env: ${name} has ${lines} lines`,
  }),
  BACKSLASH_KEPT: ({ quote }, name) => ({
    text: `the backslash before ${quote} in the value of ${name} stays part of it; dotenv does not take it away`,
  }),
  LINE_SEPARATOR: (_, name) => ({
    text: `the line of ${name} holds a Unicode line separator, at which dotenv would end it`,
    hint: QUOTE_IT,
  }),
  LONE_CARRIAGE_RETURN: () => ({ text: "a carriage return without a line feed ends a line here" }),
  NAME_DROPPED: (_, name) => ({ text: `dotenv drops the name ${name} in silence`, hint: "choose another name" }),
  NAME_REPEATED: ({ firstLine }, name) => ({
    text: `${name} is set on line ${firstLine} already`,
    hint: "remove one of the two lines",
  }),
  BASE64_LINE: () => ({
    text: "this looks like the end of a base64 text, which dotenv would take for the name of a variable",
    hint: "put the whole value in quotes, from the line of its NAME on",
  }),
  BLANK_LINES: () => ({ text: "there are so many blank lines in a row that dotenv would take minutes", hint: "remove them" }),
} satisfies Partial<Words>;
