/** `lambda-env list`: names, where each comes from, and the size against Lambda's limit. */

import type { Context } from "../context.ts";
import { MAX_SIZE_BYTES, sizeBytes, variableBytes } from "../core/checks.ts";
import { makePlan } from "../core/plan.ts";
import { redactPlan, showValue } from "../core/redact.ts";
import { EXTENDABLE_VARIABLES, RESERVED_VARIABLES } from "../core/reserved.ts";
import { compareNames } from "../core/variables.ts";
import type { ExitCode } from "../errors.ts";
import { renderJson } from "../output/json.ts";
import { type ListedVariable, listDocument, renderList } from "../output/list.ts";
import { renderRuntime, runtimeDocument } from "../output/runtime.ts";
import type { Options } from "./options.ts";
import { openScene } from "./scene.ts";
import { targetDocument, tellTarget, visibilityOf } from "./show.ts";
import { combineSources, readLocalSources, readRemoteSources } from "./sources.ts";
import { findFunction } from "./target.ts";

export async function run(options: Options, context: Context): Promise<ExitCode> {
  if (options.runtime) return explainRuntime(options, context);
  const visibility = visibilityOf(options, context);
  const local = await readLocalSources(options, context);
  const scene = await openScene(options, context);
  const finding = findFunction(scene, options, context, "look-for-aliases");
  const [{ snapshot, target }, remote] = await Promise.all([finding, readRemoteSources(scene, finding, options, context)]);
  tellTarget(target, context);
  const { layers, findings } = await combineSources(remote, local, options, context);
  context.reporter.findings(findings);
  const { variables } = snapshot.environment;
  const plan = redactPlan(makePlan({ current: variables, layers }), visibility);
  const listed = [...variables].map(([name, value]): ListedVariable => {
    const entry = plan.changes.find((change) => change.name === name) ?? plan.kept.find((keep) => keep.name === name);
    return { name, bytes: variableBytes(name, value), value: showValue(value, visibility), entry };
  });
  const list = {
    variables: listed.sort((a, b) => compareNames(a.name, b.name)),
    missing: plan.changes.filter((change) => change.kind === "add"),
    bytes: sizeBytes(variables),
    limit: MAX_SIZE_BYTES,
  };
  const { reporter } = context;
  if (options.json) reporter.result(renderJson({ command: "list", target: targetDocument(target), ...listDocument(list) }));
  else reporter.result(renderList(list));
  return 0;
}

function explainRuntime(options: Options, { reporter }: Context): ExitCode {
  const document = { command: "list", ...runtimeDocument(RESERVED_VARIABLES, EXTENDABLE_VARIABLES) };
  reporter.result(options.json ? renderJson(document) : renderRuntime(RESERVED_VARIABLES, EXTENDABLE_VARIABLES));
  return 0;
}
