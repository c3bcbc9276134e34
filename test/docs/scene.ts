/** What is there before the commands of a page run: files, a local endpoint with functions and secrets, an environment. */
import type { LocalEndpoint } from "../../src/local/server/server.ts";

export interface Scene {
  readonly endpoint: LocalEndpoint;
  /** The folder that the commands run in. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Values that no command of a page may print. */
  readonly hidden?: readonly string[];
  /** What others do in the meantime, by name. */
  readonly actions?: Readonly<Record<string, () => void>>;
  /** What differs from one run to the next, and what the page shows instead, beside what is replaced everywhere. */
  readonly replace?: readonly (readonly [RegExp, string])[];
}

/** Starts the scene of `scenes/NAME.ts`. Everything in it goes away with the test. */
export async function startScene(name: string): Promise<Scene> {
  if (!/^[a-z][a-z-]*$/.test(name)) throw new Error(`${name} is not the name of a scene`);
  const { scene } = (await import(`./scenes/${name}.ts`)) as { readonly scene: () => Promise<Scene> };
  return scene();
}
