/** The keys of one table of the file, by a table of what is known: values, and a finding for each mistake. */
import { makeFinding } from "../core/finding.ts";
import { nearNames } from "../core/near-names.ts";
import { neededForm } from "../core/stage/option-forms.ts";
import type { StageKey, StageKeys } from "../core/stage/stage-keys.ts";
import type { Finding, Place } from "../errors.ts";
import { foundWords, type StageEntry, type StageNode } from "./tree.ts";

/** The findings of a file, gathered while it is read. */
export type Report = (finding: Finding) => void;

/** What a table describes. */
export type TableOf = "file" | "stage" | "function" | "variable" | "samconfig";

export interface KeyValue {
  /** The place of the key. */
  readonly at: Place;
  readonly value: string | boolean | readonly string[];
  /** The places of the texts of a list. */
  readonly items: readonly Place[];
}

/** Returns the valid values of the known keys of a table, and reports everything else in it. */
export function readKeys(
  entries: Iterable<readonly [string, StageEntry]>,
  { keys, of, report }: { readonly keys: StageKeys; readonly of: TableOf; readonly report: Report },
): ReadonlyMap<string, KeyValue> {
  const values = new Map<string, KeyValue>();
  for (const [key, { at, value }] of entries) {
    const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (known === undefined) report(unknownKey(key, Object.keys(keys), of, at));
    else {
      const read = readValue(key, known, value, report);
      if (read !== undefined) values.set(key, { at, ...read });
    }
  }
  return values;
}

/** An unknown key may be a value that is written where a key belongs: only one that is nearly a known key is repeated. */
const MAX_REPEATED = 24;

/** Returns the finding for a key that `names` does not have. */
export function unknownKey(key: string, names: readonly string[], of: TableOf, at: Place): Finding {
  const near = nearNames(key, names);
  const isShown = near.length > 0 && key.length <= MAX_REPEATED && /^[a-z_-]+$/i.test(key);
  return makeFinding("PROJECT_KEY_UNKNOWN", "error", { key: isShown ? key : "", of, near: near.join(" or ") }, { at });
}

/** Returns the finding for a value of the wrong kind. */
export function wrongKind(key: string, needs: string, value: StageNode): Finding {
  return makeFinding("PROJECT_TYPE", "error", { key, needs, found: foundWords(value) }, { at: value.at });
}

const KIND_WORDS = { text: "text in quotes", texts: "text in quotes, or a list of them", flag: "true or false" } as const;

function readValue(key: string, known: StageKey, node: StageNode, report: Report): Omit<KeyValue, "at"> | undefined {
  if (known.kind === "flag") {
    if (node.kind === "flag") return { value: node.isSet, items: [] };
    report(wrongKind(key, KIND_WORDS.flag, node));
    return undefined;
  }
  if (node.kind === "text") {
    if (!isValidText(key, known, node, report)) return undefined;
    return { value: known.kind === "texts" ? [node.text] : node.text, items: [node.at] };
  }
  if (known.kind === "text" || node.kind !== "list") {
    report(wrongKind(key, KIND_WORDS[known.kind], node));
    return undefined;
  }
  const texts = node.items.filter((item) => {
    if (item.kind === "text") return isValidText(key, known, item, report);
    report(wrongKind(key, KIND_WORDS.texts, item));
    return false;
  });
  return {
    value: texts.flatMap((item) => (item.kind === "text" ? [item.text] : [])),
    items: texts.map(({ at }) => at),
  };
}

function isValidText(key: string, known: StageKey, { text, at }: { text: string; at: Place }, report: Report): boolean {
  const needs = problemOf(known, text);
  if (needs !== undefined) report(makeFinding("PROJECT_FORM", "error", { key, needs }, { at }));
  return needs === undefined;
}

/** Returns what `text` would have to be, in words; undefined if it is fine. */
function problemOf(known: StageKey, text: string): string | undefined {
  if (known.isFree === true) return undefined;
  if (text === "") return "a text that is not empty";
  // Values go to messages, lists of options and file names, none of which can hold them.
  if (/\p{Cc}|\p{Cs}/u.test(text)) return "a text without control characters";
  if (known.isPath === true && text === "-") return "the name of a file; standard input is for --env on the command line";
  if (known.form !== undefined && !known.form.form.test(text)) return known.form.needs;
  return known.option === undefined ? undefined : neededForm(known.option, text);
}
