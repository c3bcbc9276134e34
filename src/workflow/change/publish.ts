/**
 * `set --publish [--alias NAME]`: publishes a version of what was written, and points the alias at it, so that its callers see
 * it.
 */
import { moveAlias, type PublishOptions, type PublishPort, publishVerified } from "../../apply/publish.ts";
import { unreadable } from "../../apply/settle.ts";
import { differingNames } from "../../apply/verify.ts";
import { getFunctionConfiguration } from "../../aws/function.ts";
import { listAliases, publishVersion, updateAlias } from "../../aws/versions.ts";
import { defined } from "../../core/defined.ts";
import type { Alias, ReadableSnapshot } from "../../core/function.ts";
import { nearNames } from "../../core/near-names.ts";
import { LambdaEnvError } from "../../errors.ts";
import { type OpenFunction, settleOptions } from "../find/open.ts";
import type { ChangeRequest } from "../request.ts";
import type { Session } from "../session.ts";

/** Lambda starts the function to take its snapshot, which may take minutes, and its callers wait as long. */
const SNAP_START_TIMEOUT_MS = 900_000;

/** A version of the variables, and the alias that was moved to it. */
export interface Published {
  readonly version: string;
  readonly alias?: { readonly name: string; readonly from: string };
}

export interface Publisher {
  /** Publishes the variables of `snapshot`, the last that was read; if nothing was written, only if those of the alias differ. */
  readonly publish: (snapshot: ReadableSnapshot, wasWritten: boolean) => Promise<Published | undefined>;
  /** Returns whether there is something to publish though nothing was written. */
  readonly isBehind: (snapshot: ReadableSnapshot) => Promise<boolean>;
  /** Points the alias back at its previous version, if it was moved; where somebody else has moved it since, that is kept. */
  readonly unpublish: () => Promise<{ readonly isMoved: boolean; readonly keptAlias?: string }>;
}

/** Sends a request when it is its turn, if many functions share the account's rate. */
export type Gate = <Reply>(send: () => Promise<Reply>) => Promise<Reply>;

const AT_ONCE: Gate = (send) => send();

/** Returns the publisher; the alias is read now, before anything is written. Errors: those of `readAlias`. */
export async function makePublisher(
  opened: OpenFunction,
  session: Session<ChangeRequest>,
  gate: Gate = AT_ONCE,
): Promise<Publisher> {
  const { request, surroundings } = session;
  const { signal, notify } = surroundings;
  const port = openPort(opened, gate);
  const alias = request.alias === undefined ? undefined : await readAlias(request.alias, port, opened.id, signal);
  let movedTo: string | undefined;
  const options = publishOptions(session);
  return {
    publish: async (snapshot, wasWritten) => {
      if (wasWritten || (await isBehind(alias, port, snapshot, signal))) {
        const done = wasWritten ? "the variables were written and verified" : "the variables are as intended";
        return publish({ alias, port, snapshot, done, options }, (version) => {
          movedTo = version;
        });
      }
      notify({ kind: "nothing-to-publish", ...defined({ alias }) });
      return undefined;
    },
    isBehind: (snapshot) => isBehind(alias, port, snapshot, signal),
    unpublish: async () => {
      if (alias === undefined || movedTo === undefined || movedTo === alias.version) return { isMoved: false };
      const now = (await port.listAliases(signal)).find(({ name }) => name === alias.name);
      if (now?.version === alias.version) return { isMoved: false };
      if (now === undefined || now.version !== movedTo || now.weighted === true) return { isMoved: false, keptAlias: alias.name };
      await moveAlias(port, now, alias.version, options);
      return { isMoved: true };
    },
  };
}

function publishOptions({ request, surroundings }: Session<ChangeRequest>): PublishOptions {
  const waiting = settleOptions(request, surroundings);
  const snapStartTimeoutMs = request.timeout === undefined ? SNAP_START_TIMEOUT_MS : waiting.timeoutMs;
  return { ...waiting, snapStartTimeoutMs };
}

