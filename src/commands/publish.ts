/** `set --publish [--alias NAME]`: a version of what was written, and the alias moved to it, so that callers through it see it. */
import { poll, type ReadableSnapshot } from "../apply/settle.ts";
import { differingNames } from "../apply/verify.ts";
import { getFunctionConfiguration } from "../aws/function.ts";
import { type Alias, listAliases, type PublishedVersion, publishVersion, updateAlias } from "../aws/versions.ts";
import type { Context } from "../context.ts";
import { nearNames } from "../core/near-names.ts";
import { LambdaEnvError } from "../errors.ts";
import type { Json } from "../output/json.ts";
import type { Options } from "./options.ts";
import type { Publisher } from "./publisher.ts";
import { type OpenFunction, settleOptions } from "./target.ts";

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
        const published = await publish(alias, opened, snapshot, { options, context });
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
 * Errors: those of AWS, told together with what was written before.
 */
async function publish(
  alias: Alias | undefined,
  { aws, id }: OpenFunction,
  { revisionId }: ReadableSnapshot,
  { options, context }: { readonly options: Options; readonly context: Context },
): Promise<Published> {
  const { signal } = context;
  const published = await told("nothing was published", () => publishVersion(aws, id, { revisionId, signal }));
  const { version } = published;
  if (alias === undefined) return { version };
  await told(`version ${version} is published, and alias ${alias.name} was not moved`, async () => {
    await untilReady(published, { aws, id }, options, context);
    if (alias.version !== version) await updateAlias(aws, id, { ...alias, version }, { signal });
  });
  return { version, alias: { name: alias.name, from: alias.version } };
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
  if (environment.kind === "unreadable") {
    throw new LambdaEnvError("UNREADABLE", `the variables of version ${alias.version} cannot be read; nothing was published`, {
      hint: "allow the caller kms:Decrypt on the key that encrypts the function's variables",
    });
  }
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

/** A version with SnapStart takes its time, in which its callers would be refused. */
async function untilReady(
  { version, isReady }: PublishedVersion,
  { aws, id }: Pick<OpenFunction, "aws" | "id">,
  options: Options,
  context: Context,
): Promise<void> {
  if (isReady) return;
  const read = (signal: AbortSignal): ReturnType<typeof getFunctionConfiguration> =>
    getFunctionConfiguration(aws, `${id}:${version}`, { signal });
  const polled = await poll({ read }, settleOptions(options, context));
  if (polled.kind === "interrupted") throw new LambdaEnvError("INTERRUPTED", "interrupted");
  if (polled.kind === "timed-out") throw new LambdaEnvError("NOT_SETTLED", `version ${version} is not ready yet`);
}

/** The write before was verified: an error must not sound as if nothing had happened. */
async function told<Result>(state: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof LambdaEnvError)) throw error;
    const { code, message, cause } = error;
    throw new LambdaEnvError(code, `the variables are as was meant, ${state}: ${message}`, {
      hint: "run the same command again",
      cause,
    });
  }
}

function unknownAlias(name: string, aliases: readonly Alias[]): LambdaEnvError {
  const names = aliases.map((alias) => alias.name);
  const near = nearNames(name, names);
  const has = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
  return new LambdaEnvError("USAGE", `the function has no alias ${name}; nothing was written`, {
    hint: near.length > 0 ? `did you mean ${near.join(" or ")}?` : has,
  });
}
