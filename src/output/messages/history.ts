/** The changes of a write, by name. */
import type { ChangedNames } from "../../core/history/stored-set.ts";

/** The length that Parameter Store allows for a description. */
const MAX_DESCRIPTION = 1024;

/** Returns the plain text that is stored beside a set: the command and the names that it changed. */
export function describeStored(command: string, changes: ChangedNames): string {
  const text = `before lambda-env ${command}: ${briefChanges(changes)}`;
  return text.length <= MAX_DESCRIPTION ? text : `${text.slice(0, MAX_DESCRIPTION - 3)}...`;
}

/** Returns the names with the signs of a plan. */
export function briefChanges({ added, updated, removed }: ChangedNames): string {
  const marked = [
    ...removed.map((name) => `- ${name}`),
    ...updated.map((name) => `~ ${name}`),
    ...added.map((name) => `+ ${name}`),
  ];
  return marked.length === 0 ? "no variable" : marked.join(", ");
}
