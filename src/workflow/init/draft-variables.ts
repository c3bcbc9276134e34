/** The variables of a template's functions, and which of them get their values from elsewhere. */
import { isBlank, standInOf } from "../../core/checks/value-form.ts";
import type { DraftVariable } from "../../core/stage/draft.ts";
import { compareNames } from "../../core/variables.ts";
import { templateLayer } from "../../template/evaluate/layer.ts";
import { isNoEcho } from "../../template/functions/secrecy.ts";
import { child, textOf } from "../../template/read/tree.ts";
import type { Template } from "../../template/template.ts";

/** The value that parameters with NoEcho get here: what contains it must not be seen. */
const HIDDEN_VALUE = "lambda-env:no-echo";

type Kind = "public" | "required" | "secret";

/** Returns the variables of all functions, sorted by name. */
export function draftVariables(template: Template): readonly DraftVariable[] {
  const ids = [...template.functions.keys()];
  const hidden = new Map(
    [...parametersOf(template)].filter(([, { isHidden }]) => isHidden).map(([name]) => [name, HIDDEN_VALUE]),
  );
  const defaults = new Map(
    [...parametersOf(template)].flatMap(([name, { text }]): [string, string][] => (text === undefined ? [] : [[name, text]])),
  );
  const found = new Map<string, Map<string, Kind>>();
  for (const id of ids) {
    const stated = templateLayer(template, id, { overrides: hidden }).layer.entries;
    const withDefaults = templateLayer(template, id, { overrides: new Map([...defaults, ...hidden]) }).layer.entries;
    for (const [name, entry] of stated) {
      const filled = withDefaults.get(name);
      const kinds = found.get(name) ?? new Map<string, Kind>();
      found.set(name, kinds);
      kinds.set(id, kindOf(name, textIn(entry), textIn(filled)));
    }
  }
  return [...found].sort(([a], [b]) => compareNames(a, b)).map(([name, kinds]) => toVariable(name, kinds, ids.length));
}

function toVariable(name: string, kinds: ReadonlyMap<string, Kind>, count: number): DraftVariable {
  const required = [...kinds].filter(([, kind]) => kind !== "public").map(([id]) => id);
  return {
    name,
    isRequired: required.length > 0,
    isSecret: [...kinds.values()].includes("secret"),
    functions: required.length === count ? [] : required.sort(compareNames),
  };
}

/** Returns the kind by the text that the template gives, and the one with the defaults of its parameters. */
function kindOf(name: string, stated: string | undefined, filled: string | undefined): Kind {
  if (stated?.includes(HIDDEN_VALUE) === true || filled?.includes(HIDDEN_VALUE) === true) return "secret";
  if (stated !== undefined && isBlank(stated)) return "required";
  const text = stated ?? filled;
  return text !== undefined && !isBlank(text) && standInOf(name, text) !== undefined ? "secret" : "public";
}

function textIn(entry: { readonly kind: string; readonly value?: string } | undefined): string | undefined {
  return entry?.kind === "value" ? entry.value : undefined;
}

function parametersOf({
  root,
}: Template): ReadonlyMap<string, { readonly isHidden: boolean; readonly text: string | undefined }> {
  const parameters = child(root, "Parameters");
  if (parameters?.kind !== "map") return new Map();
  return new Map(
    [...parameters.entries].map(([name, { value }]) => [
      name,
      { isHidden: isNoEcho(value), text: textOf(child(value, "Default")) },
    ]),
  );
}
