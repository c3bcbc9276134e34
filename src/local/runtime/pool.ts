/** The runtimes of an endpoint: one process per version of a function, replaced when its configuration has changed. */

import type { RuntimeSettings } from "./environment.ts";
import { type Invocation, type InvocationResult, makeRuntime, type Runtime } from "./runtime.ts";

export interface RuntimePool {
  readonly invoke: (settings: RuntimeSettings, invocation: Invocation) => Promise<InvocationResult>;
  /** Ends every process. */
  readonly stop: () => Promise<void>;
}

/** Returns an empty pool. */
export function makeRuntimePool(): RuntimePool {
  const runtimes = new Map<string, { readonly fingerprint: string; readonly runtime: Runtime }>();
  const retiring = new Set<Runtime>();

  function find(settings: RuntimeSettings): Runtime {
    const key = `${settings.functionName}:${settings.version}`;
    const fingerprint = JSON.stringify(settings);
    const found = runtimes.get(key);
    if (found?.fingerprint === fingerprint) return found.runtime;
    if (found !== undefined) retire(found.runtime);
    const runtime = makeRuntime(settings);
    runtimes.set(key, { fingerprint, runtime });
    return runtime;
  }

  function retire(runtime: Runtime): void {
    retiring.add(runtime);
    void runtime.retire().finally(() => retiring.delete(runtime));
  }

  return {
    invoke: (settings, invocation) => find(settings).invoke(invocation),
    stop: async () => {
      const all = [...retiring, ...[...runtimes.values()].map(({ runtime }) => runtime)];
      runtimes.clear();
      await Promise.all(all.map((runtime) => runtime.stop()));
    },
  };
}
