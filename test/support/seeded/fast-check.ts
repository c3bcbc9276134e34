/**
 * `fast-check` as the tests import it (vitest.config.ts): it draws the same random cases in every run, so that no run fails by chance.
 * `LAMBDA_ENV_TEST_SEED=random` draws others, and a number those of a failure, which names its seed.
 */
import fc from "fast-check";

const DEFAULT_SEED = "1";

/** Returns the parameters for what `LAMBDA_ENV_TEST_SEED` says. Without a seed, fast-check takes one from the clock. */
function seedOf(word: string): { readonly seed?: number } {
  if (word === "random") return {};
  if (!/^-?\d+$/.test(word)) throw new Error("LAMBDA_ENV_TEST_SEED is neither a number nor random");
  return { seed: Number(word) };
}

fc.configureGlobal({ ...fc.readConfigureGlobal(), ...seedOf(process.env["LAMBDA_ENV_TEST_SEED"] || DEFAULT_SEED) });

export * from "fast-check";
export default fc;
