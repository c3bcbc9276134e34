/** The variables that Lambda sets itself, explained. */

import type { RuntimeVariable } from "../../core/checks/reserved.ts";
import type { Json } from "../../core/json.ts";
import { renderJson } from "../documents/json.ts";
import type { Look } from "../look.ts";
import { renderRows } from "../rows.ts";

type RuntimeVariables = ReadonlyMap<string, RuntimeVariable>;

/** Returns one row per variable: first those that nobody may set, then those that a function may set itself. */
export function renderRuntime(reserved: RuntimeVariables, extendable: RuntimeVariables, look: Look): string {
  const rows = (variables: RuntimeVariables): readonly string[] =>
    renderRows(
      [...variables].map(([name, { about }]) => ({ cells: [name, about] })),
      look,
    );
  return [
    "Lambda sets these itself and refuses other values:",
    ...rows(reserved),
    "",
    "Lambda gives these a value, and a function may set its own:",
    ...rows(extendable),
    "",
  ].join("\n");
}

/** Returns the document of `list --runtime`. */
export function runtimeDocument(reserved: RuntimeVariables, extendable: RuntimeVariables): string {
  const listed = (variables: RuntimeVariables): Json => [...variables].map(([name, { about }]) => ({ name, about }));
  return renderJson({ command: "list", reserved: listed(reserved), extendable: listed(extendable) });
}
