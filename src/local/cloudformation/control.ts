/** What a test, or the command that starts the endpoint, can do with stacks and the values that they use. */
import { LambdaEnvError } from "../../errors.ts";
import { parseTemplate } from "../../template/template.ts";
import type { FunctionSpec } from "../lambda/function-spec.ts";
import { addParameterVersion } from "../parameters/records.ts";
import {
  type ParameterType,
  resourceKey,
  type StackOutput,
  type StackParameter,
  type StackRecord,
  type StackResourceRecord,
  type Variables,
  type World,
} from "../state/state.ts";
import { makeDeployment, type UnresolvedPart } from "./deploy.ts";
import { layOut } from "./layout.ts";
import { makeStackArn } from "./names.ts";
import { type GivenFacts, NO_FACTS } from "./stack-facts.ts";

/** A finished stack, for tests that need no template. */
interface StackSpec {
  readonly name: string;
  /** `CREATE_COMPLETE` by default. */
  readonly status?: string;
  readonly parameters?: readonly (Omit<StackParameter, "noEcho"> & { readonly noEcho?: boolean })[];
  readonly outputs?: readonly StackOutput[];
  readonly resources?: readonly (Omit<StackResourceRecord, "status"> & { readonly status?: string })[];
  readonly parentArn?: string;
  readonly template?: string;
  readonly processedTemplate?: string;
}

export interface DeploySpec {
  /** The text of the template. */
  readonly template: string;
  /** The name of the template for users. */
  readonly source?: string;
  /** Overrides the name in the facts. */
  readonly stackName?: string;
  readonly facts?: GivenFacts;
  /** The folder of the template, absolute: the code of its functions is relative to it. */
  readonly folder?: string;
  /** Leaves existing stacks and functions as they are, which a start with a data file needs. */
  readonly keep?: boolean;
}

export interface DeployResult {
  readonly stackName: string;
  /** Names of the functions of the stack, by logical id. */
  readonly functions: ReadonlyMap<string, string>;
  /** Names of the functions that did not exist before. */
  readonly created: readonly string[];
  readonly unresolved: readonly UnresolvedPart[];
}

export interface StackControl {
  /**
   * Deploys a template like `sam deploy` when variables have changed: the stack is created or replaced, and existing functions
   * get exactly the template's variables. Existing parameters, secrets and exports of the facts stay as they are.
   *
   * Errors: `INVALID_INPUT` for a template or facts that cannot be deployed.
   */
  readonly deploy: (spec: DeploySpec) => DeployResult;
  /** Stores a finished stack. Returns its ARN. */
  readonly setStack: (spec: StackSpec) => string;
  readonly setExport: (name: string, value: string) => void;
  /** Creates a parameter of Parameter Store, or gives it a new version. */
  readonly setParameter: (name: string, value: string, type?: ParameterType) => void;
  /** Makes a resource known to Cloud Control. */
  readonly setResource: (type: string, identifier: string, properties: Readonly<Record<string, unknown>>) => void;
}

const DEFAULT_STACK = "sam-app";

/** A deployment changes functions and secrets through this interface. */
/** The operations on the functions and secrets of a stack. */
export interface PartsControl {
  /** Creates a function that is active at once; throws `INVALID_INPUT` for what Lambda would refuse. Returns its ARN. */
  readonly createFunction: (spec: FunctionSpec) => string;
  readonly hasFunction: (functionName: string) => boolean;
  /** Replaces the variables as somebody else would, settled at once, under a new revision id. */
  readonly setVariables: (functionName: string, variables: Variables) => void;
  /** Creates a secret, or gives it a new current version; an object becomes JSON. Returns its ARN. */
  readonly setSecret: (name: string, content: string | Uint8Array | Readonly<Record<string, unknown>>) => string;
}

export function makeStackControl(world: World, parts: PartsControl, save: () => void): StackControl {
  const { state } = world;
  const setParameter: StackControl["setParameter"] = (name, value, type = "String") => {
    state.parameters.set(name, addParameterVersion(name, state.parameters.get(name), { type, value }, world.now()));
    save();
  };
  return {
    deploy: (spec) => {
      plant(spec.facts ?? NO_FACTS, world, { setParameter, setSecret: parts.setSecret });
      const result = deploy(world, spec, parts);
      save();
      return result;
    },
    setStack: (spec) => {
      const stack = makeStack(spec, world);
      state.stacks.set(stack.name, stack);
      save();
      return stack.arn;
    },
    setExport: (name, value) => {
      state.exports.set(name, { name, value });
      save();
    },
    setParameter,
    setResource: (type, identifier, properties) => {
      state.resources.set(resourceKey({ type, identifier }), { type, identifier, properties });
      save();
    },
  };
}

function deploy(world: World, spec: DeploySpec, parts: PartsControl): DeployResult {
  const { state } = world;
  const { facts = NO_FACTS, folder, source = "template.yaml" } = spec;
  const layout = layOut(world, parseTemplate(spec.template, { source }), spec.stackName ?? facts.stack ?? DEFAULT_STACK, facts);
  const isKept = spec.keep === true && state.stacks.has(layout.name);
  if (!isKept) {
    // The second half reads them.
    for (const resource of layout.attributes) state.resources.set(resourceKey(resource), resource);
    for (const nested of layout.nested) state.stacks.set(nested.name, nested);
  }
  const { stack, functions, unresolved, refused } = makeDeployment(world, { text: spec.template, folder }, layout, facts.outputs);
  if (refused.length > 0) {
    throw new LambdaEnvError("INVALID_INPUT", `Lambda would refuse the functions of ${source}`, { findings: refused });
  }
  if (!isKept) state.stacks.set(stack.name, stack);
  const created = functions.filter(({ functionName }) => !parts.hasFunction(functionName));
  const updated = spec.keep ? [] : functions.filter((fn) => !created.includes(fn));
  for (const fn of created) parts.createFunction(fn);
  for (const { functionName, variables } of updated) {
    if (variables !== undefined) parts.setVariables(functionName, variables);
  }
  return {
    stackName: stack.name,
    functions: namesOf(stack),
    created: created.map(({ functionName }) => functionName),
    unresolved: isKept ? [] : unresolved,
  };
}

/** Stores what the facts contain about the account and does not exist yet: later changes are kept. */
function plant(
  { ssm, secrets, exports }: GivenFacts,
  { state }: World,
  { setParameter, setSecret }: Pick<StackControl, "setParameter"> & Pick<PartsControl, "setSecret">,
): void {
  for (const [name, { value, type }] of ssm) if (!state.parameters.has(name)) setParameter(name, value, type);
  for (const [name, value] of secrets) if (!state.secrets.has(name)) setSecret(name, value);
  for (const [name, value] of exports) if (!state.exports.has(name)) state.exports.set(name, { name, value });
}

function namesOf({ resources }: StackRecord): ReadonlyMap<string, string> {
  const functions = resources.filter(({ type }) => type === "AWS::Lambda::Function");
  return new Map(functions.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
}

function makeStack(spec: StackSpec, world: World): StackRecord {
  const { name, status = "CREATE_COMPLETE", parameters = [], outputs = [], resources = [], ...rest } = spec;
  return {
    arn: makeStackArn(name, world),
    name,
    status,
    createdAt: world.now(),
    parameters: parameters.map((parameter) => ({ noEcho: false, ...parameter })),
    outputs,
    resources: resources.map((resource) => ({ status: "CREATE_COMPLETE", ...resource })),
    ...rest,
  };
}
