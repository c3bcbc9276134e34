/** Resolves a selection: the functions of the stack, of the template or of the account that it names. */

import { listPages } from "../../aws/listing.ts";
import { listTaggedFunctions } from "../../aws/tagging.ts";
import { parseFunctionId, qualifiedName } from "../../core/arn/function-id.ts";
import { defined } from "../../core/defined.ts";
import { makeFinding } from "../../core/finding.ts";
import type { FunctionSnapshot } from "../../core/function.ts";
import { matchNames } from "../../core/select.ts";
import { compareNames } from "../../core/variables.ts";
import { type Finding, LambdaEnvError } from "../../errors.ts";
import { functionsOf, type Stack } from "../../sources/stack/stack.ts";
import { child, textOf } from "../../template/read/tree.ts";
import type { Template } from "../../template/template.ts";
import type { Session } from "../session.ts";
import { locateDeployed, nestedStacks, requireStack } from "./locate.ts";
import { MAX_NAMED, noneMatches, noneTagged, nothingToSelectFrom } from "./none-selected.ts";
import { type FunctionSelection, hasLiteralPart, LOGICAL_ID } from "./selection.ts";

/** A function of a selection, not read yet. */
export interface ChosenFunction {
  /** A name or an ARN, to be sent; empty if the stack does not have one yet. */
  readonly functionName: string;
  readonly logicalId?: string;
  /** The entry of a list. */
  readonly listed?: FunctionSnapshot;
}

export interface Choice {
  /** Sorted by their names. */
  readonly functions: readonly ChosenFunction[];
  /** The stack in which they were looked up. */
  readonly stackName?: string;
  readonly findings: readonly Finding[];
}

/**
 * Returns the functions of `selection`.
 *
 * Errors: USAGE if it is empty, with similar names, and if it would select every function of the account; those of reading the
 * stack and the account's lists.
 */
export async function chooseFunctions(session: Session, selection: FunctionSelection): Promise<Choice> {
  const { signal } = session.surroundings;
  const { tags } = selection;
  const tagged = tags.length === 0 ? undefined : await listTaggedFunctions(session.aws, tags, { signal });
  const stack = needsStack(session, selection) ? await stackOf(session, selection) : undefined;
  const candidates = await candidatesOf(session, selection, stack, tagged);
  const functions = distinct(candidates).filter(({ functionName }) => tagged === undefined || isAmong(tagged, functionName));
  if (functions.length === 0) throw noneTagged(selection, candidates.length);
  const template = await session.template.get();
  return {
    functions,
    ...(stack === undefined ? {} : { stackName: stack.name }),
    findings: stack !== undefined && selection.all ? leftOut(stack, template) : [],
  };
}

/**
 * Returns whether a selection needs a stack. A name of letters and digits may be a logical id; any other exact name is a
 * function's own name.
 */
function needsStack({ project }: Session, { all, logicalIds, patterns, names }: FunctionSelection): boolean {
  if (project.stackName !== undefined || all || logicalIds.length + patterns.length > 0) return true;
  return names.some((name) => LOGICAL_ID.test(parseFunctionId(name).id));
}

async function stackOf(session: Session, { logicalIds }: FunctionSelection): Promise<Stack | undefined> {
  if (logicalIds.length > 0) return requireStack(session);
  const known = await session.stack.get();
  if ("value" in known) return known.value;
  // A named stack that cannot be read must not turn into the functions of the account.
  if (known.error !== undefined) throw known.error;
  return undefined;
}

async function candidatesOf(
  session: Session,
  selection: FunctionSelection,
  stack: Stack | undefined,
  tagged: readonly string[] | undefined,
): Promise<readonly ChosenFunction[]> {
  const { all, logicalIds, names, patterns } = selection;
  if (logicalIds.length > 0 && stack !== undefined) {
    return Promise.all(logicalIds.map((logicalId) => locateDeployed(session, stack, logicalId)));
  }
  const isOnlyTagged = names.length + patterns.length === 0;
  if (all || isOnlyTagged) {
    if (stack !== undefined) return allOf(stack);
    const template = all ? await session.template.get() : undefined;
    if (template !== undefined) return namedByTemplate(template);
    if (tagged === undefined) throw nothingToSelectFrom();
    return tagged.map((arn) => ({ functionName: nameOf(arn) }));
  }
  const exact = names.map((name): ChosenFunction => {
    const { id: logicalId, qualifier } = parseFunctionId(name);
    const deployed = stack === undefined ? undefined : functionsOf(stack).get(logicalId);
    if (deployed === undefined) return { functionName: name };
    const { physicalId } = deployed;
    const functionName = physicalId === "" ? "" : qualifiedName({ functionName: physicalId, ...defined({ qualifier }) });
    return { functionName, logicalId };
  });
  const matched =
    patterns.length === 0
      ? []
      : stack !== undefined
        ? matchStack(stack, patterns)
        : await matchAccount(session, patterns, tagged);
  return [...exact, ...matched];
}

