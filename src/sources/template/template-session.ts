/** What a template is read with: the run, and one of its functions. */
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
    /** Present where several functions are selected. */
    readonly selection: object | undefined;
    readonly template: string | undefined;
    readonly samconfig: SamProject | undefined;
  };
  readonly template: Lazy<Template | undefined>;
  readonly stack: Lazy<KnownStack>;
  /** The template that `sam build` made, where the project has one that can be read. */
  readonly built: Lazy<Template | undefined>;
  /** What several functions share of what their values depend on, read. */
  readonly known?: Gathered;
  /** Parameters that the next deployment is given. */
  readonly overrides: () => Promise<ReadonlyMap<string, string>>;
  readonly surroundings: { readonly cwd: string; readonly signal: AbortSignal };
}

/** The function that the template is read for. */
export interface TemplateTarget {
  /** As it is shown, with the version or the alias that is read. */
  readonly target: { readonly functionName: string };
  /** The name alone. */
  readonly snapshot: { readonly functionName: string };
  /** Where it was found by its stack, its logical id. */
  readonly logicalId?: string;
}
