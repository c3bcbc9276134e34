/** Keeps the writer's promise: dotenv reads the text before anyone else gets it. */
import { parse } from "dotenv";
import type { Values } from "../../core/variables.ts";

/**
 * Returns whether both of dotenv's parsers read exactly `wanted` from `text`.
 *
 * The linear parser goes first: on a text that it reads as wanted, the other takes linear time too.
 */
export function readsBack(text: string, wanted: Values): boolean {
  return [true, false].every((fast) => equalValues(new Map(Object.entries(parse(text, { fast }))), wanted));
}

/** Returns whether two sets of variables are the same, in any order. */
export function equalValues(a: Values, b: Values): boolean {
  return a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}
