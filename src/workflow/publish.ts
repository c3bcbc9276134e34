/** `set --publish [--alias NAME]`: a version of what was written, and the alias moved to it, so that callers through it see it. */
import { moveAlias, type PublishPort, publishVerified } from "../apply/publish.ts";
import { type ReadableSnapshot, unreadable } from "../apply/settle.ts";
import { differingNames } from "../apply/verify.ts";
import { getFunctionConfiguration } from "../aws/function.ts";
import { listAliases, publishVersion, updateAlias } from "../aws/versions.ts";
import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import type { Alias } from "../core/function.ts";
import { nearNames } from "../core/near-names.ts";
import { LambdaEnvError } from "../errors.ts";
import type { Json } from "../output/json.ts";
import { type OpenFunction, settleOptions } from "./find.ts";
import type { Publisher } from "./publisher.ts";

/** Lambda starts the function to make its snapshot, which may take minutes, and its callers wait as long. */
const SNAP_START_TIMEOUT_MS = 900_000;

/** What became of it. */
interface Published {
  readonly version: string;
  readonly alias?: { readonly name: string; readonly from: string };
}

/** Returns what `--publish` does; the alias is read now, before anything is written. Errors: those of `readAlias`. */
export async function makePublisher(opened: OpenFunction, options: Options, context: Context): Promise<Publisher> {
  const alias = options.alias === undefined ? undefined : await readAlias(options.alias, opened, context);
  return {
    publish: async (snapshot, wasWritten) => {
      if (wasWritten || (await isBehind(alias, opened, snapshot, context))) {
        const done = wasWritten ? "the variables were written and verified" : "the variables are as intended";
        const published = await publish(alias, opened, snapshot, { options, context, done });
        return { text: renderPublished(published), document: { published: publishedDocument(published) } };
      }
      context.reporter.note(
        alias === undefined
          ? "nothing was written, so nothing is published"
          : `alias ${alias.name} has these variables already, by version ${alias.version}: nothing is published`,
      );
      return { text: "", document: { published: null } };
    },
  };
}

/**
 * Returns the alias as it is.
 *
 * Errors: USAGE for an alias that the function does not have, CONFLICT for one that is shifting its calls; ACCESS_DENIED.
 */
async function readAlias(name: string, opened: OpenFunction, context: Context): Promise<Alias> {
  const aliases = await listAliases(opened.aws, opened.id, { signal: context.signal });
  const alias = aliases.find((candidate) => candidate.name === name);
  if (alias === undefined) throw unknownAlias(name, aliases);
  if (alias.weighted) {
    throw new LambdaEnvError("CONFLICT", `alias ${name} shifts its calls from one version to another; nothing was written`, {
      hint: "wait until that deployment is through, or publish without --alias",
    });
  }
  return alias;
}

/**
 * Publishes what was read back and verified, and moves the alias.
 *
 * Errors: those of `publishVerified` and `moveAlias`, told together with what was `done` before.
 */
async function publish(
  alias: Alias | undefined,
  opened: OpenFunction,
  snapshot: ReadableSnapshot,
  { options, context, done }: { readonly options: Options; readonly context: Context; readonly done: string },
): Promise<Published> {
  const port = openPort(opened);
  const waiting = settleOptions(options, context);
  const snapStartTimeoutMs = options.timeout === undefined ? SNAP_START_TIMEOUT_MS : waiting.timeoutMs;
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
  context: Context,
): Promise<boolean> {
  if (alias === undefined) return false;
  const { environment } = await getFunctionConfiguration(aws, `${id}:${alias.version}`, { signal: context.signal });
  if (environment.kind === "unreadable") throw unreadable(`the variables of version ${alias.version}`, environment, {});
  return differingNames(environment.variables, snapshot.environment.variables).length > 0;
}

/** Returns what became of it as a line of the result. */
function renderPublished({ version, alias }: Published): string {
  if (alias === undefined) return `published version ${version}\n`;
  const from = alias.from === version ? "already was at it" : `moved to it from ${alias.from}`;
  return `published version ${version}, alias ${alias.name} ${from}\n`;
}

function publishedDocument({ version, alias }: Published): Json {
  return { version, alias: alias === undefined ? null : { name: alias.name, from: alias.from } };
}

function unknownAlias(name: string, aliases: readonly Alias[]): LambdaEnvError {
  const names = aliases.map((alias) => alias.name);
  const near = nearNames(name, names);
  const has = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
  return new LambdaEnvError("USAGE", `the function has no alias ${name}; nothing was written`, {
    hint: near.length > 0 ? `did you mean ${near.join(" or ")}?` : has,
  });
}
