/** The type of a source: light data, which help and usage errors load too, and a function that loads the code to read it. */
import type { Aws } from "../aws/connection/clients.ts";
import type { Home } from "../core/arn/arn.ts";
import type { FunctionSnapshot, ReadableSnapshot } from "../core/function.ts";
import type { Grant } from "../core/grant.ts";
import type { OptionSpecs, OptionValues } from "../core/option.ts";
import type { Target } from "../core/target.ts";
import type { Layer } from "../core/variables.ts";
import type { Finding, Severity } from "../errors.ts";
import type { Stdin } from "../files/bytes.ts";
import type { EvaluatedTemplate } from "./stack/evaluated-template.ts";
import type { TemplateSession, TemplateTarget } from "./template/template-session.ts";

/** What every source returns: one layer, and findings about it. */
export interface SourceResult {
  readonly layer: Layer;
  readonly findings: readonly Finding[];
  /** Whether it is a pipe, whose other end may have failed. */
  readonly isPipe?: boolean;
  /** The function that the values are copied from, if they are. */
  readonly copiedFrom?: Target;
  /** How the values were evaluated, if they had to be. */
  readonly evaluated?: EvaluatedTemplate;
}

/** The caller's environment. */
export type CallerEnvironment = Readonly<Record<string, string | undefined>>;

/** The name of standard input for users, as a source. */
export const STDIN_SOURCE = "stdin";

/** A kind of source with the options `Specs`. Its name in the registry is that of its layers. */
export type Source<Specs extends OptionSpecs = OptionSpecs> = SourceFacts<Specs> & SourceCode<Specs>;

/** What the user gave: the options of the source, and the arguments. */
export type Given<Specs extends OptionSpecs> = OptionValues<Specs> & { readonly words: readonly string[] };

interface SourceFacts<Specs extends OptionSpecs> {
  /** Its name in help. */
  readonly name: string;
  readonly options: Specs;
  /** Returns whether a run names it. */
  readonly isNamed: (given: Given<Specs>) => boolean;
  /** Files that it reads later, so that a missing one is reported with all other mistakes, before any request. */
  readonly files?: (given: Given<Specs>) => readonly string[];
  /** The severity if it defines nothing and nothing is pruned; absent if it is never empty. */
  readonly whenEmpty?: Severity;
  /** Throws USAGE for what cannot be right, so that it costs no request. */
  readonly check?: (given: Given<Specs>) => Promise<unknown>;
  /** What it reads standard input for, if it does: only one source can. */
  readonly takesStdin?: (given: Given<Specs>) => string | undefined;
  /** The permissions that a role needs to read it; absent if it needs none. It sends no requests to AWS. */
  readonly grants?: (given: Given<Specs>, context: GrantsContext) => Promise<SourceGrants>;
}

/**
 * How it is read, and what that needs: only this machine, so that bad input never costs a request; AWS, so that it is read once,
 * beside the functions; or the function, so that it is read for each. The code is imported dynamically: a run only loads that of
 * the sources it names.
 */
type SourceCode<Specs extends OptionSpecs> =
  | {
      readonly needs: "nothing";
      readonly read: (given: Given<Specs>, here: LocalReading) => Promise<readonly SourceResult[]>;
    }
  | {
      readonly needs: "aws";
      readonly read: (given: Given<Specs>, aws: Aws, reading: AwsReading) => Promise<readonly SourceResult[]>;
    }
  | {
      readonly needs: "function";
      /** Loads and parses while the function is being requested from AWS. */
      readonly prepare: (session: TemplateSession) => Promise<unknown>;
      readonly read: (given: Given<Specs>, session: TemplateSession, found: TemplateTarget) => Promise<readonly SourceResult[]>;
    };

/** What a source gets besides its requests. */
export interface AwsReading {
  readonly signal: AbortSignal;
  /** Returns whether the value of a name is needed: one that is not, and is named by itself, need not be fetched. */
  readonly wants: (name: string) => boolean;
  /**
   * Returns the first reply of `read` that shows no update of the function in progress.
   *
   * Errors: UNREADABLE if the variables are withheld, NOT_SETTLED, INTERRUPTED.
   */
  readonly readSettled: (read: (signal: AbortSignal) => Promise<FunctionSnapshot>) => Promise<ReadableSnapshot>;
}

/** The location of the role, and the function of a template. */
export interface GrantsContext {
  readonly home: Home;
  /** Without one it is the template's only function. */
  readonly logicalIds: readonly string[];
  readonly cwd: string;
  readonly signal: AbortSignal;
}

export interface SourceGrants {
  readonly grants: readonly Grant[];
  /** The variables that may need more, depending on what is deployed. */
  readonly undetermined?: readonly string[];
}

/** What a source of this machine may read. */
interface LocalReading {
  readonly cwd: string;
  readonly env: CallerEnvironment;
  readonly stdin: Stdin;
  readonly signal: AbortSignal;
}

/** Returns `source`, checked against the types of its own options. */
export function defineSource<const Specs extends OptionSpecs>(source: Source<Specs>): Source<Specs> {
  return source;
}
