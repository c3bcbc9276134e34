/** Replaces the package `debug`: with `DEBUG=*` it would print the URL of a proxy, including the password. */

// biome-ignore lint/style/noDefaultExport: the module that this replaces has a default export
export default function makeDebug(): () => void {
  return () => {};
}
