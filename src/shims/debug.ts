/** Takes the place of the package `debug`: with `DEBUG=*` it would print the URL of a proxy, password included. */

// biome-ignore lint/style/noDefaultExport: the module that this replaces has a default export
export default function makeDebug(): () => void {
  return () => {};
}
