/** What questions look like on a real terminal: one line wherever it fits, with the target and the counts. */
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { drawScreen, expectScreens, type SeenScreen } from "../../support/screen.ts";
import { HAS_TERMINAL, runOnTerminal } from "../../support/terminal.ts";
import { WIDTHS } from "./scene.ts";

const ENTER = "\r";
const MANY = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`NAME_${index + 10}`, "x"]));

interface Question {
  readonly args: readonly string[];
  /** What each question begins with, and the answer. */
  readonly dialogue: readonly (readonly [string, string])[];
  readonly files?: Readonly<Record<string, string>>;
}

const QUESTIONS: readonly Question[] = [
  { args: ["unset", "-f", "my-fn", "OLD"], dialogue: [["remove 1", ENTER]] },
  { args: ["set", "-f", "my-fn", "STAGE=", "--unset", "OLD"], dialogue: [["remove 1", `n${ENTER}`]] },
  {
    args: ["unset", "-f", "my-fn", "OLD", "STAGE"],
    dialogue: [
      ["remove 2", `y${ENTER}`],
      ["leave", ENTER],
    ],
  },
  { args: ["unset", "-f", "my-many", "NAME_*", "--allow-empty"], dialogue: [["remove 30", ENTER]] },
  { args: ["set", "-f", "my-*", "STAGE=new", "--unset", "OLD"], dialogue: [["change 2", ENTER]] },
  {
    args: ["pull", "-f", "my-fn"],
    dialogue: [
      ["overwrite", ENTER],
      ["add", `y${ENTER}`],
    ],
    files: { ".env": "STAGE=mine\n" },
  },
];

/** Returns the last lines, from the first question on: what is above has screens of its own. */
async function see(
  { args, dialogue, files = {} }: Question,
  columns: number,
  env: Readonly<Record<string, string>>,
): Promise<SeenScreen> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { OLD: "1", STAGE: "prod" } });
  endpoint.createFunction({ functionName: "my-many", variables: { ...MANY, OLD: "1" } });
  const [[first] = [""]] = dialogue;
  const cwd = tempFolder(files);
  // Whoever may read a new file, nothing has to be said of it.
  for (const name of Object.keys(files)) chmodSync(join(cwd, name), 0o600);
  const { screen, code } = await runOnTerminal(args, { endpoint, cwd, columns, dialogue, env });
  const drawn = (await drawScreen(screen, { columns, colours: true })).split("\n");
  const from = drawn.findIndex((line) => line.replace(/<[^>]*>/g, "").startsWith(first));
  return { title: `lambda-env ${args.join(" ")} (${columns} columns, exit code ${code})`, screen: drawn.slice(from).join("\n") };
}

describe.skipIf(!HAS_TERMINAL)("questions (skipped without script of util-linux)", () => {
  test.each(WIDTHS)(
    "at %i columns",
    async (columns) => {
      const screens = await Promise.all(QUESTIONS.map((question) => see(question, columns, { NO_COLOR: "1" })));
      expectScreens(import.meta.url, `questions-${columns}`, screens);
      for (const { screen } of screens) expect(screen).not.toMatch(/<(?:bold|red|yellow)/);
    },
    60_000,
  );

  test("in colour", async () => {
    expectScreens(import.meta.url, "questions-colour", [await see(QUESTIONS[0] as Question, 80, {})]);
  });
});
