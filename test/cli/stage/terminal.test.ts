/** The question for the name of a protected stage, on a terminal. */
import { describe, expect, it } from "vitest";
import { updateCount } from "../../support/endpoint.ts";
import { HAS_TERMINAL, runOnTerminal, type TerminalOptions, type TerminalResult } from "../../support/terminal.ts";
import { STAGE, type StageScene, stageScene } from "./stage-scene.ts";

const QUESTION = "; type its name to write: ";
const SET = ["set", "-f", "Api"];

async function start(): Promise<
  StageScene & { readonly type: (args: readonly string[], options: TerminalOptions) => Promise<TerminalResult> }
> {
  const scene = await stageScene(`${STAGE}protected = true\n`);
  const { endpoint, cwd } = scene;
  return { ...scene, type: (args, options) => runOnTerminal(args, { endpoint, cwd, ...options }) };
}

describe.skipIf(!HAS_TERMINAL)("a protected stage on a terminal (skipped without script of util-linux)", () => {
  it.each([
    ["prod\r", 0],
    ["y\r", 1],
    ["\r", 1],
    ["pro\r", 1],
    ["\u0003", 130],
  ])("is written once its name is typed: %j", async (typed, code) => {
    const { endpoint, type } = await start();
    const result = await type([...SET, "--stage", "prod"], { dialogue: [[QUESTION, typed]] });
    expect(result.code, result.screen).toBe(code);
    expect(updateCount(endpoint)).toBe(code === 0 ? 1 : 0);
  });

  it("asks in spite of --yes where the stage comes from the environment", async () => {
    const { endpoint, type } = await start();
    const { code, screen } = await type([...SET, "--yes"], {
      env: { LAMBDA_ENV_STAGE: "prod" },
      dialogue: [[QUESTION, "prod\r"]],
    });
    expect(code, screen).toBe(0);
    expect(updateCount(endpoint)).toBe(1);
  });

  it("does not ask where --yes and --stage are typed, and nothing changes without a question of its own", async () => {
    const { endpoint, type } = await start();
    const { code, screen } = await type([...SET, "--yes", "--stage", "prod"], {});
    expect(code, screen).toBe(0);
    expect(screen).not.toContain(QUESTION.trim());
    const again = await type([...SET, "--stage", "prod"], {});
    expect(again.code, again.screen).toBe(0);
    expect(updateCount(endpoint)).toBe(1);
  });

  it("makes push ask for the name, after the question about what would be lost", async () => {
    const { endpoint, type } = await start();
    const args = ["push", "--stage", "prod", "--unset", "SHARED"];
    const no = await type(args, { dialogue: [["of secret prod/app", "n\r"]] });
    expect(no.code, no.screen).toBe(1);
    const wrong = await type(args, {
      dialogue: [
        ["[y/N]", "y\r"],
        [QUESTION, "dev\r"],
      ],
    });
    expect(wrong.code, wrong.screen).toBe(1);
    expect(endpoint.requests.filter(({ operation }) => operation === "PutSecretValue")).toEqual([]);
    const yes = await type(args, {
      dialogue: [
        ["[y/N]", "y\r"],
        [QUESTION, "prod\r"],
      ],
    });
    expect(yes.code, yes.screen).toBe(0);
    expect(endpoint.requests.filter(({ operation }) => operation === "PutSecretValue")).toHaveLength(1);
  });

  it("names the stage in every other question", async () => {
    const { type } = await start();
    const { code, screen } = await type(["set", "--stage", "prod"], {
      dialogue: [
        ["[y/N]", "y\r"],
        [QUESTION, "prod\r"],
      ],
    });
    expect(code, screen).toBe(0);
    expect(screen).toContain("stage prod: change 2 functions");
  });
});
