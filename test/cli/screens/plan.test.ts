/** What a plan looks like, on narrow and wide screens, with few variables and many. */
import { test } from "vitest";
import { expectScreens } from "../../support/screen.ts";
import { startScreenScene, WIDTHS } from "./scene.ts";

test.each([2, 20, 100])("diff of %i variables", async (count) => {
  const { run } = await startScreenScene(count);
  const args = [
    "diff",
    "-f",
    "my-fn",
    "-t",
    "template.yaml",
    "-e",
    ".env",
    ...(count > 2 ? ["--unset", "OLD_FEATURE_FLAG"] : []),
  ];
  const screens = [];
  for (const columns of WIDTHS) screens.push(await run(args, { columns }));
  expectScreens(import.meta.url, `diff-${count}`, screens);
});
