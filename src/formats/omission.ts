/** The comment that stands for a variable whose value the format cannot hold. */

const OMISSION = /^# lambda-env: ([\w.-]+) not representable in /;

/**
 * Returns the comment line that says that `name` was left out of a text of `format`; undefined for a name that could end a
 * comment.
 */
export function formatOmission(name: string, format: string): readonly string[] {
  return /^[\w.-]+$/.test(name) ? [`# lambda-env: ${name} not representable in ${format}`] : [];
}

/** Returns the name that, according to a comment, was left out; undefined for any other comment. */
export function parseOmission(comment: string): string | undefined {
  return OMISSION.exec(comment)?.[1];
}
