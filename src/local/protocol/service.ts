/** What a service of the endpoint is made of: operations that know no protocol, and the protocol that carries them. */
import type { World } from "../state/state.ts";
import type { HttpRequest, Reply } from "./http.ts";

/** What a request asks for: the members of path, query and body, as one object. */
export type Input = Readonly<Record<string, unknown>>;

/** The members of a successful reply; `payload` replaces them where a reply is not an object. */
export interface Output {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly members?: Readonly<Record<string, unknown>>;
  readonly payload?: Uint8Array;
}

export interface Operation {
  /** The name that the request is about, for the log: a function, a secret. */
  readonly subject?: (input: Input) => string | undefined;
  /** The most bytes that the body may have. */
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
  /** What stands before the colon of its IAM actions, where that is not its name. */
  readonly actionPrefix?: string;
  /** How it refuses for want of permission. */
  readonly denied: Refusal;
  /** How it refuses a caller that asks too often. */
  readonly throttled: Refusal;
  /** Returns what the request names, or nothing where it is meant for another service. */
  readonly recognise: (request: HttpRequest) => OperationTarget | undefined;
  readonly readInput: (request: HttpRequest, target: OperationTarget) => Input;
  readonly renderOutput: (operation: string, output: Output, requestId: string) => Reply;
  readonly renderFailure: (failure: Failure, requestId: string) => Reply;
}

/** A refusal, as AWS words it. */
export interface Failure {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the body. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** A kind of refusal that every service has, each in its own way. */
export type Refusal = Pick<Failure, "status" | "type">;

/** Ends the handling of a request with `failure`. The thrown text is the type alone: AWS's own messages may quote values. */
export function refuse(failure: Failure): never {
  throw Object.assign(new Error(failure.type), { failure });
}

/** Returns the failure that `refuse` threw, or nothing for any other error. */
export function failureOf(error: unknown): Failure | undefined {
  return error instanceof Error && "failure" in error ? (error.failure as Failure) : undefined;
}

/** Refuses a request whose members break the service model. */
export function refuseInvalid(constraint: string): never {
  refuse({ status: 400, type: "ValidationException", message: `1 validation error detected: ${constraint}` });
}
