/** Lambda's operations on versions and aliases. */

import { randomUUID } from "node:crypto";
import { defined } from "../../core/defined.ts";
import { numberOf, requiredText, stringOf } from "../protocol/input.ts";
import { makePage } from "../protocol/paging.ts";
import { type Input, type Operation, refuse, refuseInvalid } from "../protocol/service.ts";
import type { AliasRecord, FunctionRecord, World } from "../state/state.ts";
import { assertRevision, assertSettled, publish } from "./lifecycle.ts";
import { functionArn } from "./names.ts";
import { findAlias, findVersion, functionSubject, requireFunction } from "./records.ts";
import { renderAlias, renderConfiguration } from "./shapes.ts";

const MAX_PAGE = 50;
/** Source: the Lambda service model, `Alias`. */
const ALIAS_NAME = /^(?!\d+$)[\w-]{1,128}$/;

export const versionOperations: Readonly<Record<string, Operation>> = {
  PublishVersion: {
    subject: functionSubject,
    handle: (input, world) => {
      const { record } = requireFunction(input, world);
      assertSettled(record.latest, functionArn(world, record.name));
      assertRevision(stringOf(input, "RevisionId"), record.latest.revisionId);
      assertCode(stringOf(input, "CodeSha256"), record.latest.codeSha256);
      const failure = world.switches.versionFailures.get(record.name);
      world.switches.versionFailures.delete(record.name);
      const timing = { now: world.now(), duration: world.publishMs };
      const published = publish(record, { ...timing, failure, description: stringOf(input, "Description") });
      world.state.functions.set(record.name, published);
      const version = published.versions.at(-1) ?? published.latest;
      return { status: 201, members: renderConfiguration(world, published, version, { qualifier: version.version }) };
    },
  },
  ListVersionsByFunction: {
    subject: functionSubject,
    handle: (input, world) => {
      const { record } = requireFunction(input, world);
      const page = makePage([record.latest, ...record.versions], stringOf(input, "Marker"), pageSize(input));
      const versions = page.items.map((configuration) =>
        renderConfiguration(world, record, configuration, { qualifier: configuration.version, inList: true }),
      );
      return { members: { Versions: versions, NextMarker: page.next } };
    },
  },
  CreateAlias: {
    subject: functionSubject,
    handle: (input, world) => {
      const { record } = requireFunction(input, world);
      const name = requiredText(input, "Name");
      if (!ALIAS_NAME.test(name)) {
        refuseInvalid(
          `Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)`,
        );
      }
      const arn = functionArn(world, record.name, name);
      if (record.aliases.some((alias) => alias.name === name)) {
        refuse({ status: 409, type: "ResourceConflictException", message: `Alias already exists: ${arn}` });
      }
      const alias: AliasRecord = {
        name,
        functionVersion: requiredText(input, "FunctionVersion"),
        description: stringOf(input, "Description") ?? "",
        ...routingOf(input),
        revisionId: randomUUID(),
      };
      return { status: 201, members: putAlias(record, alias, world) };
    },
  },
  GetAlias: {
    subject: functionSubject,
    handle: (input, world) => {
      const { record } = requireFunction(input, world);
      return { members: renderAlias(world, record, findAlias(record, requiredText(input, "Name"), world)) };
    },
  },
  UpdateAlias: {
    subject: functionSubject,
    handle: (input, world) => {
      const { record } = requireFunction(input, world);
      const alias = findAlias(record, requiredText(input, "Name"), world);
      assertRevision(stringOf(input, "RevisionId"), alias.revisionId);
      const updated: AliasRecord = {
        ...alias,
        functionVersion: stringOf(input, "FunctionVersion") ?? alias.functionVersion,
        description: stringOf(input, "Description") ?? alias.description,
        ...routingOf(input),
        revisionId: randomUUID(),
      };
      return { members: putAlias(record, updated, world) };
    },
  },
  ListAliases: {
    subject: functionSubject,
    handle: (input, world) => {
      const { record } = requireFunction(input, world);
      const version = stringOf(input, "FunctionVersion");
      const aliases = record.aliases.filter((alias) => version === undefined || alias.functionVersion === version);
      const page = makePage(aliases, stringOf(input, "Marker"), pageSize(input));
      return {
        members: { Aliases: page.items.map((alias) => renderAlias(world, record, alias)), NextMarker: page.next },
      };
    },
  },
  DeleteAlias: {
    subject: functionSubject,
    handle: (input, world) => {
      const { record } = requireFunction(input, world);
      const name = requiredText(input, "Name");
      world.state.functions.set(record.name, {
        ...record,
        aliases: record.aliases.filter((alias) => alias.name !== name),
      });
      return { status: 204, payload: new Uint8Array() };
    },
  },
};

function putAlias(record: FunctionRecord, alias: AliasRecord, world: World): Readonly<Record<string, unknown>> {
  findVersion({ record, qualifier: alias.functionVersion }, world);
  const others = record.aliases.filter((other) => other.name !== alias.name);
  world.state.functions.set(record.name, {
    ...record,
    aliases: [...others, alias].sort((a, b) => (a.name < b.name ? -1 : 1)),
  });
  return renderAlias(world, record, alias);
}

function routingOf(input: Input): { readonly routingConfig?: unknown } {
  const routingConfig = input["RoutingConfig"] ?? undefined;
  return defined({ routingConfig });
}

function assertCode(given: string | undefined, actual: string): void {
  if (given === undefined || given === actual) return;
  refuse({
    status: 400,
    type: "InvalidParameterValueException",
    message: `CodeSHA256 (${given}) is different from current CodeSHA256 in $LATEST (${actual}). Please try again with the CodeSHA256 in $LATEST.`,
  });
}

function pageSize(input: Input): number {
  return Math.min(numberOf(input, "MaxItems", 1, 10_000) ?? MAX_PAGE, MAX_PAGE);
}
