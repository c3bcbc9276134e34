/** The life cycle of a configuration: created, updated, settled, published; each step is a pure function. */

import { randomUUID } from "node:crypto";
import { defined } from "../../core/defined.ts";
import { isObject } from "../../core/json.ts";
import { refuse } from "../protocol/service.ts";
import type { Configuration, FunctionRecord, StateFailure, UpdateFailure, Variables } from "../state/state.ts";

/** The changes of an update; members that it leaves out are kept. */
export interface ConfigurationChange {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly variables?: Variables;
  /** Empty removes the key. */
  readonly kmsKeyArn?: string;
  readonly codeSha256?: string;
  readonly codeSize?: number;
  readonly codeFolder?: string;
}

export interface Timing {
  readonly now: number;
  /** How long the step stays unsettled; with 0, the next request settles it. */
  readonly duration: number;
}

/** Returns the first configuration of a function: `Pending`, with its first revision id. */
export function createConfiguration(change: ConfigurationChange, { now, duration }: Timing): Configuration {
  const blank: Configuration = {
    version: "$LATEST",
    revisionId: randomUUID(),
    lastModified: now,
    settings: {},
    codeSha256: "",
    codeSize: 0,
  };
  return { ...withChange(blank, change), pendingUntil: now + duration };
}

/** Returns the configuration with an update in progress, under a new revision id even if nothing differs. */
export function startUpdate(
  configuration: Configuration,
  change: ConfigurationChange,
  { now, duration }: Timing,
  failure?: UpdateFailure,
): Configuration {
  const { failed: _, ...previous } = configuration;
  const update = { until: now + duration, previous, ...defined({ failure }) };
  return { ...withChange(previous, change), revisionId: randomUUID(), lastModified: now, update };
}

/**
 * Returns the configuration at the time `now`: what was due has settled. The id of `$LATEST` changes with it, as recorded on AWS.
 */
export function settleConfiguration(configuration: Configuration, now: number): Configuration {
  const { pendingUntil, update, creationFailure: broken, ...rest } = configuration;
  if (pendingUntil !== undefined && pendingUntil <= now) {
    return settleConfiguration(withNewId({ ...rest, ...(update && { update }), ...(broken && { broken }) }), now);
  }
  if (update === undefined || update.until > now) return configuration;
  const { failure, previous } = update;
  if (failure === undefined) return withNewId(rest);
  const live = failure.live === "new" ? rest : previous;
  return { ...withNewId(live), failed: failure };
}

/** Returns `record` with everything settled that is due; the record itself if nothing was. */
export function settleFunction(record: FunctionRecord, now: number): FunctionRecord {
  const latest = settleConfiguration(record.latest, now);
  const versions = record.versions.map((version) => settleConfiguration(version, now));
  const same = latest === record.latest && versions.every((version, at) => version === record.versions[at]);
  return same ? record : { ...record, latest, versions };
}

/** Refuses operations that are impossible while the function is created or updated. */
export function assertSettled(configuration: Configuration, arn: string): void {
  const why =
    configuration.pendingUntil !== undefined
      ? "The function is currently in the following state: Pending"
      : configuration.update !== undefined
        ? `An update is in progress for resource: ${arn}`
        : configuration.broken !== undefined
          ? "The function is currently in the following state: Failed"
          : undefined;
  if (why === undefined) return;
  refuse({
    status: 409,
    type: "ResourceConflictException",
    message: `The operation cannot be performed at this time. ${why}`,
  });
}

/** Refuses a revision id that is not the latest; an absent one is accepted. */
export function assertRevision(given: string | undefined, latest: string): void {
  if (given === undefined || given === latest) return;
  refuse({
    status: 412,
    type: "PreconditionFailedException",
    message:
      "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
  });
}

export interface Publication extends Timing {
  readonly description?: string | undefined;
  /** How the new version ends. */
  readonly failure?: StateFailure | undefined;
}

/** Publishes `$LATEST`; a function that has not changed since its last version keeps that one. */
export function publish(record: FunctionRecord, { description, failure, now, duration }: Publication): FunctionRecord {
  const last = record.versions.at(-1);
  if (last !== undefined && isSameContent(last, record.latest)) return record;
  const { update: _update, failed: _failed, ...content } = record.latest;
  // Only a version of which Lambda takes a snapshot takes a while.
  const isPending = failure !== undefined || hasSnapStart(content);
  const version: Configuration = {
    ...content,
    ...(isPending ? { pendingUntil: now + duration } : {}),
    ...defined({ creationFailure: failure }),
    version: String(record.nextVersion),
    revisionId: randomUUID(),
    lastModified: now,
    settings: { ...content.settings, ...defined({ Description: description }) },
  };
  return {
    ...record,
    latest: withNewId(record.latest),
    versions: [...record.versions, version],
    nextVersion: record.nextVersion + 1,
  };
}

function hasSnapStart({ settings }: Pick<Configuration, "settings">): boolean {
  const { SnapStart: snapStart } = settings;
  return isObject(snapStart) && snapStart["ApplyOn"] === "PublishedVersions";
}

function isSameContent(a: Configuration, b: Configuration): boolean {
  return contentOf(a) === contentOf(b);
}

function contentOf({ settings, variables, kmsKeyArn, codeSha256 }: Configuration): string {
  const { Description: _, ...compared } = settings;
  return JSON.stringify([compared, variables, kmsKeyArn, codeSha256]);
}

/** Returns the configuration with a new revision id; a published version keeps its id forever. */
function withNewId(configuration: Configuration): Configuration {
  return configuration.version === "$LATEST" ? { ...configuration, revisionId: randomUUID() } : configuration;
}

function withChange(configuration: Configuration, change: ConfigurationChange): Configuration {
  const { kmsKeyArn: currentKey, ...current } = configuration;
  const { kmsKeyArn: givenKey, settings, ...rest } = change;
  const changed = { ...current, ...rest, settings: { ...current.settings, ...settings } };
  const key = givenKey ?? currentKey;
  const hasVariables = Object.keys(changed.variables ?? {}).length > 0;
  // A function without variables does not keep a key. https://github.com/hashicorp/terraform-provider-aws/issues/6366
  return key && hasVariables ? { ...changed, kmsKeyArn: key } : changed;
}
