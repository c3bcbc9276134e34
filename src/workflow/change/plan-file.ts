/** `diff --out` and `set --plan`: one run writes a plan and a later one applies it, either exactly as it was or not at all. */

import { createHmac } from "node:crypto";
import type { FunctionPort } from "../../apply/port.ts";
import { differingNames } from "../../apply/verify.ts";
import { makeFinding } from "../../core/finding.ts";
import { membersOf, parseJsonText } from "../../core/json.ts";
import type { Plan } from "../../core/plan/plan.ts";
import {
  FINGERPRINT_KEY,
  type Fingerprint,
  findOutdatedNames,
  type OutdatedName,
  type PlanFile,
  type PlanFileTarget,
  type PlannedFunction,
  planFunction,
  toPlanFile,
} from "../../core/plan/plan-file.ts";
import { isSameChoice, type NameChoice } from "../../core/select.ts";
import type { Target } from "../../core/target.ts";
import { LambdaEnvError } from "../../errors.ts";
import { readInputFile } from "../../files/bytes.ts";
import { shownPath } from "../../files/path.ts";
import { decodeText, MAX_TEXT_BYTES } from "../../formats/text.ts";
import { LAYER_KINDS } from "../../sources/index.ts";
import type { Surroundings } from "../surroundings.ts";

/** Fingerprints of short values are only as hard to guess as the key. */
const MIN_KEY_LENGTH = 32;
/** A random key of 32 hex digits has fewer distinct characters in less than one of a million cases. */
const MIN_KEY_CHARACTERS = 8;
const NEW_PLAN_HINT = "make a new plan from the same sources: lambda-env diff --out FILE";

/** A plan for a file, before it is put into words. */
export interface FilePlan {
  readonly fingerprinted: boolean;
  readonly planned: readonly PlannedFunction[];
}

/** The restrictions of `--plan`; without a plan there are none. */
export interface PlanLock {
  /** Errors: CONFLICT with the names that have changed since; USAGE if the plan is for other functions. */
  readonly assertHolds: (targets: readonly { readonly target: Target; readonly plan: Plan }[]) => void;
  /** Throws CONFLICT if `next`, about to be written, is not the plan that was checked. */
  readonly assertSame: (checked: Plan, next: Plan) => void;
  /** A port that writes only under the plan's own revision. */
  readonly lockPort: (target: Target, port: FunctionPort) => FunctionPort;
}

/** Returns the parts of the plans that a file may contain, in their order. Errors: USAGE for a key that could be guessed. */
export function planForFile(
  targets: readonly { readonly target: Target; readonly plan: Plan }[],
  surroundings: Surroundings,
): FilePlan {
  const key = keyOf(surroundings);
  const planned = targets.map(({ target, plan }) => planFunction(plan, target, makeFingerprint(target, key)));
  return { fingerprinted: key !== undefined, planned };
}

/**
 * Returns the lock of the plan in the file at `path`, for a run that chooses names by `choice`. Errors: NO_INPUT, INVALID_INPUT if it is
 * not a plan, USAGE for another choice or if the key is missing.
 */
export async function readPlanLock(path: string, choice: NameChoice, surroundings: Surroundings): Promise<PlanLock> {
  const file = await readPlan(path, surroundings);
  assertSameChoice(path, file.choice, choice);
  assertSameStage(path, file.stage, surroundings.stage?.name);
  const key = keyOf(surroundings);
  if (file.fingerprinted && key === undefined) {
    throw new LambdaEnvError("USAGE", `${shownPath(path)} has fingerprints, but there is no key to check them with`, {
      hint: `set ${FINGERPRINT_KEY} to the value it had when the plan was made`,
    });
  }
  // Anyone who can replace the file could remove the fingerprints from it.
  if (!file.fingerprinted && key !== undefined) {
    throw new LambdaEnvError("INVALID_INPUT", `${shownPath(path)} has no fingerprints, though ${FINGERPRINT_KEY} is set`, {
      hint: `set ${FINGERPRINT_KEY} in the run that makes the plan too`,
    });
  }
  return makeLock(file, key, surroundings);
}

/** Checks that the same names are chosen as in the plan, which is what was shown and confirmed. */
function assertSameChoice(path: string, planned: NameChoice, { only, except }: NameChoice): void {
  if (isSameChoice(planned, { only, except })) return;
  const options = [...planned.only.map((text) => `--only '${text}'`), ...planned.except.map((text) => `--except '${text}'`)].join(
    " ",
  );
  throw new LambdaEnvError(
    "USAGE",
    `${shownPath(path)} was made for other variables than --only and --except choose now; nothing was written`,
    {
      hint: options === "" ? "leave out --only and --except, or make a new plan with them" : `add ${options}, and no others`,
    },
  );
}

/** Checks that the plan is applied to the stage that it was made with, whose name was shown and confirmed. */
function assertSameStage(path: string, planned: string | undefined, stage: string | undefined): void {
  if (planned === stage) return;
  const made = planned === undefined ? "without a stage" : `for stage ${planned}`;
  throw new LambdaEnvError(
    "USAGE",
    `${shownPath(path)} was made ${made}, and this run is ${stage === undefined ? "without one" : `for stage ${stage}`}; nothing was written`,
    {
      hint: planned === undefined ? "leave out --stage, or make a new plan with it" : `--stage ${planned}`,
    },
  );
}

