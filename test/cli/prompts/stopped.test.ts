/** Questions of a program that Ctrl-Z stops and `fg` continues. */
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { startEndpoint } from "../../support/endpoint.ts";
import { HAS_TERMINAL, runOnTerminal } from "../../support/terminal.ts";

const QUESTION = "remove 1 variable";

it.skipIf(!HAS_TERMINAL)("a question takes its answer after Ctrl-Z and fg (skipped without script of util-linux)", async () => {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { API_KEY: "abc", STAGE: "dev" } });
  let terminal: number | undefined;
  let continuing: NodeJS.Timeout | undefined;
  // No shell is there to continue it. When it has read Ctrl-Z cannot be seen, and until then SIGCONT has no effect.
  const stop = (): string => {
    const program = Number(spawnSync("pgrep", ["-P", String(terminal)], { encoding: "utf8" }).stdout);
    continuing = setInterval(() => process.kill(program, "SIGCONT"), 20);
    return "\u001a";
  };
  const { screen, code } = await runOnTerminal(["unset", "-f", "my-fn", "API_KEY"], {
    endpoint,
    onStart: ({ pid }) => {
      terminal = pid;
    },
    dialogue: [
      [QUESTION, stop],
      [
        QUESTION,
        () => {
          clearInterval(continuing);
          return "y\r";
        },
      ],
    ],
  });
  expect(code, screen).toBe(0);
  expect(endpoint.variables("my-fn")).toEqual({ STAGE: "dev" });
});
