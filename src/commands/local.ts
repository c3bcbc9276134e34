/** `lambda-env local`: serve a local Lambda endpoint to rehearse against, until Ctrl-C. */
import { randomBytes } from "node:crypto";
import { dirname, resolve } from "node:path";
import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import { reportLeftovers } from "../cli/reports/written-files.ts";
import { defined } from "../core/defined.ts";
import { type ExitCode, LambdaEnvError } from "../errors.ts";
import { readInputFile } from "../files/bytes.ts";
import { assertOwnTarget } from "../files/ownership.ts";
import { removeLeftovers } from "../files/temporary.ts";
import { decodeText, MAX_TEXT_BYTES } from "../formats/text.ts";
import { parseStackFacts } from "../local/cloudformation/stack-facts.ts";
import { type LocalEndpoint, startLocalEndpoint } from "../local/server/server.ts";
import { localDocument, renderExports, SERVING, sayDeployed, sayServed } from "../output/results/local.ts";

/** Long enough to be seen, and as long as real updates of small functions take. */
const DEFAULT_UPDATE_MS = 300;

export async function run(options: Options, context: Context): Promise<ExitCode> {
  const { reporter, signal } = context;
  await prepareDataFile(options, context);
  const accessKeyId = makeAccessKeyId();
  const endpoint = await startLocalEndpoint({
    ...defined({ port: options.port, dataFile: options.data, account: context.stage?.account }),
    ...(options.region === undefined ? {} : { region: checkRegion(options.region) }),
    accessKeyId,
    updateMs: options["update-time"] === undefined ? DEFAULT_UPDATE_MS : options["update-time"] * 1000,
    onRequest: ({ operation, subject, status, bug }) => {
      reporter.note(sayServed({ operation, subject, status }));
      if (bug !== undefined) reporter.bug(bug, "lambda-env local");
    },
  });
  if (options.throttle) endpoint.throttle();
  try {
    await seed(endpoint, options, context);
    const exports = exportsOf(endpoint, accessKeyId);
    reporter.result(options.json ? localDocument(endpoint.url, exports) : renderExports(exports));
    reporter.deliver();
    reporter.note(SERVING);
    await aborted(signal);
  } finally {
    await endpoint.close();
  }
  return 0;
}

/** Checks the data file, which contains values and names code that is run: nobody else may have created it. */
async function prepareDataFile({ data }: Options, context: Context): Promise<void> {
  if (data === undefined) return;
  const { cwd } = context;
  reportLeftovers(data, await removeLeftovers(data, cwd), context);
  await assertOwnTarget(data, { cwd, sharedFolder: "refused" }).catch((error: unknown) => {
    // If a path cannot be resolved, opening it gives a better reason.
    if (error instanceof LambdaEnvError) throw error;
  });
}

/** Deploys the template; the stack and the functions of a data file stay as they are. */
async function seed(endpoint: LocalEndpoint, options: Options, context: Context): Promise<void> {
  const path = options.template;
  if (path === undefined) {
    if (options.facts === undefined) return;
    throw new LambdaEnvError("USAGE", "--facts needs a template", { hint: "add --template FILE" });
  }
  const { reporter, cwd } = context;
  const template = await readText(path, context);
  const facts =
    options.facts === undefined
      ? {}
      : { facts: parseStackFacts(await readText(options.facts, context), { source: options.facts }) };
  const deployed = endpoint.deploy({
    template,
    source: path,
    folder: dirname(resolve(cwd, path)),
    keep: true,
    ...facts,
    ...defined({ stackName: options.stack }),
  });
  for (const text of sayDeployed(path, deployed)) reporter.note(text);
}

async function readText(path: string, { cwd, signal }: Context): Promise<string> {
  return decodeText(await readInputFile(path, { cwd, signal, maxBytes: MAX_TEXT_BYTES }), path);
}

/**
 * Returns a new access key id for each start: other users of the machine can reach the port, and must not be able to run
 * functions.
 */
function makeAccessKeyId(): string {
  return `local${randomBytes(16).toString("hex")}`;
}

/** Returns `region` if it has the form of one: it becomes part of ARNs and of commands that a shell evaluates. */
function checkRegion(region: string): string {
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(region)) return region;
  throw new LambdaEnvError("USAGE", "--region is not the name of a region", { hint: "--region eu-west-1" });
}

/**
 * Returns the variables with which any AWS client uses this endpoint. Signatures are not checked, so the secret key can be
 * anything.
 */
function exportsOf(endpoint: LocalEndpoint, accessKeyId: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: endpoint.region,
    AWS_DEFAULT_REGION: endpoint.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: "local",
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
