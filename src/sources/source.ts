/** What a source is: light data, which help and usage errors load too, and the way to the code that reads it. */
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

/** What every source gives: one layer, and what there is to tell of it. */
export interface SourceResult {
  readonly layer: Layer;
  readonly findings: readonly Finding[];
  /** Whether it came through a pipe, whose other end may have failed. */
  readonly isPipe?: boolean;
  /** The function that the values are copied from, where they are a function's. */
  readonly copiedFrom?: Target;
  /** How the values came about, where they had to be worked out. */
  readonly evaluated?: EvaluatedTemplate;
}

/** The caller's environment. */
export type CallerEnvironment = Readonly<Record<string, string | undefined>>;

/** How standard input is named to the user, as a source. */
export const STDIN_SOURCE = "stdin";

/** A kind of source with the options `Specs`. Its name in the registry is that of its layers. */
export type Source<Specs extends OptionSpecs = OptionSpecs> = SourceFacts<Specs> & SourceCode<Specs>;

/** What the user gave: the options of the source, and the words beside options. */
export type Given<Specs extends OptionSpecs> = OptionValues<Specs> & { readonly words: readonly string[] };

interface SourceFacts<Specs extends OptionSpecs> {
  /** As help calls it. */
  readonly name: string;
  readonly options: Specs;
  /** Whether a run names it. */
  readonly isNamed: (given: Given<Specs>) => boolean;
  /** What it is where it defines nothing and nothing is pruned; it is never empty when absent. */
  readonly whenEmpty?: Severity;
  /** What it reads standard input for, where it does: only one source can. */
  readonly takesStdin?: (given: Given<Specs>) => string | undefined;
  /** What a role needs to read it; absent where it takes no rights. It asks AWS nothing. */
  readonly grants?: (given: Given<Specs>, context: GrantsContext) => Promise<SourceGrants>;
}

/**
 * How it is read, and what that needs: nothing but this machine, so that bad input never costs a request; AWS, so that it is read once, beside
 * the functions; or the function, so that it is read for each. Code is behind an `import()`: a run loads that of the sources it names.
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
      /** Loads and parses while AWS is asked for the function. */
      readonly prepare: (session: TemplateSession) => Promise<unknown>;
      readonly read: (given: Given<Specs>, session: TemplateSession, found: TemplateTarget) => Promise<readonly SourceResult[]>;
    };

/** What a source has beside its requests. */
export interface AwsReading {
  readonly signal: AbortSignal;
  /**
   * Returns the first reply of `read` that shows no update of the function in progress.
   *
   * Errors: UNREADABLE where the variables are withheld, NOT_SETTLED, INTERRUPTED.
   */
  readonly readSettled: (read: (signal: AbortSignal) => Promise<FunctionSnapshot>) => Promise<ReadableSnapshot>;
}

/** Where the role is, and for which function of a template. */
export interface GrantsContext {
  readonly home: Home;
  /** Without one it is the template's only function. */
  readonly logicalIds: readonly string[];
  readonly cwd: string;
  readonly signal: AbortSignal;
}

export interface SourceGrants {
  readonly grants: readonly Grant[];
  /** The variables that may take more, depending on what is deployed. */
  readonly untold?: readonly string[];
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
