/** The write protocol of parameters, with other writers at every moment: what is lost is reported, with the version that holds it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pushParameters } from "../../../src/apply/store/push-parameters.ts";
import type { ParameterPort } from "../../../src/apply/store/store-port.ts";
import type { StoreEvent } from "../../../src/core/store/store.ts";
import { LambdaEnvError } from "../../../src/errors.ts";
import { runs } from "../../support/depth.ts";
import { makeClock } from "../fake-clock.ts";
import { planFor, type Wanted } from "../plans.ts";

type Step = (store: FakeParameters) => void;

/** Parameters in memory; each call of the port is preceded by what others do at that moment. */
class FakeParameters {
  readonly kept = new Map<string, string[]>();
  readonly deleted = new Set<string>();
  calls = 0;

  constructor(start: Readonly<Record<string, string>>) {
    for (const [name, value] of Object.entries(start)) this.kept.set(name, [value]);
  }

  put(name: string, value: string): number {
    const versions = [...(this.kept.get(name) ?? []), value];
    this.kept.set(name, versions);
    return versions.length;
  }

  live(): Record<string, string> {
    return Object.fromEntries([...this.kept].map(([name, versions]) => [name, versions.at(-1) ?? ""]));
  }

  port(others: (call: number) => Step | undefined, denied?: number): ParameterPort {
    const before = async (): Promise<void> => {
      const call = this.calls++;
      others(call)?.(this);
      if (call === denied) throw new LambdaEnvError("ACCESS_DENIED", "not allowed");
    };
    return {
      readAll: async () => {
        await before();
        return new Map(Object.entries(this.live()));
      },
      read: async (name) => {
        await before();
        const versions = this.kept.get(name);
        if (versions === undefined) return undefined;
        return {
          value: versions.at(-1) ?? "",
          version: versions.length,
          overwrite: async (value) => {
            await before();
            return this.put(name, value);
          },
        };
      },
      readVersion: async (name, version) => {
        await before();
        return this.kept.get(name)?.[version - 1];
      },
      create: async (name, value) => {
        await before();
        if (this.kept.has(name)) return "exists";
        this.put(name, value);
        return "created";
      },
      remove: async (name) => {
        await before();
        this.kept.delete(name);
        this.deleted.add(name);
      },
    };
  }
}

const START = { AA: "a-0", BB: "b-0", CC: "c-0" };

async function push(
  store: FakeParameters,
  wanted: Wanted,
  port: ParameterPort,
): Promise<{ readonly ending: string; readonly message: string }> {
  const clock = makeClock();
  const events: StoreEvent[] = [];
  const options = {
    clock,
    signal: new AbortController().signal,
    onEvent: (event: unknown) => events.push(event as StoreEvent),
    fullName: (name: string) => `/p/${name}`,
  };
  const plan = planFor(new Map(Object.entries(store.live())), wanted);
  try {
    await pushParameters(port, plan, options);
    return { ending: "written", message: "" };
  } catch (error) {
    if (!(error instanceof LambdaEnvError)) throw error;
    return { ending: error.code, message: `${error.message}\n${error.hint}` };
  }
}

const WANTED: Wanted = { set: { AA: "a-1", DD: "d-1" }, unset: ["CC"] };

it("writes what changes, removes last, and leaves the others", async () => {
  const store = new FakeParameters(START);
  expect(
    await push(
      store,
      WANTED,
      store.port(() => undefined),
    ),
  ).toMatchObject({ ending: "written" });
  expect(store.live()).toEqual({ AA: "a-1", BB: "b-0", DD: "d-1" });
});

describe("another program that writes AA", () => {
  it.each(Array.from({ length: 6 }, (_, call) => call))("before call %i of ours: its value is live, or named", async (call) => {
    const store = new FakeParameters(START);
    const port = store.port((now) => (now === call ? (own) => void own.put("AA", "theirs") : undefined));
    const { ending, message } = await push(store, WANTED, port);
    expect(["CONFLICT", "OVERWRITTEN"]).toContain(ending);
    const { AA } = store.live();
    if (ending === "CONFLICT") expect(AA).toBe("theirs");
    if (ending === "OVERWRITTEN" && AA !== "theirs") expect(message).toContain("/p/AA:2");
    // Nothing is removed once something is wrong.
    if (AA !== "theirs" || ending === "CONFLICT") expect(store.deleted).toEqual(new Set());
  });
});

it("stops at the first one that fails, and says what was written and what was not", async () => {
  const store = new FakeParameters(START);
  const { ending, message } = await push(
    store,
    WANTED,
    store.port(() => undefined, 3),
  );
  expect(ending).toBe("ACCESS_DENIED");
  expect(message).toContain("written before it: AA; not written: CC");
  expect(store.live()).toEqual({ ...START, AA: "a-1" });
});

it("after a lost reply finds its own version", async () => {
  const store = new FakeParameters(START);
  // An earlier attempt of the same request was carried out.
  const port = store.port((call) => (call === 1 ? (own) => void own.put("AA", "a-1") : undefined));
  expect(await push(store, { set: { AA: "a-1" } }, port)).toMatchObject({ ending: "written" });
});

it("whatever others do: what is not ours stays, and no claim is false", async () => {
  const names = ["AA", "BB", "CC", "DD"] as const;
  const step = fc.record({
    at: fc.nat({ max: 12 }),
    name: fc.constantFrom(...names),
    value: fc.constantFrom("x", "a-1", undefined),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 4 }),
      fc.option(fc.nat({ max: 10 }), { nil: undefined }),
      async (steps, denied) => {
        const store = new FakeParameters(START);
        let theirs: string | undefined = START.BB;
        const port = store.port(
          (call) => (own) => {
            for (const { at, name, value } of steps) {
              if (at !== call) continue;
              if (value === undefined) own.kept.delete(name);
              else own.put(name, value);
              if (name === "BB") theirs = value;
            }
          },
          denied,
        );
        const { ending, message } = await push(store, WANTED, port);
        // BB is not ours.
        expect(store.live()["BB"]).toBe(theirs);
        expect(message).not.toMatch(/a-1|d-1|BUG/);
        const isLate = steps.some(({ at }) => at >= store.calls - 1);
        if (ending === "written" && !isLate) expect(store.live()).toMatchObject({ AA: "a-1", DD: "d-1" });
      },
    ),
    { numRuns: runs(2000) },
  );
});
