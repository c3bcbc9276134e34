import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../src/local/server/server.ts";
import { type CliResult, runCli, targetIn, tempFolder } from "../support/cli.ts";
import { startEndpoint, updateCount } from "../support/endpoint.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const LIVE = { STAGE: "dev", API_KEY: "live-canary", BY_HAND: "hand-canary" };

interface Scene {
  readonly endpoint: LocalEndpoint;
  readonly cwd: string;
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<CliResult>;
}

async function setScene(): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: LIVE });
  endpoint.setSecret("prod/my-fn", { API_KEY: "secret-canary" });
  const cwd = tempFolder({ ".env": "DB_URL=file-canary\n" });
  const run: Scene["run"] = (args, env = { LAMBDA_ENV_FINGERPRINT_KEY: KEY }) => runCli(args, { endpoint, cwd, env });
  return { endpoint, cwd, run };
}

const SOURCES = ["-f", "my-fn", "-e", ".env", "-s", "prod/my-fn"];
const plan = (...more: string[]): string[] => ["diff", ...SOURCES, "--out", "plan.json", ...more];
const apply = (...more: string[]): string[] => ["set", ...SOURCES, "--plan", "plan.json", ...more];

describe("a plan", () => {
  it("is written without values, readable only by its owner, and with the same bytes for the same plan", async () => {
    const { cwd, run } = await setScene();
    expect(await run(plan())).toMatchObject({ code: 0 });
    const file = join(cwd, "plan.json");
    const text = readFileSync(file, "utf8");
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(text).not.toContain("canary");
    expect(JSON.parse(text)).toMatchObject({
      format_version: "2.0",
      document: "plan",
      fingerprints: "hmac-sha256",
    });
    expect(targetIn(text)).toMatchObject({
      function: "my-fn",
      region: "us-east-1",
      revision_id: expect.any(String),
      summary: { added: 1, updated: 1, removed: 0, kept: 2 },
      variables: [
        { name: "API_KEY", kind: "update", origin: { layer: "secret", source: "prod/my-fn", key: "API_KEY" } },
        { name: "BY_HAND", kind: "keep", why: "live" },
        { name: "DB_URL", kind: "add", origin: { layer: "env-file", source: ".env", line: 1 } },
        { name: "STAGE", kind: "keep" },
      ],
    });
    await run(plan());
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("gives the same value another fingerprint under another name, and at another revision", async () => {
    const { cwd, endpoint, run } = await setScene();
    writeFileSync(join(cwd, ".env"), "DB_URL=same\nDB_OTHER=same\n");
    const prints = async (): Promise<string[]> => {
      await run(plan());
      const { variables } = targetIn(readFileSync(join(cwd, "plan.json"), "utf8"));
      return variables.flatMap((entry: { after: string | null }) => entry.after ?? []);
    };
    const before = await prints();
    endpoint.setVariables("my-fn", LIVE);
    expect(new Set([...before, ...(await prints())]).size).toBe(2 * before.length);
  });

  it("is applied as it is", async () => {
    const { endpoint, run } = await setScene();
    await run(plan());
    expect(await run(apply())).toMatchObject({ code: 0, stdout: expect.stringContaining("1 added, 1 updated") });
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, API_KEY: "secret-canary", DB_URL: "file-canary" });
  });

  it("is shown and not applied on a dry run", async () => {
    const { endpoint, run } = await setScene();
    await run(plan());
    expect((await run(apply("--dry-run"))).code).toBe(0);
    expect(updateCount(endpoint)).toBe(0);
  });

  it("is refused with 75 and the names, when a secret was rotated or a file has another value", async () => {
    const { endpoint, cwd, run } = await setScene();
    await run(plan());
    endpoint.setSecret("prod/my-fn", { API_KEY: "rotated-canary" });
    const rotated = await run(apply());
    expect(rotated).toMatchObject({ code: 75, stdout: "" });
    expect(rotated.stderr).toContain("error: API_KEY has changed since the plan was made: its value in the source has changed");
    expect(rotated.stderr).not.toContain("canary");
    writeFileSync(join(cwd, ".env"), "# another line\nDB_URL=other-canary\n");
    expect((await run(apply())).stderr).toContain("the plan is out of date: API_KEY, DB_URL have changed; nothing was written");
    expect(updateCount(endpoint)).toBe(0);
  });

  it("holds where only a comment was added to a file", async () => {
    const { cwd, run } = await setScene();
    await run(plan());
    writeFileSync(join(cwd, ".env"), "# another line\nDB_URL=file-canary\n");
    expect((await run(apply())).code).toBe(0);
  });

  it("is refused with 75 and the names, when the function was changed in the meantime", async () => {
    const { endpoint, run } = await setScene();
    await run(plan());
    const theirs = { ...LIVE, BY_HAND: "their-canary", MORE: "more-canary" };
    endpoint.setVariables("my-fn", theirs);
    const result = await run(apply("--json"));
    expect(result.code).toBe(75);
    const { error } = JSON.parse(result.stdout);
    expect(error).toMatchObject({ code: "CONFLICT", exit_code: 75 });
    expect(error.findings.map((finding: { name: string }) => finding.name)).toEqual(["BY_HAND", "MORE"]);
    expect(endpoint.variables("my-fn")).toEqual(theirs);
  });

  it("is refused with 75 when the function has another revision, though the same variables", async () => {
    const { endpoint, run } = await setScene();
    await run(plan());
    endpoint.setVariables("my-fn", LIVE);
    const result = await run(apply());
    expect(result).toMatchObject({ code: 75, stderr: expect.stringContaining("my-fn was changed after the plan was made") });
    expect(updateCount(endpoint)).toBe(0);
  });

  it("is not merged with what someone else writes at the last moment, as a set without a plan would be", async () => {
    const { endpoint, run } = await setScene();
    await run(plan());
    endpoint.before("UpdateFunctionConfiguration", () => endpoint.setVariables("my-fn", { ...LIVE, MORE: "x" }));
    const result = await run(apply());
    expect(result).toMatchObject({ code: 75, stderr: expect.stringContaining("MORE has changed") });
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, MORE: "x" });
    await run(plan());
    endpoint.before("UpdateFunctionConfiguration", () => endpoint.setVariables("my-fn", { ...LIVE, MORE: "x" }));
    expect(await run(apply())).toMatchObject({ code: 75, stderr: expect.stringContaining("nothing was written") });
    expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, MORE: "x" });
  });

  it("still survives a lost reply, since then nobody else wrote", async () => {
    const { endpoint, run } = await setScene();
    await run(plan());
    endpoint.fail("UpdateFunctionConfiguration", { kind: "reset", when: "before" });
    expect((await run(apply())).code).toBe(0);
    expect(endpoint.variables("my-fn")).toMatchObject({ DB_URL: "file-canary" });
  });

  it("needs the confirmation of what it removes, like every set", async () => {
    const { endpoint, run } = await setScene();
    await run(plan("--unset", "BY_HAND"));
    expect((await run(apply("--unset", "BY_HAND"))).code).toBe(64);
    expect((await run(apply())).code).toBe(75);
    expect((await run(apply("--unset", "BY_HAND", "--yes"))).code).toBe(0);
    expect(endpoint.variables("my-fn")).not.toHaveProperty("BY_HAND");
  });

  it("of another function, and a file that is not a plan, is refused before any write", async () => {
    const { endpoint, cwd, run } = await setScene();
    endpoint.createFunction({ functionName: "other", variables: LIVE });
    await run(plan());
    expect((await run(["set", "-f", "other", "-e", ".env", "-s", "prod/my-fn", "--plan", "plan.json"])).code).toBe(64);
    const text = readFileSync(join(cwd, "plan.json"), "utf8");
    for (const wrong of [
      "",
      "null",
      "[]",
      "{}",
      text.slice(0, -4),
      text.replace('"2.0"', '"3.0"'),
      text.replace('"update"', '"x"'),
      text.replace(/("variables": \[)(\s*\{.*?\n {8}\},)/s, "$1$2$2"),
    ]) {
      writeFileSync(join(cwd, "plan.json"), wrong);
      expect(await run(apply()), wrong.slice(0, 20)).toMatchObject({ code: 65, stdout: "" });
    }
    expect((await run(["set", ...SOURCES, "--plan", "missing.json"])).code).toBe(66);
    expect((await run(["diff", ...SOURCES, "--out", "missing/plan.json"])).code).toBe(73);
    expect(updateCount(endpoint)).toBe(0);
  });
});

