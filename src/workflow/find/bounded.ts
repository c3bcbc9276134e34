/** Runs many tasks, a few of them at the same time. */

/**
 * Returns the result of `work` for each item, in their order, with at most `limit` in progress. The first failure ends it, once
 * the others in progress have finished.
 */
export async function mapBounded<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  const waiting = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (;;) {
      const next = waiting.shift();
      if (next === undefined || failures.length > 0) return;
      const [index, item] = next;
      try {
        results[index] = await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
