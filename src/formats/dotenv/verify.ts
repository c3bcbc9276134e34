/** What makes the writer's promise true: the text is read by dotenv before anyone else gets it. */
import { parse } from "dotenv";
import type { Values } from "../../core/variables.ts";

/**
 * Tells whether both of dotenv's parsers read `wanted` from `text`, no more and no less.
 *
 * The linear one goes first: on a text that reads as wanted, the other takes linear time too.
 */
export function readsBack(text: string, wanted: Values): boolean {
  return [true, false].every((fast) => equalValues(new Map(Object.entries(parse(text, { fast }))), wanted));
}

/** Tells whether two sets of variables are the same, in any order. */
export function equalValues(a: Values, b: Values): boolean {
  return a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}
