/** `diff --out` and `set --plan`: a plan that is written by one run and applied by a later one, exactly as it was or not at all. */
import { createHmac } from "node:crypto";
import { differingNames } from "../apply/verify.ts";
import type { Context } from "../cli/context.ts";
import { targetDocument } from "../cli/show.ts";
import { writeOutput } from "../cli/written-files.ts";
import { makeFinding } from "../core/finding.ts";
import { lossesOf } from "../core/plan/losses.ts";
import type { Plan } from "../core/plan/plan.ts";
import { type Fingerprint, findMovedNames, makePlanFile, type PlanFile, toPlanFile } from "../core/plan/plan-file.ts";
import { LambdaEnvError } from "../errors.ts";
import { readInputFile } from "../files/bytes.ts";
import { shownPath } from "../files/path.ts";
import { decodeText, MAX_TEXT_BYTES } from "../formats/text.ts";
import { renderPlanFile } from "../output/plan-file.ts";
import type { Target } from "./find.ts";
import type { PlanLock } from "./plan-lock.ts";

/** Not an option: a key on a command line would be in every process list. */
const KEY_VARIABLE = "LAMBDA_ENV_FINGERPRINT_KEY";
/** Fingerprints of short values are only as hard to guess as the key. */
const MIN_KEY_LENGTH = 32;
/** A random key of 32 hex digits has fewer different ones in less than one of a million cases. */
const MIN_KEY_CHARACTERS = 8;
const NEW_PLAN_HINT = "make a new plan of the same sources: lambda-env diff --out FILE";

/** Writes the plan to the file `out`. Errors: CANNOT_WRITE. */
export async function writePlan(out: string, target: Target, plan: Plan, context: Context): Promise<void> {
  const fingerprint = makeFingerprint(target, context);
  const text = renderPlanFile(makePlanFile(plan, target, fingerprint), targetDocument(target), lossesOf(plan));
  await writeOutput({ kind: "plan", path: out }, text, context);
  context.reporter.note(`the plan is in ${shownPath(out)}`);
  if (fingerprint !== undefined) return;
  context.reporter.note(
    `the plan has no fingerprints: set --plan will see a change of the function, of names and of sources, but not another value in the same source; give both runs the same ${KEY_VARIABLE} (openssl rand -hex 32)`,
  );
}

/** Returns what the plan in the file at `path` demands. Errors: NO_INPUT, INVALID_INPUT for what is no plan, USAGE for a key that is missing. */
export async function readPlanLock(path: string, context: Context): Promise<PlanLock> {
  const file = await readPlan(path, context);
  const key = keyOf(context);
  if (file.fingerprinted && key === undefined) {
    throw new LambdaEnvError("USAGE", `${shownPath(path)} has fingerprints, and there is no key to check them with`, {
      hint: `give ${KEY_VARIABLE} the value that it had when the plan was made`,
    });
  }
  // Whoever can replace the file could take the fingerprints out of it.
  if (!file.fingerprinted && key !== undefined) {
    throw new LambdaEnvError("INVALID_INPUT", `${shownPath(path)} has no fingerprints, though ${KEY_VARIABLE} is set`, {
      hint: `set ${KEY_VARIABLE} in the run that makes the plan too`,
    });
  }
  return makeLock(file, context);
}

function makeLock(file: PlanFile, context: Context): PlanLock {
  const refuse = (message: string, names: readonly { readonly name: string; readonly how: string }[]): never => {
    throw new LambdaEnvError("CONFLICT", `${message}; nothing was written`, {
      hint: NEW_PLAN_HINT,
      findings: names.map(({ name, how }) => makeFinding("PLAN_MOVED", "error", { how }, { name })),
    });
  };
  return {
    assertHolds: (target, plan) => {
      const { functionArn, functionName, revisionId } = target;
      if (file.functionArn !== functionArn) {
        throw new LambdaEnvError("USAGE", `the plan is for ${file.functionArn}, and this function is ${functionArn}`);
      }
      // Fingerprints are made with the plan's revision, so that only what moved differs.
      const fingerprint = file.fingerprinted ? makeFingerprint(file, context) : undefined;
      const moved = findMovedNames(file, makePlanFile(plan, target, fingerprint));
      if (moved.length > 0) refuse(`the plan does not hold any more: ${moved.map(({ name }) => name).join(", ")} moved`, moved);
      if (file.revisionId !== revisionId) refuse(`${functionName} was changed after the plan was made`, []);
      if (!file.fingerprinted) {
        context.reporter.warn("the plan has no fingerprints: whether the sources' values are those of the plan is not checked");
      }
    },
    assertSame: (checked, next) => {
      const moved = differingNames(checked.current, next.current);
      const names = moved.map((name) => ({ name, how: "someone else changed it meanwhile" }));
      if (moved.length > 0) refuse(`the plan does not hold any more: ${moved.join(", ")} moved`, names);
    },
    lockPort: (port) => ({
      read: port.read,
      write: (request, signal) => {
        if (request.revisionId !== file.revisionId) refuse("the function was changed after the plan was checked", []);
        return port.write(request, signal);
      },
    }),
  };
}

async function readPlan(path: string, { cwd, signal }: Context): Promise<PlanFile> {
  const text = decodeText(await readInputFile(path, { cwd, signal, maxBytes: MAX_TEXT_BYTES }), path);
  const document = parse(text);
  const version = typeof document?.["format_version"] === "string" ? document["format_version"] : "";
  if (version !== "" && !version.startsWith("1.")) {
    throw new LambdaEnvError("INVALID_INPUT", `${shownPath(path)} is a plan of another version of lambda-env`, {
      hint: NEW_PLAN_HINT,
    });
  }
  const file = document?.["document"] === "plan" && version !== "" ? toPlanFile(document) : undefined;
  if (file !== undefined) return file;
  throw new LambdaEnvError("INVALID_INPUT", `${shownPath(path)} is no plan of lambda-env`, { hint: NEW_PLAN_HINT });
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return typeof document === "object" && document !== null ? (document as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The revision is part of what is digested: two plans do not tell whether a value was changed between them. */
function makeFingerprint(
  { functionArn, revisionId }: { readonly functionArn: string; readonly revisionId?: string },
  context: Context,
): Fingerprint | undefined {
  const key = keyOf(context);
  if (key === undefined) return undefined;
  return (name, value) =>
    createHmac("sha256", key)
      .update(JSON.stringify([functionArn, revisionId ?? null, name, value]))
      .digest("base64url");
}

function keyOf({ env, reporter }: Context): string | undefined {
  const key = env[KEY_VARIABLE] ?? "";
  if (key === "") return undefined;
  reporter.guard([key], "source");
  const isShort = key.length < MIN_KEY_LENGTH;
  if (!isShort && new Set(key).size >= MIN_KEY_CHARACTERS) return key;
  const weakness = isShort ? `is shorter than ${MIN_KEY_LENGTH} characters` : "consists of very few different characters";
  throw new LambdaEnvError("USAGE", `${KEY_VARIABLE} ${weakness} and could be guessed`, {
    hint: `${KEY_VARIABLE}=$(openssl rand -hex 32), kept as a secret of the pipeline`,
  });
}
