import fc from "fast-check";
import { expect, test } from "vitest";
import { names, values } from "../support/arbitraries.ts";

test("random cases are the same in every run that does not name another seed", () => {
  const asked = process.env["LAMBDA_ENV_TEST_SEED"] || "1";
  expect(fc.readConfigureGlobal()?.seed).toBe(asked === "random" ? undefined : Number(asked));
  const draw = (): unknown => fc.sample(fc.tuple(names, values), 20);
  if (asked === "random") expect(draw()).not.toEqual(draw());
  else expect(draw()).toEqual(draw());
});
