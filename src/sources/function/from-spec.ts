/** The options of `--from`: which function, which version of it, and where it is. */
import { type FunctionId, parseFunctionId, qualifiedName } from "../../core/arn/function-id.ts";
import { defined } from "../../core/defined.ts";
import { LambdaEnvError } from "../../errors.ts";

/** The options, as they were given. */
export interface FromOptions {
  readonly from: readonly string[];
  readonly "from-region": string | undefined;
  readonly "from-profile": string | undefined;
}

export interface FromSpec extends FunctionId {
  /** Present if it is not that of the run. */
  readonly profile?: string;
  /** As the user knows it: `orders-dev`, `my-fn:12`; as it was typed if two have the same name. */
  readonly source: string;
}

/**
 * Returns the functions of the options, each once.
 *
 * Errors: USAGE for text that is not the name or ARN of a function, and for an ARN in another region than `--from-region`.
 */
export function parseFromSpecs({ from, "from-region": region, "from-profile": profile }: FromOptions): readonly FromSpec[] {
  const typed = [...new Set(from)];
  const ids = typed.map((text) => parseFunctionId(text, "--from"));
  const names = ids.map(qualifiedName);
  return ids.map((id, index) => {
    if (region !== undefined && id.region !== undefined && id.region !== region) {
      throw new LambdaEnvError("USAGE", `--from-region is ${region}, but the ARN of --from is in ${id.region}`, {
        hint: "leave out --from-region",
      });
    }
    const name = names[index] ?? "";
    const isTwice = names.indexOf(name) !== names.lastIndexOf(name);
    return { ...id, ...defined({ region: region ?? id.region, profile }), source: isTwice ? (typed[index] ?? name) : name };
  });
}
