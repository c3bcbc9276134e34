/** The lost-update model of secrets: every interleaving of two pushes and another program's write. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { type PushOptions, pushSecret } from "../../../src/apply/store/push-secret.ts";
import { LambdaEnvError } from "../../../src/errors.ts";
import { runs } from "../../support/depth.ts";
import { makeClock } from "../fake-clock.ts";
import { planFor, type Wanted } from "../plans.ts";
import { type FakeSecret, type FaultOfCall, makeFakeSecret, SECRET_FORM } from "./fake-secret.ts";

const START = { keep: "kept-0", port: 5432, nested: { a: [1.5, null] }, mine: "old-1", yours: "old-2" };

interface Actor {
  readonly name: string;
  /** Runs the next step; false once it has ended. */
  readonly next: () => Promise<boolean>;
  readonly ending: () => string;
}

/** A push whose every call waits for its turn. */
function startPush(secret: FakeSecret, name: string, wanted: Wanted, faults: readonly (FaultOfCall | undefined)[] = []): Actor {
  let resume: ((fault: FaultOfCall | undefined) => void) | undefined;
  let ending = "";
  let wake = (): void => {};
  let count = 0;
  const waiting = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  let pause = waiting();
  const port = secret.portOf(
    () =>
      new Promise((resolve) => {
        resume = resolve;
        wake();
      }),
  );
  const clock = makeClock();
  let versions = 0;
  const options: PushOptions = {
    name: "prod/orders",
    form: SECRET_FORM,
    clock,
    signal: new AbortController().signal,
    onEvent: () => {},
    newVersionId: () => `${name}-${++versions}-0000-0000-0000-000000000000000000`,
    check: () => {},
  };
  const work = async (): Promise<void> => {
    const base = await port.read(options.signal);
    await pushSecret(port, planFor(base.values, wanted), base, options);
  };
  work()
    .then(
      () => "written",
      (error: unknown) => (error instanceof LambdaEnvError ? error.code : `bug: ${String(error)}`),
    )
    .then((result) => {
      ending = result;
      wake();
    });
  return {
    name,
    ending: () => ending,
    next: async () => {
      await pause;
      if (ending !== "") return false;
      pause = waiting();
      resume?.(faults[count++]);
      await pause;
      return ending === "";
    },
  };
}

type Foreign = (secret: FakeSecret) => void;

interface Model {
  readonly start: Readonly<Record<string, unknown>> | undefined;
  readonly first: Wanted;
  readonly second: Wanted;
  readonly foreign?: Foreign;
}

interface Outcome {
  readonly secret: FakeSecret;
  readonly endings: readonly string[];
  /** How many actors could have gone on at each step: what else could have been chosen. */
  readonly widths: readonly number[];
}

/** Runs the model; at each step, `choose` says which of the actors that have not ended goes on. */
async function play({ start, first, second, foreign }: Model, choose: (step: number, width: number) => number): Promise<Outcome> {
  const secret = makeFakeSecret(start);
  const pushes = [startPush(secret, "aaaaaaaa", first), startPush(secret, "bbbbbbbb", second)];
  let isForeignLeft = foreign !== undefined;
  const others: Actor = {
    name: "foreign",
    ending: () => "",
    next: async () => {
      foreign?.(secret);
      isForeignLeft = false;
      return false;
    },
  };
  const widths: number[] = [];
  for (let step = 0; step < 200; step++) {
    const left = [...pushes.filter((push) => push.ending() === ""), ...(isForeignLeft ? [others] : [])];
    if (left.length === 0) return { secret, endings: pushes.map((push) => push.ending()), widths };
    widths.push(left.length);
    await left[choose(step, left.length)]?.next();
  }
  throw new Error("the model does not end");
}

