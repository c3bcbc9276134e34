/** The pictures of a terminal in the README are what the program prints. `npm run docs` draws them again. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { expect, test } from "vitest";
import { cliEnvironment, tempFolder } from "../support/cli.ts";
import { runInProcess } from "../support/in-process.ts";
import { startScene } from "./scene.ts";
import { stabilize } from "./stable.ts";
import { type Palette, renderTerminal } from "./terminal-svg.ts";

const IMAGES = resolve(import.meta.dirname, "../../docs/images");
const COMMAND = "lambda-env diff -f my-fn -t template.yaml -e .env";

/** A picture wider than this is made smaller where it is shown, and cannot be read. */
const COLUMNS = 92;

const PALETTES: Readonly<Record<string, Palette>> = {
  light: {
    background: "#ffffff",
    border: "#d0d7de",
    text: "#1f2328",
    colors: { 31: "#cf222e", 32: "#116329", 33: "#7d4e00", 34: "#0550ae", 35: "#8250df", 36: "#1b7c83", 90: "#656d76" },
  },
  dark: {
    background: "#0d1117",
    border: "#30363d",
    text: "#e6edf3",
    colors: { 31: "#ff7b72", 32: "#56d364", 33: "#e3b341", 34: "#79c0ff", 35: "#d2a8ff", 36: "#39c5cf", 90: "#8b949e" },
  },
};

test.each(Object.entries(PALETTES))("diff on a %s terminal", async (name, palette) => {
  const scene = await startScene("my-fn");
  const session = { ...scene, env: { HOME: tempFolder(), TERM: "xterm", LANG: "C.UTF-8" } };
  let output = "";
  const options = { ...session, columns: COLUMNS };
  await runInProcess(COMMAND.split(" ").slice(1), options, cliEnvironment(session), (_, text) => {
    output += text;
  });
  const drawn = renderTerminal(
    `What ${COMMAND} prints`,
    `\u001b[1m$ ${COMMAND}\u001b[22m\n${stabilize(output, session)}`,
    palette,
  );
  const file = resolve(IMAGES, `diff-${name}.svg`);
  if (process.env["LAMBDA_ENV_DOCS"] === "write") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, drawn);
  } else expect(readFileSync(file, "utf8"), "run npm run docs, and look at the picture").toBe(drawn);
});
