/** Parameters and their versions: resolves a name with or without a selector, and creates new versions. */
import { makeArn } from "../../core/arn/arn.ts";
import { defined } from "../../core/defined.ts";
import { type Failure, refuse } from "../protocol/service.ts";
import type { Parameter, ParameterVersion, World } from "../state/state.ts";

/** One version of a parameter, and what followed its name in the request. */
export interface FoundParameter {
  readonly parameter: Parameter;
  readonly version: ParameterVersion;
  /** With its colon. */
  readonly selector?: string;
}

/**
 * The maximum number of versions that are kept.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html
 */
const MAX_VERSIONS = 100;

const NAME = /^\/?[\w.-]+(?:\/[\w.-]+)*$/;
const RESERVED_NAME = /^\/?(?:aws|ssm)/i;
const SELECTED = /^(?<name>[^:]*)(?<selector>:[^:]+)?$/;

/** Returns the parameter that `id` names: a name or an ARN, alone for the latest version, or with `:version` or `:label`. */
export function findParameter(world: World, id: string): FoundParameter | Failure {
  const { name = id, selector } = SELECTED.exec(withoutArn(world, id))?.groups ?? {};
  if (!NAME.test(name)) return INVALID_NAME;
  const parameter = findByName(world, name);
  if (parameter === undefined) return NOT_FOUND;
  const version = selectVersion(parameter, selector?.slice(1));
  if (version === undefined) return versionNotFound(name, selector);
  return { parameter, version, ...defined({ selector }) };
}

/** Finds a parameter by its name: without other slashes, a name is the same with and without a leading one. */
export function findByName({ state }: World, name: string): Parameter | undefined {
  const bare = name.replace(/^\//, "");
  const found = state.parameters.get(name);
  return found ?? (bare.includes("/") ? undefined : (state.parameters.get(bare) ?? state.parameters.get(`/${bare}`)));
}

/** Returns the result of `findParameter`, or refuses the request. */
export function requireParameter(world: World, id: string): FoundParameter {
  const found = findParameter(world, id);
  return "parameter" in found ? found : refuse(found);
}

/** Returns the name for a new parameter, or refuses it. */
export function requireNewName(name: string): string {
  const isPath = name.includes("/") && !name.startsWith("/");
  if (!NAME.test(name) || RESERVED_NAME.test(name) || isPath) refuse(INVALID_NAME);
  return name;
}

export function latestVersion({ versions }: Parameter): ParameterVersion | undefined {
  return versions.at(-1);
}

type NewParameterVersion = Pick<ParameterVersion, "type" | "value"> & {
  readonly [Member in "description" | "keyId" | "tier"]?: ParameterVersion[Member] | undefined;
};

/** Returns the parameter with a version added, numbered one higher than the last; the oldest is dropped if there are too many, unless it has a label. */
export function addParameterVersion(
  name: string,
  existing: Parameter | undefined,
  version: NewParameterVersion,
  modifiedAt: number,
): Parameter {
  const { type, value, ...optional } = version;
  const number = (existing === undefined ? 0 : (latestVersion(existing)?.version ?? 0)) + 1;
  const added: ParameterVersion = { version: number, type, value, labels: [], modifiedAt, ...defined(optional) };
  const versions = [...(existing?.versions ?? []), added];
  const dropped = versions.slice(0, -MAX_VERSIONS);
  if (dropped.some(({ labels }) => labels.length > 0)) {
    refuse({
      status: 400,
      type: "ParameterMaxVersionLimitExceeded",
      message: `You attempted to create a new version of ${name} by calling the PutParameter API with the overwrite flag. Version ${dropped[0]?.version}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
    });
  }
  return { name, versions: versions.slice(-MAX_VERSIONS) };
}

export function parameterArn(world: World, name: string): string {
  return makeArn(world, "ssm", `parameter${name.startsWith("/") ? "" : "/"}${name}`);
}

/** Returns the name in an ARN, where a name without slashes and the same name with a leading one look the same. */
function withoutArn(world: World, id: string): string {
  const prefix = parameterArn(world, "/");
  if (!id.startsWith(prefix)) return id;
  const path = id.slice(prefix.length);
  return world.state.parameters.has(path.replace(/:.*/, "")) ? path : `/${path}`;
}

function selectVersion(parameter: Parameter, selector: string | undefined): ParameterVersion | undefined {
  if (selector === undefined) return latestVersion(parameter);
  return parameter.versions.find(({ version, labels }) => String(version) === selector || labels.includes(selector));
}

const INVALID_NAME: Failure = {
  status: 400,
  type: "ValidationException",
  message:
    'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
};

/** The wording of AWS is not known. */
const NOT_FOUND: Failure = { status: 400, type: "ParameterNotFound", message: "" };

function versionNotFound(name: string, selector: string | undefined): Failure {
  return {
    status: 400,
    type: "ParameterVersionNotFound",
    message: `Systems Manager could not find version ${selector?.slice(1)} of ${name}. Verify the version and try again.`,
  };
}