/** Plays random interleavings. */
async function playSome(model: Model, check: (outcome: Outcome) => void): Promise<void> {
  const choices = fc.array(fc.nat({ max: 5 }), { minLength: 60, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(choices, async (chosen) => {
      check(await play(model, (step, width) => (chosen[step] ?? 0) % width));
    }),
    { numRuns: runs(2000) },
  );
}

/** Plays every interleaving, and returns how many there are. */
async function playEach(model: Model, check: (outcome: Outcome) => void): Promise<number> {
  let path: readonly number[] = [];
  for (let count = 1; ; count++) {
    const outcome = await play(model, (step) => path[step] ?? 0);
    check(outcome);
    const { widths } = outcome;
    const chosen = widths.map((_, step) => path[step] ?? 0);
    const last = chosen.findLastIndex((choice, step) => choice + 1 < (widths[step] ?? 0));
    if (last === -1) return count;
    path = [...chosen.slice(0, last), (chosen[last] ?? 0) + 1];
  }
}

/** Reads and writes in one moment, so that it loses nothing by itself. */
const addsOne: Foreign = (secret) => void secret.put({ ...secret.current(), theirs: "foreign" });

it("two pushes of different names and another program's write: no key is lost", async () => {
  const model = {
    start: START,
    first: { set: { mine: "a" }, unset: ["yours"] },
    second: { set: { ours: "b" } },
    foreign: addsOne,
  };
  await playSome(model, ({ secret, endings }) => {
    expect(endings).toEqual(["written", "written"]);
    const { yours: _, ...kept } = START;
    expect(secret.current()).toEqual({ ...kept, mine: "a", ours: "b", theirs: "foreign" });
    expect(secret.strayLabels()).toEqual([]);
  });
});

it("every interleaving of two pushes: no key is lost", { timeout: 60_000 }, async () => {
  const model = { start: START, first: { set: { mine: "a" } }, second: { set: { ours: "b" } } };
  const count = await playEach(model, ({ secret, endings }) => {
    expect(endings).toEqual(["written", "written"]);
    expect(secret.current()).toEqual({ ...START, mine: "a", ours: "b" });
  });
  expect(count).toBeGreaterThan(100);
});

it("two pushes of one name: one of them wins, and the other one reports it", async () => {
  const model = { start: START, first: { set: { mine: "a", a: "1" } }, second: { set: { mine: "b", b: "1" } }, foreign: addsOne };
  await playSome(model, ({ secret, endings }) => {
    const live = secret.current();
    for (const [name, value] of Object.entries(START)) if (name !== "mine") expect(live[name]).toEqual(value);
    expect(live["theirs"]).toBe("foreign");
    expect(endings.filter((ending) => ending === "written").length).toBeGreaterThan(0);
    for (const ending of endings) expect(["written", "CONFLICT", "OVERWRITTEN"]).toContain(ending);
    for (const [index, name] of ["a", "b"].entries()) if (endings[index] === "written") expect(live[name]).toBe("1");
    if (live["a"] === undefined) expect(endings[0]).toBe("CONFLICT");
    if (live["b"] === undefined) expect(endings[1]).toBe("CONFLICT");
    expect(secret.strayLabels()).toEqual([]);
  });
});

it("two pushes that create the secret, and another program that does: no key is lost", async () => {
  const foreign: Foreign = (secret) => void secret.put({ ...secret.current(), theirs: "foreign" });
  const model = { start: undefined, first: { set: { mine: "a" } }, second: { set: { ours: "b" } }, foreign };
  await playSome(model, ({ secret, endings }) => {
    expect(endings).toEqual(["written", "written"]);
    expect(secret.current()).toEqual({ mine: "a", ours: "b", theirs: "foreign" });
    expect(secret.strayLabels()).toEqual([]);
  });
});

it("a program that writes a text of its own over it: a push says so, or its version can still be read", async () => {
  const foreign: Foreign = (secret) => void secret.put({ ...START, mine: "foreign" });
  const model = { start: START, first: { set: { mine: "a" } }, second: { set: { ours: "b" } }, foreign };
  await playSome(model, ({ secret, endings }) => {
    const ours = [...secret.versions].filter(([id]) => id.startsWith("a")).map(([, { text }]) => JSON.parse(text));
    if (endings[0] === "written" && secret.current()["mine"] !== "a") expect(ours.some(({ mine }) => mine === "a")).toBe(true);
    for (const ending of endings) expect(["written", "CONFLICT", "OVERWRITTEN"]).toContain(ending);
    for (const name of ["keep", "port", "nested", "yours"] as const) expect(secret.current()[name]).toEqual(START[name]);
  });
});

it("lost replies and refusals: no claim is false, and no key is lost", async () => {
  const fault = fc.option(fc.constantFrom<FaultOfCall>("lost-before", "lost-after", "denied"), { nil: undefined, freq: 3 });
  const foreign = fc.option(fc.nat({ max: 8 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { maxLength: 10 }), foreign, fc.boolean(), async (faults, at, isNew) => {
      const secret = makeFakeSecret(isNew ? undefined : START);
      // The first read is that of the plan, and comes before the protocol.
      const push = startPush(secret, "aaaaaaaa", { set: { mine: "a" } }, [undefined, ...faults]);
      for (let step = 0; await push.next(); step++) if (step === at) addsOne(secret);
      const live = secret.current();
      for (const [name, value] of Object.entries(isNew ? {} : START)) if (name !== "mine") expect(live[name]).toEqual(value);
      expect(push.ending()).not.toMatch(/bug|BUG/);
      if (push.ending() === "written") expect(live["mine"]).toBe("a");
      if (push.ending() === "CONFLICT") expect(live["mine"]).not.toBe("a");
    }),
    { numRuns: runs(3000) },
  );
});