describe("without a key", () => {
  it("a plan has no fingerprints, both runs say what is not checked, and all else still is", async () => {
    const { endpoint, cwd, run } = await setScene();
    const made = await run(plan(), {});
    expect(made.stderr).toContain("the plan has no fingerprints");
    expect(JSON.parse(readFileSync(join(cwd, "plan.json"), "utf8"))).toMatchObject({ fingerprints: null });
    endpoint.setVariables("my-fn", { ...LIVE, MORE: "x" });
    expect(await run(apply(), {})).toMatchObject({ code: 75, stderr: expect.stringContaining("MORE has changed") });
    await run(plan(), {});
    const applied = await run(apply(), {});
    expect(applied).toMatchObject({ code: 0, stderr: expect.stringContaining("warning: the plan has no fingerprints") });
  });

  it("a plan with fingerprints is not applied, nor one without them where there is a key", async () => {
    const { endpoint, run } = await setScene();
    await run(plan());
    expect(await run(apply(), {})).toMatchObject({ code: 64, stderr: expect.stringContaining("LAMBDA_ENV_FINGERPRINT_KEY") });
    await run(plan(), {});
    expect(await run(apply())).toMatchObject({ code: 65, stderr: expect.stringContaining("has no fingerprints") });
    expect(updateCount(endpoint)).toBe(0);
  });

  it("with another key every name has changed, and a key that could be guessed is refused", async () => {
    const { run } = await setScene();
    await run(plan());
    const other = await run(apply(), { LAMBDA_ENV_FINGERPRINT_KEY: KEY.toUpperCase() });
    expect(other).toMatchObject({ code: 75, stderr: expect.stringContaining("API_KEY, BY_HAND, DB_URL, STAGE have changed") });
    for (const weak of ["guess-me", "x".repeat(64), "ab".repeat(32), "1234567".repeat(8)]) {
      const refused = await run(plan(), { LAMBDA_ENV_FINGERPRINT_KEY: weak });
      expect(refused, weak).toMatchObject({ code: 64, stderr: expect.not.stringContaining(weak) });
    }
  });
});
