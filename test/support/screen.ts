/**
 * What a person sees: bytes for a terminal, put through a terminal emulator, and compared with a file.
 *
 *     const seen = await runOnScreen(["diff", "-f", "my-fn", "-e", ".env"], { endpoint, cwd, columns: 60 });
 *     expectScreens(import.meta.url, "plan-2", [seen]);
 *
 * `runOnScreen` runs the built program in this process with streams that say they are a terminal of that width. Where keys are
 * pressed or lines vanish with time, `runOnTerminal` (terminal.ts) has a real terminal: its result's `screen` goes to `drawScreen`.
 * Its program is started by `script`, and needs `describe.skipIf(!HAS_TERMINAL)`.
 *
 *     const { screen } = await runOnTerminal(args, { endpoint, columns: 60, dialogue });
 *     expectScreens(import.meta.url, "question", [{ title: "unset asks", screen: await drawScreen(screen, { columns: 60 }) }]);
 *
 * The files are `golden/NAME.txt` beside the test. `LAMBDA_ENV_TEST_SCREENS=write npx vitest run test/cli/screens` writes them
 * anew: read what changed in them before you commit it. Each line of a screen ends at the screen's edge: in `|`, or in `>` where
 * the terminal had to break it. With `colours`, coloured text is written as `<red>text</>`.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import unicode11 from "@xterm/addon-unicode11";
import xterm from "@xterm/headless";
import { expect } from "vitest";
import { type CliOptions, cliEnvironment } from "./cli.ts";
import { runInProcess } from "./in-process.ts";

export interface ScreenOptions {
  readonly columns: number;
  /** Whether colours are shown as `<red>text</>`; without it they are ignored. */
  readonly colours?: boolean;
}

/** A screen with what it shows. */
export interface SeenScreen {
  readonly title: string;
  readonly screen: string;
}

/** The port of a local endpoint is another one each time. */
const PORT = /(?<=127\.0\.0\.1:)\d+/g;
const SHOWN_PORT = "45678";
/** More than any run prints, so that nothing leaves the screen. */
const ROWS = 500;
const COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/** Runs `lambda-env` with `args` on a terminal and returns the screen after it. Without `env.LANG`, the terminal takes UTF-8. */
export async function runOnScreen(
  args: readonly string[],
  { columns, colours = false, env, ...options }: CliOptions & ScreenOptions,
): Promise<SeenScreen> {
  const environment = { TERM: "xterm", LANG: "C.UTF-8", ...env };
  let output = "";
  const { code } = await runInProcess(
    args,
    { ...options, columns },
    cliEnvironment({ ...options, env: colours ? environment : { NO_COLOR: "1", ...environment } }),
    (_, text) => {
      output += text;
    },
  );
  const end = code === 0 ? "" : `, exit code ${code}`;
  return {
    title: `lambda-env ${args.join(" ")} (${columns} columns${end})`,
    screen: await drawScreen(output, { columns, colours }),
  };
}

/** Returns what a terminal shows after it got `output`, up to its last line that holds anything. */
export async function drawScreen(output: string, { columns, colours = false }: ScreenOptions): Promise<string> {
  const terminal = new xterm.Terminal({ cols: columns, rows: ROWS, allowProposedApi: true, convertEol: true });
  terminal.loadAddon(new unicode11.Unicode11Addon());
  terminal.unicode.activeVersion = "11";
  await new Promise<void>((done) => terminal.write(output.replace(PORT, SHOWN_PORT), done));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, row) => {
    const { text, width } = drawLine(active.getLine(row), columns, colours);
    const isBroken = active.getLine(row + 1)?.isWrapped === true;
    return { text, row: `${text}${" ".repeat(columns - width)}${isBroken ? ">" : "|"}` };
  });
  terminal.dispose();
  const last = lines.findLastIndex(({ text }) => text !== "");
  return lines
    .slice(0, last + 1)
    .map(({ row }) => `${row}\n`)
    .join("");
}

type Line = ReturnType<InstanceType<typeof xterm.Terminal>["buffer"]["active"]["getLine"]>;

function drawLine(line: Line, columns: number, colours: boolean): { readonly text: string; readonly width: number } {
  let [text, width, style] = ["", 0, ""];
  for (let column = 0; column < columns; column += 1) {
    const cell = line?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const shown = cell.getChars();
    if (shown === "") continue;
    const own = colours ? styleOf(cell) : "";
    const gap = " ".repeat(column - width);
    text += own === style ? `${gap}${shown}` : `${style === "" ? "" : "</>"}${gap}${own === "" ? "" : `<${own}>`}${shown}`;
    style = own;
    width = column + cell.getWidth();
  }
  return { text: style === "" ? text : `${text}</>`, width };
}

type Cell = NonNullable<ReturnType<NonNullable<Line>["getCell"]>>;

function styleOf(cell: Cell): string {
  const colour = cell.isFgDefault() ? "" : (COLOURS[cell.getFgColor() % COLOURS.length] ?? "");
  return [cell.isBold() ? "bold" : "", cell.isDim() ? "dim" : "", cell.isInverse() ? "inverse" : "", colour]
    .filter((word) => word !== "")
    .join(" ");
}

/** Compares the screens with the file `golden/NAME.txt` beside the test, whose `import.meta.url` is `test`. */
export function expectScreens(test: string, name: string, screens: readonly SeenScreen[]): void {
  const file = join(dirname(fileURLToPath(test)), "golden", `${name}.txt`);
  const text = screens.map(({ title, screen }) => `$ ${title}\n${screen}`).join("\n");
  if (process.env["LAMBDA_ENV_TEST_SCREENS"] === "write") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, "utf8"));
}
