/** Plans for the tests of the protocol, as `set` and `unset` make them. */
import type { ApplyOptions } from "../../src/apply/apply.ts";
import type { Clock } from "../../src/apply/port.ts";
import { makePlan, type Plan } from "../../src/core/plan/plan.ts";
import type { ApplyEvent } from "../../src/core/run-event.ts";
import { makeLayer, type Values } from "../../src/core/variables.ts";

export interface Wanted {
  readonly set?: Readonly<Record<string, string>>;
  readonly unset?: readonly string[];
  readonly prune?: boolean;
}

export function planFor(current: Values, { set = {}, unset = [], prune = false }: Wanted): Plan {
  const entries = Object.entries(set).map(([name, value]) => ({
    kind: "value" as const,
    name,
    value,
    sensitive: true,
    origin: { layer: "argument" as const, source: "arguments" },
  }));
  const layers = entries.length === 0 ? [] : [makeLayer("argument", "arguments", entries)];
  return makePlan({ current, layers, unset: unset.filter((name) => !Object.hasOwn(set, name)), prune });
}

/** Options for the protocol, with what it reported and what it had checked. */
export function recordingOptions(clock: Clock): ApplyOptions & { readonly events: ApplyEvent[]; readonly checked: Plan[] } {
  const events: ApplyEvent[] = [];
  const checked: Plan[] = [];
  return {
    clock,
    timeoutMs: 20_000,
    signal: new AbortController().signal,
    onEvent: (event) => events.push(event),
    check: (plan) => checked.push(plan),
    events,
    checked,
  };
}
