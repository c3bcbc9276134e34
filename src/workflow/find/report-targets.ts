/** Reports the functions that a run with several has read. */
import type { Target } from "../../core/target.ts";
import type { Surroundings } from "../surroundings.ts";

/**
 * Reports how many of `count` functions were read, with their accounts and regions, and the sources of the run; a selection with
 * only one match is reported as that function.
 */
export function reportTargets(
  read: readonly { readonly target: Target }[],
  { count, sources }: { readonly count: number; readonly sources: readonly string[] },
  { notify }: Pick<Surroundings, "notify">,
): void {
  const [only] = read;
  if (only === undefined) return;
  if (count === 1) {
    notify({ kind: "target", target: only.target, sources });
    return;
  }
  const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();
  notify({
    kind: "targets",
    read: read.length,
    count,
    accounts: distinct(read.map(({ target }) => target.account)),
    regions: distinct(read.map(({ target }) => target.region)),
    sources,
  });
}
