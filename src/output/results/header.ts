/** What a run works on, shown once, before anything else. */
import type { RunEvent } from "../../core/run-event.ts";
import type { Target } from "../../core/target.ts";
import type { Look } from "../look.ts";
import { nameStore } from "../messages/questions.ts";
import { displayWidth } from "../width.ts";

/** One function, or several with their accounts and regions, or what is written instead; and the sources of the run. */
export type Heading =
  | { readonly kind: "target"; readonly target: Target; readonly sources?: readonly string[] }
  | Extract<RunEvent, { readonly kind: "targets" | "store" }>;

/**
 * Returns `my-fn · 123456789012 · us-east-1 · from template.yaml, .env`, with the sources on a line of their own if the screen is
 * narrow.
 */
export function sayHeading(heading: Heading, { columns, isUnicode }: Pick<Look, "columns" | "isUnicode">): readonly string[] {
  const { sources = [] } = heading;
  const separator = isUnicode ? " · " : " | ";
  const places = placesOf(heading).join(separator);
  if (sources.length === 0) return [places];
  const from = `from ${sources.join(", ")}`;
  const line = `${places}${separator}${from}`;
  return columns === undefined || displayWidth(line) <= columns - LABEL_WIDTH ? [line] : [places, from];
}

/** The text before each message. */
const LABEL_WIDTH = "lambda-env: ".length;

function placesOf(heading: Heading): readonly string[] {
  if (heading.kind === "target") return [heading.target.functionName, heading.target.account, heading.target.region];
  if (heading.kind === "store") return [nameStore(heading.store), heading.store.account, heading.store.region];
  const { read, count, accounts, regions } = heading;
  return [`${read < count ? `${read} of ` : ""}${count} functions`, accounts.join(", "), regions.join(", ")];
}
