/** What a command works with: the project, the way to AWS, and the template and the stack, each read when it is first needed. */
import { type Aws, connect } from "../aws/connection/clients.ts";
import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import { makeFinding } from "../core/finding.ts";
import { type Lazy, lazy } from "../core/lazy.ts";
import { type Finding, LambdaEnvError } from "../errors.ts";
import type { Stack } from "../sources/stack/stack.ts";
import type { Template } from "../template/template.ts";
import { type Project, readProject, readSam } from "./project.ts";

export interface Scene {
  readonly project: Project;
  readonly aws: Aws;
  readonly template: Lazy<Template | undefined>;
  readonly stack: Lazy<KnownStack>;
  /** Parameters that the next deployment is given. */
  readonly overrides: () => Promise<ReadonlyMap<string, string>>;
}

export type KnownStack =
  | { readonly value: Stack; readonly findings: readonly Finding[] }
  | { readonly unavailable: string; readonly error?: LambdaEnvError };

/** Why there is no stack where nothing names one. */
export const NO_STACK: KnownStack = { unavailable: "it needs the stack that the template is deployed to" };

/** Returns the scene; nothing has been requested yet. Errors: those of `readProject`. */
export async function openScene(options: Options, context: Context): Promise<Scene> {
  const { reporter, env } = context;
  const project = await readProject(options, context);
  const { region, stackName } = project;
  reporter.allow(
    [region, stackName].filter((text) => text !== undefined),
    "parts",
  );
  const aws = connect({
    region: project.region,
    profile: project.profile,
    endpointUrl: options["endpoint-url"],
    env,
    patienceMs: options.timeout === undefined ? undefined : options.timeout * 1000,
    onEndpoint: (url) => {
      reporter.allow([url], "parts");
      reporter.note(`requests go to ${url}, which is not AWS`);
    },
    onRetry: (host, attempt) => reporter.note(`retrying the request to ${host} (attempt ${attempt})`),
  });
  // A function that is named needs no samconfig file, until a value of the template needs the stack, or the name is a logical id.
  const beside = lazy(async () => {
    const isWanted = project.samconfig === undefined && project.stackName === undefined;
    const sam = isWanted ? await readSam(options, context) : undefined;
    if (sam?.stackName !== undefined) reporter.note(`${sam.source}: stack ${sam.stackName}`);
    return sam;
  });
  return {
    project,
    aws,
    template: lazy(() => readProjectTemplate(project, context)),
    stack: lazy(async () => {
      const name = project.stackName ?? (await beside.get())?.stackName;
      return name === undefined ? NO_STACK : readKnownStack(name, { aws, isTyped: options.stack !== undefined }, context);
    }),
    overrides: async () => (await beside.get())?.parameterOverrides ?? project.overrides,
  };
}

/** Returns what there is to tell of the stack, as far as it was read; it has been told on stderr. */
export async function stackFindings({ stack }: Pick<Scene, "stack">): Promise<readonly Finding[]> {
  const known = stack.wasAsked() ? await stack.get() : NO_STACK;
  return "value" in known ? known.findings : [];
}

/** Errors: CONFLICT while a deployment of the stack is under way, as far as the stack was read: it may write the variables after us. */
export async function assertStackIsStill({ stack }: Pick<Scene, "stack">): Promise<void> {
  if (!stack.wasAsked()) return;
  const known = await stack.get();
  if ("unavailable" in known) return;
  const { conditionOf } = await import("../sources/stack/stack.ts");
  if (conditionOf(known.value) !== "changing") return;
  const { name, status } = known.value;
  throw new LambdaEnvError("CONFLICT", `stack ${name} is being changed by a deployment (${status}); nothing was written`, {
    hint: "run the same command again when it is through",
  });
}

async function readProjectTemplate({ template }: Project, context: Context): Promise<Template | undefined> {
  if (template === undefined) return undefined;
  const { readTemplateFile } = await import("../sources/template.ts");
  return readTemplateFile(template, context);
}

/** A stack that may not be read leaves values as they are; one that was typed and is not there is a mistake. */
async function readKnownStack(
  name: string,
  { aws, isTyped }: { readonly aws: Aws; readonly isTyped: boolean },
  { signal, reporter }: Context,
): Promise<KnownStack> {
  const [{ readStack, conditionOf }, { attempt }] = await Promise.all([
    import("../sources/stack/stack.ts"),
    import("../sources/stack/known.ts"),
  ]);
  const stack = await attempt(() => readStack(aws, name, { signal }));
  if ("unavailable" in stack) {
    if (isTyped && stack.error.code === "STACK_NOT_FOUND") throw stack.error;
    return stack;
  }
  const condition = conditionOf(stack.value);
  const about = { stack: name, status: stack.value.status };
  const code = condition === "changing" ? "STACK_CHANGING" : "STACK_TROUBLED";
  const findings = condition === "settled" ? [] : [makeFinding(code, "warning", about)];
  reporter.findings(findings);
  return { ...stack, findings };
}
