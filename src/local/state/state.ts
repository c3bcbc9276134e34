/** The state of the endpoint, as plain data, and the world that operations act in. */
import type { RuntimePool } from "../runtime/pool.ts";

export type Variables = Readonly<Record<string, string>>;

/** How an update ends. AWS does not document which variables are live after a failed update, so both are possible here. */
export interface UpdateFailure {
  readonly reasonCode: string;
  readonly reason?: string;
  /** The variables that reads show afterwards; the previous ones by default. */
  readonly live?: "previous" | "new";
}

/** Why a function or a version has the state `Failed`. */
export type StateFailure = Pick<UpdateFailure, "reasonCode" | "reason">;

/** One version of a function: `$LATEST`, or a published one that never changes. */
export interface Configuration {
  readonly version: string;
  readonly revisionId: string;
  /** Milliseconds since 1970, like all times here. */
  readonly lastModified: number;
  /** Members of the AWS shape that the endpoint only stores. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Absent on a function that never had any: its replies have no `Environment`. */
  readonly variables?: Variables;
  readonly kmsKeyArn?: string;
  readonly codeSha256: string;
  readonly codeSize: number;
  /** The folder of its bootstrap, absolute. Only a function that came from a template has one, and can be invoked. */
  readonly codeFolder?: string;
  /** Until then `State` is `Pending`. */
  readonly pendingUntil?: number;
  /** An update that is in progress until then. */
  readonly update?: { readonly until: number; readonly previous: Configuration; readonly failure?: UpdateFailure };
  /** How the last update failed, if it did. */
  readonly failed?: UpdateFailure;
  /** Why its creation will fail: the pending state ends as `Failed`. */
  readonly creationFailure?: StateFailure;
  /** Why its `State` is `Failed`. */
  readonly broken?: StateFailure;
}

export interface AliasRecord {
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  readonly routingConfig?: unknown;
  readonly revisionId: string;
}

export interface FunctionRecord {
  readonly name: string;
  readonly latest: Configuration;
  /** Published, oldest first. */
  readonly versions: readonly Configuration[];
  readonly nextVersion: number;
  readonly aliases: readonly AliasRecord[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface SecretVersionRecord {
  readonly versionId: string;
  readonly stages: readonly string[];
  readonly createdAt: number;
  readonly string?: string;
  /** Base64, as on the wire. */
  readonly binary?: string;
}

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  readonly kmsKeyId?: string;
  readonly tags?: readonly unknown[];
  readonly createdAt: number;
  readonly changedAt: number;
  readonly deletedAt?: number;
  /** Members of DescribeSecret that only other services, or other regions, give a secret. */
  readonly facts?: SecretFacts;
  readonly versions: readonly SecretVersionRecord[];
}

/** What else writes a secret, or has a copy of it. */
export interface SecretFacts {
  readonly isRotated?: boolean;
  readonly owner?: string;
  /** The region of the secret that this one is a replica of. */
  readonly primaryRegion?: string;
  readonly replicas?: readonly string[];
}

export interface StackParameter {
  readonly key: string;
  /** As the deployment got it: for an SSM type it is a name in Parameter Store. */
  readonly value: string;
  /** The resolved value of an SSM type at that time. */
  readonly resolvedValue?: string;
  readonly noEcho: boolean;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

export interface StackResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly status: string;
}

export interface StackRecord {
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  readonly status: string;
  readonly createdAt: number;
  readonly updatedAt?: number;
  readonly parameters: readonly StackParameter[];
  readonly outputs: readonly StackOutput[];
  readonly resources: readonly StackResourceRecord[];
  /** The ARN of the stack that this one is nested in. */
  readonly parentArn?: string;
  /** As it was deployed. */
  readonly template?: string;
  /** The template after its transforms. */
  readonly processedTemplate?: string;
}

/** An export of a stack about which the endpoint knows nothing else. */
export interface Export {
  readonly name: string;
  readonly value: string;
}

export const PARAMETER_TYPES = ["String", "StringList", "SecureString"] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

export interface ParameterVersion {
  readonly version: number;
  readonly type: ParameterType;
  readonly value: string;
  readonly labels: readonly string[];
  readonly modifiedAt: number;
  readonly description?: string;
  readonly keyId?: string;
  /** Absent: `Standard`. */
  readonly tier?: ParameterTier;
}

export type ParameterTier = "Standard" | "Advanced";

/** A parameter of Parameter Store. */
export interface Parameter {
  readonly name: string;
  /** Oldest first; never empty. */
  readonly versions: readonly ParameterVersion[];
}

/** What Cloud Control returns for a resource. */
export interface Resource {
  readonly type: string;
  readonly identifier: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The content of a data file. Records are replaced, never changed. */
export interface State {
  readonly functions: Map<string, FunctionRecord>;
  readonly secrets: Map<string, Secret>;
  readonly stacks: Map<string, StackRecord>;
  readonly exports: Map<string, Export>;
  readonly parameters: Map<string, Parameter>;
  /** By `resourceKey`. */
  readonly resources: Map<string, Resource>;
}

/** Behaviour of the endpoint that a test has set. */
export interface Switches {
  /** Functions whose variables the caller may not decrypt. */
  readonly undecryptable: Set<string>;
  /** How the next update of a function ends. */
  readonly updateFailures: Map<string, UpdateFailure>;
  /** How the next version of a function that is published ends. */
  readonly versionFailures: Map<string, StateFailure>;
  /** Functions whose updates are answered with an error of the key, by the KMS action that is denied. */
  readonly unencryptable: Map<string, string>;
  /** What the caller may not do: an operation, or an operation, a space and a subject. */
  readonly denied: Set<string>;
  /** Whether replies omit `RevisionId`, as some emulators do. */
  omitRevisionIds: boolean;
}

export interface World {
  readonly runtimes: RuntimePool;
  readonly account: string;
  readonly region: string;
  /** The only access key that requests may carry; without one, any is accepted. */
  readonly accessKeyId?: string;
  readonly now: () => number;
  readonly createMs: number;
  readonly updateMs: number;
  readonly publishMs: number;
  readonly state: State;
  readonly switches: Switches;
}

export function makeState(): State {
  return {
    functions: new Map(),
    secrets: new Map(),
    stacks: new Map(),
    exports: new Map(),
    parameters: new Map(),
    resources: new Map(),
  };
}

/** Returns the key of a resource in the state: an identifier is only unique within its type. */
export function resourceKey({ type, identifier }: Pick<Resource, "type" | "identifier">): string {
  return `${type} ${identifier}`;
}

export function makeSwitches(): Switches {
  return {
    undecryptable: new Set(),
    updateFailures: new Map(),
    versionFailures: new Map(),
    unencryptable: new Map(),
    denied: new Set(),
    omitRevisionIds: false,
  };
}
