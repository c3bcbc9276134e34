/** The earlier sets of a function's variables: its published versions, and the sets that were stored before writes. */
import { listAliases, listVersions } from "../../aws/versions.ts";
import { defined } from "../../core/defined.ts";
import type { FunctionHistory, HistoryEntry } from "../../core/history/entry.ts";
import { changesBetween, changesOfWrite } from "../../core/history/stored-set.ts";
import { LambdaEnvError } from "../../errors.ts";
import type { FoundFunction } from "../find/open.ts";
import type { TargetRequest } from "../request.ts";
import type { Session } from "../session.ts";
import { parameterOf, readStored } from "./history-store.ts";

export interface HistoryRequest extends TargetRequest {
  readonly history: string | undefined;
}

/** Returns the history of a function. Errors: those of its requests. */
export async function readHistory(session: Session<HistoryRequest>, { target, opened }: FoundFunction): Promise<FunctionHistory> {
  const { aws, request, surroundings } = session;
  const { signal } = surroundings;
  const path = request.history;
  const [stored, versions, aliases] = await Promise.all([
    path === undefined ? [] : readStored(aws, path, target, { signal }),
    listVersions(aws, opened.id, { signal }),
    listAliases(aws, opened.id, { signal }).catch(withoutRight),
  ]);
  const environments = versions.map(({ environment }) => (environment.kind === "readable" ? environment.variables : undefined));
  for (const variables of environments) surroundings.guard(variables?.values() ?? [], "live");
  for (const { set } of stored) surroundings.guard(set.before.values(), "live");
  const ofVersions = versions.map(({ version, description, publishedAt }, index): HistoryEntry => {
    const [before, after] = [index === 0 ? new Map() : environments[index - 1], environments[index]];
    return {
      id: version,
      aliases: aliases.filter((alias) => alias.version === version).map(({ name }) => name),
      ...defined({
        changes: before === undefined || after === undefined ? undefined : changesBetween(before, after),
        at: publishedAt === undefined ? undefined : new Date(publishedAt).toISOString(),
        description,
      }),
    };
  });
  return {
    target,
    ...(path === undefined ? {} : { parameter: parameterOf(path, target) }),
    stored: stored
      .map(({ id, set, storedAt, storedBy }) => ({
        id,
        changes: changesOfWrite(set),
        aliases: [],
        ...defined({ at: storedAt?.toISOString(), by: storedBy }),
      }))
      .reverse(),
    versions: ofVersions.reverse(),
  };
}

/** Aliases only say more of a version: a role that may not list them still sees what there is to go back to. */
function withoutRight(error: unknown): readonly never[] {
  if (error instanceof LambdaEnvError && error.code === "ACCESS_DENIED") return [];
  throw error;
}
