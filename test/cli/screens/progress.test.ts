/** What the line that shows progress looks like, while it is there and after it: one line, at every width. */
import { expect, test } from "vitest";
import { makeNotifier } from "../../../src/cli/reporter/notifier.ts";
import { makeReporter } from "../../../src/cli/reporter/reporter.ts";
import type { FleetEvent, RunEvent } from "../../../src/core/run-event.ts";
import { drawScreen, expectScreens, type SeenScreen } from "../../support/screen.ts";
import { WIDTHS } from "./scene.ts";

const fleet = (phase: "write" | "revert"): FleetEvent => ({
  kind: "fleet-progress",
  phase,
  total: 500,
  done: 137,
  failed: 2,
  inFlight: Array.from({ length: 12 }, (_, index) => `orders-${index}`),
  perSecond: 14.6,
  leftMs: 25_000,
});

const EVENTS: readonly RunEvent[] = [
  { kind: "reading", done: 40, total: 500 },
  { kind: "waiting", for: "creation", waitedMs: 1000 },
  { kind: "waiting", for: "others", waitedMs: 12_000 },
  { kind: "writing", attempt: 1 },
  { kind: "writing", attempt: 2 },
  { kind: "waiting", for: "ours", waitedMs: 12_000 },
  { kind: "waiting", for: "version", waitedMs: 12_000 },
  fleet("write"),
  fleet("revert"),
];

/** Returns what a terminal of that width shows during each event, and after the last. */
async function seeProgress(columns: number, noColor: boolean): Promise<readonly SeenScreen[]> {
  let output = "";
  const stream = { isTTY: true, columns, write: (text: string) => (output += text) };
  const options = { stdout: stream, stderr: stream, env: { TERM: "xterm" }, noColor, quiet: false, debug: false, json: false };
  const reporter = makeReporter(options);
  const { notify } = makeNotifier(reporter);
  const lines: string[] = [];
  for (const event of EVENTS) {
    notify(event);
    lines.push(await drawScreen(output, { columns, colours: true }));
  }
  reporter.note("done");
  lines.push(await drawScreen(output, { columns, colours: true }));
  for (const line of lines) expect(line.split("\n")).toHaveLength(2);
  return [{ title: `progress (${columns} columns)`, screen: lines.join("") }];
}

test("progress is one line that the next one replaces", async () => {
  const screens = await Promise.all(WIDTHS.map((columns) => seeProgress(columns, true)));
  expectScreens(import.meta.url, "progress", screens.flat());
});

test("and has no colour of its own", async () => {
  expect(await seeProgress(80, false)).toEqual(await seeProgress(80, true));
});

test("is cut, and does not wrap, whatever the width and the words", async () => {
  for (const columns of [1, 2, 7, 20, 33]) {
    let output = "";
    const stream = { isTTY: true, columns, write: (text: string) => (output += text) };
    const options = { stdout: stream, stderr: stream, env: {}, noColor: true, quiet: false, debug: false, json: false };
    makeReporter(options).progress("注文の関数を更新しています, 12 s", "更新しています 12 s");
    expect((await drawScreen(output, { columns })).split("\n").length, `${columns}`).toBeLessThanOrEqual(2);
  }
});
