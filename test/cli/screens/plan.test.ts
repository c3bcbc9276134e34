/** What a plan looks like, on narrow and wide screens, with few variables and many. */
import { expect, test } from "vitest";
import { startEndpoint } from "../../support/endpoint.ts";
import { expectScreens, runOnScreen, type SeenScreen } from "../../support/screen.ts";
import { startScreenScene, WIDTHS } from "./scene.ts";

const SOURCES = ["-t", "template.yaml", "-e", ".env"];

test.each([2, 20, 100])("diff of %i variables", async (count) => {
  const { run } = await startScreenScene(count);
  const args = ["diff", "-f", "my-fn", ...SOURCES, ...(count > 2 ? ["--unset", "OLD_FEATURE_FLAG"] : [])];
  const screens: SeenScreen[] = [];
  for (const columns of WIDTHS) screens.push(await run(args, { columns }));
  expectScreens(import.meta.url, `diff-${count}`, screens);
});

test("set, unset and dry runs, in colour, and where the locale has ASCII alone", async () => {
  const { run } = await startScreenScene(20);
  const set = ["set", "-f", "my-fn", ...SOURCES];
  expectScreens(import.meta.url, "set", [
    await run([...set, "--dry-run"], { columns: 80, colours: true }),
    await run([...set, "--dry-run"], { columns: 80, env: { LANG: "C" } }),
    await run([...set, "--yes"], { columns: 80 }),
    await run([...set, "--yes"], { columns: 80 }),
    await run(["unset", "-f", "my-fn", "SETTING_10*", "--yes"], { columns: 60, colours: true }),
    await run(["set", "-f", "my-fn", "LOG_LEVEL=debug", "--all-variables", "--dry-run"], { columns: 60 }),
  ]);
});

const LONG = `-----BEGIN CERTIFICATE-----\n${"MIIDdzCCAl+gAwIBAgIE".repeat(40)}\n-----END CERTIFICATE-----\n`;
const WIDE = "日本語の設定値。とても長い文章なので、画面に収まりません。";

test("long values, values of several lines and wide characters are below their row, cut at the width with their size", async () => {
  const variables = {
    CERTIFICATE: LONG,
    GREETING: "おはよう",
    EMOJI: "🎉 done",
    ACCENTS: "e\u0301te\u0301",
    MOTTO: WIDE,
    LINES: "one\ntwo",
  };
  const { run } = await startScreenScene(
    0,
    {
      ".env": `CERTIFICATE='${LONG.replaceAll("MIID", "NEWC")}'\nMOTTO='${WIDE}${WIDE}'\nGREETING=こんにちは\nPORT=8080\nEMOJI=🎉\n`,
    },
    variables,
  );
  const screens: SeenScreen[] = [];
  for (const columns of WIDTHS) {
    screens.push(await run(["diff", "-f", "my-fn", "-e", ".env", "--show-values"], { columns, env: {} }));
    screens.push(await run(["list", "-f", "my-fn", "--show-values", "--sort", "size"], { columns }));
  }
  expectScreens(import.meta.url, "long-values", screens);
});

test("several functions are a table, and what changes in each", async () => {
  const endpoint = await startEndpoint({ updateMs: 0 });
  for (const name of ["orders-api", "orders-nightly-cleanup-of-old-records", "orders-web"]) {
    endpoint.createFunction({ functionName: name, variables: { STAGE: "dev", TOKEN: "x", OLD: "1" } });
  }
  const args = ["-f", "orders-*", "STAGE=prod", "TOKEN=", "--unset", "OLD"];
  const screens: SeenScreen[] = [];
  for (const columns of WIDTHS) screens.push(await runOnScreen(["diff", ...args], { endpoint, columns }));
  screens.push(await runOnScreen(["set", ...args, "--yes"], { endpoint, columns: 60, colours: true }));
  screens.push(await runOnScreen(["list", "-f", "orders-*"], { endpoint, columns: 60 }));
  expectScreens(import.meta.url, "fleet", screens);
  expect(screens.at(-2)?.title).toContain("--yes (60 columns)");
});
