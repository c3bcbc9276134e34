/** Names that the user may have intended when mistyping one. */

/** At most this many names are suggested. */
const MAX_SUGGESTED = 3;

/** A shorter name is a part of too many others. */
const MIN_PART = 4;

/** Returns the names that differ from `name` by case or by few edits, or of which one is a part of the other; nearest first. */
export function nearNames(name: string, names: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase();
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  return names
    .map((candidate) => ({ candidate, edits: editDistance(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= limit || isPart(wanted, candidate.toLowerCase()))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, MAX_SUGGESTED)
    .map(({ candidate }) => candidate);
}

function isPart(wanted: string, candidate: string): boolean {
  return (wanted !== "" && candidate.includes(wanted)) || (candidate.length >= MIN_PART && wanted.includes(candidate));
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...b].entries()) {
      const substitute = (row[j] ?? 0) + (left === right ? 0 : 1);
      next.push(Math.min(substitute, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
