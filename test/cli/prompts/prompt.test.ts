/** The question itself, on streams that say they are a terminal. */
import { PassThrough, Writable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../../src/cli/context.ts";
import { askLine } from "../../../src/cli/prompts/line.ts";
import { askYesOrNo, type UserAnswer } from "../../../src/cli/prompts/prompt.ts";
import { runs } from "../../support/depth.ts";

const QUESTION = "remove 1 variable of my-fn? [y/N] ";

interface Moments {
  /** Typed before the question is requested. */
  readonly before?: string;
  /** Typed while the question is being written. */
  readonly during?: string;
  /** Typed once it is on the screen. */
  readonly after: string;
}

/** Asks, and types at these moments. */
function ask(moments: Moments): Promise<UserAnswer> {
  return typeAround(moments, (context) => askYesOrNo(QUESTION, context));
}

type Terminal = Parameters<typeof askYesOrNo>[1];

async function typeAround<Answer>(
  { before = "", during = "", after }: Moments,
  asking: (context: Terminal) => Promise<Answer>,
): Promise<Answer> {
  const modes: boolean[] = [];
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (mode: boolean) => modes.push(mode) });
  const type = (keys: string): void => {
    if (keys !== "") stdin.write(keys);
  };
  let shown = "";
  let isAnswered = false;
  const stderr = new Writable({
    write: (chunk: Buffer, _, done) => {
      const isQuestion = !shown.includes(QUESTION) && (shown + chunk.toString()).includes(QUESTION);
      shown += chunk.toString();
      if (isQuestion) stdin.emit("data", Buffer.from(during));
      setImmediate(() => {
        done();
        // Whoever reads the screen answers after the turn in which the question was written; a terminal then reports all of it as written.
        if (isAnswered || chunk.length > 0 || !shown.includes(QUESTION)) return;
        isAnswered = true;
        setImmediate(() => type(after));
      });
    },
  });
  type(before);
  const { signal } = new AbortController();
  const context = { stdin, stderr, signal, clock: systemClock() } as unknown as Terminal;
  const answer = await asking(context);
  expect(modes.at(-1)).toBe(false);
  expect(stdin.listenerCount("data")).toBe(0);
  return answer;
}

describe("a question", () => {
  it.each<[string, UserAnswer]>([
    ["y\r", "yes"],
    ["YES\r", "yes"],
    ["\r", "no"],
    ["n\r", "no"],
    ["yarn build\r", "no"],
    ["ls\ry\r", "no"],
    ["\u001b", "no"],
    ["y\u001b", "no"],
    ["\u0003", "interrupted"],
    ["y\u0003", "interrupted"],
    ["\u0004", "interrupted"],
  ])("answered by %j is %s", async (after, answer) => {
    expect(await ask({ after })).toBe(answer);
  });

  it.each<keyof Moments>(["before", "during"])("is not answered by what was typed %s it appeared", async (moment) => {
    for (const keys of ["y\r", "yes\ryes\r", "y", "yarn build\r", "\u001b", "\u0004", "lambda-env set\ry\r"]) {
      expect(await ask({ [moment]: keys, after: "\r" }), JSON.stringify(keys)).toBe("no");
      expect(await ask({ [moment]: keys, after: "y\r" }), JSON.stringify(keys)).toBe("yes");
    }
  });

  it("is not answered by any bytes that came too early, whatever they are", async () => {
    const keys = fc.string({ unit: fc.constantFrom("y", "e", "s", "n", "\r", "\n", "\u001b", "[", "A", " ", "\u007f", "ä") });
    await fc.assert(
      fc.asyncProperty(keys, keys, fc.boolean(), async (before, during, isYes) => {
        expect(await ask({ before, during, after: isYes ? "y\r" : "\r" })).toBe(isYes ? "yes" : "no");
      }),
      { numRuns: runs(30) },
    );
  });

  it("is not asked after a Ctrl-C that came before it", async () => {
    expect(await ask({ before: "y\u0003", after: "" })).toBe("interrupted");
  });
});

describe("a code", () => {
  it("is the line that is typed after the question, and no line before it", async () => {
    const moments = { before: "yarn build\r", during: "111111\r", after: "123456\r" };
    const typed = await typeAround(moments, (context) => askLine(QUESTION, context));
    expect(typed).toEqual({ kind: "line", text: "123456" });
  });
});
