/** The name of the function for `sam local`: the logical id in its template, since it ignores every other name. */

import { makeFinding } from "../core/finding.ts";
import type { Values } from "../core/variables.ts";
import { type Finding, LambdaEnvError } from "../errors.ts";
import type { FoundFunction } from "./find/open.ts";
import type { Session } from "./session.ts";

/**
 * Returns the logical id of the function: as typed, or from the project, the template or the stack.
 *
 * Errors: USAGE if none is known, or if the template does not contain the typed one.
 */
export async function samLocalId(session: Session, found: FoundFunction): Promise<string> {
  const template = await session.template.get();
  if (template !== undefined) {
    const [{ logicalIdIn }, { selectFunction }] = await Promise.all([
      import("../sources/template/template-source.ts"),
      import("../template/template.ts"),
    ]);
    const logicalId = found.logicalId ?? (await logicalIdIn(template, session, found));
    return selectFunction(template, logicalId).logicalId;
  }
  const known = found.logicalId ?? session.project.logicalId ?? (await idInStack(session, found));
  if (known !== undefined) return known;
  const { functionName } = found.target;
  throw new LambdaEnvError("USAGE", `sam local needs the logical id of ${functionName} in its template, which is not known`, {
    hint: "--logical-id ID, or --template template.yaml, or --stack NAME",
  });
}

async function idInStack({ stack }: Session, { snapshot }: FoundFunction): Promise<string | undefined> {
  const known = await stack.get();
  if ("unavailable" in known) return undefined;
  const { logicalIdOf } = await import("../sources/stack/stack.ts");
  return logicalIdOf(known.value, snapshot.functionName);
}

/** Returns a warning about names that the template does not declare for the function; undefined if no template is known. */
export async function undeclaredNames(session: Session, logicalId: string, values: Values): Promise<readonly Finding[]> {
  const template = await session.template.get();
  if (template === undefined) return [];
  const { templateLayer } = await import("../template/evaluate/layer.ts");
  const { layer, findings } = templateLayer(template, logicalId);
  // If a macro may create names, it is not known which ones exist.
  if (findings.some(({ severity }) => severity === "error")) return [];
  const missing = [...values.keys()].filter((name) => !layer.entries.has(name)).sort();
  if (missing.length === 0) return [];
  return [makeFinding("NOT_IN_TEMPLATE", "warning", { names: missing.join(", "), template: template.source, logicalId })];
}
