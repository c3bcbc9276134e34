/** The parts of a store that are the same for a secret and for parameters. */
import type { Plan } from "../../core/plan/plan.ts";
import type { Store } from "../../core/store/store.ts";
import type { Values } from "../../core/variables.ts";
import type { Finding } from "../../errors.ts";

/** A store that was read and can be written. */
export interface OpenStore {
  readonly store: Store;
  readonly current: Values;
  /** Findings about the store itself. */
  readonly findings: readonly Finding[];
  /** Returns what stops `plan`, and what there is to say of its size. */
  readonly check: (plan: Plan) => readonly Finding[];
  /** The bytes that `plan` comes to, and the limit; absent where each variable has a limit of its own. */
  readonly size?: (plan: Plan) => { readonly bytes: number; readonly limit: number };
  readonly write: (plan: Plan) => Promise<WrittenStore>;
}

/** What was written and verified. */
interface WrittenStore {
  readonly store: Store;
  /** The plan that was written, which others may have added to. */
  readonly plan: Plan;
}
