/** The environment of a runtime process: exactly the function's variables and those that Lambda itself defines. */
import { EXTENDABLE_VARIABLES, RESERVED_VARIABLES } from "../../core/checks/reserved.ts";

/** A version of a function, with everything needed to run it. Equal settings may share a process. */
export interface RuntimeSettings {
  readonly functionName: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** Absolute; contains `bootstrap`, and serves as both `/var/task` and `/var/runtime`. */
  readonly folder: string;
  /** The image's CMD or the function's `Handler`. */
  readonly handler: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** The settings that differ between processes. */
export interface RuntimeInstance {
  /** Host and port. */
  readonly runtimeApi: string;
  readonly logStreamName: string;
}

/**
 * Returns the whole environment of a runtime process.
 *
 * The names come from the one table in `core/reserved.ts`. Names that Lambda does not define for an OS-only image are missing
 * here: `_X_AMZN_TRACE_ID` (the runtime takes it from a header), `AWS_EXECUTION_ENV`, `AWS_ACCESS_KEY`, and those of managed
 * instances and the metadata endpoint.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function makeRuntimeEnvironment(settings: RuntimeSettings, instance: RuntimeInstance): Readonly<Record<string, string>> {
  return {
    ...pick(EXTENDABLE_VARIABLES, makeDefaults(settings)),
    ...settings.variables,
    ...pick(RESERVED_VARIABLES, makeReserved(settings, instance)),
  };
}

function makeDefaults({ folder }: RuntimeSettings): Readonly<Record<string, string>> {
  return {
    LANG: "en_US.UTF-8",
    PATH: "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    LD_LIBRARY_PATH: `/lib64:/usr/lib64:${folder}:${folder}/lib:/opt/lib`,
    TZ: ":UTC",
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    // The address of the X-Ray daemon on a developer's machine.
    AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
  };
}

function makeReserved(settings: RuntimeSettings, instance: RuntimeInstance): Readonly<Record<string, string>> {
  return {
    _HANDLER: settings.handler,
    AWS_REGION: settings.region,
    AWS_DEFAULT_REGION: settings.region,
    AWS_LAMBDA_FUNCTION_NAME: settings.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: settings.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${settings.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: instance.logStreamName,
    // With this access key, the function may call the endpoint that runs it, which checks nothing else.
    AWS_ACCESS_KEY_ID: settings.accessKeyId,
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SESSION_TOKEN: "local",
    AWS_LAMBDA_RUNTIME_API: instance.runtimeApi,
    LAMBDA_TASK_ROOT: settings.folder,
    LAMBDA_RUNTIME_DIR: settings.folder,
  };
}

function pick(table: ReadonlyMap<string, unknown>, values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => table.has(name)));
}
