/** Objects without undefined members: an optional member is absent instead. */

type Defined<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Returns the members of `members` that are not undefined: `{ name, ...defined({ version }) }`. */
export function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}
