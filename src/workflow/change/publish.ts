/** `set --publish [--alias NAME]`: a version of what was written, and the alias moved to it, so that callers through it see it. */
import { moveAlias, type PublishPort, publishVerified } from "../../apply/publish.ts";
import { type ReadableSnapshot, unreadable } from "../../apply/settle.ts";
import { differingNames } from "../../apply/verify.ts";
import { getFunctionConfiguration } from "../../aws/function.ts";
import { listAliases, publishVersion, updateAlias } from "../../aws/versions.ts";
import type { Alias } from "../../core/function.ts";
import { nearNames } from "../../core/near-names.ts";
import { LambdaEnvError } from "../../errors.ts";
import { type OpenFunction, settleOptions } from "../find.ts";
import type { ChangeRequest } from "../request.ts";
import type { Session } from "../session.ts";

/** Lambda starts the function to make its snapshot, which may take minutes, and its callers wait as long. */
const SNAP_START_TIMEOUT_MS = 900_000;

/** A version of the variables, and the alias that was moved to it. */
export interface Published {
  readonly version: string;
  readonly alias?: { readonly name: string; readonly from: string };
}

export interface Publisher {
  /** Publishes the variables of `snapshot`, the last that was read; where nothing was written, only if the alias has others. */
  readonly publish: (snapshot: ReadableSnapshot, wasWritten: boolean) => Promise<Published | undefined>;
}

/** Returns what `--publish` does; the alias is read now, before anything is written. Errors: those of `readAlias`. */
export async function makePublisher(opened: OpenFunction, session: Session<ChangeRequest>): Promise<Publisher> {
  const { request, surroundings } = session;
  const { signal, tell } = surroundings;
  const alias = request.alias === undefined ? undefined : await readAlias(request.alias, opened, signal);
  return {
    publish: async (snapshot, wasWritten) => {
      if (wasWritten || (await isBehind(alias, opened, snapshot, signal))) {
        const done = wasWritten ? "the variables were written and verified" : "the variables are as intended";
        return publish({ alias, opened, snapshot, done }, session);
      }
      tell({ kind: "nothing-to-publish", ...(alias === undefined ? {} : { alias }) });
      return undefined;
    },
  };
}

/**
 * Returns the alias as it is.
 *
 * Errors: USAGE for an alias that the function does not have, CONFLICT for one that is shifting its calls; ACCESS_DENIED.
 */
async function readAlias(name: string, opened: OpenFunction, signal: AbortSignal): Promise<Alias> {
  const aliases = await listAliases(opened.aws, opened.id, { signal });
  const alias = aliases.find((candidate) => candidate.name === name);
  if (alias === undefined) throw unknownAlias(name, aliases, opened.id);
  if (alias.weighted) {
    throw new LambdaEnvError("CONFLICT", `alias ${name} shifts its calls from one version to another; nothing was written`, {
      hint: "wait until that deployment is through, or publish without --alias",
    });
  }
  return alias;
}

interface Publication {
  readonly alias: Alias | undefined;
  readonly opened: OpenFunction;
  readonly snapshot: ReadableSnapshot;
  /** What was done before. */
  readonly done: string;
}

/**
 * Publishes what was read back and verified, and moves the alias.
 *
 * Errors: those of `publishVerified` and `moveAlias`, together with what was done before.
 */
async function publish(
  { alias, opened, snapshot, done }: Publication,
  { request, surroundings }: Session<ChangeRequest>,
): Promise<Published> {
  const port = openPort(opened);
  const waiting = settleOptions(request, surroundings);
  const snapStartTimeoutMs = request.timeout === undefined ? SNAP_START_TIMEOUT_MS : waiting.timeoutMs;
  const publishOptions = { ...waiting, snapStartTimeoutMs };
  const version = await publishVerified(port, snapshot, publishOptions).catch((error: unknown) => {
    throw afterWrite(error, done, alias === undefined ? "" : `; alias ${alias.name} was not moved`);
  });
  if (alias === undefined) return { version };
  await moveAlias(port, alias, version, publishOptions).catch((error: unknown) => {
    throw afterWrite(error, done, "");
  });
  return { version, alias: { name: alias.name, from: alias.version } };
}

/** The write before was verified: an error must not sound as if it had not happened. */
function afterWrite(error: unknown, done: string, untouched: string): unknown {
  if (!(error instanceof LambdaEnvError)) return error;
  const { code, message, hint = "run the same command again", cause } = error;
  return new LambdaEnvError(code, `${done}, but ${message}${untouched}`, { hint, cause });
}

function openPort({ aws, id, port }: OpenFunction): PublishPort {
  return {
    read: port.read,
    readVersion: (version, signal) => getFunctionConfiguration(aws, `${id}:${version}`, { signal }),
    publish: (revisionId, signal) => publishVersion(aws, id, { revisionId, signal }),
    listAliases: (signal) => listAliases(aws, id, { signal }),
    moveAlias: (alias, signal) => updateAlias(aws, id, alias, { signal }),
  };
}

/** Where nothing was written, there is something to publish only if the alias' version has other variables than the function. */
async function isBehind(
  alias: Alias | undefined,
  { aws, id }: OpenFunction,
  snapshot: ReadableSnapshot,
  signal: AbortSignal,
): Promise<boolean> {
  if (alias === undefined) return false;
  const { environment } = await getFunctionConfiguration(aws, `${id}:${alias.version}`, { signal });
  if (environment.kind === "unreadable") throw unreadable(`the variables of version ${alias.version}`, environment, {});
  return differingNames(environment.variables, snapshot.environment.variables).length > 0;
}

function unknownAlias(name: string, aliases: readonly Alias[], functionId: string): LambdaEnvError {
  const names = aliases.map((alias) => alias.name);
  const near = nearNames(name, names);
  const others = names.length === 0 ? "" : `it has ${names.join(", ")}; `;
  const create = `aws lambda create-alias --function-name ${functionId} --name ${name} --function-version VERSION creates it`;
  return new LambdaEnvError("USAGE", `the function has no alias ${name}; nothing was written`, {
    hint: near.length > 0 ? `did you mean ${near.join(" or ")}?` : `${others}${create}`,
  });
}
