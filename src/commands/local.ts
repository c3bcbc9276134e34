/** `lambda-env local`: serve a local Lambda endpoint to rehearse against, until Ctrl-C. */
import { dirname, resolve } from "node:path";
import type { Context } from "../context.ts";
import type { ExitCode } from "../errors.ts";
import type { TemplateFunction } from "../local/seed.ts";
import { makeFunctionSpecs } from "../local/seed.ts";
import { type LocalEndpoint, startLocalEndpoint } from "../local/server.ts";
import { renderJson } from "../output/json.ts";
import { renderExports } from "../output/local.ts";
import type { Options } from "./options.ts";

const DEFAULT_STACK = "sam-app";
/** Long enough to be seen, and what real updates of small functions take. */
const DEFAULT_UPDATE_MS = 300;

export async function run(options: Options, context: Context): Promise<ExitCode> {
  const { reporter, signal } = context;
  const endpoint = await startLocalEndpoint({
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.data === undefined ? {} : { dataFile: options.data }),
    ...(options.region === undefined ? {} : { region: options.region }),
    updateMs: options["update-time"] === undefined ? DEFAULT_UPDATE_MS : options["update-time"] * 1000,
    onRequest: ({ operation, subject, status, bug }) => {
      reporter.note(`${operation}${subject === undefined ? "" : ` ${subject}`} ${status}`);
      if (bug !== undefined) reporter.bug(bug, "lambda-env local");
    },
  });
  try {
    await seed(endpoint, options, context);
    const exports = exportsOf(endpoint);
    reporter.result(options.json ? renderJson({ command: "local", url: endpoint.url, exports }) : renderExports(exports));
    reporter.note("serving until Ctrl-C");
    await aborted(signal);
  } finally {
    await endpoint.close();
  }
  return 0;
}

/** Creates the functions of the template that the endpoint does not have yet. */
async function seed(endpoint: LocalEndpoint, options: Options, context: Context): Promise<void> {
  if (options.template === undefined) return;
  const functions = await readFunctions(options.template, context);
  for (const spec of makeFunctionSpecs(options.stack ?? DEFAULT_STACK, functions)) {
    if (endpoint.hasFunction(spec.functionName)) continue;
    endpoint.createFunction(spec);
    context.reporter.note(`created the function ${spec.functionName}`);
  }
}

async function readFunctions(path: string, context: Context): Promise<readonly TemplateFunction[]> {
  const { readTemplateFunctions } = await import("../sources/template.ts");
  const functions = await readTemplateFunctions(path, context);
  return functions.map(({ logicalId, functionName, layer, code }) => {
    const entries = [...layer.entries.values()];
    const unresolved = entries.filter((entry) => entry.kind === "unresolved").map((entry) => entry.name);
    if (unresolved.length > 0) context.reporter.note(`${logicalId} starts without ${unresolved.join(", ")}: not evaluated here`);
    const values = entries.flatMap((entry) => (entry.kind === "value" ? [[entry.name, entry.value] as const] : []));
    return {
      logicalId,
      ...(functionName === undefined ? {} : { physicalName: functionName }),
      ...(entries.length === 0 ? {} : { variables: Object.fromEntries(values) }),
      ...(code.folder === undefined ? {} : { codeFolder: resolve(context.cwd, dirname(path), code.folder) }),
      settings: code.settings,
    };
  });
}

/** What any AWS client needs to come here; the credentials are none of anybody's. */
function exportsOf(endpoint: LocalEndpoint): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: endpoint.region,
    AWS_DEFAULT_REGION: endpoint.region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
