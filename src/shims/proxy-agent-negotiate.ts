/** Replaces a package that logs in at a proxy with Kerberos, which is not used here and needs a native module. */

export function createNegotiateAuth(): never {
  throw new Error("no sign-on by Kerberos");
}
