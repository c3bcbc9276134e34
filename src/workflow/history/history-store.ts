/** The storage of sets of variables before they are overwritten: one parameter per function, whose versions are the history. */
import { createHash } from "node:crypto";
import type { Aws } from "../../aws/connection/clients.ts";
import { getParameterHistory } from "../../aws/parameter-history.ts";
import type { Fingerprinter, StoredSet } from "../../core/history/stored-set.ts";
import { parseStoredSet } from "../../core/history/stored-set.ts";
import type { Target } from "../../core/target.ts";
import { LambdaEnvError } from "../../errors.ts";

/** A stored set, with what Parameter Store knows about it. */
export interface StoredVersion {
  /** As it is shown and typed: `h7`. */
  readonly id: string;
  readonly set: StoredSet;
  readonly storedAt?: Date;
  readonly storedBy?: string;
}

/** Enough to distinguish values; the text that contains it is encrypted. */
const FINGERPRINT_LENGTH = 8;

/** Returns the name of the parameter with the history of a function. */
export function parameterOf(path: string, { functionName }: Pick<Target, "functionName">): string {
  return `${path.replace(/\/$/, "")}/${functionName}`;
}

/** Returns the fingerprint that distinguishes the values of one function. */
export function fingerprinterOf({ functionArn }: Pick<Target, "functionArn">): Fingerprinter {
  return (name, value) => hashOf([functionArn, name, value]);
}

/** Returns the mark of the sets of a function: its account and its region are in it. */
export function ownerOf({ functionArn }: Pick<Target, "functionArn">): string {
  return hashOf([functionArn]);
}

function hashOf(texts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(texts)).digest("base64url").slice(0, FINGERPRINT_LENGTH);
}

/**
 * Returns the stored sets of a function, oldest first; those of another account's function of the same name are left out.
 *
 * Errors: INVALID_INPUT if the parameter contains anything else; those of `getParameterHistory`.
 */
export async function readStored(
  aws: Aws,
  path: string,
  target: Target,
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly StoredVersion[]> {
  const name = parameterOf(path, target);
  const versions = await getParameterHistory(aws, name, { signal });
  const stored = versions.map(({ version, value, changedAt, changedBy }): StoredVersion => {
    const set = parseStoredSet(value);
    if (set === undefined) {
      throw new LambdaEnvError("INVALID_INPUT", `version ${version} of the parameter ${name} is not a set of variables`, {
        hint: "name a path of its own: --history /lambda-env/history",
      });
    }
    return {
      id: `h${version}`,
      set,
      ...(changedAt && { storedAt: changedAt }),
      ...(changedBy !== undefined && { storedBy: changedBy }),
    };
  });
  // Earlier versions of lambda-env stored no mark.
  return stored.filter(({ set }) => set.owner === undefined || set.owner === ownerOf(target));
}
