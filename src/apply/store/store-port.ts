/** What the protocols of secrets and parameters need from outside. */
import type { Plan } from "../../core/plan/plan.ts";
import type { ParameterState, Promotion, SecretState } from "../../core/store/store.ts";
import type { Values } from "../../core/variables.ts";

export interface SecretPort {
  /** Reads the current version. */
  readonly read: (signal: AbortSignal) => Promise<SecretState>;
  /** Creates the secret with its first version; `exists` if someone else was first. */
  readonly create: (version: NewVersion, signal: AbortSignal) => Promise<"created" | "exists">;
  /** Stores a version under a label of our own; nobody reads it as the current one. The same call again changes nothing. */
  readonly stage: (version: StagedVersion, signal: AbortSignal) => Promise<void>;
  /**
   * Makes the version `to` the current one if `from` is, and changes nothing otherwise: the one conditional call of Secrets
   * Manager.
   */
  readonly promote: (move: { readonly to: string; readonly from: string | undefined }, signal: AbortSignal) => Promise<Promotion>;
  /** Removes our label from a version. */
  readonly unlabel: (version: { readonly versionId: string; readonly label: string }, signal: AbortSignal) => Promise<void>;
}

/** A version to be stored. Its id is chosen by us, so that a repeated request is recognized. */
interface NewVersion {
  readonly versionId: string;
  readonly text: string;
}

interface StagedVersion extends NewVersion {
  readonly label: string;
}

/** The text of a secret as its values, and back; pure. */
export interface SecretForm {
  /** Errors: INVALID_INPUT for a text that cannot be changed. */
  readonly read: (text: string) => SecretState["values"];
  /** Returns `text` with the changes of the plan, and everything else as it is. */
  readonly edit: (text: string, plan: Plan) => string;
}

/** A parameter that was read, and how it is written. */
interface ReadParameter extends ParameterState {
  /** Stores a version on top of the latest one, whoever stored that, and returns its number. */
  readonly overwrite: (value: string, signal: AbortSignal) => Promise<number>;
}

/** The parameters under a path, by the names of their variables. */
export interface ParameterPort {
  /** Reads the latest version of one; undefined if it does not exist. */
  readonly read: (name: string, signal: AbortSignal) => Promise<ReadParameter | undefined>;
  /** Returns the value of one version; undefined if it is not kept any more. */
  readonly readVersion: (name: string, version: number, signal: AbortSignal) => Promise<string | undefined>;
  /** Creates it; `exists` if there is one. */
  readonly create: (name: string, value: string, signal: AbortSignal) => Promise<"created" | "exists">;
  /** Deletes it with all its versions; one that does not exist is not an error. */
  readonly remove: (name: string, signal: AbortSignal) => Promise<void>;
  /** Reads all of them. */
  readonly readAll: (signal: AbortSignal) => Promise<Values>;
}
