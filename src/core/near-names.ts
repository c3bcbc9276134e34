/** Names that the user may have intended when mistyping one. */

/** At most this many names are suggested. */
const MAX_SUGGESTED = 3;

/** A shorter name is a part of too many others. */
const MIN_PART = 4;

/** In a word, one edit for so many letters is a typing mistake; more make it another word. */
const LETTERS_PER_EDIT = 3;

/** Returns the names that differ from `name` by case or by few edits, or of which one is a part of the other; nearest first. */
export function nearNames(name: string, names: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / LETTERS_PER_EDIT));
  return names
    .map((candidate) => ({ candidate, edits: editDistance(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= limit || isPart(wanted, candidate.toLowerCase()))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, MAX_SUGGESTED)
    .map(({ candidate }) => candidate);
}

function isPart(wanted: string, candidate: string): boolean {
  return (wanted.length > 1 && candidate.includes(wanted)) || (candidate.length >= MIN_PART && wanted.includes(candidate));
}

/** Returns the number of letters to replace, to add, to leave out, or to swap with the next one. */
function editDistance(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [i, letter] of left.entries()) {
    const next = [i + 1];
    for (const [j, other] of right.entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      const isSwapped = i > 0 && j > 0 && letter === right[j - 1] && left[i - 1] === other;
      const swapped = isSwapped ? (before[j - 1] ?? 0) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}
