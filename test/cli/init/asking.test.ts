/** The questions of `init`, at a real terminal. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../../support/cli.ts";
import { HAS_TERMINAL, runOnTerminal } from "../../support/terminal.ts";

const SAMCONFIG = 'version = 0.1\n[prod.deploy.parameters]\nstack_name = "orders-prod"\n';
const NOTE = HAS_TERMINAL ? "" : " (skipped: script is not installed)";

describe("init at a terminal", () => {
  it.runIf(HAS_TERMINAL)(
    `asks for what samconfig does not say, again where it is not valid, and before it writes${NOTE}`,
    async () => {
      const cwd = tempFolder({ "samconfig.toml": SAMCONFIG });
      const { code, screen } = await runOnTerminal(["init"], {
        cwd,
        dialogue: [
          ["stages, separated by spaces [prod; - for none]: ", "dev prod\r"],
          ["stack of dev [none]: ", "orders_dev\r"],
          ["stack of dev [none]: ", "orders-dev\r"],
          ["region of dev [none]: ", "eu-west-1\r"],
          ["profile of dev [none]: ", "\r"],
          ["for their name [prod; - for none]: ", "\r"],
          ["write lambda-env.toml?", "y\r"],
        ],
      });
      expect({ code, screen }).toMatchObject({ code: 0, screen: expect.stringContaining("written: lambda-env.toml") });
      expect(readFileSync(join(cwd, "lambda-env.toml"), "utf8")).toMatch(
        /\n\[stages\.dev\]\nstack = "orders-dev"\nregion = "eu-west-1"\n\n\[stages\.prod\]\nconfig-env = "prod"\nprotected = true\n$/,
      );
    },
  );

  it.runIf(HAS_TERMINAL).each([
    [
      "no",
      [
        ["[prod; - for none]: ", "\r"],
        ["[prod; - for none]: ", "-\r"],
        ["[y/N] ", "n\r"],
      ],
      1,
    ],
    ["Ctrl-C", [["[prod; - for none]: ", "\u0003"]], 130],
    ["Esc", [["[prod; - for none]: ", "\u001b"]], 1],
  ] as const)("writes nothing after %s", async (_, dialogue, code) => {
    const cwd = tempFolder({ "samconfig.toml": SAMCONFIG });
    expect(await runOnTerminal(["init"], { cwd, dialogue })).toMatchObject({ code });
    expect(readdirSync(cwd)).toEqual(["samconfig.toml"]);
  });
});
