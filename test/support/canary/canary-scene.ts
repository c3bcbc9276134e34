/** A function, secrets and files that hold canaries, and a run of the binary that asserts that none of them is seen. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { type CliResult, runCli, tempFolder } from "../cli.ts";
import { startEndpoint } from "../endpoint.ts";
import { findCanaries, findCanaryFiles, makeCanary, makePlainCanary } from "./canary.ts";

export const LIVE = {
  API_KEY: makeCanary("live"),
  STAGE: makePlainCanary("live"),
  OLD: makeCanary("old"),
  GONE: makeCanary("gone"),
};

/** The files that a scene has unless it is given others. */
const INPUTS = { "values.json": JSON.stringify({ DB_URL: makeCanary("file"), LATER: makeCanary("file") }) };

/** A failure is reported on both streams. */
export const LOUD: readonly string[] = ["--debug", "--json"];

export const set = (...words: string[]): string[] => ["set", "-f", "my-fn", ...words];

export interface Scene {
  readonly endpoint: LocalEndpoint;
  /** Runs one command, and asserts that no canary is seen anywhere but in the files that it was given or requested. */
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<CliResult>;
}

interface SceneOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly allowed?: readonly string[];
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
}

/** Returns a new scene with `files` in the working folder, in which a command may write the files `allowed` too. */
export async function setScene({ files = INPUTS, allowed = [] }: SceneOptions = {}): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: LIVE });
  endpoint.setSecret("prod/api", { SECRET: makeCanary("secret"), LATER: makeCanary("secret") });
  endpoint.setSecret("prod/pem", makeCanary("pem"));
  const place = tempFolder();
  const [HOME, TMPDIR, cwd] = [join(place, "home"), join(place, "tmp"), join(place, "cwd")];
  for (const folder of [HOME, TMPDIR, cwd]) mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const given = [...Object.keys(files), ...allowed].map((name) => join("cwd", name));
  const run = async (args: readonly string[], { env = {}, input = "" }: RunOptions = {}): Promise<CliResult> => {
    const AWS_SECRET_ACCESS_KEY = makePlainCanary("credentials");
    const result = await runCli(args, { endpoint, cwd, input, env: { HOME, TMPDIR, AWS_SECRET_ACCESS_KEY, ...env } });
    const seen = { stdout: findCanaries(result.stdout), stderr: findCanaries(result.stderr) };
    const left = findCanaryFiles(place).filter((file) => !given.includes(file));
    expect({ ...seen, files: left }, args.join(" ")).toEqual({ stdout: [], stderr: [], files: [] });
    return result;
  };
  return { endpoint, run };
}
