/** What `list` looks like. */
import { expect, test } from "vitest";
import { startEndpoint } from "../../support/endpoint.ts";
import { drawScreen, expectScreens, runOnScreen } from "../../support/screen.ts";

test("list, with values and without", async () => {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "prod", NAME: "注文 é", API_KEY: "0123456789" } });
  const list = ["list", "-f", "my-fn"];
  expectScreens(import.meta.url, "list", [
    await runOnScreen(list, { endpoint, columns: 80 }),
    await runOnScreen([...list, "--show-values"], { endpoint, columns: 80 }),
  ]);
});

test("a screen shows where lines end, what wraps, what was replaced, and wide characters as wide as they are", async () => {
  const bytes = "0123456789ab\r\nwaiting\r\u001b[Kdone\r\n\u001b[31m注\u001b[39m x\r\n";
  expect(await drawScreen(bytes, { columns: 10 })).toBe("0123456789>\nab        |\ndone      |\n注 x      |\n");
  expect(await drawScreen("\u001b[31m- \u001b[1mOLD\u001b[0m", { columns: 6, colours: true })).toBe(
    "<red>- </><bold red>OLD</> |\n",
  );
});
