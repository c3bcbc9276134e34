/** Finds the functions that a command works on, by name, ARN, logical id, pattern or tag, and reads them through `aws/`. */
import { parseFunctionId, qualifiedName } from "../../core/arn/function-id.ts";
import { defined } from "../../core/defined.ts";
import type { Located } from "../../core/run-event.ts";
import { type Finding, LambdaEnvError } from "../../errors.ts";
import { NO_STACK } from "../../sources/stack/known-stack.ts";
import type { Stack } from "../../sources/stack/stack.ts";
import type { Session } from "../session.ts";
import type { ChosenFunction } from "./choose.ts";
import type { DeployedFunction } from "./locate.ts";
import { type FindOptions, type FoundFunction, type OpenFunction, openFunction, readOpened } from "./open.ts";
import type { FunctionProblem } from "./problems.ts";
import { EVERY_FUNCTION, type FunctionSelection, LOGICAL_ID } from "./selection.ts";

/** The functions of a run, read. */
export interface FoundFunctions {
  /** Whether several were selected, even if only one matches. */
  readonly isSelection: boolean;
  readonly functions: readonly FoundFunction[];
  /** Those of a selection that cannot be read. */
  readonly problems: readonly FunctionProblem[];
  /** Findings about the selection. */
  readonly findings: readonly Finding[];
}

/**
 * Finds the functions and reads each once it has settled; their values are guarded from here on.
 *
 * Errors: USAGE if none is named or it is ambiguous, FUNCTION_NOT_FOUND with similar names, and those of `readFunction`. What is
 * wrong with one of several is among the problems.
 */
export async function findFunctions(session: Session, options: FindOptions): Promise<FoundFunctions> {
  const selection = session.project.selection ?? (await selectUnnamed(session, options));
  if (selection === undefined) {
    return { isSelection: false, functions: [await findFunction(session, options)], problems: [], findings: [] };
  }
  const [{ chooseFunctions }, { readMany }] = await Promise.all([import("./choose.ts"), import("./read-many.ts")]);
  const choice = await chooseFunctions(session, selection);
  const { functions, stackName, findings } = choice;
  session.surroundings.notify({
    kind: "selected",
    names: shownNames(functions),
    by: [...selection.patterns, ...session.request.tag.map((tag) => `tag ${tag}`)],
    ...placeOf(session),
    ...defined({ stackName }),
  });
  const { functions: found, problems } = await readMany(session, functions, options);
  // The same function may have been named by its name and by its ARN.
  const byArn = new Map(found.toReversed().map((one) => [one.target.functionArn, one]));
  return { isSelection: true, functions: found.filter((one) => byArn.get(one.target.functionArn) === one), problems, findings };
}

/**
 * Returns the names of the functions in the output; a function given by its ARN is named by the ARN if another one has the same
 * name.
 */
function shownNames(functions: readonly ChosenFunction[]): readonly string[] {
  const names = functions.map(({ logicalId, functionName }) => shownName(functionName, logicalId));
  const isTwice = (name: string): boolean => names.indexOf(name) !== names.lastIndexOf(name);
  return functions.map(({ functionName }, index) => {
    const name = names[index] ?? functionName;
    return isTwice(name) ? functionName : name;
  });
}

function shownName(functionName: string, logicalId: string | undefined): string {
  if (functionName === "") return logicalId ?? "";
  const id = parseFunctionId(functionName);
  return qualifiedName(logicalId === undefined ? id : { ...id, functionName: logicalId });
}

/** Commands that write nothing show every function if a project has several and none is named. */
async function selectUnnamed(
  { project, stack, template }: Session,
  { unnamed }: FindOptions,
): Promise<FunctionSelection | undefined> {
  const { functionName, logicalId, stackName, samconfig } = project;
  if (unnamed !== "every-function" || functionName !== undefined || logicalId !== undefined) return undefined;
  if (stackName === undefined && samconfig === undefined) return undefined;
  // Work that is needed next anyway runs while the template is parsed; its failure shows up there.
  stack.get().catch(() => {});
  const known = await template.get();
  if (known !== undefined) return known.functions.size > 1 ? EVERY_FUNCTION : undefined;
  const deployed = await stack.get();
  if ("unavailable" in deployed) return undefined;
  return (await logicalIds(deployed.value)).length > 1 ? EVERY_FUNCTION : undefined;
}

