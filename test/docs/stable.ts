/** What differs from one run to the next, or is ours alone, replaced by what a user of AWS could see. */
import type { Session } from "./run-line.ts";

const EVERYWHERE: readonly (readonly [RegExp, string])[] = [
  // Against AWS nothing is said of the endpoint.
  [/^lambda-env: requests go to http:\/\/127\.0\.0\.1:\d+, which is not AWS\n/gm, ""],
  [/http:\/\/127\.0\.0\.1:\d+/g, "http://127.0.0.1:38529"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/g, "0b6f7c3e-52d4-4f1a-9a6e-1c8d2b7e4f90"],
  [/\blocal[0-9a-f]{32}\b/g, "local3f1c0d9be2a74856a1f0c7d2e9b84635"],
];

/** Returns what a page shows of `output`. */
export function stabilize(output: string, { cwd, env, replace = [] }: Session): string {
  const folders: readonly (readonly [string, string])[] = [
    [cwd, "/home/me/project"],
    [env["HOME"] ?? "", "/home/me"],
  ];
  const text = folders.reduce((text, [folder, shown]) => text.replaceAll(folder, shown), output);
  return [...EVERYWHERE, ...replace].reduce((text, [pattern, shown]) => text.replace(pattern, shown), text);
}
