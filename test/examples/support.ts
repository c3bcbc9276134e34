/** The examples in a local endpoint, as `lambda-env local --template` serves them, with the SDK to call them. */
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { GetFunctionConfigurationCommand, InvokeCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { onTestFinished } from "vitest";
import type { LocalEndpointOptions } from "../../src/local/server/server.ts";
import { removeFolder } from "../support/folder.ts";
import { type LocalClients, startClients } from "../support/local.ts";

export const EXAMPLES = resolve(import.meta.dirname, "../../examples");

/** Values that break careless shell, JSON and dotenv code. None of them looks like a real secret. */
export const AWKWARD_VALUES: readonly (readonly [name: string, value: string])[] = [
  ["quotes", `it's "quoted", 'twice'`],
  ["newlines", "\nfirst\n\nlast\n\n"],
  ["expansions", '$HOME ${HOME} $(id) `id` $$ !! * ~ "$@"'],
  ["backslashes", "C:\\new\\table \\u0041 \\\\ \\"],
  ["format directives", "%s %d %% -n -e"],
  ["unicode", "ünïcödé 日本語 🚀 e\u0301 \u2028\u2029\ufeff\u200b"],
  ["control characters", String.fromCharCode(...Array.from({ length: 31 }, (_, index) => index + 1), 127)],
  ["blanks", "  \t between \t  "],
  ["JSON", '{"API_KEY":"\\"}'],
  ["a number", "007"],
];

interface Answer {
  readonly text: string;
  readonly functionError: string | undefined;
  readonly version: string | undefined;
  readonly log: string;
}

export interface Served extends LocalClients {
  /** Names of the functions, by logical id. */
  readonly names: ReadonlyMap<string, string>;
  /** Invokes with an event as text or bytes; the log comes with the answer. */
  readonly invoke: (functionName: string, event?: string | Uint8Array, qualifier?: string) => Promise<Answer>;
  /** Replaces the variables, adding to what is there, and waits until the update has settled. */
  readonly set: (functionName: string, variables: Readonly<Record<string, string>>) => Promise<void>;
}

/** Serves the functions of a template; everything ends with the test. */
export async function serve(template: string, options: LocalEndpointOptions = {}): Promise<Served> {
  const clients = await startClients(options);
  const { endpoint, lambda } = clients;
  const file = resolve(EXAMPLES, template);
  const { functions } = endpoint.deploy({
    template: await readFile(file, "utf8"),
    source: template,
    stackName: "example",
    folder: dirname(file),
  });
  return {
    ...clients,
    names: functions,
    invoke: async (functionName, event, qualifier) => {
      const reply = await lambda.send(
        new InvokeCommand({
          FunctionName: functionName,
          LogType: "Tail",
          ...(event === undefined ? {} : { Payload: typeof event === "string" ? Buffer.from(event) : event }),
          ...(qualifier === undefined ? {} : { Qualifier: qualifier }),
        }),
      );
      return {
        text: Buffer.from(reply.Payload ?? []).toString("utf8"),
        functionError: reply.FunctionError,
        version: reply.ExecutedVersion,
        log: Buffer.from(reply.LogResult ?? "", "base64").toString("utf8"),
      };
    },
    set: async (functionName, variables) => {
      const live = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName }));
      await lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: functionName,
          Environment: { Variables: { ...live.Environment?.Variables, ...variables } },
        }),
      );
    },
  };
}

/** Serves the only function of an example. */
export async function serveExample(
  example: string,
  options: LocalEndpointOptions = {},
): Promise<Served & { readonly name: string }> {
  const served = await serve(join(EXAMPLES, example, "template.yaml"), options);
  const [name = ""] = served.names.values();
  return { ...served, name };
}

/** Makes a folder that is gone when the test has finished. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lambda-env-test-"));
  onTestFinished(() => removeFolder(folder));
  return folder;
}
