/** The session of a run: its request, the connection to AWS, and the template and the stack, each read when it is first needed. */
import { type Aws, connect } from "../aws/connection/clients.ts";
import { makeFinding } from "../core/finding.ts";
import { type Lazy, lazy } from "../core/lazy.ts";
import { type Finding, LambdaEnvError } from "../errors.ts";
import { type KnownStack, NO_STACK } from "../sources/stack/known-stack.ts";
import type { Known } from "../template/evaluate/facts.ts";
import type { Template } from "../template/template.ts";
import { type Project, readProject, readSam } from "./project.ts";
import type { TargetRequest } from "./request.ts";
import type { Surroundings } from "./surroundings.ts";

export interface Session<Request extends TargetRequest = TargetRequest> {
  readonly request: Request;
  readonly surroundings: Surroundings;
  readonly project: Project;
  readonly aws: Aws;
  readonly template: Lazy<Template | undefined>;
  readonly stack: Lazy<KnownStack>;
  /** The template that `sam build` wrote, if the project has one that can be read. */
  readonly built: Lazy<Template | undefined>;
  /** The deployed template, after its transforms. */
  readonly processed: Lazy<Known<Template>>;
  /** Parameters for the next deployment. */
  readonly overrides: () => Promise<ReadonlyMap<string, string>>;
}

/** A user with little patience still waits for a slow connection. */
const SHORTEST_PATIENCE_MS = 1000;

/** Returns the session; nothing has been requested yet but the caller's account, if a stage names one. Errors: those of `readProject` and of `assertAccount`. */
export async function openSession<Request extends TargetRequest>(
  request: Request,
  surroundings: Surroundings,
): Promise<Session<Request>> {
  const project = await readProject(request, surroundings);
  const { region, profile, stackName } = project;
  const { notify, allow, env, cwd, early } = surroundings;
  allow(
    [region, stackName].filter((text) => text !== undefined),
    "parts",
  );
  const aws = connect({
    region,
    profile,
    endpointUrl: request["endpoint-url"],
    env,
    cwd,
    early,
    patienceMs: request.timeout === undefined ? undefined : Math.max(SHORTEST_PATIENCE_MS, request.timeout * 1000),
    onEndpoint: (url) => {
      allow([url], "parts");
      notify({ kind: "endpoint", url });
    },
    askMfaCode: surroundings.askMfaCode,
    onRetry: (host, attempt) => notify({ kind: "retry", host, attempt }),
  });
  if (surroundings.stage?.account !== undefined) {
    const { assertAccount } = await import("./stage/account.ts");
    await assertAccount(aws, surroundings, { ...request, profile });
  }
  // A named function does not need a samconfig file, unless a value of the template needs the stack, or the name is a logical id.
  const beside = lazy(async () => {
    const isWanted = project.samconfig === undefined && project.stackName === undefined;
    const sam = isWanted ? await readSam(request, surroundings) : undefined;
    if (sam?.stackName !== undefined) notify({ kind: "samconfig", source: sam.source, stackName: sam.stackName });
    return sam;
  });
  const stack = lazy(async () => {
    const sam = project.samconfig ?? (await beside.get());
    const name = project.stackName ?? sam?.stackName;
    const samconfig = request.stack === undefined ? sam?.source : undefined;
    return name === undefined ? NO_STACK : readKnownStack(name, { aws, samconfig }, surroundings);
  });
  return {
    request,
    surroundings,
    project,
    aws,
    template: lazy(() => readProjectTemplate(project, surroundings)),
    stack,
    built: lazy(async () => {
      if (project.samconfig === undefined || project.template === undefined) return undefined;
      const { readBuiltTemplate } = await import("../sources/stack/built-template.ts");
      return readBuiltTemplate(project.template, surroundings);
    }),
    processed: lazy(async () => {
      const { readProcessed } = await import("../sources/stack/template-facts.ts");
      return readProcessed({ aws, stack: stack.get, signal: surroundings.signal });
    }),
    overrides: async () => (await beside.get())?.parameterOverrides ?? project.overrides,
  };
}

/** Returns the findings about the stack, if it was read; afterwards they count as reported. */
export async function stackFindings({ stack }: Pick<Session, "stack">): Promise<readonly Finding[]> {
  const known = stack.wasAsked() ? await stack.get() : NO_STACK;
  return "value" in known ? known.findings : [];
}

/** Errors: CONFLICT while a deployment of the stack is in progress, if the stack was read: it may write the variables after us. */
export async function assertStackIsStill({ stack }: Pick<Session, "stack">): Promise<void> {
  if (!stack.wasAsked()) return;
  const known = await stack.get();
  if ("unavailable" in known) return;
  const { conditionOf } = await import("../sources/stack/stack.ts");
  if (conditionOf(known.value) !== "changing") return;
  const { name, status } = known.value;
  throw new LambdaEnvError("CONFLICT", `stack ${name} is being changed by a deployment (${status}); nothing was written`, {
    hint: "run the same command again when it has finished",
  });
}

async function readProjectTemplate({ template }: Project, { cwd, signal }: Surroundings): Promise<Template | undefined> {
  if (template === undefined) return undefined;
  const { readTemplateFile } = await import("../sources/template/template-file.ts");
  return readTemplateFile(template, { cwd, signal });
}

/**
 * Reads the stack, which the samconfig file or the user named. If it may not be read, live values are kept; a stack the user named
 * that does not exist is an error.
 */
async function readKnownStack(
  name: string,
  { aws, samconfig }: { readonly aws: Aws; readonly samconfig: string | undefined },
  { signal, notify }: Surroundings,
): Promise<KnownStack> {
  const [{ readStack, conditionOf }, { attempt }] = await Promise.all([
    import("../sources/stack/stack.ts"),
    import("../sources/stack/known.ts"),
  ]);
  const stack = await attempt(() => readStack(aws, name, { signal }));
  if ("unavailable" in stack) {
    if (stack.error.code !== "STACK_NOT_FOUND") return stack;
    if (samconfig === undefined) {
      const { withNearStacks } = await import("../sources/stack/near-stacks.ts");
      throw await withNearStacks(stack.error, name, aws, signal);
    }
    const { code, message, cause } = stack.error;
    const hint = `${samconfig} names it: sam deploy, or check --config-env, --region and --profile`;
    return { ...stack, error: new LambdaEnvError(code, message, { hint, cause }) };
  }
  const condition = conditionOf(stack.value);
  const about = { stack: name, status: stack.value.status };
  const code = condition === "changing" ? "STACK_CHANGING" : "STACK_TROUBLED";
  const findings = condition === "settled" ? [] : [makeFinding(code, "warning", about)];
  notify({ kind: "findings", findings });
  return { ...stack, findings };
}
