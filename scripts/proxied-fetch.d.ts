/** Types for the tests. */
export function proxyOf(url: URL, env: Readonly<Record<string, string | undefined>>): URL | undefined;
