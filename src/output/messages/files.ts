/** Messages about the files that a command writes. */

/** Returns the message about removed unfinished files of killed runs; `count` is at least 1. */
export function sayLeftovers(path: string, count: number): string {
  const things = count === 1 ? "an unfinished file" : `${count} unfinished files`;
  return `removed ${things} that an interrupted run left beside ${path}`;
}

export function sayTightened(file: string): string {
  return `${file} was open to other users; now only you can read it`;
}

export function sayWithoutPermissions(file: string): string {
  return `the file system of ${file} does not keep permissions: other users may be able to read it`;
}

export function sayChangedMeanwhile(file: string): string {
  return `${file} was changed in the meantime; reading it again`;
}

/** Returns the warning, and the hint. */
export function sayUnignored(file: string): readonly [string, string] {
  return [`git does not ignore ${file}`, `add ${file} to .gitignore`];
}
