/** The data of GitHub's workflow commands, and the command that keeps a text out of a log. */

/** The warning if masks are requested but the runner would not see them. */
export const NO_MASKS = "values are not masked in the log of the job: standard error does not go there";

/** Returns the workflow command that makes the runner mask `text`. */
export function renderMask(text: string): string {
  return `::add-mask::${escapeData(text)}`;
}

/**
 * Returns `text` as the data of a workflow command. Source: the toolkit's `command.ts`, whose encoding the runner's parser
 * undoes.
 */
export function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
