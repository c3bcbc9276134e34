/** The one function that is used from a package without types. */
declare module "@dotenvx/primitives" {
  /** Returns the plain text; throws if no key fits. `privateKey` may contain several keys, separated by commas. */
  export function decrypt(privateKey: string, value: string): string;
}
