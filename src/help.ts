/** The help of the program as a whole. The build puts the text itself in the place of this file, so that it costs nothing to show. */
import { SOURCE_NAMES } from "./cli/options.ts";
import { fill } from "./output/fill.ts";

export const HELP = `lambda-env changes the environment variables of AWS Lambda functions and never loses one

usage: lambda-env <command> [options]

  lambda-env diff -f my-fn -t template.yaml -e .env     what would change
  lambda-env set  -f my-fn -t template.yaml -e .env     change it, keep everything else
  lambda-env pull -f my-fn                              write the live variables to .env

commands:
  set     merge sources into the function's variables and write them
  unset   remove the named variables
  diff    show what set with the same sources would change; writes nothing
  pull    write the live variables to a .env file
  list    names, where each comes from, size; values only with --show-values
  get     print the value of one variable
  policy  print the IAM policy that the other commands need
  local   serve a local Lambda endpoint to rehearse against

${fill(
  [
    `sources, lowest first: what is live, ${SOURCE_NAMES.join(", ")}; a later one wins.`,
    "Nothing is read that was not named; where neither function nor stack is, a SAM project's samconfig.toml names them.",
    "lambda-env <command> --help tells the options of a command.",
  ].join(" "),
)}
`;
