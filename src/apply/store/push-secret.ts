/**
 * The write protocol of a secret: stage the new version under a label of our own, make it current only if the version that was
 * read still is, read it back. `PutSecretValue` alone would replace whatever others wrote in the meantime.
 */
import { assertNothingLost } from "../../core/plan/invariant.ts";
import { ownNames, type Plan } from "../../core/plan/plan.ts";
import { rebasePlan } from "../../core/plan/rebase.ts";
import type { ApplyEvent } from "../../core/run-event.ts";
import type { SecretState, StoreEvent } from "../../core/store/store.ts";
import { LambdaEnvError } from "../../errors.ts";
import { withGrace } from "../grace.ts";
import type { Clock } from "../port.ts";
import { pauseMs } from "../settle.ts";
import { findDeviations } from "../verify.ts";
import type { SecretForm, SecretPort } from "./store-port.ts";

/** How many writes may lose a race before we give up. */
const MAX_TRIES = 5;

export interface PushOptions {
  /** The name of the secret, for messages. */
  readonly name: string;
  readonly form: SecretForm;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent: (event: StoreEvent | ApplyEvent) => void;
  /** Returns an id for a new version: 32 to 64 letters, digits and hyphens. */
  readonly newVersionId: () => string;
  /** Throws if the plan, or the text that it comes to, must not be written. Called before each write. */
  readonly check: (plan: Plan, text: string) => void;
}

export interface Pushed {
  /** What was written: the given plan, or that plan on top of what others changed in the meantime. */
  readonly plan: Plan;
  /** The state that verified it. */
  readonly state: SecretState;
  /** How many versions were stored. */
  readonly attempts: number;
}

interface PushAttempt {
  readonly plan: Plan;
  readonly base: SecretState;
  readonly count: number;
}

type PushStep = { readonly kind: "done"; readonly pushed: Pushed } | { readonly kind: "again"; readonly attempt: PushAttempt };

/**
 * Writes `plan`, which was made from `base`, and returns once the secret was read back and has the intended values.
 *
 * Errors: CONFLICT if others changed a name of ours, OVERWRITTEN if they did so right after, NOT_VERIFIED, UNAVAILABLE,
 * INTERRUPTED; what `options.check` and the form throw; and what the port throws.
 */
export async function pushSecret(port: SecretPort, plan: Plan, base: SecretState, options: PushOptions): Promise<Pushed> {
  const original = plan;
  let attempt: PushAttempt = { plan, base, count: 0 };
  for (;;) {
    if (options.signal.aborted) throw new LambdaEnvError("INTERRUPTED", "interrupted; nothing was written");
    if (attempt.count >= MAX_TRIES) throw giveUp(options.name);
    const { count } = attempt;
    if (count > 0) await options.clock.sleep(pauseMs(count - 1), options.signal);
    const step = await takePushStep(port, original, { ...attempt, count: count + 1 }, options);
    if (step.kind === "done" && options.signal.aborted) {
      throw new LambdaEnvError("INTERRUPTED", `interrupted; the new version of ${options.name} was written and verified`);
    }
    if (step.kind === "done") return step.pushed;
    attempt = step.attempt;
  }
}

async function takePushStep(port: SecretPort, original: Plan, attempt: PushAttempt, options: PushOptions): Promise<PushStep> {
  const { plan, base, count } = attempt;
  const { name } = options;
  const text = options.form.edit(base.text, plan);
  // The very text that is sent, read as every reader will.
  assertNothingLost(plan, Object.fromEntries(options.form.read(text)));
  options.check(plan, text);
  const versionId = options.newVersionId();
  options.onEvent({ kind: "store-writing", name, attempt: count });
  return withGrace(options, async (signal): Promise<PushStep> => {
    const isCurrent = base.exists
      ? await stageAndPromote(port, { versionId, text, from: base.versionId }, { ...options, signal })
      : await createFirst(port, { versionId, text }, { ...options, signal });
    const live = await readBack(port, isCurrent, { ...options, signal });
    if (isCurrent) return { kind: "done", pushed: confirmPush(attempt, versionId, live, options) };
    options.onEvent({ kind: "store-stale", name });
    if (base.exists && live.versionId === base.versionId) throw notPromoted(name);
    return reconsiderPush(original, attempt, live, options);
  });
}

/** Stores the version, and returns whether it is current now. Whatever happens, our label is removed again. */
async function stageAndPromote(
  port: SecretPort,
  { versionId, text, from }: { readonly versionId: string; readonly text: string; readonly from: string | undefined },
  { name, signal, onEvent }: PushOptions,
): Promise<boolean> {
  const label = `lambda-env-${versionId.slice(0, 8)}`;
  const unlabel = async (): Promise<void> => {
    await port.unlabel({ versionId, label }, signal).catch(() => onEvent({ kind: "label-left", name, label, versionId }));
  };
  await port.stage({ versionId, text, label }, signal).catch((error: unknown) => {
    throw stillAsBefore(error, name);
  });
  try {
    if ((await port.promote({ to: versionId, from }, signal)) === "moved") return true;
    // The reply to an earlier attempt of the same request may have been lost.
    return (await port.read(signal)).versionId === versionId;
  } catch (error) {
    const current = await port.read(signal).catch(() => undefined);
    if (current?.versionId === versionId) return true;
    throw current === undefined ? notKnown(error, name, versionId) : stillAsBefore(error, name);
  } finally {
    await unlabel();
  }
}

