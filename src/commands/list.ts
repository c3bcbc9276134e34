/** `lambda-env list`: names, where each comes from, and the size against Lambda's limit. */

import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import { targetDocument, tellTarget, visibilityOf } from "../cli/show.ts";
import { MAX_SIZE_BYTES, sizeBytes, variableBytes } from "../core/checks/checks.ts";
import { EXTENDABLE_VARIABLES, RESERVED_VARIABLES } from "../core/checks/reserved.ts";
import { makePlan } from "../core/plan/plan.ts";
import { redactPlan, showValue } from "../core/redact.ts";
import { compareNames } from "../core/variables.ts";
import type { ExitCode } from "../errors.ts";
import { renderJson } from "../output/json.ts";
import { type ListedVariable, listDocument, renderList } from "../output/list.ts";
import { renderRuntime, runtimeDocument } from "../output/runtime.ts";
import { findFunction } from "../workflow/find.ts";
import { openScene } from "../workflow/scene.ts";
import { combineSources, readLocalSources, readRemoteSources } from "../workflow/sources.ts";

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
