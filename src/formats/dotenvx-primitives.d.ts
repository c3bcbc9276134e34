/** The one function that is used of a package that ships no types. */
declare module "@dotenvx/primitives" {
  /** Returns the plain text; throws where no key fits. `privateKey` may be several, separated by commas. */
  export function decrypt(privateKey: string, value: string): string;
}
