/** Naming the functions that a run with several has read. */
import type { Target } from "../../core/target.ts";
import type { Surroundings } from "../surroundings.ts";

/** Reports how many functions there are, with their accounts and regions; one alone as itself. */
export function tellTargets(read: readonly { readonly target: Target }[], { tell }: Pick<Surroundings, "tell">): void {
  const [only, second] = read;
  if (only === undefined) return;
  if (second === undefined) {
    tell({ kind: "target", target: only.target });
    return;
  }
  const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();
  tell({
    kind: "targets",
    count: read.length,
    accounts: distinct(read.map(({ target }) => target.account)),
    regions: distinct(read.map(({ target }) => target.region)),
  });
}
