/** The names that the sources of a run may define, judged by their options: none of them is read. */
import { joinPossible, NO_NAMES, type PossibleNames } from "../../core/rules/possible-names.ts";
import { parseParameterPath, parseParameterSpec } from "../../sources/parameter/parameter-spec.ts";
import { parseSecretSpec } from "../../sources/secret/secret-spec.ts";
import type { SourceRequest } from "../request.ts";

/** Returns what secrets, parameters and other functions may define. Errors: USAGE for a source that cannot be right. */
export function possibleNames(request: SourceRequest): PossibleNames {
  const secrets = request.secret.map((text): PossibleNames => {
    const spec = parseSecretSpec(text);
    return spec.kind === "object" ? ofKeys(spec.prefix) : { ...NO_NAMES, names: [spec.name] };
  });
  const parameters = request.parameter.map((text): PossibleNames => ({ ...NO_NAMES, names: [parseParameterSpec(text).name] }));
  const folders = request["parameters-by-path"].map((text) => ofKeys(parseParameterPath(text).prefix));
  const functions = request.from.map((): PossibleNames => ({ ...NO_NAMES, any: true }));
  return joinPossible([...secrets, ...parameters, ...folders, ...functions]);
}

function ofKeys(prefix: string | undefined): PossibleNames {
  return prefix === undefined || prefix === "" ? { ...NO_NAMES, any: true } : { ...NO_NAMES, prefixes: [prefix] };
}
