/** Finds a function in a stack, and its physical name. */
import { listStackResources } from "../../aws/cloudformation.ts";
import { nearNames } from "../../core/near-names.ts";
import { compareNames } from "../../core/variables.ts";
import { LambdaEnvError } from "../../errors.ts";
import { functionsOf, type Stack } from "../../sources/stack/stack.ts";
import { selectFunction, type Template } from "../../template/template.ts";
import type { Session } from "../session.ts";
import type { FindOptions } from "./open.ts";

/** A function of a stack: the name to send, and its logical id. */
export interface DeployedFunction {
  readonly functionName: string;
  readonly logicalId: string;
  readonly stackName: string;
}

/**
 * Returns the function of the stack with that logical id; without one, the template's only function, or the stack's.
 *
 * Errors: USAGE if it is ambiguous, FUNCTION_NOT_FOUND, and those of reading the stack.
 */
export async function locateInStack(
  session: Session,
  logicalId: string | undefined,
  unnamed?: FindOptions["unnamed"],
): Promise<DeployedFunction> {
  const hint = unnamed === "one-function" ? SELECT_ONE : SELECT_SOME;
  const stack = await requireStack(session);
  const template = await session.template.get();
  return locateDeployed(
    session,
    stack,
    logicalId ?? (template === undefined ? onlyFunction(stack, hint) : onlyOf(template, hint)),
  );
}

/** Returns the function of the stack with that logical id. Errors: as `locateInStack`. */
export async function locateDeployed(session: Session, stack: Stack, wanted: string): Promise<DeployedFunction> {
  const template = await session.template.get();
  const deployed = functionsOf(stack).get(wanted);
  if (deployed === undefined) {
    await assertNotNested(session, stack, wanted);
    assertNotOther(stack, wanted);
    if (template !== undefined) selectFunction(template, wanted);
    throw notDeployed(stack, wanted);
  }
  if (deployed.physicalId === "") {
    throw new LambdaEnvError("FUNCTION_NOT_FOUND", `${wanted} of stack ${stack.name} is in ${deployed.status}`, {
      hint: "deploy the stack first: sam deploy",
    });
  }
  return { functionName: deployed.physicalId, logicalId: wanted, stackName: stack.name };
}

export async function requireStack({ stack, project }: Session): Promise<Stack> {
  const known = await stack.get();
  if ("value" in known) return known.value;
  if (known.error !== undefined) throw known.error;
  const { samconfig } = project;
  const message = samconfig === undefined ? "no function is named" : `${samconfig.source} does not name a stack`;
  throw new LambdaEnvError("USAGE", message, { hint: "--stack NAME, or --function NAME" });
}

function onlyFunction(stack: Stack, hint: string): string {
  const names = [...functionsOf(stack).keys()].sort(compareNames);
  const [only, second] = names;
  if (only === undefined)
    throw new LambdaEnvError("FUNCTION_NOT_FOUND", `stack ${stack.name} does not contain a function`, nestedHint(stack));
  if (second === undefined) return only;
  throw new LambdaEnvError("USAGE", `stack ${stack.name} has ${names.length} functions: ${names.join(", ")}`, {
    hint,
  });
}

/** The hint if there are several functions and none is selected. */
const SELECT_SOME = "name one of them with --logical-id, or all of them with --all";
/** The same for commands that work on one function only. */
const SELECT_ONE = "name one of them with --logical-id";

function onlyOf(template: Template, hint: string): string {
  try {
    return selectFunction(template).logicalId;
  } catch (error) {
    if (!(error instanceof LambdaEnvError) || error.code !== "USAGE") throw error;
    throw new LambdaEnvError(error.code, error.message, { hint });
  }
}

/** Errors: USAGE for a layer, a version or another resource that is not a function. */
function assertNotOther({ name, resources }: Stack, logicalId: string): void {
  const type = resources.get(logicalId)?.type;
  if (type === undefined) return;
  throw new LambdaEnvError("USAGE", `${logicalId} of stack ${name} is not a function: its type is ${type}`, {
    hint: "name a function, or all of them with --all",
  });
}

function notDeployed(stack: Stack, logicalId: string): LambdaEnvError {
  const near = nearNames(logicalId, [...functionsOf(stack).keys()]);
  const hint = near.length > 0 ? { hint: `did you mean ${near.join(" or ")}?` } : nestedHint(stack);
  return new LambdaEnvError("FUNCTION_NOT_FOUND", `stack ${stack.name} does not contain a function ${logicalId}`, hint);
}

/** Errors: FUNCTION_NOT_FOUND with a hint if a nested stack contains the function: it has a template and parameters of its own. */
async function assertNotNested({ aws }: Session, stack: Stack, logicalId: string): Promise<void> {
  const nested = nestedStacks(stack);
  const found = await Promise.all(
    nested.map((arn) =>
      listStackResources(aws, arn).then(
        (resources) => functionsOf({ resources }).has(logicalId),
        () => false,
      ),
    ),
  );
  const arn = nested[found.indexOf(true)];
  if (arn === undefined) return;
  throw new LambdaEnvError("FUNCTION_NOT_FOUND", `${logicalId} is in a stack that is nested in ${stack.name}`, {
    hint: `--stack ${arn} --logical-id ${logicalId}`,
  });
}

export function nestedStacks({ resources }: Stack): readonly string[] {
  return [...resources.values()].flatMap(({ type, physicalId }) =>
    type === "AWS::CloudFormation::Stack" && physicalId !== "" ? [physicalId] : [],
  );
}

/** Returns the hint for a function in a stack nested in this one, which is named by its ARN. */
function nestedHint(stack: Stack): { readonly hint: string } {
  const [first] = nestedStacks(stack);
  if (first === undefined) return { hint: "deploy the stack first: sam deploy" };
  return { hint: `name the nested stack that contains it, such as --stack ${first}` };
}
