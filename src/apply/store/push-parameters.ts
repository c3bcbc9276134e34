/**
 * The write protocol of parameters: one after the other, each compared with what was read before it is written, and its version
 * number afterwards. Parameter Store has no conditional write and no transaction.
 */
import { type Change, ownNames, type Plan } from "../../core/plan/plan.ts";
import type { ApplyEvent } from "../../core/run-event.ts";
import type { StoreEvent } from "../../core/store/store.ts";
import { LambdaEnvError } from "../../errors.ts";
import { withGrace } from "../grace.ts";
import type { Clock } from "../port.ts";
import { findDeviations } from "../verify.ts";
import type { ParameterPort } from "./store-port.ts";

export interface PushParametersOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent: (event: StoreEvent | ApplyEvent) => void;
  /** Returns the full name of the parameter of a variable. */
  readonly fullName: (name: string) => string;
}

/**
 * Writes `plan`, and returns once the parameters were read back and have the intended values.
 *
 * It stops at the first parameter that fails; the error says which ones were written, and which ones were not.
 * Errors: CONFLICT if others changed one of ours before, OVERWRITTEN if a write of ours replaced theirs, or theirs ours,
 * NOT_VERIFIED, INTERRUPTED; and what the port throws.
 */
export async function pushParameters(port: ParameterPort, plan: Plan, options: PushParametersOptions): Promise<void> {
  // What is removed cannot be read any more, so that comes last.
  const changes = [...plan.changes].sort((a, b) => Number(a.kind === "remove") - Number(b.kind === "remove"));
  const written: string[] = [];
  for (const [index, change] of changes.entries()) {
    const left = changes.slice(index).map(({ name }) => name);
    if (options.signal.aborted) throw sayWhatWasWritten(new LambdaEnvError("INTERRUPTED", "interrupted"), written, left);
    options.onEvent({ kind: "store-writing", name: options.fullName(change.name), attempt: 1 });
    try {
      await withGrace(options, (signal) => writeOne(port, change, plan, { ...options, signal }));
    } catch (error) {
      if (!(error instanceof LambdaEnvError)) throw error;
      throw sayWhatWasWritten(error, written, left.slice(1));
    }
    written.push(change.name);
  }
  const live = await withGrace(options, (signal) => port.readAll(signal)).catch((error: unknown) => {
    if (!(error instanceof LambdaEnvError)) throw error;
    throw new LambdaEnvError(
      error.code === "INTERRUPTED" ? "INTERRUPTED" : "NOT_VERIFIED",
      `the parameters were written but not verified: ${error.message}`,
      {
        hint: "run the same command again: it reads first, and writes only what is missing",
        cause: error,
      },
    );
  });
  const { ours } = findDeviations(plan, ownNames(plan), live);
  if (ours.length === 0 && options.signal.aborted) {
    throw new LambdaEnvError("INTERRUPTED", "interrupted; the parameters were written and verified");
  }
  if (ours.length === 0) return;
  throw new LambdaEnvError(
    "OVERWRITTEN",
    `the parameters were written, and someone else changed ${ours.join(", ")} right after`,
    {
      hint: "run the same command again with --dry-run to see what differs",
    },
  );
}

async function writeOne(port: ParameterPort, change: Change, plan: Plan, options: PushParametersOptions): Promise<void> {
  const { signal, fullName } = options;
  const { name } = change;
  const before = await port.read(name, signal);
  const intended = change.kind === "remove" ? undefined : change.after.value;
  if (before?.value === intended) return;
  if (before?.value !== plan.current.get(name)) throw changedBefore(fullName(name));
  if (intended === undefined) return port.remove(name, signal);
  if (before === undefined) {
    if ((await port.create(name, intended, signal)) === "created") return;
    if ((await port.read(name, signal))?.value !== intended) throw changedBefore(fullName(name));
    return;
  }
  const version = await before.overwrite(intended, signal);
  if (version <= before.version + 1) return;
  // Someone wrote between our read and our write. After a lost reply, that was an earlier attempt of ours.
  for (let between = version - 1; between > before.version; between--) {
    const theirs = await port.readVersion(name, between, signal);
    if (theirs !== intended && theirs !== before.value) throw replaced(fullName(name), between);
  }
}

function changedBefore(parameter: string): LambdaEnvError {
  return new LambdaEnvError("CONFLICT", `someone else changed ${parameter} in the meantime; their change is kept`, {
    hint: "run the same command again with --dry-run to see what differs",
  });
}

function replaced(parameter: string, version: number): LambdaEnvError {
  return new LambdaEnvError("OVERWRITTEN", `someone else wrote version ${version} of ${parameter} just before it was replaced`, {
    hint: `what they wrote can still be read: aws ssm get-parameter --with-decryption --name ${parameter}:${version}`,
  });
}

function sayWhatWasWritten(error: LambdaEnvError, written: readonly string[], left: readonly string[]): LambdaEnvError {
  const { code, message, hint, cause } = error;
  const parts = [
    written.length === 0 ? "nothing was written before it" : `written before it: ${written.join(", ")}`,
    ...(left.length === 0 ? [] : [`not written: ${left.join(", ")}`]),
  ];
  return new LambdaEnvError(code, `${message}; ${parts.join("; ")}`, { ...(hint === undefined ? {} : { hint }), cause });
}
