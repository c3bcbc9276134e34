/** The variables that Lambda sets itself, explained. */

import type { RuntimeVariable } from "../../core/checks/reserved.ts";
import type { Json } from "../../core/json.ts";
import { renderJson } from "../documents/json.ts";
import { renderTable } from "../table.ts";

type RuntimeVariables = ReadonlyMap<string, RuntimeVariable>;

/** Returns one line a variable: first those that nobody may set, then those that a function may set itself. */
export function renderRuntime(reserved: RuntimeVariables, extendable: RuntimeVariables): string {
  const rows = (variables: RuntimeVariables): string[][] => [...variables].map(([name, { about }]) => [name, about]);
  return [
    "Lambda sets these itself, and refuses to have them set:",
    ...renderTable(rows(reserved)),
    "",
    "Lambda gives these a value, and a function may set its own:",
    ...renderTable(rows(extendable)),
    "",
  ].join("\n");
}

/** Returns the document of `list --runtime`. */
export function runtimeDocument(reserved: RuntimeVariables, extendable: RuntimeVariables): string {
  const listed = (variables: RuntimeVariables): Json => [...variables].map(([name, { about }]) => ({ name, about }));
  return renderJson({ command: "list", reserved: listed(reserved), extendable: listed(extendable) });
}
