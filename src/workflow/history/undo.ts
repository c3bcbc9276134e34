/** The plan that restores an earlier set of a function's variables. */
import { getFunctionConfiguration } from "../../aws/function.ts";
import { makeWayBack, makeWayTo, type WayBack } from "../../core/history/undo.ts";
import { type NameChoice, nameChooser, selectValues } from "../../core/select.ts";
import { type LayerEntry, makeLayer } from "../../core/variables.ts";
import { LambdaEnvError } from "../../errors.ts";
import { planGiven } from "../change/plan-given.ts";
import type { PlannedTarget } from "../change/plan-target.ts";
import type { FoundFunction } from "../find/open.ts";
import type { ChangeRequest } from "../request.ts";
import type { Session } from "../session.ts";
import { fingerprinterOf, readStored, type StoredVersion } from "./history-store.ts";

/** A stored set, as `history` shows it. */
const STORED = /^h[1-9]\d*$/;

interface Undo extends WayBack {
  /** What is restored, as the user knows it. */
  readonly source: string;
}

/**
 * Returns the plan that restores `id`: a stored set (`h7`), a published version or an alias; without one, the latest stored set
 * that differs.
 *
 * Errors: USAGE for an id that does not exist; CONFLICT if others have changed the same names since; UNREADABLE.
 */
export async function planUndo(
  session: Session<ChangeRequest>,
  found: FoundFunction,
  id: string | undefined,
): Promise<PlannedTarget> {
  const way = id === undefined || STORED.test(id) ? await toStored(session, found, id) : await toVersion(session, found, id);
  const { source, restored, removed, conflicts } = chosen(way, session.request);
  if (conflicts.length > 0) {
    const names = conflicts.join(", ");
    throw new LambdaEnvError("CONFLICT", `someone else has changed ${names} since lambda-env wrote it; nothing was written`, {
      hint: `to leave theirs as it is: ${conflicts.map((name) => `--except ${name}`).join(" ")}`,
    });
  }
  const entries = [...restored].map(
    ([name, value]): LayerEntry => ({ kind: "value", name, value, sensitive: true, origin: { layer: "history", source } }),
  );
  const layers = entries.length === 0 ? [] : [makeLayer("history", source, entries)];
  // They were live before, so their form is no reason to refuse them now.
  return planGiven(session, found, { sources: { layers, findings: [] }, removed, literal: [...restored.keys()] });
}

async function toStored(
  { request, aws, surroundings }: Session<ChangeRequest>,
  { target, snapshot }: FoundFunction,
  id: string | undefined,
): Promise<Undo> {
  const path = request.history;
  if (path === undefined) {
    throw new LambdaEnvError("USAGE", "undo needs the history that lambda-env stored, or a published version", {
      hint: "--history PATH, as in the runs that wrote; or a version that lambda-env history shows",
    });
  }
  const stored = await readStored(aws, path, target, surroundings);
  for (const { set } of stored) surroundings.guard(set.before.values(), "live");
  const live = snapshot.environment.variables;
  const wayTo = (index: number): WayBack =>
    makeWayBack(
      stored.slice(index).map(({ set }) => set),
      live,
      fingerprinterOf(target),
    );
  const at = id === undefined ? latestDifferent(stored, wayTo) : stored.findIndex((one) => one.id === id);
  const to = stored[at];
  if (to !== undefined) return { ...wayTo(at), source: `history ${to.id}` };
  throw new LambdaEnvError(
    "USAGE",
    id === undefined ? "the history of this function is empty" : `the history does not contain ${id}`,
    {
      hint: `lambda-env history -f ${target.functionName} --history ${path}`,
    },
  );
}

/** Skips sets that nothing differs from: those of a write that failed, or was already undone. */
function latestDifferent(stored: readonly StoredVersion[], wayTo: (index: number) => WayBack): number {
  const differs = ({ restored, removed, conflicts }: WayBack): boolean => restored.size + removed.length + conflicts.length > 0;
  const index = stored.findLastIndex((_, at) => differs(wayTo(at)));
  return index === -1 ? stored.length - 1 : index;
}

async function toVersion(
  { aws, surroundings }: Session<ChangeRequest>,
  { target, opened, snapshot }: FoundFunction,
  qualifier: string,
): Promise<Undo> {
  const { signal, guard } = surroundings;
  const version = await getFunctionConfiguration(aws, opened.id, { qualifier, signal });
  if (version.environment.kind !== "readable") {
    throw new LambdaEnvError(
      "UNREADABLE",
      `the variables of ${target.functionName}:${qualifier} cannot be decrypted; nothing was written`,
      {
        hint: `the role needs ${version.environment.action ?? "kms:Decrypt"} on the key that encrypts them`,
      },
    );
  }
  const { variables } = version.environment;
  guard(variables.values(), "live");
  return { ...makeWayTo(variables, snapshot.environment.variables), source: `${target.functionName}:${qualifier}` };
}

/** Returns what `--only` and `--except` leave of it. */
function chosen({ restored, removed, conflicts, ...way }: Undo, choice: NameChoice): Undo {
  const chooses = nameChooser(choice);
  return {
    ...way,
    restored: selectValues(restored, choice),
    removed: removed.filter(chooses),
    conflicts: conflicts.filter(chooses),
  };
}
