/** Candidates as the shells' scripts read them: one on each line, with what it is after a tab; then what else there is to do. */

export interface Candidate {
  readonly text: string;
  readonly about?: string;
}

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** What the shell does beside offering the candidates. */
  readonly followedBy: "nothing" | "no-space" | "files";
}

/**
 * What no shell takes for anything but a part of a word. Names of functions, variables and stacks have nothing else; a profile may, and is
 * not offered then.
 */
const HARMLESS = /^[A-Za-z0-9_.:@/+=-]+$/;

/** Returns the lines for a script; what a shell could take for more than a word is left out. */
export function renderCompletion({ candidates, followedBy }: Completion): string {
  const lines = candidates
    .filter(({ text }) => HARMLESS.test(text))
    .map(({ text, about }) => (about === undefined ? text : `${text}\t${about.replace(/\p{Cc}/gu, " ")}`));
  return [...lines, `:${followedBy}`, ""].join("\n");
}