function allOf(stack: Stack): readonly ChosenFunction[] {
  return [...functionsOf(stack)].map(([logicalId, { physicalId }]) => ({ functionName: physicalId, logicalId }));
}

function matchStack(stack: Stack, patterns: readonly string[]): readonly ChosenFunction[] {
  const all = allOf(stack);
  return patterns.flatMap((pattern) => {
    const matched = all.filter(({ functionName, logicalId = "" }) => matchNames(pattern, [functionName, logicalId]).length > 0);
    if (matched.length > 0) return matched;
    const names = all.flatMap(({ functionName, logicalId }) => [logicalId ?? "", functionName]);
    const ids = all.flatMap(({ logicalId }) => logicalId ?? []).sort(compareNames);
    const few = ids.length > 0 && ids.length <= MAX_NAMED ? `its functions: ${ids.join(", ")}` : undefined;
    throw noneMatches(`no function of stack ${stack.name} matches ${pattern}`, pattern, names, few);
  });
}

/** Lists carry the variables too, which saves reading each function. */
async function matchAccount(
  { aws, surroundings }: Session,
  patterns: readonly string[],
  tagged: readonly string[] | undefined,
): Promise<readonly ChosenFunction[]> {
  const open = patterns.find((pattern) => !hasLiteralPart(pattern));
  if (tagged === undefined && open !== undefined) {
    throw new LambdaEnvError("USAGE", `${open} matches every function of the account`, {
      hint: "use a pattern with part of a name, --tag KEY=VALUE, or --stack NAME",
    });
  }
  const all: ChosenFunction[] = [];
  if (tagged !== undefined) all.push(...tagged.map((arn) => ({ functionName: nameOf(arn) })));
  else {
    for await (const page of listPages(aws, { signal: surroundings.signal })) {
      all.push(...page.map((listed) => ({ functionName: listed.functionName, listed })));
    }
  }
  const names = all.map(({ functionName }) => functionName);
  return patterns.flatMap((pattern) => {
    const matched = new Set(matchNames(pattern, names));
    if (matched.size > 0) return all.filter(({ functionName }) => matched.has(functionName));
    throw noneMatches(
      `no function ${tagged === undefined ? "of the account" : "with these tags"} matches ${pattern}`,
      pattern,
      names,
    );
  });
}

/** Returns the functions whose names the template contains: without a stack, only these are known. */
function namedByTemplate(template: Template): readonly ChosenFunction[] {
  const chosen = [...template.functions.values()].map(({ logicalId, resource }) => ({
    logicalId,
    functionName: textOf(child(resource, "Properties", "FunctionName")),
  }));
  const unnamed = chosen.filter(({ functionName }) => functionName === undefined).map(({ logicalId }) => logicalId);
  if (unnamed.length > 0) {
    throw new LambdaEnvError("USAGE", `${template.source} does not give ${unnamed.join(", ")} a name, and no stack is named`, {
      hint: "--stack NAME",
    });
  }
  return chosen.flatMap(({ functionName, logicalId }) => (functionName === undefined ? [] : [{ functionName, logicalId }]));
}

function leftOut(stack: Stack, template: Template | undefined): readonly Finding[] {
  const deployed = functionsOf(stack);
  const missing = [...(template?.functions.keys() ?? [])].filter((logicalId) => !deployed.has(logicalId));
  const [nested] = nestedStacks(stack);
  const { name } = stack;
  return [
    ...(nested === undefined ? [] : [makeFinding("NESTED_LEFT_OUT", "warning", { stack: name, nested })]),
    // A condition of the template may be the reason.
    ...(template === undefined || missing.length === 0
      ? []
      : [makeFinding("NOT_DEPLOYED", "notice", { names: missing.join(", "), stack: name, template: template.source })]),
  ];
}

function isAmong(arns: readonly string[], functionName: string): boolean {
  if (functionName === "") return false;
  const { functionName: name, accountId } = parseFunctionId(functionName);
  return arns
    .map((arn) => parseFunctionId(arn))
    .some((one) => one.functionName === name && (accountId === undefined || accountId === one.accountId));
}

/** Returns each function once. One named by its ARN may be in another account; if it is not, that shows once it is read. */
function distinct(functions: readonly ChosenFunction[]): readonly ChosenFunction[] {
  const byName = new Map<string, ChosenFunction>();
  for (const one of functions) {
    const key = one.functionName === "" ? `logical id ${one.logicalId}` : keyOf(one.functionName);
    if (byName.get(key)?.logicalId === undefined) byName.set(key, one);
  }
  return [...byName.values()].sort((a, b) => compareNames(nameOf(a.functionName), nameOf(b.functionName)));
}

function keyOf(functionName: string): string {
  const { functionName: name, accountId = "", qualifier = "" } = parseFunctionId(functionName);
  return `${name} ${accountId} ${qualifier}`;
}

/** Returns the name without the rest of an ARN. */
function nameOf(functionName: string): string {
  return functionName === "" ? "" : qualifiedName(parseFunctionId(functionName));
}
