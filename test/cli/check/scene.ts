/** Runs of `check` in a folder with the files of a project. */
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { type CliResult, runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";

export interface CheckedScene {
  readonly endpoint: LocalEndpoint;
  readonly run: (...args: readonly string[]) => Promise<CliResult>;
  /** Runs with `--json`, and returns what was found of the files and of each function. */
  readonly check: (...args: readonly string[]) => Promise<Checked>;
}

/** What was found, each finding as `code name place`, with the functions that it concerns where it says so. */
interface Checked {
  readonly code: number | null;
  readonly findings: readonly string[];
  readonly targets: Readonly<Record<string, readonly string[]>>;
}

interface FindingPart {
  readonly code: string;
  readonly name: string | null;
  readonly functions?: readonly string[];
  readonly source: string | null;
  readonly line: number | null;
}

/** Starts an endpoint with `functions`, and a folder with `files`; the secret prod/api has the key DB_URL. */
export async function checkScene(
  files: Readonly<Record<string, string>>,
  functions: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): Promise<CheckedScene> {
  const endpoint = await startEndpoint();
  for (const [functionName, variables] of Object.entries(functions)) endpoint.createFunction({ functionName, variables });
  endpoint.setSecret("prod/api", { DB_URL: "postgres://secret" });
  const cwd = tempFolder(files);
  const run = (...args: readonly string[]): Promise<CliResult> => runCli(["check", ...args], { endpoint, cwd });
  return {
    endpoint,
    run,
    check: async (...args) => {
      const { code, stdout, stderr } = await run(...args, "--json");
      const { findings, targets } = JSON.parse(stdout || "{}");
      if (findings === undefined) throw new Error(`${stdout}\n${stderr}`);
      const ofTargets = (targets as { readonly function: string; readonly findings: readonly FindingPart[] }[]).map(
        (target) => [target.function, target.findings.map(brief)] as const,
      );
      return { code, findings: (findings as FindingPart[]).map(brief), targets: Object.fromEntries(ofTargets) };
    },
  };
}

function brief({ code, name, functions, source, line }: FindingPart): string {
  const place = source === null ? [] : [line === null ? source : `${source}:${line}`];
  const parts = [code, ...(name === null ? [] : [name]), ...place];
  return `${parts.join(" ")}${functions === undefined ? "" : ` in ${functions.join(", ")}`}`;
}
