/** A value that is made once, when it is first needed. */

export interface Lazy<T> {
  readonly get: () => Promise<T>;
  readonly wasAsked: () => boolean;
}

/** Returns an object whose first `get` makes the content; later calls get the same content, or the same failure. */
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
