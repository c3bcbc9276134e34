/** Promotion from one function to another: every byte, once, and with all the promises of a write. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { names, values } from "../../support/arbitraries.ts";
import { runCli, tempFolder } from "../../support/cli.ts";
import { runs } from "../../support/depth.ts";
import { startEndpoint, updateCount } from "../../support/endpoint.ts";

/** Names that Lambda takes, those that break naive code among them. */
const anyName = fc.oneof(names, fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{1,20}$/));
/** Text of every kind that Lambda holds. */
const anyValue = fc.oneof(
  values,
  fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => text.toWellFormed().replaceAll("\0", "")),
);
const anySet = fc.uniqueArray(fc.tuple(anyName, anyValue), { selector: ([name]) => name, minLength: 1, maxLength: 8 });
const notReserved = (name: string): boolean => !/^(?:AWS_|_|LAMBDA_|TZ$|LANG)/i.test(name);

it("makes the one function equal to the other, byte for byte, whatever both had, and writes once", async () => {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "dev", variables: {} });
  endpoint.createFunction({ functionName: "prod", variables: {} });
  const usable = anySet
    .map((set) => Object.fromEntries(set.filter(([name]) => notReserved(name))))
    .filter((set) => Object.keys(set).length > 0);
  await fc.assert(
    fc.asyncProperty(usable, usable, async (dev, prod) => {
      endpoint.setVariables("dev", dev);
      endpoint.setVariables("prod", prod);
      const sent = updateCount(endpoint);
      // Each value is declared to be real, whatever it looks like.
      const literal = Object.keys(dev).flatMap((name) => ["--literal", name]);
      const set = ["set", "-f", "prod", "--from", "dev", "--prune", "--yes", "--quiet", ...literal];
      expect(await runCli(set, { endpoint })).toMatchObject({ code: 0 });
      expect(endpoint.variables("prod")).toEqual(dev);
      expect(await runCli(set, { endpoint })).toMatchObject({ code: 0 });
      expect(updateCount(endpoint) - sent).toBeLessThanOrEqual(1);
      expect(endpoint.variables("dev")).toEqual(dev);
    }),
    { numRuns: runs(1000) },
  );
}, 600_000);

const LIVE = { API_KEY: "prod-key", STAGE: "prod", OLD: "x" };

async function start(): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "dev", variables: { API_KEY: "dev-key", NEW: "y" } });
  endpoint.createFunction({ functionName: "prod", variables: LIVE });
  return endpoint;
}

const PROMOTE = ["set", "-f", "prod", "--from", "dev"];

it("keeps what someone else wrote meanwhile, also with --prune, and stops at the same variable", async () => {
  const endpoint = await start();
  endpoint.before("UpdateFunctionConfiguration", () => endpoint.setVariables("prod", { ...LIVE, THEIRS: "z" }));
  expect(await runCli([...PROMOTE, "--prune", "--yes"], { endpoint })).toMatchObject({ code: 0 });
  expect(endpoint.variables("prod")).toEqual({ API_KEY: "dev-key", NEW: "y", THEIRS: "z" });

  endpoint.setVariables("prod", LIVE);
  endpoint.before("UpdateFunctionConfiguration", () => endpoint.setVariables("prod", { ...LIVE, API_KEY: "theirs" }));
  expect(await runCli(PROMOTE, { endpoint })).toMatchObject({ code: 75 });
  expect(endpoint.variables("prod")).toEqual({ ...LIVE, API_KEY: "theirs" });
});

it("writes nothing where the target's variables cannot be read, and nothing where AWS refuses", async () => {
  const endpoint = await start();
  endpoint.denyDecrypt("prod");
  expect(await runCli(PROMOTE, { endpoint })).toMatchObject({ code: 77 });
  expect(updateCount(endpoint)).toBe(0);
  endpoint.allowDecrypt("prod");
  endpoint.deny("GetFunctionConfiguration", "dev");
  const denied = await runCli(PROMOTE, { endpoint });
  expect(denied).toMatchObject({ code: 77, stderr: expect.stringContaining("for function dev") });
  expect(updateCount(endpoint)).toBe(0);
});

it("asks before a value of the source empties a live one or replaces it with a placeholder word", async () => {
  const endpoint = await start();
  endpoint.setVariables("dev", { API_KEY: "", STAGE: "CHANGE_ME" });
  const { stderr, code } = await runCli(PROMOTE, { endpoint });
  expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining("empty 1 variable (API_KEY)") });
  expect(stderr).toContain("put a placeholder word into 1 variable (STAGE)");
  expect(updateCount(endpoint)).toBe(0);
});

it("applies a plan of diff --out, and refuses it when the source has changed", async () => {
  const endpoint = await start();
  const env = { LAMBDA_ENV_FINGERPRINT_KEY: "a key of this test, long enough 0123456789" };
  const options = { endpoint, cwd: tempFolder(), env };
  expect(await runCli(["diff", ...PROMOTE.slice(1), "--out", "plan.json"], options)).toMatchObject({ code: 0 });
  endpoint.setVariables("dev", { API_KEY: "other-key", NEW: "y" });
  expect(await runCli([...PROMOTE, "--plan", "plan.json"], options)).toMatchObject({ code: 75 });
  endpoint.setVariables("dev", { API_KEY: "dev-key", NEW: "y" });
  expect(await runCli([...PROMOTE, "--plan", "plan.json"], options)).toMatchObject({ code: 0 });
  expect(endpoint.variables("prod")).toEqual({ ...LIVE, API_KEY: "dev-key", NEW: "y" });
});