function makeLock(file: PlanFile, key: string | undefined, { notify }: Surroundings): PlanLock {
  const byArn = new Map(file.functions.map((planned) => [planned.functionArn, planned]));
  return {
    assertHolds: (targets) => {
      for (const { target, plan } of targets) {
        const { functionArn, functionName, revisionId } = target;
        const planned = byArn.get(functionArn);
        if (planned === undefined) throw otherFunction(file, functionArn);
        // Fingerprints are made with the plan's revision, so that only what has changed differs.
        const fingerprint = file.fingerprinted ? makeFingerprint(planned, key) : undefined;
        const changed = findOutdatedNames(planned, planFunction(plan, target, fingerprint));
        if (changed.length > 0)
          throw outdated(`the plan is out of date: ${haveChanged(changed.map(({ name }) => name))}`, changed);
        if (planned.revisionId !== revisionId) throw outdated(`${functionName} was changed after the plan was made`, []);
      }
      if (targets.length < file.functions.length) throw missingFunction(file, targets);
      if (!file.fingerprinted) notify({ kind: "plan-without-fingerprints" });
    },
    assertSame: (checked, next) => {
      const changed = differingNames(checked.current, next.current);
      const names = changed.map((name) => ({ name, how: "changed-meanwhile" as const }));
      if (changed.length > 0) throw outdated(`the plan is out of date: ${haveChanged(changed)}`, names);
    },
    lockPort: ({ functionArn }, port) => ({
      read: port.read,
      write: (request, signal) => {
        if (request.revisionId !== byArn.get(functionArn)?.revisionId)
          throw outdated("the function was changed after the plan was checked", []);
        return port.write(request, signal);
      },
    }),
  };
}

function outdated(message: string, names: readonly OutdatedName[]): LambdaEnvError {
  return new LambdaEnvError("CONFLICT", `${message}; nothing was written`, {
    hint: NEW_PLAN_HINT,
    findings: names.map(({ name, how }) => makeFinding("PLAN_MOVED", "error", { how }, { name })),
  });
}

function otherFunction({ functions }: PlanFile, functionArn: string): LambdaEnvError {
  const planned = functions.map((one) => one.functionArn).join(", ");
  return new LambdaEnvError("USAGE", `the plan is for ${planned}, but this function is ${functionArn}`);
}

/** Returns the error for functions that are missing: a plan is applied as a whole or not at all. */
function missingFunction({ functions }: PlanFile, targets: readonly { readonly target: Target }[]): LambdaEnvError {
  const here = new Set(targets.map(({ target }) => target.functionArn));
  const missing = functions.filter(({ functionArn }) => !here.has(functionArn)).map(({ functionArn }) => functionArn);
  return new LambdaEnvError("USAGE", `the plan is also for ${missing.join(", ")}`, {
    hint: "name the same functions as diff --out did",
  });
}

function haveChanged(names: readonly string[]): string {
  return `${names.join(", ")} ${names.length === 1 ? "has" : "have"} changed`;
}

async function readPlan(path: string, { cwd, signal }: Surroundings): Promise<PlanFile> {
  const text = decodeText(await readInputFile(path, { cwd, signal, maxBytes: MAX_TEXT_BYTES }), path);
  const document = membersOf(parseJsonText(text));
  const version = typeof document["format_version"] === "string" ? document["format_version"] : "";
  if (version !== "" && !version.startsWith("2.")) {
    throw new LambdaEnvError("INVALID_INPUT", `${shownPath(path)} is a plan of another version of lambda-env`, {
      hint: NEW_PLAN_HINT,
    });
  }
  const file = document["document"] === "plan" && version !== "" ? toPlanFile(document, LAYER_KINDS) : undefined;
  if (file !== undefined) return file;
  throw new LambdaEnvError("INVALID_INPUT", `${shownPath(path)} is not a plan of lambda-env`, { hint: NEW_PLAN_HINT });
}

/**
 * Returns the digest of a value. The revision is part of the digested text, so two plans do not show whether a value was changed
 * between them.
 */
function makeFingerprint({ functionArn, revisionId }: PlanFileTarget, key: string | undefined): Fingerprint | undefined {
  if (key === undefined) return undefined;
  return (name, value) =>
    createHmac("sha256", key)
      .update(JSON.stringify([functionArn, revisionId ?? null, name, value]))
      .digest("base64url");
}

function keyOf({ env, guard }: Surroundings): string | undefined {
  const key = env[FINGERPRINT_KEY] ?? "";
  if (key === "") return undefined;
  guard([key], "source");
  const isShort = key.length < MIN_KEY_LENGTH;
  if (!isShort && new Set(key).size >= MIN_KEY_CHARACTERS) return key;
  const weakness = isShort ? `is shorter than ${MIN_KEY_LENGTH} characters` : "consists of very few different characters";
  throw new LambdaEnvError("USAGE", `${FINGERPRINT_KEY} ${weakness} and could be guessed`, {
    hint: `${FINGERPRINT_KEY}=$(openssl rand -hex 32), kept as a secret of the pipeline`,
  });
}
