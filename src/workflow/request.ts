/** The request of a run, under the names of the options. The options of the command line satisfy this type. */
import type { NameChoice } from "../core/select.ts";
import type { GivenSources } from "../sources/index.ts";

/** Which functions, and the connection to them. */
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

/** What the sources are, and which names count of them. */
export interface SourceRequest extends GivenSources, NameChoice {
  readonly prune: boolean;
  /** Names whose values are used as they are. */
  readonly literal: readonly string[];
}

/** What happens to the variables, besides what the sources define. */
export interface ChangeRequest extends TargetRequest, SourceRequest {
  readonly unset: readonly string[];
  readonly alias: string | undefined;
  readonly publish: boolean;
  readonly plan: string | undefined;
  /** `stop`, `continue` or `revert`; absent: `stop`. */
  readonly "on-failure": string | undefined;
  readonly "dry-run": boolean;
  readonly "allow-empty": boolean;
  /** Where sets of variables are stored before they are written over. */
  readonly history: string | undefined;
  /** `standard` or `advanced`; absent: `standard`. */
  readonly "history-tier": string | undefined;
}
