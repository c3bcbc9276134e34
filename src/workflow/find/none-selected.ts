/** The errors of an empty selection. */
import { nearNames } from "../../core/near-names.ts";
import { LambdaEnvError } from "../../errors.ts";
import type { FunctionSelection } from "./selection.ts";

/** Returns names that start or end like the literal part of a mistyped pattern. */
function nearPattern(literal: string, names: readonly string[]): readonly string[] {
  const ends = new Map(
    names.flatMap((name) => [name.slice(0, literal.length), name.slice(-literal.length)].map((end) => [end, name])),
  );
  return [...new Set(nearNames(literal, [...ends.keys()]).flatMap((end) => ends.get(end) ?? []))];
}

/** A longer list would not help. */
export const MAX_NAMED = 10;

/** Returns the error of a pattern that matches no function, with similar names. */
export function noneMatches(
  message: string,
  pattern: string,
  names: readonly string[],
  otherwise = "check the pattern, --region and --profile",
): LambdaEnvError {
  const near = nearPattern(pattern.replace(/[*?]/g, ""), [...new Set(names)]);
  const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : otherwise;
  return new LambdaEnvError("USAGE", message, { hint });
}

/** Returns the error of a selection in which no function has the tags. */
export function noneTagged({ tags }: FunctionSelection, candidates: number): LambdaEnvError {
  if (tags.length === 0) {
    return new LambdaEnvError("USAGE", "the selection does not contain a function", {
      hint: "deploy the stack first: sam deploy",
    });
  }
  // Text after a `=` is never repeated: it may have been intended for a variable.
  const keys = tags.map(({ key }) => key).join(" and ");
  const of =
    candidates === 0
      ? "no function has"
      : candidates === 1
        ? "the function does not have"
        : `none of ${candidates} functions has`;
  const tag = tags.length === 1 ? "the tag" : "the tags";
  return new LambdaEnvError("USAGE", `${of} ${tag} ${keys} with the given value`, {
    hint: "check key and value, --region and --profile",
  });
}

/** Returns the error of `--all` without a stack or a template. */
export function nothingToSelectFrom(): LambdaEnvError {
  return new LambdaEnvError("USAGE", "--all selects every function of a stack or a template, and neither is named", {
    hint: "--stack NAME, or --template FILE",
  });
}
