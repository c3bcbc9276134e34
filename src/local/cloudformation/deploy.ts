/** The second half of a deployment: outputs, and the variables of the functions, evaluated with everything that exists by then. */
import { resolve } from "node:path";
import { checkPlan } from "../../core/checks/checks.ts";
import { defined } from "../../core/defined.ts";
import type { FindingCode } from "../../core/finding.ts";
import { makePlan } from "../../core/plan/plan.ts";
import { type LayerEntry, makeLayer } from "../../core/variables.ts";
import type { Finding } from "../../errors.ts";
import { templateLayer } from "../../template/evaluate/layer.ts";
import { child, type Node, textOf } from "../../template/read/tree.ts";
import { functionCode } from "../../template/sam/code.ts";
import type { Template } from "../../template/template.ts";
import type { FunctionSpec } from "../lambda/function-spec.ts";
import type { StackOutput, StackRecord, World } from "../state/state.ts";
import { decideCondition, evaluateFully, evaluateText } from "./evaluate.ts";
import type { Layout } from "./layout.ts";
import { makeFunctionSpecs } from "./seed.ts";
import { tagsOf } from "./tags.ts";
import { processTemplate } from "./transform.ts";

export interface Deployment {
  readonly stack: StackRecord;
  readonly functions: readonly FunctionSpec[];
  readonly unresolved: readonly UnresolvedPart[];
  /** What Lambda does not accept of the functions' variables. */
  readonly refused: readonly Finding[];
}

/** A value that CloudFormation would have had, but the endpoint does not. */
export interface UnresolvedPart {
  /** The logical id of a function, or `Outputs`. */
  readonly subject: string;
  readonly name: string;
  readonly reason: string;
}

export interface DeployedTemplate {
  readonly text: string;
  /** The folder that the code of functions is relative to, absolute. */
  readonly folder: string | undefined;
}

/** Returns the stack with its functions; values are read from the state, which is not changed. */
export function makeDeployment(
  world: World,
  { text, folder }: DeployedTemplate,
  layout: Layout,
  givenOutputs: ReadonlyMap<string, string>,
): Deployment {
  const { template, name, arn, parameters, resources, made } = layout;
  const unresolved: UnresolvedPart[] = layout.open.map(({ key, reason }) => ({ subject: "the stack", name: key, reason }));
  const refused: Finding[] = [];
  const previous = world.state.stacks.get(name);
  const description = textOf(child(template.root, "Description"));
  const now = world.now();
  return {
    stack: {
      arn,
      name,
      ...defined({ description }),
      ...(previous === undefined
        ? { status: "CREATE_COMPLETE", createdAt: now }
        : { status: "UPDATE_COMPLETE", createdAt: previous.createdAt, updatedAt: now }),
      parameters,
      outputs: readOutputs(world, template, layout, givenOutputs, unresolved),
      resources,
      template: text,
      processedTemplate: processTemplate(template, made),
    },
    functions: readFunctions(world, template, layout, folder, { unresolved, refused }),
    unresolved,
    refused,
  };
}

function readOutputs(
  world: World,
  template: Template,
  { facts }: Layout,
  given: ReadonlyMap<string, string>,
  unresolved: UnresolvedPart[],
): readonly StackOutput[] {
  const declared = child(template.root, "Outputs");
  const entries = declared?.kind === "map" ? [...declared.entries] : [];
  const read = entries.flatMap(([key, { value: output }]): readonly StackOutput[] => {
    const condition = textOf(child(output, "Condition"));
    const decision = condition === undefined ? undefined : decideCondition(world, template, facts, condition);
    if (decision?.kind === "decided" && !decision.value) return [];
    const textAt = (node: Node | undefined): string | undefined => {
      if (node === undefined) return undefined;
      const result = evaluateText(world, template, facts, node);
      if (result.kind === "unresolved") unresolved.push({ subject: "Outputs", name: key, reason: result.reason.text });
      return result.kind === "value" ? String(result.data) : undefined;
    };
    const value = given.get(key) ?? textAt(child(output, "Value"));
    if (value === undefined) return [];
    const description = textOf(child(output, "Description"));
    const exportName = textAt(child(output, "Export", "Name"));
    return [{ key, value, ...defined({ description, exportName }) }];
  });
  const known = new Set(entries.map(([key]) => key));
  const others = [...given].filter(([key]) => !known.has(key)).map(([key, value]) => ({ key, value }));
  return [...read, ...others];
}

function readFunctions(
  world: World,
  template: Template,
  { name, facts, made, resources }: Layout,
  folder: string | undefined,
  { unresolved, refused }: { readonly unresolved: UnresolvedPart[]; readonly refused: Finding[] },
): readonly FunctionSpec[] {
  const ids = new Map(resources.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
  const created = made.flatMap(({ logicalId }) => template.functions.get(logicalId) ?? []);
  const functions = created.map((fn) => {
    const { logicalId } = fn;
    const layer = evaluateFully(world, facts, (known) => {
      const result = templateLayer(template, logicalId, known);
      return { result: result.layer, needs: result.needs };
    });
    const entries = [...layer.entries.values()];
    for (const entry of entries) {
      if (entry.kind === "unresolved") unresolved.push({ subject: logicalId, name: entry.name, reason: entry.reason });
    }
    for (const refusal of refusalsOf(entries)) refused.push(refusal);
    const values = entries.flatMap((entry) => (entry.kind === "value" ? [[entry.name, entry.value] as const] : []));
    const code = functionCode(template, fn);
    return {
      logicalId,
      physicalName: ids.get(logicalId) ?? logicalId,
      ...(entries.length === 0 ? {} : { variables: Object.fromEntries(values) }),
      ...(folder === undefined || code.folder === undefined ? {} : { codeFolder: resolve(folder, code.folder) }),
      settings: code.settings,
      tags: tagsOf(world, template, facts, fn),
    };
  });
  return makeFunctionSpecs(name, functions);
}

const REFUSED: readonly string[] = [
  "NAME_INVALID",
  "NAME_RESERVED",
  "VALUE_HAS_NUL",
  "VALUE_NOT_UNICODE",
  "TOO_LARGE",
] satisfies FindingCode[];

/** Returns why Lambda would not create a function with these variables: its own messages are less precise, and may quote them. */
function refusalsOf(entries: readonly LayerEntry[]): readonly Finding[] {
  const values = entries.filter((entry) => entry.kind === "value");
  const plan = makePlan({ current: new Map(), layers: [makeLayer("template", "", values)] });
  return checkPlan(plan).filter(({ code }) => REFUSED.includes(code));
}
