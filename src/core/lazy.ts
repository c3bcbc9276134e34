/** Something that is made when it is first asked for, once. */

export interface Lazy<T> {
  readonly get: () => Promise<T>;
  readonly wasAsked: () => boolean;
}

/** Returns what makes its content at the first `get`; all others get the same, a failure included. */
export function lazy<T>(make: () => Promise<T>): Lazy<T> {
  let made: Promise<T> | undefined;
  return {
    get: () => {
      made ??= make();
      return made;
    },
    wasAsked: () => made !== undefined,
  };
}
