/** The data of GitHub's workflow commands, and the command that keeps a text out of a log. */

/** What is said where masks are asked for, and the runner would not see them. */
export const NO_MASKS = "values are not masked in the log of the job: standard error does not go there";

/** Returns the runner's way of saying that `text` must not be shown. */
export function renderMask(text: string): string {
  return `::add-mask::${escapeData(text)}`;
}

/** Returns `text` as the data of a workflow command. Source: the toolkit's `command.ts`, which the runner's parser undoes. */
export function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
