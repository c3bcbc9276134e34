/** The built program on random fleets, with faults of the service and other writers at random moments: the document is right for each function. */
import { DeleteFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Fault } from "../../../src/local/server/faults.ts";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { runCli } from "../../support/cli.ts";
import { runs } from "../../support/depth.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { startClient } from "../../support/local.ts";
import { schemaProblems } from "../../support/schema.ts";

const UPDATE = "UpdateFunctionConfiguration";

/** The fault for the request that has just arrived. */
const FAULTS: Readonly<Record<string, Fault>> = {
  throttle: { kind: "throttle", retryAfterSeconds: 0 },
  "5xx before": { kind: "error", status: 500, type: "ServiceException" },
  "5xx after": { kind: "error", status: 500, type: "ServiceException", when: "after" },
  "reset before": { kind: "reset" },
  "reset after": { kind: "reset", when: "after" },
  denied: { kind: "error", status: 403, type: "AccessDeniedException" },
};

/** What somebody does to a function, which need not be the one that is being written. */
const DEEDS = ["changes-ours", "changes-another", "fails", "becomes-unreadable", "deleted"] as const;

const event = fc.record({
  /** At which of the requests for updates. */
  at: fc.integer({ min: 1, max: 8 }),
  on: fc.nat({ max: 5 }),
  what: fc.constantFrom(...Object.keys(FAULTS), ...DEEDS),
});
const scenario = fc.record({
  count: fc.integer({ min: 2, max: 6 }),
  events: fc.array(event, { minLength: 1, maxLength: 4 }),
  policy: fc.constantFrom("stop", "continue", "revert"),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer Given> ? Given : never;

interface Fleet {
  readonly names: readonly string[];
  /** What others gave to STAGE and to OTHER, by function. */
  readonly theirs: Map<string, Record<string, string>>;
  readonly deleted: Set<string>;
}

test("whatever happens to a fleet, each function is old or new, as its document says, and nothing is lost", async () => {
  await fc.assert(fc.asyncProperty(scenario, checkFleet), { numRuns: runs(60) });
});

async function checkFleet(given: Scenario): Promise<void> {
  const endpoint = await startEndpoint({ updateMs: 0 });
  const names = Array.from({ length: given.count }, (_, index) => `fn-${index}`);
  const fleet: Fleet = { names, theirs: new Map(names.map((name) => [name, {}])), deleted: new Set() };
  for (const functionName of names) endpoint.createFunction({ functionName, variables: { STAGE: "dev", OTHER: "kept" } });
  meddle(endpoint, given, fleet);
  const args = ["set", "-f", "fn-*", "STAGE=prod", "NEW=1", "--yes", "--on-failure", given.policy, "--json"];
  const { stdout, code } = await runCli(args, { endpoint, env: { AWS_MAX_ATTEMPTS: "2" } });
  expect(schemaProblems(stdout)).toEqual([]);
  const { targets, error } = JSON.parse(stdout);
  expect(code).toBe(error?.exit_code ?? 0);
  expect(targets).toHaveLength(names.length);
  for (const target of targets) assertTarget(endpoint, target, fleet);
  const outcomes: readonly string[] = targets.map(({ outcome }: { outcome: string }) => outcome);
  expect(outcomes.includes("failed")).toBe(code !== 0);
  if (given.policy === "continue") expect(outcomes).not.toContain("not-started");
  await endpoint.close();
}

function meddle(endpoint: LocalEndpoint, { events }: Scenario, fleet: Fleet): void {
  let arrived = 0;
  const hook = async (): Promise<void> => {
    arrived += 1;
    endpoint.before(UPDATE, hook);
    for (const { on, what } of events.filter(({ at }) => at === arrived)) {
      const fault = FAULTS[what];
      if (fault === undefined) await act(endpoint, what, fleet.names[on % fleet.names.length] ?? "", fleet);
      else endpoint.fail(UPDATE, fault);
    }
  };
  endpoint.before(UPDATE, hook);
}

async function act(endpoint: LocalEndpoint, what: string, name: string, { theirs, deleted }: Fleet): Promise<void> {
  if (deleted.has(name)) return;
  const change = (edit: Record<string, string>): void => {
    Object.assign(theirs.get(name) ?? {}, edit);
    endpoint.setVariables(name, { ...endpoint.variables(name), ...edit });
  };
  if (what === "changes-ours") change({ STAGE: "theirs" });
  else if (what === "changes-another") change({ OTHER: "theirs" });
  else if (what === "fails") endpoint.failUpdate(name, { reasonCode: "KMSKeyAccessDenied", reason: "denied" });
  else if (what === "becomes-unreadable") endpoint.denyDecrypt(name);
  else {
    deleted.add(name);
    await startClient(LambdaClient, endpoint).send(new DeleteFunctionCommand({ FunctionName: name }));
  }
}

function assertTarget(
  endpoint: LocalEndpoint,
  target: { readonly function: string; readonly outcome: string; readonly reverted?: unknown },
  { theirs, deleted }: Fleet,
): void {
  const { function: name, outcome } = target;
  if (deleted.has(name)) return;
  const live = endpoint.variables(name);
  const edits = theirs.get(name) ?? {};
  expect(live["OTHER"]).toBe(edits["OTHER"] ?? "kept");
  const isOld = live["STAGE"] === (edits["STAGE"] ?? "dev") && live["NEW"] === undefined;
  const isNew = live["STAGE"] === "prod" && live["NEW"] === "1";
  // Somebody who changed STAGE right after our write has theirs, beside what is left of ours.
  const isMixed = live["STAGE"] === "theirs" && live["NEW"] === "1";
  const about = `${name} ${outcome}: ${JSON.stringify(live)}`;
  if (outcome === "written") expect(isNew || (isMixed && edits["STAGE"] !== undefined), about).toBe(true);
  else if (outcome === "not-started") expect(isOld, about).toBe(true);
  else if (outcome === "reverted" || target.reverted !== undefined) expect(isOld, about).toBe(true);
  else expect(isOld || isNew || (isMixed && edits["STAGE"] !== undefined), about).toBe(true);
}
