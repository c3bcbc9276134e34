/** The input for reading a template: the run, and one of its functions. */
import type { Aws } from "../../aws/connection/clients.ts";
import type { Lazy } from "../../core/lazy.ts";
import type { Template } from "../../template/template.ts";
import type { SamProject } from "../project/samconfig.ts";
import type { KnownStack } from "../stack/known-stack.ts";
import type { Gathered } from "../stack/template-facts.ts";

/** What the template's values may depend on, each read when it is first needed. */
export interface TemplateSession {
  readonly aws: Aws;
  readonly project: {
    readonly functionName: string | undefined;
    readonly logicalId: string | undefined;
    /** Present if several functions are selected. */
    readonly selection: object | undefined;
    readonly template: string | undefined;
    readonly samconfig: SamProject | undefined;
  };
  readonly template: Lazy<Template | undefined>;
  readonly stack: Lazy<KnownStack>;
  /** The template that `sam build` wrote, if the project has one that can be read. */
  readonly built: Lazy<Template | undefined>;
  /** The facts that the values of several functions share, already read. */
  readonly known?: Gathered;
  /** Returns whether the value of a name is needed; if absent, all are. */
  readonly wants?: (name: string) => boolean;
  /** Parameters for the next deployment. */
  readonly overrides: () => Promise<ReadonlyMap<string, string>>;
  readonly surroundings: { readonly cwd: string; readonly signal: AbortSignal };
}

/** The function that the template is read for. */
export interface TemplateTarget {
  /** As it is shown, with the version or the alias that is read. */
  readonly target: { readonly functionName: string };
  /** The name alone. */
  readonly snapshot: { readonly functionName: string };
  /** The logical id by which it was found in its stack. */
  readonly logicalId?: string;
}
