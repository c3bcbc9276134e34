/** Configurations and aliases as Lambda's replies show them. */
import { makeGlobalArn } from "../../core/arn/arn.ts";
import { defined } from "../../core/defined.ts";
import type { AliasRecord, Configuration, FunctionRecord, World } from "../state/state.ts";
import { functionArn } from "./names.ts";

type Members = Readonly<Record<string, unknown>>;

export interface ConfigurationView {
  /** Added to the ARN, as AWS does if the request had one. */
  readonly qualifier?: string;
  /** Lists omit `State` and `LastUpdateStatus`. */
  readonly inList?: boolean;
}

/** Returns the members of `FunctionConfiguration`. */
export function renderConfiguration(
  world: World,
  record: FunctionRecord,
  configuration: Configuration,
  { qualifier, inList = false }: ConfigurationView = {},
): Members {
  return {
    FunctionName: record.name,
    FunctionArn: functionArn(world, record.name, qualifier),
    ...DEFAULT_SETTINGS,
    LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${record.name}` },
    ...renderSettings(configuration.settings),
    CodeSize: configuration.codeSize,
    CodeSha256: configuration.codeSha256,
    LastModified: new Date(configuration.lastModified).toISOString().replace("Z", "+0000"),
    Version: configuration.version,
    ...renderEnvironment(world, record.name, configuration),
    ...defined({ KMSKeyArn: configuration.kmsKeyArn }),
    ...(world.switches.omitRevisionIds ? {} : { RevisionId: configuration.revisionId }),
    ...(inList ? {} : renderState(configuration)),
  };
}

/** Returns the members of `AliasConfiguration`. */
export function renderAlias(world: World, record: FunctionRecord, alias: AliasRecord): Members {
  return {
    AliasArn: functionArn(world, record.name, alias.name),
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    ...defined({ RoutingConfig: alias.routingConfig }),
    ...(world.switches.omitRevisionIds ? {} : { RevisionId: alias.revisionId }),
  };
}

/** What AWS returns for a function if nothing else was set. */
const DEFAULT_SETTINGS: Members = {
  Description: "",
  Timeout: 3,
  MemorySize: 128,
  PackageType: "Zip",
  Architectures: ["x86_64"],
  TracingConfig: { Mode: "PassThrough" },
  EphemeralStorage: { Size: 512 },
  SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
};

/** Members that a reply shapes differently from a request. */
function renderSettings({ Layers, ImageConfig, SnapStart, ...same }: Members): Members {
  return {
    ...same,
    ...(Array.isArray(Layers) && Layers.length > 0 ? { Layers: Layers.map((Arn) => ({ Arn, CodeSize: 0 })) } : {}),
    ...(ImageConfig === undefined ? {} : { ImageConfigResponse: { ImageConfig } }),
    ...(SnapStart === undefined ? {} : { SnapStart: { ...(SnapStart as Members), OptimizationStatus: "Off" } }),
  };
}

/**
 * Returns the `Environment` member. A function that never had variables has none; if the caller may not decrypt, it contains only
 * an error.
 */
function renderEnvironment(world: World, name: string, { variables }: Configuration): Members {
  if (variables === undefined) return {};
  const isEncrypted = Object.keys(variables).length > 0;
  if (!isEncrypted || !world.switches.undecryptable.has(name)) return { Environment: { Variables: variables } };
  return { Environment: keyError(world, "decrypt", "kms:Decrypt") };
}

/** Returns the reply to an update whose variables Lambda could not encrypt: it contains only an error instead of them. */
export function renderKeyRefusal(world: World, record: FunctionRecord, configuration: Configuration, action: string): Members {
  return { ...renderConfiguration(world, record, configuration), Environment: keyError(world, "encrypt", action) };
}

function keyError(world: World, verb: "encrypt" | "decrypt", action: string): Members {
  const caller = makeGlobalArn(world, "sts", "assumed-role/local/session");
  return {
    Error: {
      ErrorCode: "AccessDeniedException",
      Message: `Lambda was unable to ${verb} your environment variables because the KMS access was denied. Please check your KMS permissions. KMS Exception: AccessDeniedException KMS Message: User: ${caller} is not authorized to perform: ${action} on the resource associated with this ciphertext because no identity-based policy allows the ${action} action`,
    },
  };
}

/** AWS also returns `Creating` for ordinary updates, although it is not in its model. */
const CREATING = { code: "Creating", reason: "The function is being created." };

function renderState({ pendingUntil, update, failed, broken }: Configuration): Members {
  if (pendingUntil !== undefined) {
    return { State: "Pending", StateReason: CREATING.reason, StateReasonCode: CREATING.code };
  }
  if (broken !== undefined) {
    const { reasonCode, reason = "The function could not be created." } = broken;
    return { State: "Failed", StateReason: reason, StateReasonCode: reasonCode };
  }
  if (update !== undefined) {
    return {
      State: "Active",
      LastUpdateStatus: "InProgress",
      LastUpdateStatusReason: CREATING.reason,
      LastUpdateStatusReasonCode: CREATING.code,
    };
  }
  if (failed === undefined) return { State: "Active", LastUpdateStatus: "Successful" };
  return {
    State: "Active",
    LastUpdateStatus: "Failed",
    LastUpdateStatusReason: failed.reason ?? "The update failed.",
    LastUpdateStatusReasonCode: failed.reasonCode,
  };
}