/**
 * Returns the alias as it is.
 *
 * Errors: USAGE for an alias that the function does not have, CONFLICT for one that splits its traffic; ACCESS_DENIED.
 */
async function readAlias(name: string, port: PublishPort, functionId: string, signal: AbortSignal): Promise<Alias> {
  const aliases = await port.listAliases(signal);
  const alias = aliases.find((candidate) => candidate.name === name);
  if (alias === undefined) throw unknownAlias(name, aliases, functionId);
  if (alias.weighted) {
    throw new LambdaEnvError("CONFLICT", `alias ${name} splits its traffic between two versions; nothing was written`, {
      hint: "wait until that deployment has finished, or publish without --alias",
    });
  }
  return alias;
}

interface Publication {
  readonly alias: Alias | undefined;
  readonly port: PublishPort;
  readonly snapshot: ReadableSnapshot;
  /** What was done before. */
  readonly done: string;
  readonly options: PublishOptions;
}

/**
 * Publishes what was read back and verified, and moves the alias.
 *
 * Errors: those of `publishVerified` and `moveAlias`, together with what was done before.
 */
async function publish(
  { alias, port, snapshot, done, options }: Publication,
  onMove: (version: string) => void,
): Promise<Published> {
  const version = await publishVerified(port, snapshot, options).catch((error: unknown) => {
    throw afterWrite(error, done, alias === undefined ? "" : `; alias ${alias.name} was not moved`);
  });
  if (alias === undefined) return { version };
  onMove(version);
  await moveAlias(port, alias, version, options).catch((error: unknown) => {
    throw afterWrite(error, done, "");
  });
  return { version, alias: { name: alias.name, from: alias.version } };
}

/**
 * Returns an error that says what was done: the write before it was verified, and the error must not sound as if it had not
 * happened.
 */
function afterWrite(error: unknown, done: string, untouched: string): unknown {
  if (!(error instanceof LambdaEnvError)) return error;
  const { code, message, hint = "run the same command again", cause } = error;
  return new LambdaEnvError(code, `${done}, but ${message}${untouched}`, { hint, cause });
}

function openPort({ aws, id, port }: OpenFunction, gate: Gate): PublishPort {
  return {
    read: port.read,
    readVersion: (version, signal) => gate(() => getFunctionConfiguration(aws, `${id}:${version}`, { signal })),
    publish: (revisionId, signal) => gate(() => publishVersion(aws, id, { revisionId, signal })),
    listAliases: (signal) => gate(() => listAliases(aws, id, { signal })),
    moveAlias: (alias, signal) => gate(() => updateAlias(aws, id, alias, { signal })),
  };
}

/**
 * Returns whether the alias' version has other variables than the function: only then is there something to publish if nothing
 * was written.
 */
async function isBehind(
  alias: Alias | undefined,
  port: PublishPort,
  snapshot: ReadableSnapshot,
  signal: AbortSignal,
): Promise<boolean> {
  if (alias === undefined) return false;
  const { environment } = await port.readVersion(alias.version, signal);
  if (environment.kind === "unreadable") throw unreadable(`the variables of version ${alias.version}`, environment, {});
  return differingNames(environment.variables, snapshot.environment.variables).length > 0;
}

function unknownAlias(name: string, aliases: readonly Alias[], functionId: string): LambdaEnvError {
  const names = aliases.map((alias) => alias.name);
  const near = nearNames(name, names);
  const others = names.length === 0 ? "" : `its aliases: ${names.join(", ")}; `;
  const create = `create it: aws lambda create-alias --function-name ${functionId} --name ${name} --function-version VERSION`;
  return new LambdaEnvError("USAGE", `the function does not have an alias ${name}; nothing was written`, {
    hint: near.length > 0 ? `did you mean ${near.join(" or ")}?` : `${others}${create}`,
  });
}
