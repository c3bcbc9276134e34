/** A run of `lambda-env doctor` in a home folder of its own, as text and as JSON, which must agree and hold no secret. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import type { LocalEndpoint, LocalEndpointOptions } from "../../../src/local/server/server.ts";
import { type CliResult, runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint, updateCount } from "../../support/endpoint.ts";
import { schemaProblems } from "../../support/schema.ts";

type Texts = Readonly<Record<string, string>>;

export interface SetUp {
  readonly args?: readonly string[];
  /** A variable that is undefined is not there. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Below the home folder. */
  readonly files?: Texts;
  readonly endpoint?: LocalEndpointOptions;
  readonly prepare?: (endpoint: LocalEndpoint) => void;
}

export interface Checked {
  readonly check: string;
  readonly status: "ok" | "problem" | "unknown";
  readonly message: string;
  readonly hint: string | null;
  readonly source: string | null;
}

interface Document {
  readonly account: string | null;
  readonly region: string | null;
  readonly arn: string | null;
  readonly checks: readonly Checked[];
  readonly exit_code: number;
}

/** What must not be seen, in any set-up. */
export const SECRETS = { key: "CANARYkeyCANARYkey", token: "CANARYtokenCANARY", password: "CANARYpassword" };
export const KEYS = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: SECRETS.key };
const LIVE = "CANARYvalueCANARY";

export interface Ran extends CliResult {
  readonly endpoint: LocalEndpoint;
  readonly document: Document;
  /** Returns what is said of one check. */
  readonly of: (name: string) => Checked;
}

export async function doctor({
  args = ["-f", "my-fn"],
  env = {},
  files = {},
  endpoint: options = {},
  prepare,
}: SetUp): Promise<Ran> {
  const endpoint = await startEndpoint(options);
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: LIVE, OTHER: LIVE } });
  prepare?.(endpoint);
  const HOME = tempFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(HOME, name)), { recursive: true });
    writeFileSync(join(HOME, name), text.replaceAll("$HOME", HOME));
  }
  const all = {
    HOME,
    AWS_MAX_ATTEMPTS: "1",
    AWS_EC2_METADATA_DISABLED: "true",
    ...KEYS,
    AWS_SESSION_TOKEN: SECRETS.token,
    ...env,
  };
  const run = (...more: string[]): Promise<CliResult> =>
    runCli(["doctor", ...args, ...more], { endpoint, cwd: HOME, env: all as Texts });
  const [text, json] = [await run("--debug"), await run("--json")];
  for (const stream of [text.stdout, text.stderr, json.stdout, json.stderr]) expect(stream).not.toMatch(/CANARY|IOSFODNN/);
  expect(updateCount(endpoint)).toBe(0);
  expect(schemaProblems(json.stdout)).toEqual([]);
  const document = JSON.parse(json.stdout) as Document;
  expect([json.code, text.code], text.stdout).toEqual([document.exit_code, document.exit_code]);
  for (const { status, message, hint } of document.checks) {
    if (status === "problem") expect(hint, message).not.toBeNull();
    expect(text.stdout).toContain(message);
  }
  const of = (name: string): Checked => {
    const found = document.checks.find(({ check }) => check === name);
    if (found === undefined) throw new Error(`nothing is said of ${name}`);
    return found;
  };
  return { ...text, endpoint, document, of };
}
