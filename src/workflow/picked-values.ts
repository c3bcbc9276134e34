/** Values of a function that are requested by name. */
import { qualifiedName } from "../core/arn/function-id.ts";
import type { ReadableSnapshot } from "../core/function.ts";
import { nearNames } from "../core/near-names.ts";
import type { Values } from "../core/variables.ts";
import { LambdaEnvError } from "../errors.ts";

/** Returns the values of `names`, in their order. Errors: VARIABLE_NOT_FOUND with every name that the function does not have. */
export function pickValues(snapshot: ReadableSnapshot, names: readonly string[]): Values {
  const { variables } = snapshot.environment;
  const functionName = qualifiedName(snapshot);
  const missing = names.filter((name) => !variables.has(name));
  if (missing.length === 0) return new Map(names.map((name) => [name, variables.get(name) ?? ""]));
  const near = missing.flatMap((name) => nearNames(name, [...variables.keys()]));
  const what = missing.length === 1 ? "a variable" : "the variables";
  throw new LambdaEnvError("VARIABLE_NOT_FOUND", `${functionName} does not have ${what} ${missing.join(", ")}`, {
    hint:
      near.length > 0
        ? `did you mean ${[...new Set(near)].join(" or ")}?`
        : `lambda-env list -f ${functionName} shows the names of its variables`,
  });
}
