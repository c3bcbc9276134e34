/** What `pull` shows before it asks, and what it offers where overwriting is declined. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { HAS_TERMINAL, runOnTerminal } from "../../support/terminal.ts";

const LIVE = { STAGE: "prod", NEW: "1" };
const ENTER = "\r";
const OVERWRITE = "overwrite 1 variable in";
const ADD = "add 1 variable";
const start = async (): Promise<Awaited<ReturnType<typeof startEndpoint>>> => {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: LIVE });
  return endpoint;
};

interface Format {
  readonly file: string;
  readonly args: readonly string[];
  readonly text: string;
  readonly added: string;
}

const FORMATS: readonly Format[] = [
  { file: ".env", args: [], text: "# mine\nSTAGE=mine\nOWN=1\n", added: "# mine\nSTAGE=mine\nOWN=1\nNEW=1\n" },
  {
    file: "env.json",
    args: ["env.json", "--format", "json"],
    text: '{\n  "STAGE": "mine"\n}\n',
    added: '{\n  "STAGE": "mine",\n  "NEW": "1"\n}\n',
  },
];

describe.skipIf(!HAS_TERMINAL)("on a terminal (skipped without script of util-linux)", () => {
  it.each(FORMATS)(
    "$file: pull shows what it would do, asks, and offers the additions alone",
    async ({ file, args, text, added }) => {
      const endpoint = await start();
      const cwd = tempFolder({ [file]: text });
      const pull = ["pull", "-f", "my-fn", ...args];
      const read = (): string => readFileSync(join(cwd, file), "utf8");

      const neither = await runOnTerminal(pull, {
        endpoint,
        cwd,
        dialogue: [
          [OVERWRITE, ENTER],
          [ADD, ENTER],
        ],
      });
      expect(neither).toMatchObject({ code: 1, screen: expect.stringMatching(/~ STAGE.*\+ NEW.*overwrite.*add.*declined/s) });
      expect(read()).toBe(text);

      const additions = await runOnTerminal(pull, {
        endpoint,
        cwd,
        dialogue: [
          [OVERWRITE, ENTER],
          [ADD, `y${ENTER}`],
        ],
      });
      expect(additions).toMatchObject({ code: 0, screen: expect.stringContaining("1 added") });
      expect(additions.screen).toContain("1 kept that differs");
      expect(read()).toBe(added);

      const all = await runOnTerminal(pull, { endpoint, cwd, dialogue: [[OVERWRITE, `y${ENTER}`]] });
      expect(all).toMatchObject({ code: 0, screen: expect.stringContaining("1 updated") });
      expect(read()).toContain("prod");
    },
  );

  it("without additions, and in a format that is written anew, no is the end", async () => {
    const endpoint = await start();
    const cwd = tempFolder({ ".env": "STAGE=mine\nNEW=1\n", "env.sh": "export STAGE=mine\n" });
    for (const args of [[], ["env.sh", "--format", "shell"]]) {
      const { code } = await runOnTerminal(["pull", "-f", "my-fn", ...args], { endpoint, cwd, dialogue: [["?", ENTER]] });
      expect(code).toBe(1);
    }
    expect(readFileSync(join(cwd, "env.sh"), "utf8")).toBe("export STAGE=mine\n");
  });

  it("Ctrl-C at the first question asks no second one", async () => {
    const endpoint = await start();
    const cwd = tempFolder({ ".env": "STAGE=mine\n" });
    const { code, screen } = await runOnTerminal(["pull", "-f", "my-fn"], { endpoint, cwd, dialogue: [[OVERWRITE, "\u0003"]] });
    expect({ code, asked: screen.includes(ADD) }).toEqual({ code: 130, asked: false });
  });

  it("several functions are asked about together, and each file gets its additions", async () => {
    const endpoint = await start();
    endpoint.createFunction({ functionName: "my-other", variables: LIVE });
    const cwd = tempFolder();
    const pull = ["pull", "-f", "my-*", "env.d"];
    expect((await runCli(pull, { endpoint, cwd })).code).toBe(0);
    writeFileSync(join(cwd, "env.d/my-fn.env"), "STAGE=mine\n");
    writeFileSync(join(cwd, "env.d/my-other.env"), "NEW=1\n");
    const dialogue = [
      ["overwrite 1 variable", ENTER],
      ["add 2 variables", `y${ENTER}`],
    ] as const;
    expect((await runOnTerminal(pull, { endpoint, cwd, dialogue })).code).toBe(0);
    expect(readFileSync(join(cwd, "env.d/my-fn.env"), "utf8")).toBe("STAGE=mine\nNEW=1\n");
    expect(readFileSync(join(cwd, "env.d/my-other.env"), "utf8")).toBe("NEW=1\nSTAGE=prod\n");
  });
});

it("without a terminal it shows what it would do, and names what would be lost", async () => {
  const endpoint = await start();
  const cwd = tempFolder({ ".env": "STAGE=mine\n" });
  const { code, stdout, stderr } = await runCli(["pull", "-f", "my-fn"], { endpoint, cwd });
  expect(code).toBe(64);
  expect(stdout).toBe("~ STAGE\n+ NEW\n.env: 1 to add, 1 to update\n");
  expect(stderr).toContain("this would overwrite 1 variable (STAGE) in .env");
});
