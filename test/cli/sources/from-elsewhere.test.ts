/** `--from` a function of another account or region: read with its own profile, and asked about before anything is written. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { type CliResult, runCli, targetIn, tempFolder } from "../../support/cli.ts";
import { startEndpoint, updateCount } from "../../support/endpoint.ts";
import { schemaProblems } from "../../support/schema.ts";

const HERE = { account: "123456789012", region: "us-east-1" };
const THERE = { account: "210987654321", region: "eu-west-1" };

/** Two accounts, each behind the endpoint of its profile, with a function of the same name. */
async function start(there: { readonly account: string; readonly region: string } = THERE) {
  const [here, other] = [await startEndpoint(HERE), await startEndpoint(there)];
  here.createFunction({ functionName: "orders", variables: { STAGE: "here", OLD: "x" } });
  here.createFunction({ functionName: "billing", variables: { STAGE: "here" } });
  other.createFunction({ functionName: "orders", variables: { STAGE: "there", NEW: "y" } });
  const HOME = tempFolder();
  mkdirSync(join(HOME, ".aws"));
  const profile = (name: string, { url }: LocalEndpoint): string =>
    `[profile ${name}]\nendpoint_url = ${url}\naws_access_key_id = ${name}\naws_secret_access_key = ${name}\n`;
  writeFileSync(join(HOME, ".aws", "config"), `${profile("here", here)}${profile("there", other)}`);
  const from = ["--profile", "here", "--from", "orders", "--from-profile", "there", "--from-region", there.region];
  const run = (command: string, ...args: string[]): Promise<CliResult> => runCli([command, ...from, ...args], { env: { HOME } });
  return { here, other, run };
}

describe("a source of another account", () => {
  it("is read with the profile, the region and the endpoint that are its own", async () => {
    const { run } = await start();
    const { stdout, stderr, code } = await run("diff", "-f", "orders", "--show-values=always");
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('"here" -> "there"') });
    expect(stderr).toContain("values from function orders, account 210987654321, region eu-west-1\n");
    expect(stderr).toContain("orders · 123456789012 · us-east-1");
  });

  it.each([
    ["another account", THERE],
    ["another region", { ...THERE, account: HERE.account }],
    ["another account in the same region", { ...THERE, region: HERE.region }],
  ])("is asked about before a write: %s", async (_, there) => {
    const { here, run } = await start(there);
    const refused = await run("set", "-f", "orders");
    const from = `function orders (account ${there.account}, region ${there.region})`;
    expect(refused).toMatchObject({ code: 64, stdout: expect.stringContaining("NEW") });
    expect(refused.stderr).toContain(
      "lambda-env: error: this would change function orders (account 123456789012, region us-east-1), " +
        `which would copy 2 variables (NEW, STAGE) from ${from}, and there is no terminal to ask; nothing was written\n`,
    );
    expect(refused.stderr).toContain("hint: add --yes to confirm it");
    expect(updateCount(here)).toBe(0);
    expect(await run("set", "-f", "orders", "--yes")).toMatchObject({ code: 0 });
    expect(here.variables("orders")).toEqual({ STAGE: "there", NEW: "y", OLD: "x" });
  });

  it("is named in one question with what is removed, and what other sources give is none of it", async () => {
    const { here, run } = await start();
    const refused = await run("set", "-f", "orders", "--prune", "NEW=typed");
    expect(refused.stderr).toContain(
      "which would copy 1 variable (STAGE) from function orders (account 210987654321, region eu-west-1) and remove 1 variable (OLD)",
    );
    expect(await run("set", "-f", "orders", "NEW=typed", "STAGE=typed")).toMatchObject({ code: 0 });
    expect(here.variables("orders")).toEqual({ STAGE: "typed", NEW: "typed", OLD: "x" });
  });

  it("is one question for several functions", async () => {
    const { here, run } = await start();
    const { stderr, code } = await run("set", "-f", "orders", "-f", "billing");
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining("this would change 2 functions (account") });
    expect(stderr).toContain(
      "which would copy 4 variables (NEW of billing and orders, STAGE of billing and orders) from function",
    );
    expect(updateCount(here)).toBe(0);
  });

  it("is what diff and a dry run say that set would ask about", async () => {
    const { run } = await start();
    for (const command of [["diff"], ["set", "--dry-run"]] as const) {
      const [name, ...more] = command;
      const text = await run(name, "-f", "orders", ...more);
      expect(text.stdout).toContain("set would ask: copies 2 from another account or region (NEW, STAGE)");
      const json = await run(name, "-f", "orders", ...more, "--json");
      expect(targetIn(json.stdout).asks).toMatchObject({ copies: ["NEW", "STAGE"] });
      expect(schemaProblems(json.stdout)).toEqual([]);
    }
    const report = await run("diff", "-f", "orders", "--report", "markdown");
    expect(report.stdout).toContain("copies 2 from another account or region");
  });
});

it("a source of the same account and region is not asked about", async () => {
  const { here } = await start();
  expect(await runCli(["set", "-f", "orders", "--from", "billing", "STAGE=x"], { endpoint: here })).toMatchObject({ code: 0 });
  const { stdout } = await runCli(["diff", "-f", "orders", "--from", "billing", "--json"], { endpoint: here });
  expect(targetIn(stdout).asks).toEqual({ removes: [], blanks: [], placeholders: [], empties: false });
});
