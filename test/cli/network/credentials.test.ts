/** Where credentials and region come from: a table of set-ups, each in a home folder of its own. */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CliResult, cliEnvironment, runCli, tempFolder } from "../../support/cli.ts";
import { foreignProgram } from "../../support/depth.ts";
import { operations, startEndpoint } from "../../support/endpoint.ts";
import { HAS_TERMINAL, runOnTerminal } from "../../support/terminal.ts";
import {
  BASE,
  CONFIG,
  CREDENTIALS,
  DEVICE,
  FAILS,
  NO_KEYS,
  ROLE,
  type SetUp,
  source,
  UNSET,
  WORKS,
  type Works,
} from "./credential-setups.ts";

const HAS_AWS = foreignProgram("the AWS CLI", "aws", "--version");

/** Returns the environment, in which `HOME` in a value is the home folder, and paths start there. */
function prepare({ files = {}, env = {} }: SetUp): { readonly env: Readonly<Record<string, string>>; readonly cwd: string } {
  const home = tempFolder();
  const inHome = (text: string): string => text.replaceAll("HOME", home);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), inHome(text));
  }
  // A variable without a value is not passed on.
  const own = Object.entries(env).map(([name, value]) => [name, value === UNSET ? undefined : inHome(value)] as const);
  return { env: { HOME: home, ...Object.fromEntries(own) }, cwd: home };
}

async function runSetUp(
  setUp: SetUp & Pick<Works, "key" | "region">,
): Promise<CliResult & { readonly calls: readonly string[]; readonly theirs: number }> {
  const { key, region, args = [] } = setUp;
  const options = { ...(key === undefined ? {} : { accessKeyId: key }), ...(region === undefined ? {} : { region }) };
  const endpoint = await startEndpoint(options);
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "prod" } });
  const place = prepare(setUp);
  const result = await runCli(["get", "-f", "my-fn", "STAGE", ...args], { endpoint, ...place });
  const calls = operations(endpoint);
  const theirs = HAS_AWS.isUsed
    ? await runAws(args, { ...place, env: cliEnvironment({ endpoint, env: place.env }) })
    : result.code;
  return { ...result, calls, theirs: theirs ?? 1 };
}

function runAws(
  args: readonly string[],
  { env, cwd }: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
): Promise<number> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const own = {
    ...given,
    ...(given["AWS_REGION"] === undefined ? {} : { AWS_DEFAULT_REGION: given["AWS_REGION"] }),
    AWS_MAX_ATTEMPTS: "1",
  };
  const command = ["lambda", "get-function-configuration", "--function-name", "my-fn", ...args];
  return new Promise((resolve) => {
    const child = execFile("aws", command, { env: own, cwd }, (error) => resolve(error === null ? 0 : 1));
    // It would wait for a code.
    child.stdin?.end();
  });
}

describe.concurrent("works with", () => {
  it.each(Object.entries(WORKS))(`%s${HAS_AWS.note}`, async (_, setUp) => {
    const { code, stdout, stderr, calls, theirs } = await runSetUp(setUp);
    expect(code, stderr).toBe(0);
    expect(stdout).toBe("prod");
    if (setUp.calls !== undefined) expect(calls).toContain(setUp.calls);
    if (setUp.aws === undefined || setUp.aws === "same") expect(theirs, "the AWS CLI").toBe(0);
  });
});

describe.concurrent("says what is wrong with", () => {
  it.each(Object.entries(FAILS))(`%s${HAS_AWS.note}`, async (_, setUp) => {
    const { code, stdout, stderr, calls, theirs } = await runSetUp(setUp);
    expect(stderr).toMatch(setUp.says);
    expect(stderr).toMatch(new RegExp(`lambda-env: hint: .*${setUp.hint.source}`));
    expect(code).toBe(setUp.code ?? 78);
    expect(stdout).toBe("");
    // Nothing reads the function with other credentials than the requested ones.
    expect(calls).not.toContain("GetFunctionConfiguration");
    if (setUp.aws === undefined || setUp.aws === "same") expect(theirs, "the AWS CLI").not.toBe(0);
  });
});

it("a value that cannot be a key is not repeated", async () => {
  const { stderr } = await runSetUp({ env: { AWS_SECRET_ACCESS_KEY: "not-a-real-key\n" }, args: ["--debug"] });
  expect(stderr).not.toContain("not-a-real-key");
});

it.each([
  ["what it writes to standard error", 'sh -c "echo the token hidden-canary is not valid >&2; exit 1"', " (sh)"],
  ["its trace", 'sh -xc "false hidden-canary"', " (sh)"],
  ["its output", 'sh -c "echo hidden-canary"', " (sh)"],
  ["its command, which does not exist", '"/opt/no such/vault-helper" --token hidden-canary', " (vault-helper)"],
  ["an assignment before it", "TOKEN=hidden-canary false", ""],
  ["a quoted assignment before it", 'TOKEN="x hidden-canary" false', ""],
])("a credential_process is named, and no secret: %s", async (_, command, named) => {
  const files = { [CONFIG]: `[profile p]\ncredential_process = ${command}\n` };
  const { code, stderr } = await runSetUp({ env: { ...NO_KEYS, AWS_PROFILE: "p" }, files, args: ["--debug"] });
  expect(code).toBe(78);
  expect(stderr).toContain(`credential_process of profile p${named} `);
  expect(stderr).not.toContain("canary");
});

it("a role that may not be assumed is named, with AWS's reason", async () => {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "prod" } });
  endpoint.deny("AssumeRole");
  const files = { [CONFIG]: source("role", "source_profile = base"), [CREDENTIALS]: BASE };
  const place = prepare({ env: { ...NO_KEYS, AWS_PROFILE: "role" }, files });
  const { code, stderr } = await runCli(["get", "-f", "my-fn", "STAGE"], { endpoint, ...place });
  expect(code).toBe(77);
  expect(stderr).toContain(`not allowed to assume the role ${ROLE} of profile role`);
});

it("one set of credentials is fetched for all services of a run", async () => {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: {} });
  endpoint.setSecret("prod/api", { API_KEY: "example" });
  endpoint.setParameter("/a/one", "1");
  const files = { [CONFIG]: source("role", "source_profile = base"), [CREDENTIALS]: BASE };
  const place = prepare({ env: { ...NO_KEYS, AWS_PROFILE: "role" }, files });
  const args = ["set", "-f", "my-fn", "-s", "prod/api", "--parameters-by-path", "/a"];
  const { code, stderr } = await runCli(args, { endpoint, ...place });
  expect(code, stderr).toBe(0);
  expect(operations(endpoint).filter((name) => name === "AssumeRole")).toHaveLength(1);
});

it.skipIf(!HAS_TERMINAL)(
  "a terminal asks the user to type the code of an MFA device (skipped without script of util-linux)",
  async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "prod" } });
    const files = { [CONFIG]: source("role", `source_profile = base\nmfa_serial = ${DEVICE}`), [CREDENTIALS]: BASE };
    const place = prepare({ env: { ...NO_KEYS, AWS_PROFILE: "role" }, files });
    const dialogue = [[`MFA code of ${DEVICE}: `, "123456\r"]] as const;
    const { screen, code } = await runOnTerminal(["get", "-f", "my-fn", "STAGE"], { endpoint, ...place, dialogue });
    expect(code, screen).toBe(0);
    expect(screen).toContain("prod");
  },
);
