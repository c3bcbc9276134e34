/** `my-fn` in a pipeline that has a key for fingerprints. */
import type { Scene } from "../scene.ts";
import { scene as withoutKey } from "./my-fn.ts";

export async function scene(): Promise<Scene> {
  return { ...(await withoutKey()), env: { LAMBDA_ENV_FINGERPRINT_KEY: "example-key-of-at-least-32-characters" } };
}
