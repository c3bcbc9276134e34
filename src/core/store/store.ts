/** Where variables are stored for functions to take: what `push` writes to. */
import type { Values } from "../variables.ts";

export interface Store {
  /** One secret, whose text holds all variables, or a folder of Parameter Store, where each variable is a parameter. */
  readonly kind: "secret" | "parameters";
  /** The name of the secret, or the path. */
  readonly name: string;
  /** Absent for a secret that is yet to be created, and for a path. */
  readonly arn?: string;
  readonly account: string;
  readonly region: string;
  /** The version that was read; absent where there is none. */
  readonly versionId?: string;
}

/** The current version of a secret, as a plan is made from it. */
export interface SecretState {
  /** Absent if the secret does not have a current version, or does not exist. */
  readonly versionId?: string;
  readonly exists: boolean;
  /** The whole text, which `PutSecretValue` replaces. */
  readonly text: string;
  readonly values: Values;
}

/** The latest version of one parameter. */
export interface ParameterState {
  readonly value: string;
  /** It grows by one with each write, whoever writes. */
  readonly version: number;
}

/** How the attempt to make a version current ended: `stale` if another one than expected is current. */
export type Promotion = "moved" | "stale";

/** What happens while a store is written. */
export type StoreEvent =
  | { readonly kind: "store-writing"; readonly name: string; readonly attempt: number }
  /** Someone else wrote after it was read. */
  | { readonly kind: "store-stale"; readonly name: string }
  /** Others changed these names, none of them ours: theirs are kept. */
  | { readonly kind: "rebased"; readonly names: readonly string[] }
  /** Read back after the write, these names differ from what was sent; they are not ours. */
  | { readonly kind: "changed-since"; readonly names: readonly string[] }
  /** It has what was intended, although no attempt was answered with success. */
  | { readonly kind: "store-landed"; readonly name: string }
  /** The label of ours could not be removed from a version. */
  | { readonly kind: "label-left"; readonly name: string; readonly label: string; readonly versionId: string };
