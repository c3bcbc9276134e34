import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../src/local/server/server.ts";
import { tempFolder } from "../support/cli.ts";
import { startEndpoint, updateCount } from "../support/endpoint.ts";
import { HAS_TERMINAL, runOnTerminal, type TerminalResult } from "../support/terminal.ts";

const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
const CLEAR_LINE = "\r\u001b[K";
const ENTER = "\r";
const ESC = "\u001b";
const QUESTION = "remove 1 variable (OLD) of function my-fn (account 123456789012, region us-east-1)?";
const LIVE = { OLD: "1", STAGE: "the live one" };

interface Asking {
  readonly args: readonly string[];
  readonly question: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly editor?: string;
}

async function start(updateMs = 0): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint({ updateMs });
  endpoint.createFunction({ functionName: "my-fn", variables: LIVE });
  return endpoint;
}

const unset = ["unset", "-f", "my-fn", "OLD"];

describe.skipIf(!HAS_TERMINAL)("on a terminal (skipped without script of util-linux)", () => {
  it("a removal asks, after what it would do and where, and Enter alone means no", async () => {
    const endpoint = await start();
    const { screen, code } = await runOnTerminal(unset, { endpoint, dialogue: [[QUESTION, ENTER]] });
    expect(code).toBe(1);
    expect(screen).toMatch(/my-fn · 123456789012 · us-east-1.*- OLD.*remove 1 variable/s);
    expect(screen).toContain("declined; nothing was written");
    expect(updateCount(endpoint)).toBe(0);
  });

  it("several functions ask once, with everything that is lost and where, and Enter alone means no", async () => {
    const endpoint = await start();
    for (const functionName of ["fn-a", "fn-b", "fn-c"])
      endpoint.createFunction({ functionName, variables: { ...LIVE, KEY: "1" } });
    const question = "change 3 functions (123456789012, us-east-1), which would remove 3 variables?";
    const options = { endpoint, dialogue: [[question, ENTER]] as const };
    const declined = await runOnTerminal(["unset", "-f", "fn-*", "OLD"], options);
    expect(declined).toMatchObject({ code: 1, screen: expect.stringContaining("declined; nothing was written") });
    expect(declined.screen.replaceAll(/\s+/g, " ")).toMatch(
      /selected 3 functions by fn-\*: fn-a, fn-b, fn-c.*FUNCTION CHANGES.*change 3/s,
    );
    expect(updateCount(endpoint)).toBe(0);
  });

  it("several functions ask even where nothing is lost, and --yes answers", async () => {
    const endpoint = await start();
    for (const functionName of ["fn-a", "fn-b"]) endpoint.createFunction({ functionName, variables: LIVE });
    const set = ["set", "-f", "fn-*", "STAGE=new"];
    const question = "change 2 functions (account 123456789012, region us-east-1)?";
    const yes = await runOnTerminal(set, { endpoint, dialogue: [[question, `y${ENTER}`]] });
    expect(yes).toMatchObject({ code: 0, screen: expect.stringContaining("2 functions: 2 verified") });
    const again = await runOnTerminal([...set, "NEW=1", "--yes"], { endpoint, dialogue: [] });
    expect(again.code).toBe(0);
    expect(again.screen).not.toContain("[y/N]");
  });

  it.each(["y", "Y", "yes", " yes "])("%j and Enter writes", async (answer) => {
    const endpoint = await start();
    const yes = await runOnTerminal(unset, { endpoint, dialogue: [[QUESTION, `${answer}${ENTER}`]] });
    expect(yes).toMatchObject({ code: 0, screen: expect.stringContaining("verified: my-fn") });
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "the live one" });
  });

  it.each([
    ["n", `n${ENTER}`],
    ["Esc", ESC],
    ["Esc after y", `y${ESC}`],
    ["a line that only begins with y", `yarn build${ENTER}`],
    ["several lines, y not the first", `ls${ENTER}y${ENTER}`],
  ])("%s means no", async (_, keys) => {
    const endpoint = await start();
    const { screen, code } = await runOnTerminal(unset, { endpoint, dialogue: [[QUESTION, keys]] });
    expect({ code, screen }).toEqual({ code: 1, screen: expect.stringContaining("declined; nothing was written") });
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
  });

  /** Types `typed` before the function is read, and `answer` at the question. */
  const askedAfter = async (
    typed: string,
    echo: string,
    { args, question, answer, editor, files = {} }: Asking & { readonly answer: string },
  ): Promise<TerminalResult> => {
    const endpoint = await start();
    endpoint.createFunction({ functionName: "my-other", variables: LIVE });
    let tellShown = (): void => {};
    const shown = new Promise<void>((resolve) => {
      tellShown = resolve;
    });
    // No function is read before the terminal has shown what was typed, so that it was typed before the question for certain.
    endpoint.before("GetFunctionConfiguration", () => shown);
    endpoint.before("ListFunctions", () => shown);
    const release = (): string => {
      tellShown();
      return "";
    };
    const dialogue = [
      ["requests go to", typed],
      [echo, release],
      [question, answer],
    ] as const;
    return runOnTerminal(args, { endpoint, cwd: tempFolder(files), dialogue, ...(editor && { env: { EDITOR: editor } }) });
  };

  it.each([
    ["a command line", `yarn build${ENTER}`, "build"],
    ["a yes", `y${ENTER}`, "y"],
    ["a y without Enter", "y", "y"],
    ["yes, twice", `yes${ENTER}yes${ENTER}`, "yes"],
  ])("what was typed before the question is not its answer: %s", async (_, typed, echo) => {
    const asking = { args: unset, question: QUESTION };
    const declined = await askedAfter(typed, echo, { ...asking, answer: ENTER });
    expect(declined).toEqual({ code: 1, screen: expect.stringContaining("declined; nothing was written") });
    expect((await askedAfter(typed, echo, { ...asking, answer: `y${ENTER}` })).code).toBe(0);
  });

  it.each<Asking>([
    { args: ["pull", "-f", "my-fn"], question: "overwrite 1 variable in .env", files: { ".env": "STAGE=mine\nOLD=1\n" } },
    { args: ["set", "-f", "my-fn", "STAGE="], question: "empty 1 variable (STAGE)" },
    { args: ["unset", "-f", "my-fn", "--yes", "OLD", "STAGE"], question: "without any variable?" },
    { args: ["set", "-f", "my-*", "NEW=1"], question: "change 2 functions" },
    { args: ["edit", "-f", "my-fn"], question: "[y/N]", editor: "sed -i s/1/2/" },
  ])("nor that of any other question: $args", async (asking) => {
    const { screen, code } = await askedAfter(`yes${ENTER}yes${ENTER}`, "yes", { ...asking, answer: ENTER });
    expect({ code, screen }).toEqual({ code: 1, screen: expect.stringContaining("declined; nothing was written") });
  });

  it("a yes and what was pasted with it do not answer the second question", async () => {
    const endpoint = await start();
    const dialogue = [
      ["remove 2 variables", `y${ENTER}y${ENTER}`],
      ["without any variable?", ENTER],
    ] as const;
    const { code } = await runOnTerminal(["unset", "-f", "my-fn", "OLD", "STAGE"], { endpoint, dialogue });
    expect(code).toBe(1);
    expect(endpoint.variables("my-fn")).toEqual(LIVE);
  });

  it("a dumb terminal asks as well", async () => {
    const endpoint = await start();
    const env = { TERM: "dumb" };
    const no = await runOnTerminal(unset, {
      endpoint,
      env,
      dialogue: [
        ["requests go to", `y${ENTER}`],
        [QUESTION, ENTER],
      ],
    });
    const yes = await runOnTerminal(unset, { endpoint, env, dialogue: [[QUESTION, `y${ENTER}`]] });
    expect([no.code, yes.code]).toEqual([1, 0]);
  });

  it("many names are counted, and all of them are in the plan above", async () => {
    const endpoint = await startEndpoint();
    const names = Array.from({ length: 30 }, (_, index) => `NAME_${index + 10}`);
    endpoint.createFunction({ functionName: "my-fn", variables: Object.fromEntries(names.map((name) => [name, "x"])) });
    const question = "remove 30 variables of my-fn (123456789012, us-east-1)?";
    const { screen, code } = await runOnTerminal(["unset", "-f", "my-fn", ...names], { endpoint, dialogue: [[question, ENTER]] });
    expect(code).toBe(1);
    expect(screen).toContain("- NAME_39");
  });

  it.each([
    ["Ctrl-C", CTRL_C],
    ["Ctrl-D", CTRL_D],
  ])("%s at the question is 130, and nothing is written", async (_, key) => {
    const endpoint = await start();
    const { screen, code } = await runOnTerminal(unset, { endpoint, dialogue: [[QUESTION, key]] });
    expect(code).toBe(130);
    expect(screen).toContain("interrupted; nothing was written");
    expect(updateCount(endpoint)).toBe(0);
  });

  it("--yes asks nothing, and neither does what loses nothing", async () => {
    const endpoint = await start();
    const set = await runOnTerminal(["set", "-f", "my-fn", "STAGE=new"], { endpoint });
    const yes = await runOnTerminal([...unset, "--yes"], { endpoint });
    expect([set.code, yes.code]).toEqual([0, 0]);
    expect(set.screen + yes.screen).not.toContain("?");
  });

  it("a line says that it is waiting, and is gone before the next one", async () => {
    const endpoint = await start(300);
    const { screen, code } = await runOnTerminal(["set", "-f", "my-fn", "STAGE=new"], { endpoint });
    expect(code).toBe(0);
    expect(screen).toContain(
      `${CLEAR_LINE}lambda-env: update sent, waiting for Lambda, 0 s; Ctrl-C stops after checking it${CLEAR_LINE}`,
    );
    const left = screen.split("\n").map((line) => line.slice(line.lastIndexOf(CLEAR_LINE)));
    expect(left.join("\n")).not.toMatch(/waiting|writing/);
    const quiet = await runOnTerminal(["set", "-f", "my-fn", "STAGE=newer", "-q"], { endpoint });
    expect(quiet.screen).not.toMatch(/waiting|writing/);
  });

  it("changes are coloured, unless NO_COLOR, --no-color or a dumb terminal overrides this", async () => {
    const endpoint = await start();
    const diff = ["diff", "-f", "my-fn", "STAGE=new", "ADDED=1"];
    const { screen } = await runOnTerminal([...diff, "--unset", "OLD"], { endpoint });
    for (const start of ["\u001b[32m+ ADDED", "\u001b[33m~ STAGE", "\u001b[31m- OLD"]) expect(screen).toContain(start);
    const plain = [
      await runOnTerminal(diff, { endpoint, env: { NO_COLOR: "1" } }),
      await runOnTerminal([...diff, "--no-color"], { endpoint }),
      await runOnTerminal(diff, { endpoint, env: { TERM: "dumb" } }),
    ];
    for (const result of plain) expect(result.screen).not.toContain("\u001b[3");
  });

  it("--show-values reveals, but not in CI, and not where the output goes elsewhere", async () => {
    const endpoint = await start();
    const list = ["list", "-f", "my-fn", "--show-values"];
    expect(await runOnTerminal(list, { endpoint })).toMatchObject({ code: 0, screen: expect.stringContaining('"the live one"') });
    const inCi = await runOnTerminal(list, { endpoint, env: { CI: "true" } });
    expect(inCi).toMatchObject({ code: 64, screen: expect.stringContaining("CI is set") });
    const emptyTwin = await runOnTerminal(["list", "-f", "my-fn"], { endpoint, env: { LAMBDA_ENV_SHOW_VALUES: "" } });
    expect(emptyTwin.screen).not.toContain("the live one");
    const elsewhere = await runOnTerminal(list, { endpoint, stdoutTo: join(tempFolder(), "out") });
    expect(elsewhere).toMatchObject({ code: 64, screen: expect.stringContaining("the output is not a terminal") });
  });

  it("--stdin does not wait for input that nobody pipes in", async () => {
    const endpoint = await start();
    const { screen, code } = await runOnTerminal(["set", "-f", "my-fn", "STAGE", "--stdin"], { endpoint });
    expect({ code, screen }).toMatchObject({ code: 64, screen: expect.stringContaining("standard input is a terminal") });
  });
});