/** Returns the one function, for commands that work on only one. Errors: as `findFunctions`. */
export async function findFunction(session: Session, options: FindOptions): Promise<FoundFunction> {
  const { functionName: typed } = session.project;
  if (typed === undefined) return findInStack(session, options, { logicalId: session.project.logicalId });
  const { id, functionName: name, qualifier } = parseFunctionId(typed);
  // An ARN is not a logical id, whatever its last part is.
  const functionName = id === name ? name : id;
  const reading = readReported(session, openFunction(session.aws, typed), options);
  // A named stack is read beside the function, and shows whether the name is a logical id in it.
  const [read, stack] = await Promise.all([
    reading.catch(asNotFound),
    session.request.stack === undefined ? undefined : session.stack.get(),
  ]);
  const { functionsOf } = stack === undefined ? { functionsOf: undefined } : await import("../../sources/stack/stack.ts");
  const other = stack !== undefined && "value" in stack ? functionsOf?.(stack.value).get(functionName)?.physicalId : undefined;
  if (!(read instanceof LambdaEnvError)) {
    if (other === undefined || other === read.snapshot.functionName) return read;
    throw new LambdaEnvError("USAGE", `${functionName} is the name of a function, and in the stack the logical id of ${other}`, {
      hint: `--function ${other}, or leave out --stack`,
    });
  }
  const known = mayBeLogicalId(session, functionName) ? await session.stack.get() : NO_STACK;
  const ids = "value" in known ? await logicalIds(known.value) : [];
  if (ids.includes(functionName)) return findInStack(session, options, { logicalId: functionName, ...defined({ qualifier }) });
  const { explainMissing } = await import("../../sources/function/missing-function.ts");
  const { signal } = session.surroundings;
  throw await explainMissing(session.aws, parseFunctionId(typed), { error: read, signal, others: ids });
}

interface InStack {
  readonly logicalId: string | undefined;
  readonly qualifier?: string;
}

async function findInStack(session: Session, options: FindOptions, { logicalId, qualifier }: InStack): Promise<FoundFunction> {
  const { project, aws, surroundings } = session;
  if (project.stackName === undefined && project.samconfig === undefined && project.functionName === undefined) {
    const { noFunction } = await import("./no-function.ts");
    throw await noFunction(aws, surroundings.signal);
  }
  const { locateInStack } = await import("./locate.ts");
  const located = await locateInStack(session, logicalId, options.unnamed);
  reportLocated(session, located);
  const id = qualifiedName({ functionName: located.functionName, ...defined({ qualifier }) });
  const found = await readReported(session, openFunction(aws, id), options);
  return { ...found, logicalId: located.logicalId };
}

async function readReported(session: Session, opened: OpenFunction, options: FindOptions): Promise<FoundFunction> {
  const found = await readOpened(session, opened, options);
  session.surroundings.notify({ kind: "findings", findings: found.findings });
  return found;
}

function reportLocated(session: Session, { logicalId, stackName }: DeployedFunction): void {
  session.surroundings.notify({ kind: "located", stackName, logicalId, ...placeOf(session) });
}

/** Returns what the files define and nobody typed. */
function placeOf({ project }: Session): Pick<Located, "template" | "samconfig"> {
  const { samconfig, template, region, profile } = project;
  const given =
    samconfig === undefined
      ? undefined
      : {
          source: samconfig.source,
          ...(samconfig.region === undefined || region === undefined ? {} : { region }),
          ...(samconfig.profile === undefined || profile === undefined ? {} : { profile }),
        };
  return defined({ template, samconfig: given });
}

function asNotFound(error: unknown): LambdaEnvError {
  if (error instanceof LambdaEnvError && error.code === "FUNCTION_NOT_FOUND") return error;
  throw error;
}

/**
 * Returns whether a name may be a logical id: without a named stack, the samconfig file beside the template or in this folder may
 * name one.
 */
function mayBeLogicalId({ project }: Session, functionName: string): boolean {
  return project.stackName !== undefined || LOGICAL_ID.test(functionName);
}

async function logicalIds(stack: Stack): Promise<readonly string[]> {
  const { functionsOf } = await import("../../sources/stack/stack.ts");
  return [...functionsOf(stack).keys()];
}
