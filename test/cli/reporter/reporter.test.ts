/** The line that vanishes: on a terminal of any width it is replaced as a whole, and leaves nothing behind. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeReporter } from "../../../src/cli/reporter/reporter.ts";

const CONTROLS = /(\r|\n|\p{Cc}\[K)/u;

/** A terminal that wraps lines, and knows the two controls that we use. */
function makeScreen(columns: number) {
  const rows: string[] = [""];
  let column = 0;
  const put = (character: string): void => {
    if (column >= columns) {
      rows.push("");
      column = 0;
    }
    const row = rows.at(-1) ?? "";
    rows[rows.length - 1] = row.slice(0, column).padEnd(column) + character + row.slice(column + 1);
    column += 1;
  };
  const write = (text: string): void => {
    for (const part of text.split(CONTROLS)) {
      if (part === "\r") column = 0;
      else if (part === "\n") {
        rows.push("");
        column = 0;
      } else if (part === "\u001b[K") rows[rows.length - 1] = (rows.at(-1) ?? "").slice(0, column);
      else for (const character of part) put(character);
    }
  };
  return { rows, stream: { isTTY: true, columns, write } };
}

function reporterOn(screen: ReturnType<typeof makeScreen>) {
  const stdout = { isTTY: true, columns: screen.stream.columns, write: screen.stream.write };
  return makeReporter({ stdout, stderr: screen.stream, env: {}, noColor: true, quiet: false, debug: false, json: false });
}

test("whatever is shown, in a terminal of any width, only permanent lines stay", () => {
  const said = fc.oneof(
    fc.record({
      kind: fc.constant("progress" as const),
      lengths: fc.array(fc.nat({ max: 120 }), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant("note" as const), lengths: fc.tuple(fc.nat({ max: 9 })) }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 24, max: 120 }), fc.array(said, { maxLength: 20 }), (columns, all) => {
      const screen = makeScreen(columns);
      const reporter = reporterOn(screen);
      const notes: string[] = [];
      for (const { kind, lengths } of all) {
        const texts = lengths.map((length) => "x".repeat(length));
        if (kind === "progress") reporter.progress(...texts.map((text) => text.replaceAll("x", "p")));
        else {
          reporter.note(texts.join(""));
          notes.push(`lambda-env: ${texts.join("")}`.trimEnd());
        }
      }
      reporter.clearProgress();
      expect(screen.rows.map((row) => row.trimEnd()).join("\n")).toBe(`${notes.map((text) => `${text}\n`).join("")}`);
    }),
  );
});

test("the longest form that fits is shown, with our name where there is room for it", () => {
  const shown = (columns: number): string => {
    const screen = makeScreen(columns);
    reporterOn(screen).progress("a long form of it", "short form");
    return screen.rows.join("\n");
  };
  expect(shown(80)).toBe("lambda-env: a long form of it");
  expect(shown(25)).toBe("lambda-env: short form");
  expect(shown(20)).toBe("a long form of it");
  expect(shown(15)).toBe("short form");
  expect(shown(6)).toBe("short");
});

test("without a terminal there is no progress, and each step is a line", () => {
  let text = "";
  const stderr = {
    write: (more: string) => {
      text += more;
    },
  };
  const reporter = makeReporter({ stdout: stderr, stderr, env: {}, noColor: true, quiet: false, debug: false, json: false });
  reporter.progress("vanishes");
  reporter.step("1 of 2");
  expect(text).toBe("lambda-env: 1 of 2\n");
});
