/**
 * The variables that Lambda's runtimes define themselves: one table for the reserved-name check, the local endpoint and
 * `list --runtime`.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html ("Defined runtime environment variables")
 */

export interface RuntimeVariable {
  /** What the variable contains, as a phrase that ends a sentence. */
  readonly about: string;
}

/** Names that nobody can set. */
export const RESERVED_VARIABLES: ReadonlyMap<string, RuntimeVariable> = new Map(
  Object.entries({
    _HANDLER: "the handler that is configured on the function",
    _X_AMZN_TRACE_ID: "the X-Ray trace header of the current invocation",
    AWS_DEFAULT_REGION: "the region where the function runs",
    AWS_REGION: "the region where the function runs",
    AWS_EXECUTION_ENV: "the runtime's identifier; OS-only runtimes and images do not define it",
    AWS_LAMBDA_FUNCTION_NAME: "the function's name",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "the memory of the function, in MB",
    AWS_LAMBDA_FUNCTION_VERSION: "the version that is running",
    AWS_LAMBDA_INITIALIZATION_TYPE: "how the environment was started, such as on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: "the function's CloudWatch log group",
    AWS_LAMBDA_LOG_STREAM_NAME: "the environment's CloudWatch log stream",
    AWS_ACCESS_KEY: "the access key of the execution role",
    AWS_ACCESS_KEY_ID: "the access key of the execution role",
    AWS_SECRET_ACCESS_KEY: "the secret access key of the execution role",
    AWS_SESSION_TOKEN: "the session token of the execution role",
    AWS_LAMBDA_RUNTIME_API: "host and port of the Runtime API",
    LAMBDA_TASK_ROOT: "the folder of the function's code",
    LAMBDA_RUNTIME_DIR: "the folder of the runtime's libraries",
    AWS_LAMBDA_MAX_CONCURRENCY: "the concurrent invocations of one environment, on managed instances",
    AWS_LAMBDA_METADATA_API: "host and port of the metadata endpoint",
    AWS_LAMBDA_METADATA_TOKEN: "the token for the metadata endpoint",
  }).map(([name, about]) => [name, { about }]),
);

/** Names that Lambda sets and that a function may override. */
export const EXTENDABLE_VARIABLES: ReadonlyMap<string, RuntimeVariable> = new Map(
  Object.entries({
    LANG: "the locale",
    PATH: "the folders where programs are found",
    LD_LIBRARY_PATH: "the folders where libraries are found",
    TZ: "the time zone, which is UTC",
    AWS_XRAY_CONTEXT_MISSING: "what X-Ray does without a trace; Lambda says LOG_ERROR",
    AWS_XRAY_DAEMON_ADDRESS: "host and port of the X-Ray daemon",
  }).map(([name, about]) => [name, { about }]),
);
