/** What `set` would ask about, in words: the same sentence for every command and report. */
import { isLossless, type Losses } from "../../core/plan/losses.ts";
import { escapeForeign } from "../escape.ts";

/** A longer list of names would be a wall of text. */
const MAX_LISTED = 20;

/** Returns `set would ask: removes 1 (OLD), blanks 1 (API_KEY)`; undefined if it would not ask. */
export function describeAsks(losses: Losses, command: string): string | undefined {
  return isLossless(losses)
    ? undefined
    : `${ASKS_ITSELF.has(command) ? command : "set"} would ask: ${briefLosses(losses, MAX_LISTED, command === "push" ? "it" : undefined).join(", ")}`;
}

/** Commands whose question is not that of `set`. */
const ASKS_ITSELF = new Set(["unset", "push"]);

/** Returns what would be lost, one part per kind, with at most `max` names. */
export function briefLosses(
  { removes, blanks, placeholders, empties, copies = [] }: Losses,
  max: number,
  subject = "the function",
): readonly string[] {
  return [
    ...counted("removes", removes, max),
    ...counted("blanks", blanks, max),
    ...counted("replaces with a placeholder word", placeholders, max),
    ...(empties ? [`leaves ${subject} without variables`] : []),
    ...(copies.length === 0
      ? []
      : [
          `copies ${copies.length} from another account or region (${listNames(
            copies.map(({ name }) => name),
            max,
          )})`,
        ]),
  ];
}

function counted(verb: string, names: readonly string[], max: number): readonly string[] {
  return names.length === 0 ? [] : [`${verb} ${names.length} (${listNames(names, max)})`];
}

/** Returns `2 variables (A, B)`, as a question counts them. */
export function countNames(names: readonly string[]): string {
  return `${names.length} variable${names.length === 1 ? "" : "s"} (${listNames(names)})`;
}

/** Returns the names, or the first of them if there are many. */
export function listNames(names: readonly string[], max = MAX_LISTED): string {
  const shown = names.slice(0, max).map(escapeForeign).join(", ");
  return names.length <= max ? shown : `${shown} and ${names.length - max} more`;
}
