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
    return { text: `${text}: the line contains ${invisible}, which no screen shows`, hint: "delete the line and type it again" };
  },
  VALUE_GOES_ON: ({ first, last }, name) => ({
    text: `the value of ${name} seems to continue on ${first === last ? `line ${first}` : `lines ${first} to ${last}`} without quotes`,
    hint: `put it in quotes, from ${name}=' to the ' after its last line`,
  }),
  VALUE_CUT: (_, name) => ({
    text: `the value of ${name} would be cut at the #, which starts a comment outside quotes`,
    hint: `${QUOTE_IT}, or a space before the # of a comment`,
  }),
  QUOTE_UNTERMINATED: ({ quote }, name) => ({
    text: `the value of ${name} starts with ${quote}, but has no closing ${quote}`,
    hint: REWRITE,
  }),
  TEXT_AFTER_QUOTE: ({ quote }, name) => ({
    text: `there is text after the ${quote} that ends the value of ${name}, so the quotes would become part of it`,
    hint: REWRITE,
  }),
  VALUE_ON_NEXT_LINE: (_, name) => ({
    text: `${name} has no value on its line, and dotenv would read the next line as its value`,
    hint: `write ${name}='' for an empty value`,
  }),
  TRIPLE_QUOTES: ({ quote }, name) => ({
    text: `the value of ${name} has triple quotes, and two of each would become part of it`,
    hint: `use one ${quote} at each end; the value may have several lines`,
  }),
  QUOTE_INSIDE: ({ quote }, name) => ({
    text: `the value of ${name} has a ${quote} between its ${quote} quotes, which readers of .env files treat differently`,
    hint: `use quotes that do not occur in the value: ${["'", '"', "`"]
      .filter((other) => other !== quote)
      .map((other) => `${name}=${other}…${other}`)
      .join(" or ")}`,
  }),
  SMART_QUOTES: (_, name) => ({
    text: `the value of ${name} is in typographic quotes, which would become part of it`,
    hint: `use straight quotes: ${name}='…'`,
  }),
  SHELL_QUOTES: (_, name) => ({
    text: `the value of ${name} is quoted as in a shell, with a $ in front; the $ and the quotes would become part of it`,
    hint: `leave out the $, and write a line break as \\n in double quotes: ${name}="…\\n…"`,
  }),
  OTHER_COMMENT: ({ mark }, name) => ({
    text: `the ${mark} in the value of ${name} does not start a comment, so what follows would become part of the value`,
    hint: `start the comment with #, or put the value in quotes`,
  }),
  LINES_SWALLOWED: ({ kind, line, lines }, name) => ({
    text: `the quotes around the value of ${name} enclose line ${line}, which looks like a ${kind === "comment" ? "comment" : "variable"}`,
    hint: `close the quotes where the value ends; if all ${lines} lines belong to it, put this comment above them: # lambda-env: ${name} has ${lines} lines`,
  }),
  BACKSLASH_KEPT: ({ quote }, name) => ({
    text: `the backslash before ${quote} in the value of ${name} stays part of it; dotenv does not remove it`,
  }),
  LINE_SEPARATOR: (_, name) => ({
    text: `the line of ${name} contains a Unicode line separator, which dotenv would treat as a line end`,
    hint: QUOTE_IT,
  }),
  LONE_CARRIAGE_RETURN: () => ({ text: "a carriage return without a line feed ends a line here" }),
  NAME_DROPPED: (_, name) => ({ text: `dotenv silently drops the name ${name}`, hint: "choose another name" }),
  NAME_REPEATED: ({ firstLine }, name) => ({
    text: `${name} is already set on line ${firstLine}`,
    hint: "remove one of the two lines",
  }),
  BASE64_LINE: () => ({
    text: "this looks like the end of a base64 text, which dotenv would read as the name of a variable",
    hint: "put the whole value in quotes, starting on the line with its NAME",
  }),
  BLANK_LINES: () => ({
    text: "there are so many blank lines in a row that dotenv would need minutes to read them",
    hint: "remove them",
  }),
} satisfies Partial<Words>;
