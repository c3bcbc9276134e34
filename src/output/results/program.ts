/** Messages about a program that runs with a function's variables. */

/** Returns the note about variables that the program does not get. */
export function sayWithheld(names: readonly string[], functionName: string): string {
  const verb = names.length === 1 ? "is" : "are";
  return `${names.join(", ")} of ${functionName} ${verb} not passed on: the command keeps your credentials and region`;
}
