/** Ctrl-C in a run on several functions, and the progress that it ends: in a process of its own, with signals and a terminal. */
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { findCanaries, makeCanary } from "../../support/canary/canary.ts";
import { runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { HAS_TERMINAL, runOnTerminal } from "../../support/terminal.ts";

const NAMES = ["orders-api", "orders-mail", "orders-search", "orders-web"] as const;
const ARGS = ["set", "-f", "orders-*", "--yes", "STAGE=prod"];

async function start(updateMs: number): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint({ updateMs });
  for (const functionName of NAMES) endpoint.createFunction({ functionName, variables: { STAGE: "dev" } });
  return endpoint;
}

/** Does something when so many updates have arrived. */
function atUpdate(endpoint: LocalEndpoint, count: number, act: () => void): void {
  let arrived = 0;
  const hook = (): void => {
    arrived += 1;
    if (arrived === count) act();
    else endpoint.before("UpdateFunctionConfiguration", hook);
  };
  endpoint.before("UpdateFunctionConfiguration", hook);
}

describe("Ctrl-C", () => {
  it("starts no more, finishes what is in flight, prints the table, and ends with 130", async () => {
    const endpoint = await start(400);
    const more = Array.from({ length: 20 }, (_, index) => `orders-${index}`);
    for (const functionName of more) endpoint.createFunction({ functionName, variables: { STAGE: "dev" } });
    const { stdout, stderr, code } = await runCli(ARGS, {
      endpoint,
      onStart: (child) => atUpdate(endpoint, 2, () => child.kill("SIGINT")),
    });
    expect(code).toBe(130);
    const ended = new Map(
      [...stdout.matchAll(/^(orders-\S+) +(verified|not started)$/gm)].map(([, name = "", end]) => [name, end]),
    );
    expect(ended.size).toBe(24);
    for (const [name, end] of ended) expect(endpoint.variables(name)["STAGE"]).toBe(end === "verified" ? "prod" : "dev");
    const verified = [...ended.values()].filter((end) => end === "verified").length;
    expect(verified).toBeGreaterThanOrEqual(2);
    expect(verified).toBeLessThan(24);
    expect(stderr).toMatch(
      /interrupted: no more functions are started, finishing \d+ updates? in flight; another Ctrl-C ends at once/,
    );
    expect(stderr).toContain(`error: interrupted; ${verified} of 24 functions are verified, ${24 - verified} were not started\n`);
  });

  it("a second one ends at once, with one line about what is not known", async () => {
    const endpoint = await start(60_000);
    let kill = (): void => {};
    let hasSeenFirst = false;
    const { stderr, code } = await runCli(ARGS, {
      endpoint,
      onStart: (child) => {
        kill = () => void child.kill("SIGINT");
        atUpdate(endpoint, 1, kill);
        // The update is in flight, and stays so: the second comes with a later look at it.
        const look = (): void => {
          const sent = endpoint.requests.some(({ operation }) => operation === "UpdateFunctionConfiguration");
          if (sent && hasSeenFirst) kill();
          else {
            hasSeenFirst ||= sent;
            endpoint.before("GetFunction", look);
          }
        };
        endpoint.before("GetFunction", look);
      },
    });
    expect(code === 130 || code === null).toBe(true);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      "lambda-env: error: interrupted; the outcome of the updates of orders-api is not known",
    );
  });
});

describe.skipIf(!HAS_TERMINAL)("on a terminal (skipped without script of util-linux)", () => {
  it("progress is one line that is redrawn, and gone at the end", async () => {
    const endpoint = await start(100);
    const { screen, code } = await runOnTerminal(ARGS, { endpoint });
    expect(code).toBe(0);
    expect(screen).toMatch(/\r\S*lambda-env: \d of 4 functions done, \d in flight, 0 failed, \d+(?:\.\d)?\/s, \d+ s left/);
    expect(screen).not.toContain("1 of 4: orders-api");
    expect(screen).toMatch(/4 functions: 4 verified\s*$/);
  });

  it("no value is seen in progress", async () => {
    const endpoint = await start(50);
    for (const name of NAMES) endpoint.setVariables(name, { STAGE: makeCanary(name) });
    endpoint.failUpdate("orders-web", { reasonCode: "KMSKeyAccessDenied", reason: makeCanary("reason") });
    const cwd = tempFolder({ "new.json": JSON.stringify({ STAGE: makeCanary("new") }) });
    const args = ["set", "-f", "orders-*", "--yes", "-e", "new.json", "--on-failure", "revert", "--debug"];
    const { screen, code } = await runOnTerminal(args, { endpoint, cwd });
    expect(code).toBe(1);
    expect(screen).toContain("reverting, ");
    expect(findCanaries(screen)).toEqual([]);
  });

  it("progress of 40 columns fits into them, and says the same", async () => {
    const endpoint = await start(100);
    const { screen } = await runOnTerminal(ARGS, { endpoint, columns: 40 });
    // Each is drawn over the one before: one that wraps would leave a part of itself.
    const drawn = screen.split("\r").flatMap((part) => /^\p{Cc}\[K(\d[^\p{Cc}]*)/u.exec(part)?.[1] ?? []);
    expect(drawn.length).toBeGreaterThan(4);
    for (const line of drawn) {
      expect(line).toMatch(/^\d\/4, \d in flight, 0 failed, [\d.]+\/s, \d+ s$|^\d\/4, \d busy, 0 failed, \d+\/s, \d+s$/);
      expect(line.length).toBeLessThan(40);
    }
  });
});
