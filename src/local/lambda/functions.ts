/** Lambda's operations on functions. */
import { createHash } from "node:crypto";
import { defined } from "../../core/defined.ts";
import { flagOf, numberOf, objectOf, refuseMissing, requiredText, stringOf } from "../protocol/input.ts";
import { makePage } from "../protocol/paging.ts";
import { type Input, type Operation, refuse } from "../protocol/service.ts";
import type { FunctionRecord, World } from "../state/state.ts";
import { readVariables } from "./environment.ts";
import {
  assertRevision,
  assertSettled,
  type ConfigurationChange,
  createConfiguration,
  publish,
  startUpdate,
} from "./lifecycle.ts";
import { functionArn, parseNewFunctionName } from "./names.ts";
import { type Found, findRecords, findVersion, functionSubject, requireFunction } from "./records.ts";
import { renderConfiguration, renderKeyRefusal } from "./shapes.ts";

/** Members that are stored and returned unchanged. Source: the Lambda service model, UpdateFunctionConfiguration. */
const UPDATABLE = [
  "Role",
  "Handler",
  "Description",
  "Timeout",
  "MemorySize",
  "VpcConfig",
  "Runtime",
  "DeadLetterConfig",
  "TracingConfig",
  "Layers",
  "FileSystemConfigs",
  "ImageConfig",
  "EphemeralStorage",
  "SnapStart",
  "LoggingConfig",
  "CapacityProviderConfig",
  "DurableConfig",
];
const CREATABLE = [...UPDATABLE, "PackageType", "Architectures", "TenancyConfig"];
const MAX_PAGE = 50;

export const functionOperations: Readonly<Record<string, Operation>> = {
  CreateFunction: {
    subject: functionSubject,
    maxBytes: 70_167_211, // recorded in AWS's message: enough for 50 MB of code in base64
    handle: (input, world) => {
      const name = parseNewFunctionName(requiredText(input, "FunctionName"), world);
      requiredText(input, "Role");
      const code = objectOf(input, "Code") ?? refuseMissing("Code");
      if (world.state.functions.has(name)) {
        refuse({ status: 409, type: "ResourceConflictException", message: `Function already exist: ${name}` });
      }
      const now = world.now();
      const change = { ...readChange(input, CREATABLE), ...readCode(code) };
      const created: FunctionRecord = {
        name,
        latest: createConfiguration(change, { now, duration: world.createMs }),
        versions: [],
        nextVersion: 1,
        aliases: [],
        tags: (objectOf(input, "Tags") ?? {}) as Record<string, string>,
      };
      const record = flagOf(input, "Publish") ? publish(created, { now, duration: world.publishMs }) : created;
      world.state.functions.set(name, record);
      return { status: 201, members: renderConfiguration(world, record, record.versions.at(-1) ?? record.latest) };
    },
  },
  ListFunctions: {
    handle: (input, world) => {
      const withVersions = stringOf(input, "FunctionVersion") === "ALL";
      const rows = findRecords(world).flatMap((record) => {
        const latest = { record, configuration: record.latest, qualifier: withVersions ? "$LATEST" : undefined };
        const versions = record.versions.map((configuration) => ({
          record,
          configuration,
          qualifier: configuration.version,
        }));
        return withVersions ? [latest, ...versions] : [latest];
      });
      const size = Math.min(numberOf(input, "MaxItems", 1, 10_000) ?? MAX_PAGE, MAX_PAGE);
      const page = makePage(rows, stringOf(input, "Marker"), size);
      const functions = page.items.map(({ record, configuration, qualifier }) =>
        renderConfiguration(world, record, configuration, {
          inList: true,
          ...defined({ qualifier }),
        }),
      );
      return { members: { Functions: functions, NextMarker: page.next } };
    },
  },
  GetFunction: {
    subject: functionSubject,
    handle: (input, world) => {
      const found = requireFunction(input, world);
      const { tags, name } = found.record;
      return {
        members: {
          Configuration: renderFound(found, world),
          Code: { RepositoryType: "S3", Location: codeLocation(world, name) },
          ...(Object.keys(tags).length === 0 ? {} : { Tags: tags }),
        },
      };
    },
  },
  GetFunctionConfiguration: {
    subject: functionSubject,
    handle: (input, world) => ({ members: renderFound(requireFunction(input, world), world) }),
  },
  UpdateFunctionConfiguration: {
    subject: functionSubject,
    maxBytes: 5120,
    handle: (input, world) => update(input, readChange(input, UPDATABLE), world),
  },
  UpdateFunctionCode: {
    subject: functionSubject,
    maxBytes: 70_167_211,
    handle: (input, world) => update(input, readCode(input), world),
  },
  DeleteFunction: {
    subject: functionSubject,
    handle: (input, world) => {
      const found = requireFunction(input, world);
      const { record, qualifier } = found;
      if (qualifier === undefined) world.state.functions.delete(record.name);
      else world.state.functions.set(record.name, withoutVersion(found, qualifier));
      return { status: 204, payload: new Uint8Array() };
    },
  },
};

