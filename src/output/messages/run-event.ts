/** The events of a run, in words. */
import type { FleetEvent, Located, RunEvent, Selected, WaitingFor } from "../../core/run-event.ts";
import type { Target } from "../../core/target.ts";
import { sayChoice } from "./choice.ts";

/** A sentence for standard error: permanent, or until the next one replaces it, in forms of decreasing length. */
export type Saying =
  | { readonly as: "note" | "warning"; readonly text: string }
  | { readonly as: "progress"; readonly forms: readonly string[] };

/** Whose update it is, in a short form too, and what Ctrl-C does in the meantime. */
const WAITING: { readonly [Doing in WaitingFor]: readonly [text: string, short: string, interrupting: string] } = {
  others: ["another update is in progress, waiting for it", "waiting for another update", "Ctrl-C stops"],
  creation: ["the function is being created, waiting for it", "the function is being created", "Ctrl-C stops"],
  ours: ["update sent, waiting for Lambda", "update sent, waiting", "Ctrl-C stops after checking it"],
  version: ["version published, waiting for Lambda to prepare it", "version published, waiting", "Ctrl-C stops"],
};

/** Findings, and a run on many functions, have words and a file of their own. */
type Spoken = Exclude<RunEvent, FleetEvent | { readonly kind: "findings" | "target" | "targets" | "store" }>;

/** Returns the sentence for `event`. */
export function sayEvent(event: Spoken): Saying {
  switch (event.kind) {
    case "endpoint":
      return note(`requests go to ${event.url}, which is not AWS`);
    case "rules":
      return note(`${event.source}: ${event.count} ${event.count === 1 ? "rule" : "rules"}`);
    case "choice":
      return note(sayChoice(event));
    case "retry":
      return note(`retrying the request to ${event.host} (attempt ${event.attempt})`);
    case "samconfig":
      return note(`${event.source}: stack ${event.stackName}`);
    case "located":
      return note(sayLocated(event));
    case "selected":
      return note(saySelected(event));
    case "reading":
      return progress(
        `read ${event.done} of ${event.total} functions; Ctrl-C stops`,
        `read ${event.done} of ${event.total} functions`,
        `read ${event.done}/${event.total}`,
      );
    case "copied-from":
      return note(`values from function ${sayTarget(event.target)}`);
    case "connection":
      return note(
        `${event.source}: ${[
          ...(event.region === undefined ? [] : [`region ${event.region}`]),
          ...(event.profile === undefined ? [] : [`profile ${event.profile}`]),
        ].join(", ")}`,
      );
    case "store-writing":
      return progress(`writing ${event.name}${event.attempt === 1 ? "" : ` again (attempt ${event.attempt})`}`);
    case "store-stale":
      return note(`someone else changed ${event.name} after it was read; reading it again`);
    case "store-landed":
      return note(`${event.name} already has what was intended`);
    case "label-left":
      return warning(
        `the label ${event.label} could not be removed from version ${event.versionId} of ${event.name}; it does no harm`,
      );
    case "plan-without-fingerprints":
      return warning("the plan has no fingerprints, so it is not checked whether the sources still have the planned values");
    case "nothing-to-publish":
      return note(
        event.alias === undefined
          ? "nothing was written, so nothing is published"
          : `alias ${event.alias.name} already has these variables (version ${event.alias.version}), so nothing is published`,
      );
    case "waiting":
      return sayHowLong(event);
    case "no-lock":
      return warning(
        "the endpoint returns no revision id, so this update is not protected against changes by others at the same time",
      );
    case "writing":
      return sayWriting(event.attempt);
    case "busy":
      return note(sayWaiting("others"));
    case "stale":
      return note("someone else changed the function after it was read; reading it again");
    case "unanswered":
      return note(
        event.answer === undefined
          ? "no reply to the update; looking up whether it was applied"
          : `the update was answered with ${event.answer}; looking up whether it was applied`,
      );
    case "rebased":
      return note(`someone else changed ${event.names.join(", ")} meanwhile; that is kept`);
    case "landed":
      return note("the function already has what was intended");
    case "changed-since":
      return warning(`someone else changed ${event.names.join(", ")} after the update; that is kept`);
    case "finishing":
      return note("interrupted while the update was being sent; checking whether it was applied (another Ctrl-C stops at once)");
  }
}

function sayTarget({ functionName, account, region }: Target): string {
  return `${functionName}, account ${account}, region ${region}`;
}

/** Returns the sentence for a long wait in a log, where no line is replaced. */
export function sayWaiting(what: WaitingFor): string {
  return WAITING[what][0];
}

function sayHowLong({ for: what, waitedMs }: { readonly for: WaitingFor; readonly waitedMs: number }): Saying {
  const [text, short, interrupting] = WAITING[what];
  const time = `${Math.round(waitedMs / 1000)} s`;
  return progress(`${text}, ${time}; ${interrupting}`, `${text}, ${time}`, `${short}, ${time}`);
}

function sayWriting(attempt: number): Saying {
  const text = attempt === 1 ? "sending the update" : `sending the update again (attempt ${attempt})`;
  return progress(`${text}; ${WAITING.ours[2]}`, text);
}

/** Beyond this number, names are only counted. */
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

/** Returns which files name a stack, and which stack. */
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

function progress(...forms: readonly string[]): Saying {
  return { as: "progress", forms };
}
