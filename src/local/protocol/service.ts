/** The parts of a service: operations that do not know the protocol, and the protocol that carries them. */
import type { World } from "../state/state.ts";
import type { HttpRequest, Reply } from "./http.ts";

/** The input of an operation: the members of path, query and body, as one object. */
export type Input = Readonly<Record<string, unknown>>;

/** The members of a successful reply; `payload` replaces them if a reply is not an object. */
export interface Output {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly members?: Readonly<Record<string, unknown>>;
  readonly payload?: Uint8Array;
}

export interface Operation {
  /** The subject of the request, for the log: a function, a secret. */
  readonly subject?: (input: Input) => string | undefined;
  /** Whether the request carries something else than a signature, such as a token. */
  readonly unsigned?: true;
  /** The maximum size of the body. */
  readonly maxBytes?: number;
  readonly handle: (input: Input, world: World, request: HttpRequest) => Output | Promise<Output>;
}

/** The operation that a request names, known to the service or not. */
export interface OperationTarget {
  readonly operation: string;
  /** Members that the path and the query carry. */
  readonly parameters: Input;
}

export interface LocalService {
  readonly name: string;
  readonly operations: ReadonlyMap<string, Operation>;
  /** The prefix of its IAM actions, before the colon, if it is not the service's name. */
  readonly actionPrefix?: string;
  /** Present for a service that has no regions: its requests may be signed for any. */
  readonly isGlobal?: true;
  /** How it denies access. */
  readonly denied: Refusal;
  /** How it throttles a caller. */
  readonly throttled: Refusal;
  /** Returns the operation that the request names, or undefined if it is for another service. */
  readonly recognise: (request: HttpRequest) => OperationTarget | undefined;
  readonly readInput: (request: HttpRequest, target: OperationTarget) => Input;
  readonly renderOutput: (operation: string, output: Output, requestId: string) => Reply;
  readonly renderFailure: (failure: Failure, requestId: string) => Reply;
}

/** A refusal, in AWS's words. */
export interface Failure {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the body. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** A kind of refusal that all services have, each in its own form. */
export type Refusal = Pick<Failure, "status" | "type">;

/** Ends the handling of a request with `failure`. The thrown text is only the type: AWS's own messages may quote values. */
export function refuse(failure: Failure): never {
  throw Object.assign(new Error(failure.type), { failure });
}

/** Returns the failure that `refuse` threw, or undefined for any other error. */
export function failureOf(error: unknown): Failure | undefined {
  return error instanceof Error && "failure" in error ? (error.failure as Failure) : undefined;
}

/** Refuses a request whose members break the service model. */
export function refuseInvalid(constraint: string): never {
  refuse({ status: 400, type: "ValidationException", message: `1 validation error detected: ${constraint}` });
}
