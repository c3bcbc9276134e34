/** What happens during a run, in words. */
import type { FleetEvent, Located, RunEvent, Selected, WaitingFor } from "../../core/run-event.ts";
import type { Target } from "../../core/target.ts";
import { describeChoice } from "./choice.ts";

/** A sentence for standard error: for good, or until the next one takes its place. */
export interface Saying {
  readonly as: "note" | "warning" | "progress";
  readonly text: string;
}

const WAITING: { readonly [Doing in WaitingFor]: string } = {
  others: "an update of the function is in progress, waiting for it to end",
  creation: "the function is being created, waiting for that to end",
  ours: "the update was sent, waiting for Lambda to apply it",
  version: "the version is published, waiting for Lambda to prepare it",
};

/** Findings, and a run on many functions, have words and a place of their own. */
type Spoken = Exclude<RunEvent, FleetEvent | { readonly kind: "findings" | "target" | "targets" }>;

/** Returns what is said of `event`. */
export function sayEvent(event: Spoken): Saying {
  switch (event.kind) {
    case "endpoint":
      return note(`requests go to ${event.url}, which is not AWS`);
    case "choice":
      return note(`variables: ${describeChoice(event) ?? "all"}; the others are left alone`);
    case "retry":
      return note(`retrying the request to ${event.host} (attempt ${event.attempt})`);
    case "samconfig":
      return note(`${event.source}: stack ${event.stackName}`);
    case "located":
      return note(sayLocated(event));
    case "selected":
      return note(saySelected(event));
    case "reading":
      return progress(`read ${event.done} of ${event.total} functions`);
    case "copied-from":
      return note(`values from function ${sayTarget(event.target)}`);
    case "plan-without-fingerprints":
      return warning("the plan has no fingerprints: whether the sources' values are those of the plan is not checked");
    case "nothing-to-publish":
      return note(
        event.alias === undefined
          ? "nothing was written, so nothing is published"
          : `alias ${event.alias.name} has these variables already, by version ${event.alias.version}: nothing is published`,
      );
    case "waiting":
      return progress(`${sayWaiting(event.for)}, ${Math.round(event.waitedMs / 1000)} s`);
    case "no-lock":
      return warning("the endpoint gives no revision id: this update goes without the lock against lost updates");
    case "writing":
      return progress(event.attempt === 1 ? "writing" : `writing, try ${event.attempt}`);
    case "busy":
      return note("another update is in progress, waiting for it");
    case "stale":
      return note("someone else changed the function since it was read, reading it again");
    case "unanswered":
      return note(
        event.answer === undefined
          ? "no reply to the request, looking up whether it arrived"
          : `the request was answered with ${event.answer}, looking up whether it was carried out`,
      );
    case "rebased":
      return note(`someone else changed ${event.names.join(", ")} meanwhile; that is kept`);
    case "landed":
      return note("the function already has what was intended");
    case "changed-since":
      return warning(`someone else changed ${event.names.join(", ")} after the update; that is kept`);
    case "finishing":
      return note("interrupted while the update was on its way; checking what became of it");
  }
}

function sayTarget({ functionName, account, region }: Target): string {
  return `${functionName}, account ${account}, region ${region}`;
}

/** Returns what is said of a wait that is long enough to be told for good. */
export function sayWaiting(what: WaitingFor): string {
  return WAITING[what];
}

/** More names than this are counted. */
const MAX_NAMES = 20;

function saySelected({ names, by, stackName, template, samconfig }: Selected): string {
  const left = names.length - MAX_NAMES;
  const list = `${names.slice(0, MAX_NAMES).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
  const count = `${names.length} ${names.length === 1 ? "function" : "functions"}`;
  const selected = `selected ${count}${by.length === 0 ? "" : ` by ${by.join(", ")}`}: ${list}`;
  return stackName === undefined ? selected : `${sayProject({ stackName, template, samconfig })}${selected}`;
}

function sayLocated({ logicalId, ...project }: Located): string {
  return `${sayProject(project)}function ${logicalId}`;
}

/** Returns which files lead to a stack, and to which. */
function sayProject({
  stackName,
  template,
  samconfig,
}: {
  readonly stackName: string;
  readonly template?: string | undefined;
  readonly samconfig?: Located["samconfig"] | undefined;
}): string {
  const parts = [
    `stack ${stackName}`,
    ...(samconfig?.region === undefined ? [] : [`region ${samconfig.region}`]),
    ...(samconfig?.profile === undefined ? [] : [`profile ${samconfig.profile}`]),
  ];
  const from = samconfig === undefined ? "" : `${samconfig.source}: `;
  return `${from}${parts.join(", ")}; ${template === undefined ? "" : `${template}: `}`;
}

function note(text: string): Saying {
  return { as: "note", text };
}

function warning(text: string): Saying {
  return { as: "warning", text };
}

function progress(text: string): Saying {
  return { as: "progress", text };
}