/** Creates the secret, and returns whether the version is its current one: the reply to an earlier attempt may have been lost. */
async function createFirst(
  port: SecretPort,
  version: { readonly versionId: string; readonly text: string },
  { name, signal }: PushOptions,
): Promise<boolean> {
  const isOurs = (state: SecretState): boolean => state.versionId === version.versionId;
  try {
    return (await port.create(version, signal)) === "created" || isOurs(await port.read(signal));
  } catch (error) {
    const current = await port.read(signal).catch(() => undefined);
    if (current !== undefined && isOurs(current)) return true;
    if (!(error instanceof LambdaEnvError)) throw error;
    const { code, message, hint = AGAIN_HINT, cause } = error;
    const state = current === undefined ? `it is not known whether secret ${name} was created` : `secret ${name} was not written`;
    throw new LambdaEnvError(code, `${message}; ${state}`, { hint, cause });
  }
}

async function readBack(port: SecretPort, isCurrent: boolean, { name, signal }: PushOptions): Promise<SecretState> {
  try {
    return await port.read(signal);
  } catch (error) {
    if (!isCurrent || !(error instanceof LambdaEnvError)) throw error;
    throw new LambdaEnvError("NOT_VERIFIED", `${name} was written but not verified: ${error.message}`, {
      hint: AGAIN_HINT,
      cause: error,
    });
  }
}

/** Returns the result after our version became current. What others wrote on top of it since then is compared name by name. */
function confirmPush({ plan, count }: PushAttempt, versionId: string, live: SecretState, options: PushOptions): Pushed {
  const { ours, others } = findDeviations(plan, ownNames(plan), live.values);
  if (ours.length > 0 && live.versionId === versionId) {
    throw new LambdaEnvError("NOT_VERIFIED", `${options.name} was written, but differs from what was sent: ${ours.join(", ")}`, {
      hint: AGAIN_HINT,
    });
  }
  if (ours.length > 0) {
    throw new LambdaEnvError(
      "OVERWRITTEN",
      `${options.name} was written as version ${versionId}, and someone else changed ${ours.join(", ")} right after; what they wrote is current`,
      { hint: `what was written can still be read: --secret ${options.name}:::${versionId}` },
    );
  }
  if (others.length > 0) options.onEvent({ kind: "changed-since", names: others });
  return { plan, state: live, attempts: count };
}

/** Decides by what is current now, after our version did not become it. */
function reconsiderPush(original: Plan, attempt: PushAttempt, live: SecretState, options: PushOptions): PushStep {
  const { name } = options;
  const rebased = rebasePlan(original, live.values);
  switch (rebased.kind) {
    case "conflict":
      throw new LambdaEnvError(
        "CONFLICT",
        `someone else changed ${rebased.names.join(", ")} of ${name} in the meantime; their change is kept, and nothing was written`,
        { hint: "run the same command again with --dry-run to see what differs" },
      );
    case "landed":
      options.onEvent({ kind: "store-landed", name });
      return { kind: "done", pushed: { plan: { ...attempt.plan, current: live.values }, state: live, attempts: attempt.count } };
    case "plan": {
      const { ours, others } = findDeviations({ ...attempt.plan, desired: attempt.plan.current }, new Set(), live.values);
      const names = [...ours, ...others];
      if (names.length > 0) options.onEvent({ kind: "rebased", names });
      return { kind: "again", attempt: { ...attempt, plan: rebased.plan, base: live } };
    }
  }
}

const AGAIN_HINT = "run the same command again: it reads first, and writes nothing if the values are there";

function stillAsBefore(error: unknown, name: string): unknown {
  if (!(error instanceof LambdaEnvError)) return error;
  const { code, message, hint, cause } = error;
  return new LambdaEnvError(code, `${message}; the current version of ${name} is as before`, {
    ...(hint === undefined ? {} : { hint }),
    cause,
  });
}

function notKnown(error: unknown, name: string, versionId: string): unknown {
  if (!(error instanceof LambdaEnvError)) return error;
  return new LambdaEnvError(error.code, `${error.message}; version ${versionId} of ${name} may be current now`, {
    hint: AGAIN_HINT,
    cause: error,
  });
}

function notPromoted(name: string): LambdaEnvError {
  return new LambdaEnvError("AWS_ERROR", `Secrets Manager refuses to make the new version of ${name} current; it is as before`, {
    hint: `look at its versions: aws secretsmanager list-secret-version-ids --secret-id ${name}`,
  });
}

function giveUp(name: string): LambdaEnvError {
  return new LambdaEnvError(
    "CONFLICT",
    `${name} kept being changed by others, ${MAX_TRIES} times in a row; nothing was written`,
    {
      hint: "run the same command again when the other writers are done",
    },
  );
}
