/** What a run is asked for, under the names of the options. The options of the command line are one of these as they are. */
import type { GivenSources } from "../sources/index.ts";

/** Which functions, and the way to them. */
export interface TargetRequest {
  /** Names, ARNs, logical ids of the stack, or patterns of names. */
  readonly function: readonly string[];
  readonly stack: string | undefined;
  readonly "logical-id": readonly string[];
  /** Every function of the stack or the template. */
  readonly all: boolean;
  /** `KEY=VALUE`. */
  readonly tag: readonly string[];
  readonly template: string | undefined;
  readonly "config-env": string | undefined;
  readonly "config-file": string | undefined;
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly "endpoint-url": string | undefined;
  /** Seconds. */
  readonly timeout: number | undefined;
}

/** What the sources are. */
export interface SourceRequest extends GivenSources {
  readonly prune: boolean;
  /** Names whose values are taken as they are. */
  readonly literal: readonly string[];
}

/** What becomes of the variables, beside what the sources say. */
export interface ChangeRequest extends TargetRequest, SourceRequest {
  readonly unset: readonly string[];
  readonly alias: string | undefined;
  readonly publish: boolean;
  readonly plan: string | undefined;
  /** `stop`, `continue` or `revert`; absent: `stop`. */
  readonly "on-failure": string | undefined;
  readonly "dry-run": boolean;
  readonly "allow-empty": boolean;
}