/** Starts an update of `$LATEST`; the reply shows it in progress. */
function update(
  input: Input,
  change: ConfigurationChange,
  world: World,
): { readonly members: Readonly<Record<string, unknown>> } {
  const { record, qualifier } = requireFunction(input, world);
  // AWS's exact words are not recorded; that only $LATEST can be changed is documented.
  if (qualifier !== undefined && qualifier !== "$LATEST") {
    refuse({
      status: 400,
      type: "InvalidParameterValueException",
      message: "Only the unpublished version of a function can be updated: give its name without a version or an alias",
    });
  }
  // It is not recorded whether AWS checks for 409 or 412 first if both apply.
  assertSettled(record.latest, functionArn(world, record.name));
  assertRevision(stringOf(input, "RevisionId"), record.latest.revisionId);
  const deniedAction = world.switches.unencryptable.get(record.name);
  if (deniedAction !== undefined) return { members: renderKeyRefusal(world, record, record.latest, deniedAction) };
  const failure = world.switches.updateFailures.get(record.name);
  world.switches.updateFailures.delete(record.name);
  const latest = startUpdate(record.latest, change, { now: world.now(), duration: world.updateMs }, failure);
  world.state.functions.set(record.name, { ...record, latest });
  return { members: renderConfiguration(world, record, latest) };
}

function readChange(input: Input, members: readonly string[]): ConfigurationChange {
  const settings = Object.fromEntries(
    members.flatMap((member) => (input[member] === undefined || input[member] === null ? [] : [[member, input[member]]])),
  );
  const environment = objectOf(input, "Environment");
  const kmsKeyArn = stringOf(input, "KMSKeyArn");
  return {
    settings,
    ...(environment === undefined ? {} : { variables: readVariables(environment) }),
    ...defined({ kmsKeyArn }),
  };
}

function readCode(code: Input): { readonly codeSha256: string; readonly codeSize: number } {
  const zip = stringOf(code, "ZipFile");
  const bytes = zip === undefined ? Buffer.from(JSON.stringify(code)) : Buffer.from(zip, "base64");
  return { codeSha256: createHash("sha256").update(bytes).digest("base64"), codeSize: bytes.length };
}

function renderFound(found: Found, world: World): Readonly<Record<string, unknown>> {
  const view = defined({ qualifier: found.qualifier });
  return renderConfiguration(world, found.record, findVersion(found, world), view);
}

/** Returns the location of the code: like AWS's, a link that must not be printed, since its query is as good as a password. */
function codeLocation({ region }: World, name: string): string {
  return `https://code.invalid/${region}/${name}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=presigned`;
}

function withoutVersion(found: Found, qualifier: string): FunctionRecord {
  const { record } = found;
  if (qualifier === "$LATEST") {
    refuse({
      status: 400,
      type: "InvalidParameterValueException",
      message: "$LATEST version cannot be deleted without deleting the function.",
    });
  }
  const users = record.aliases.filter((alias) => alias.functionVersion === qualifier).map((alias) => alias.name);
  if (users.length > 0) {
    refuse({
      status: 409,
      type: "ResourceConflictException",
      message: `Unable to delete version because the following aliases reference it: [${users.join(", ")}]`,
    });
  }
  return { ...record, versions: record.versions.filter((version) => version.version !== qualifier) };
}
